"""Downloads the Debian packages that have the fonts, and unpacks them; nothing is installed."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def collect(packages: Iterable[str], fonts: Path) -> None:
    """Unpack packages below a folder, each into a folder of its name; needs apt and dpkg.

    Args:
        packages: their names, or `NAME=VERSION`. If a mirror has only a later version, download
            this one from the archive of Debian's snapshots into the folder.
        fonts: the folder.
    """
    fonts.mkdir(parents=True, exist_ok=True)
    for package in packages:
        name = package.partition("=")[0]
        if (fonts / name).is_dir():
            continue
        if not list(fonts.glob(f"{name}_*.deb")):
            subprocess.run(["apt-get", "download", package], cwd=fonts, check=True)
        [archive] = fonts.glob(f"{name}_*.deb")
        unpacked = fonts / f"{name}.part"
        subprocess.run(["dpkg-deb", "-x", archive, unpacked], check=True)
        unpacked.rename(fonts / name)


def version_of(package: str, fonts: Path) -> str:
    """The version of a downloaded package."""
    [archive] = fonts.glob(f"{package}_*.deb")
    asked = ["dpkg-deb", "-f", str(archive), "Version"]
    return subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()
