"""Encoding with Ray Data, if it is installed: `nox -s libraries`."""

from __future__ import annotations

import gc
import importlib.util
import os
from typing import TYPE_CHECKING

import pytest

from latentwalk.data import chunks as room
from tests.encoding.pictures import noise, png, write_folder, write_table
from tests.encoding.test_many import encode, refused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Ray warns of itself, and leaves processes and files to the garbage collector
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module", autouse=True)
def cluster() -> Iterator[None]:
    """Ray on this machine, with two cores whatever the machine has."""
    if importlib.util.find_spec("ray") is None:
        if os.environ.get("LATENTWALK_LIBRARIES"):
            pytest.fail("ray is missing, and here it must be tested")
        pytest.skip("needs ray: nox -s libraries")
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    import ray

    for attempt in range(3):  # it gives itself 30 seconds, which is short on a busy machine
        try:
            ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
            break
        except Exception:
            ray.shutdown()
            if attempt == 2:
                raise
    yield
    ray.shutdown()
    gc.collect()  # here, where warnings of what it leaves are ignored


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "CHUNK", 100)


@pytest.fixture(scope="module")
def model(trained: Path) -> str:
    return str(trained)


def test_two_workers_give_the_same_rows_with_the_same_numbers(
    model: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bit by bit, and so does the atlas; paths are relative, and workers live elsewhere."""
    monkeypatch.chdir(tmp_path)
    images = [png(image) for image in noise(450)]
    images[17] = b"broken"
    write_table(tmp_path / "tables" / "a.parquet", images, group=30, label=list(range(450)))
    write_folder(tmp_path / "all", noise(250, seed=1), ("cat", "dog"))
    for name, flags in (("here", ()), ("ray", ("--ray", "--workers", 2))):
        encode(
            *(model, "tables", "all", "--skip-broken", "-o", name, "--most", 99),
            *("--atlas", f"{name}-model", *flags),
        )
        assert "699 images in" in capsys.readouterr().err
    written = sorted(path.name for path in (tmp_path / "here").iterdir())
    assert len(written) == 7
    for name in written:
        one, other = (tmp_path / way / name for way in ("here", "ray"))
        assert one.read_bytes() == other.read_bytes()
    one, other = (tmp_path / f"{way}-model" / "atlas.safetensors" for way in ("here", "ray"))
    assert one.read_bytes() == other.read_bytes()


def test_an_error_in_a_worker_is_one_line_and_leaves_nothing(
    model: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    images = [png(image) for image in noise(250)]
    images[210] = b"broken"
    write_table(tmp_path / "a.parquet", images, group=50)
    printed = refused(capsys, model, tmp_path / "a.parquet", "-o", tmp_path / "out", "--ray")
    assert f"Cannot read {tmp_path / 'a.parquet'}#210 as a picture" in printed
    assert "Traceback" not in printed
    assert [path.name for path in tmp_path.iterdir()] == ["a.parquet"]


def test_more_workers_than_cores_are_refused(
    model: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_table(tmp_path / "a.parquet", [png(noise(1)[0])])
    out = ("-o", tmp_path / "out", "--ray", "--workers", 3)
    assert "exceeds the 2 cores" in refused(capsys, model, tmp_path / "a.parquet", *out)
