#!/usr/bin/env -S uv run --script
# /// script
# dependencies = ["nox[uv]>=2024.10.9"]
# ///
"""`nox` installs what the checks need into environments of their own, and runs them all.

`nox -- tests/folder -x` passes what follows the dashes to pytest and runs nothing else.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import nox

if TYPE_CHECKING:
    from collections.abc import Mapping

nox.needs_version = ">=2024.10.9"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.stop_on_first_error = True

PROJECT = nox.project.load_toml("pyproject.toml")
PYTHONS = nox.project.python_versions(PROJECT)
"""The supported versions of Python."""
EXTRAS = "train,digits,video,parquet,notebook,figures"
"""The extras that the tests need."""
SYSTEM_PACKAGES = {
    "Xvfb": "xvfb",
    "xdotool": "xdotool",
    "chromium": "chromium",
    "nginx": "nginx-light",
}
"""Programs that the tests of window, page and proxies need, and their Debian packages."""
ENGINES = {
    "chromedriver": "chromium-driver",
    "firefox-esr": "firefox-esr",
    "WebKitWebDriver": "webkit2gtk-driver",
}
"""Programs that the journeys need besides, and their Debian packages."""
SHELL = "chromium-headless-shell"
"""Debian's Chromium without windows: tests of the page take a fifth less time, if it is there."""
LOCKS = {"base": "pyproject.toml", "release": "pyproject.toml:release"}
"""Files of `locks/`: the requirements of an installation, and those of a release."""
IN_TWO = ("pytest", "--numprocesses=2", "--no-loadscope-reorder")
"""Tests in two processes."""
PYTEST = (*IN_TWO, "--dist=loadfile", "--ignore=tests/journeys")
JOURNEYS = (*IN_TWO, "--dist=loadgroup", "tests/journeys")
ONE_THREAD = {"OMP_NUM_THREADS": "1"}
"""PyTorch in several test processes at a time: more threads than cores slow each other down."""


@nox.session
def check(session: nox.Session) -> None:
    """Lint, types, import contracts, front end, documentation and all tests in three browsers."""
    install_system_packages(session, SYSTEM_PACKAGES | ENGINES)
    install(session, EXTRAS, "test")
    if session.posargs:
        session.run("pytest", *session.posargs)
        return
    # the tests of the engine use what this installs
    session.run("python", "hatch_build.py", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
    linters = (
        ("ruff", "check", "."),
        ("ruff", "format", "--check", "."),
        ("lint-imports",),
        ("mypy",),
        ("python", "hatch_build.py", "run", "check"),
    )
    with ThreadPoolExecutor(1) as pool:
        beside = pool.submit(run_quietly, session, linters)
        try:
            session.run(*PYTEST, "--durations=20", "--cov", env=ONE_THREAD)
        finally:
            report(session, beside)
    # not beside the others: it has a browser of its own, whose tests would wait for a processor
    session.run("python", "hatch_build.py", "test")
    run_journeys(session)


@nox.session
def libraries(session: nox.Session) -> None:
    """Foreign models of Keras, diffusers, pythae and JAX, AnnData, layouts, geodesics, Ray."""
    if session.posargs:
        session.skip("chosen tests run in `check`")
    install_system_packages(session)
    install(session, f"{EXTRAS},layout,ray", "test", "libraries")
    tests = (
        "tests/adoption/formats/test_libraries.py",
        "tests/adoption/formats/test_scvi_models.py",
        "tests/adoption/formats/test_tvae_models.py",
        "tests/adoption/formats/test_keras_files.py",
        "tests/browser/test_libraries.py",
        "tests/layouts/test_libraries.py",
        "tests/paths/test_libraries.py",
    )
    quick = ("pytest", "--durations=20")
    for backend, chosen in (("torch", tests), ("jax", tests[:1])):
        env = {"LATENTWALK_LIBRARIES": "1", "KERAS_BACKEND": backend}
        session.run(*quick, *chosen, env=env)
    # Ray's processes warn when pytest ends, after the filters of single tests
    ray = ("-W", "ignore::pytest.PytestUnraisableExceptionWarning", "tests/encoding/test_ray.py")
    session.run(*quick, *ray, env={"LATENTWALK_LIBRARIES": "1"})


@nox.session(default=False)
def browsers(session: nox.Session) -> None:
    """The same journeys through the page in Chromium, Firefox and WebKitGTK, as `check` does."""
    install_system_packages(session, SYSTEM_PACKAGES | ENGINES)
    install(session, EXTRAS, "test")
    session.run("python", "hatch_build.py", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
    run_journeys(session)


@nox.session(default=False)
def docs(session: nox.Session) -> None:
    """Build the documentation site, as the tests do, with every link checked."""
    install(session, "", "docs")
    session.run("mkdocs", "build", "--strict", env={"NO_MKDOCS_2_WARNING": "1"})


@nox.session(python=PYTHONS, default=False)
def pythons(session: nox.Session) -> None:
    """Run all tests but those of the browser and the site, with each supported Python."""
    install_system_packages(session)
    install(session, EXTRAS, "test")
    without = ("--ignore=tests/browser", "--ignore=tests/docs")
    session.run(*PYTEST, *without, *session.posargs, env=ONE_THREAD)


@nox.session(default=False)
def lock(session: nox.Session) -> None:
    """Renew `locks/`: versions and hashes for all systems and versions of Python."""
    session.install("uv")
    arguments = ("--universal", f"--python-version={PYTHONS[0]}", "--generate-hashes", "--upgrade")
    quiet = ("--no-header", "--no-annotate", "--quiet")
    for name, source in LOCKS.items():
        chosen = (f"--group={source}",) if ":" in source else (source,)
        session.run("uv", "pip", "compile", *arguments, *quiet, *chosen, "-o", f"locks/{name}.txt")


@nox.session(default=False)
def release(session: nox.Session) -> None:
    """Build a release twice, from two clones of the last commit, and audit its requirements."""
    session.install("--require-hashes", "--requirement", "locks/release.txt")
    clones = [Path(session.create_tmp()).absolute() / name for name in ("one", "two")]
    built = []
    for clone in clones:
        shutil.rmtree(clone, ignore_errors=True)
        session.run("git", "clone", "--quiet", ".", str(clone), external=True)
        with session.chdir(clone):
            session.run("python", "-m", "build", "--no-isolation", "--outdir", "dist")
        built.append([path.read_bytes() for path in sorted((clone / "dist").iterdir())])
    if built[0] != built[1]:
        session.error("Two builds of one commit differ.")
    session.run("pip-audit", "--require-hashes", "--disable-pip", "-r", "locks/base.txt")
    with session.chdir(clones[1]):
        session.run("python", "hatch_build.py", "audit")
    session.log(f"The release is in {clones[1] / 'dist'}.")


def run_journeys(session: nox.Session) -> None:
    """Drive the page in each browser; journeys of one that could not be installed are skipped."""
    env = {"LATENTWALK_BROWSERS": "1"} if all(map(shutil.which, ENGINES)) else {}
    session.run(*JOURNEYS, "--durations=20", env=env | ONE_THREAD)


def install(session: nox.Session, extras: str, *groups: str) -> None:
    """Install the package with extras and dependency groups, as a user installs it."""
    requirements = nox.project.dependency_groups(PROJECT, *groups)
    links = find_links()
    env = {"UV_FIND_LINKS": links} if links else {}
    session.install(f".[{extras}]" if extras else ".", *requirements, env=env)


def find_links() -> str:
    """The setting `find-links` of pip, which uv does not read: both find a local copy of torch."""
    if "PIP_FIND_LINKS" in os.environ:
        return os.environ["PIP_FIND_LINKS"]
    command = [sys.executable, "-m", "pip", "config", "get", "global.find-links"]
    asked = subprocess.run(command, capture_output=True, text=True, check=False)
    return asked.stdout.strip() if asked.returncode == 0 else ""


def run_quietly(session: nox.Session, commands: tuple[tuple[str, ...], ...]) -> str:
    """Run commands in the session's environment, at low priority; return their times.

    Raises:
        RuntimeError: a command failed; the message is what it printed.
    """
    path = os.pathsep.join([*(session.bin_paths or []), os.environ.get("PATH", "")])
    lower = ["nice"] if shutil.which("nice") else []
    times = []
    for command in commands:
        began = time.perf_counter()
        done = subprocess.run(
            [*lower, *command], env={**os.environ, "PATH": path}, check=False, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, errors="replace",
        )  # fmt: skip
        times.append(f"{time.perf_counter() - began:5.0f} s   {' '.join(command)}")
        if done.returncode:
            raise RuntimeError("\n".join([*times, done.stdout]))
    return "\n".join(times)


def report(session: nox.Session, beside: Future[str]) -> None:
    """Wait for the commands that ran beside the tests, and print their times."""
    try:
        print(beside.result(), flush=True)
    except RuntimeError as error:
        print(error, flush=True)
        session.error("A check that ran beside the tests failed; its output is above.")


def install_system_packages(
    session: nox.Session, packages: Mapping[str, str] = SYSTEM_PACKAGES
) -> None:
    """Install missing programs with apt-get, and Tk for Debian's own Python, if the session may."""
    path = f"{os.environ.get('PATH', '')}{os.pathsep}/usr/sbin"
    missing = [package for name, package in packages.items() if not shutil.which(name, path=path)]
    if importlib.util.find_spec("tkinter") is None and sys.base_prefix == "/usr":
        missing.append("python3-tk")
    if not missing and shutil.which(SHELL):
        return
    if not shutil.which("apt-get") or os.geteuid() != 0:
        if missing:
            session.warn(f"Not installed, some tests will be skipped: {', '.join(missing)}")
        return
    if missing:
        session.run("apt-get", "update", "-qq", external=True)
        install = ("apt-get", "install", "-y", "-qq")
        session.run(*install, *missing, "fonts-dejavu-core", external=True)
    if not shutil.which(SHELL) and has_package(SHELL):
        session.run("apt-get", "install", "-y", "-qq", SHELL, external=True)


def has_package(name: str) -> bool:
    """Whether apt-get knows a package that it can install."""
    asked = subprocess.run(
        ["apt-cache", "policy", name], capture_output=True, text=True, check=False
    )
    return "Candidate:" in asked.stdout and "Candidate: (none)" not in asked.stdout


if __name__ == "__main__":
    nox.main()
