from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from latentwalk.errors import FolderError
from latentwalk.training import history
from latentwalk.training.history import Epoch, Losses

if TYPE_CHECKING:
    from pathlib import Path

EPOCH = Epoch(
    epoch=1, seconds=1.5, rate=1e-3, train=Losses(9.0, 6.0, 3.0), held_out=Losses(10.0, 7.0, 3.0),
    kl_by_dimension=(1.0, 2.0), active_dimensions=2,
)  # fmt: skip


def test_it_reads_what_it_writes(tmp_path: Path) -> None:
    epochs = [EPOCH, replace(EPOCH, epoch=2, held_out=None)]
    (tmp_path / "history.jsonl").write_bytes(history.to_bytes(epochs))
    assert history.read(tmp_path / "history.jsonl") == epochs


@pytest.mark.parametrize("content", [b"{}\n", b"half a li", b"\xff\n", b"[]\n"])
def test_a_faulty_history_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "history.jsonl").write_bytes(content)
    with pytest.raises(FolderError):
        history.read(tmp_path / "history.jsonl")
