"""`nox` installs the requirements of all checks into its own environment, and runs them.

`nox -- tests/test_folder.py -x` passes what follows the dashes to pytest and runs nothing else.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import nox

nox.needs_version = ">=2024.4.15"

SYSTEM_PACKAGES = {"Xvfb": "xvfb", "xdotool": "xdotool", "chromium": "chromium"}
"""Programs that the tests of window and page use, and their Debian packages."""


PYTHONS = ("3.10", "3.11", "3.12", "3.13")
"""The supported versions of Python."""
LOCKS = {"base": "pyproject.toml", "release": "pyproject.toml:release"}
"""Files in `locks/`: what a user installs, and what a release is built and audited with."""


@nox.session
def check(session: nox.Session) -> None:
    """Lint, types, import contracts and all tests, on the package as a user installs it."""
    install_system_packages(session)
    session.install(".[test]")
    if session.posargs:
        session.run("pytest", *session.posargs)
        return
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("mypy")
    session.run("lint-imports")
    for arguments in (["ci", "--ignore-scripts"], ["run", "check"], ["test"]):
        session.run("python", "hatch_build.py", *arguments)
    session.run("pytest")


@nox.session
def libraries(session: nox.Session) -> None:
    """Keras, diffusers, pythae, JAX and Ray: heavy, so in a separate environment."""
    install_system_packages(session)
    session.install(".[test,libraries]")
    tests = ("tests/adoption/test_libraries.py", "tests/browser/test_libraries.py")
    for backend, chosen in (("torch", tests), ("jax", tests[:1])):
        session.run("pytest", *chosen, env={"LATENTWALK_LIBRARIES": "1", "KERAS_BACKEND": backend})
    # warnings about Ray's processes come when pytest ends, after any test's own filter
    ray = ("-W", "ignore::pytest.PytestUnraisableExceptionWarning", "tests/encoding/test_ray.py")
    session.run("pytest", *ray, env={"LATENTWALK_LIBRARIES": "1"})


@nox.session
def docs(session: nox.Session) -> None:
    """The documentation site, with live explorers, and with every link checked."""
    session.install(".[docs]")
    session.run("mkdocs", "build", "--strict", env={"NO_MKDOCS_2_WARNING": "1"})


@nox.session(python=PYTHONS, default=False)
def pythons(session: nox.Session) -> None:
    """All tests except the browser's, with every installed version of Python."""
    install_system_packages(session)
    session.install(".[test]")
    session.run("pytest", "--ignore=tests/browser", "--ignore=tests/docs", *session.posargs)


@nox.session(default=False)
def lock(session: nox.Session) -> None:
    """Update `locks/`: versions and hashes for all systems and versions of Python."""
    session.install("uv")
    arguments = ("--universal", f"--python-version={PYTHONS[0]}", "--generate-hashes", "--upgrade")
    quiet = ("--no-header", "--no-annotate", "--quiet")
    for name, source in LOCKS.items():
        chosen = (f"--group={source}",) if ":" in source else (source,)
        session.run("uv", "pip", "compile", *arguments, *quiet, *chosen, "-o", f"locks/{name}.txt")


@nox.session(default=False)
def release(session: nox.Session) -> None:
    """Build a release twice, from two copies of the commit, and audit its dependencies."""
    session.install("--require-hashes", "--requirement", "locks/release.txt")
    built: list[bytes] = []
    for copy in ("one", "two"):
        root = Path(session.create_tmp()).absolute() / copy
        shutil.rmtree(root, ignore_errors=True)
        session.run("git", "clone", "--quiet", ".", str(root), external=True)
        with session.chdir(root):
            session.run("python", "-m", "build", "--no-isolation", "--outdir", "dist")
            built += [path.read_bytes() for path in sorted(Path("dist").iterdir())]
    if built[: len(built) // 2] != built[len(built) // 2 :]:
        session.error("Two builds of one commit differ.")
    session.run("pip-audit", "--require-hashes", "--disable-pip", "-r", "locks/base.txt")
    with session.chdir(root):
        session.run("python", "hatch_build.py", "audit")
    session.log(f"What is to be released is in {root / 'dist'}.")


def install_system_packages(session: nox.Session) -> None:
    """Install missing programs with apt-get, if the session may."""
    missing = [package for name, package in SYSTEM_PACKAGES.items() if not shutil.which(name)]
    if not missing:
        return
    if not shutil.which("apt-get") or os.geteuid() != 0:
        session.warn(f"Not installed, some tests will be skipped: {', '.join(missing)}")
        return
    session.run("apt-get", "update", "-qq", external=True)
    session.run("apt-get", "install", "-y", "-qq", *missing, "fonts-dejavu-core", external=True)
