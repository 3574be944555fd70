from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from latentwalk.errors import FolderError
from latentwalk.training import history
from latentwalk.training.history import Change, Epoch, Losses

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


def test_changes_are_recorded_only_if_there_are_any() -> None:
    changed = replace(EPOCH, changes=(Change(7, "beta", 1.0, 4.0),))
    line = changed.to_json()
    assert line.endswith('"changes": [{"step": 7, "what": "beta", "from": 1.0, "to": 4.0}]}')
    assert Epoch.from_json(line) == changed
    assert "changes" not in EPOCH.to_json()


@pytest.mark.parametrize("content", [b"{}\n", b"half a li", b"\xff\n", b"[]\n"])
def test_a_faulty_history_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "history.jsonl").write_bytes(content)
    with pytest.raises(FolderError):
        history.read(tmp_path / "history.jsonl")
