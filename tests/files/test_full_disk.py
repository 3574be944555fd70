"""Folders on a full disk: the old one stays intact, and one error line gives the reason."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from trials.outputs import draw, hidden, is_sentence, outputs, run, tree

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

pytest.importorskip("resource", reason="needs limits on what a process writes, as POSIX has them")

LIMITED = (
    "import resource, sys; from latentwalk.cli import main; size = int(sys.argv[1]);"
    "resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)); main(sys.argv[2:])"
)
"""The operating system itself lets no file grow beyond so many bytes, and says so to who writes."""


@pytest.mark.parametrize("target", ["shards", "site", "model"])
@pytest.mark.parametrize("share", [0.0, 0.5], ids=["nothing", "half of the largest file"])
def test_a_folder_that_does_not_fit_leaves_the_old_one(
    tmp_path: Path, target: str, share: float
) -> None:
    draw(tmp_path / "pictures")
    (output,) = (one for one in outputs(tmp_path / "pictures") if one.target == target)
    place = tmp_path / "place"
    place.mkdir()
    status, said = run(output.command(place / target, 0))
    assert status == 0, said
    before = tree(place)
    sizes = [path.stat().st_size for path in place.rglob("*") if path.is_file()]
    done = subprocess.run(
        [
            *(sys.executable, "-c", LIMITED, str(int(share * max(sizes)))),
            *output.command(place / target, 1),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, is_sentence(done.stderr)) == (2, True), done.stderr
    assert "free some space" in done.stderr
    assert tree(place) == before
    assert hidden(place) == []
