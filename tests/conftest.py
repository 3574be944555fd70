from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

import latentwalk
from latentwalk.cli import main
from latentwalk.data import Images

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
MNIST = Path(os.environ.get("LATENTWALK_DATA") or ROOT.parent / "shared" / "mnist")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Start slow modules first, so that no process ends with one while the others are idle."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(scope="session")
def mnist_folder() -> Path:
    if not (MNIST / "t10k-images-idx3-ubyte.gz").exists():
        pytest.skip("needs the MNIST files: name their folder with LATENTWALK_DATA")
    return MNIST


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model folder that the real training loop wrote, on the 8 x 8 digits."""
    out = tmp_path_factory.mktemp("models") / "small"
    latentwalk.train(data="digits", out=out, epochs=3, seed=1, accelerator="cpu")
    return out


@pytest.fixture
def model_folder(trained: Path, tmp_path: Path) -> Path:
    """A copy of `trained` that a test may spoil."""
    return Path(shutil.copytree(trained, tmp_path / "model"))


@pytest.fixture
def images() -> Images:
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (40, 8, 8, 1), dtype=np.uint8)
    return Images(pixels, rng.integers(0, 3, 40).astype(np.int32))


@pytest.fixture(scope="session")
def display() -> Iterator[str]:
    """A virtual screen of its own, as Xvfb gives it; in CI it must be there."""
    server = shutil.which("Xvfb")
    if server is None:
        if os.environ.get("CI"):
            pytest.fail("Xvfb is missing, and in CI the window must be tested")
        pytest.skip("needs Xvfb, the virtual screen (Debian: xvfb)")
    read, write = os.pipe()
    process = subprocess.Popen(
        [server, "-displayfd", str(write), "-screen", "0", "1280x900x24", "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as pipe:
        number = pipe.readline().strip()
    assert number, "Xvfb did not start"
    try:
        yield f":{number}"
    finally:
        process.terminate()
        process.wait()


def run(*arguments: object) -> None:
    """Run the command line in this process, where that is enough."""
    main([str(argument) for argument in arguments])


def refused(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    """Run a command line that must end with one sentence and status 2; return the sentence."""
    with pytest.raises(SystemExit) as left:
        run(*arguments)
    assert left.value.code == 2
    error = capsys.readouterr().err
    assert error.startswith("latentwalk: ")
    assert error.count("\n") == 1
    return error


def command(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the real command line in a process of its own."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "latentwalk", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=300,
        env=os.environ | environment,
        check=False,
    )
