"""`latentwalk diagnose`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from latentwalk.cli import main

if TYPE_CHECKING:
    from pathlib import Path


def test_it_prints_the_lists_and_writes_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "lists.csv"
    main(["diagnose", "typefaces", "--out", str(out)])
    printed = capsys.readouterr().out
    assert "Cardo, bold = fbb, bold" in printed
    assert "The data have no classes that could be torn apart." in printed
    assert out.read_text(encoding="utf-8").startswith("list,place,value,item,")


def test_json_has_as_many_entries_as_are_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    main(["diagnose", "cells", "--most", "2", "--json"])
    found = json.loads(capsys.readouterr().out)
    assert [len(found[name]) for name in ("holes", "worst", "loneliest")] == [2, 2, 2]
    assert found["items"] == 700


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--most", "0"], "--most must be from 1"),
        (["--seed", "-1"], "--seed must be from 0"),
        (["--out", "lists.txt"], "must end in .csv"),
        (["--out", "nowhere/lists.csv"], "nowhere"),
    ],
)
def test_bad_input(
    arguments: list[str], reason: str, capsys: pytest.CaptureFixture[str],
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ended:
        main(["diagnose", "cells", *arguments])
    assert ended.value.code == 2
    assert reason in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
