"""Folders on a full disk: the old one stays intact, and one error line gives the reason."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from trials.outputs import Output, draw, hidden, is_sentence, outputs, run, tree

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

pytest.importorskip("resource", reason="needs limits on what a process writes, as POSIX has them")

LIMITED = (
    "import resource, sys; from latentwalk.cli import main; size = int(sys.argv[1]);"
    "resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)); main(sys.argv[2:])"
)
"""The operating system itself lets no file grow beyond so many bytes, and says so to who writes."""


@pytest.fixture(scope="module", params=["shards", "site", "model"])
def written(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Output, Path]:
    """A kind of folder, and where one is that was written when there was space."""
    home = tmp_path_factory.mktemp("full")
    draw(home / "pictures")
    (output,) = (one for one in outputs(home / "pictures") if one.target == request.param)
    place = home / "place"
    place.mkdir()
    status, said = run(output.command(place / output.target, 0))
    assert status == 0, said
    return output, place


@pytest.mark.parametrize("share", [0.0, 0.5], ids=["nothing", "half of the largest file"])
def test_a_folder_that_does_not_fit_leaves_the_old_one(
    written: tuple[Output, Path], share: float, tmp_path: Path
) -> None:
    output, first = written
    place = tmp_path / "place"
    shutil.copytree(first, place)
    before = tree(place)
    sizes = [path.stat().st_size for path in place.rglob("*") if path.is_file()]
    done = subprocess.run(
        [
            *(sys.executable, "-c", LIMITED, str(int(share * max(sizes)))),
            *output.command(place / output.target, 1),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, is_sentence(done.stderr)) == (2, True), done.stderr
    assert "free some space" in done.stderr
    assert tree(place) == before
    assert hidden(place) == []
