"""Scripts that do more than define a class."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from latentwalk.adoption.user_code import unattended
from latentwalk.adoption.user_code.classes import instance_of
from latentwalk.errors import SettingsError

if TYPE_CHECKING:
    from pathlib import Path

NET = (
    "from torch import nn\nclass Net(nn.Linear):\n    def __init__(self): super().__init__(2, 3)\n"
)
FORCED = "from somewhere_else import *\n"
"""With this, names may come from anywhere, so the script is imported whole."""


def imported(folder: Path, source: str, name: str = "Net") -> Any:
    (folder / "script.py").write_text(source)
    (folder / "somewhere_else.py").write_text(NET)
    return instance_of(f"{folder / 'script.py'}:{name}", {})[0]


@pytest.mark.parametrize(
    "extra",
    [
        "while True: pass\n",
        "import sys\nsys.exit(3)\n",
        "input('? ')\n",
        "open('made.txt', 'w').write('x')\n",
        "raise RuntimeError('no data')\n",
        "import argparse\nargparse.ArgumentParser().parse_args(['--wrong'])\n",
    ],
)
def test_what_the_class_does_not_need_is_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, extra: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert imported(tmp_path, NET + extra).out_features == 3
    assert not (tmp_path / "made.txt").exists()


def test_a_model_object_of_a_script_that_trains_it(tmp_path: Path) -> None:
    source = NET + "model = Net()\nmodel.eval()\nfor _ in range(10**12): model.weight\n"
    assert not imported(tmp_path, source, "model").training


@pytest.mark.parametrize(
    ("extra", "message"),
    [
        ("import sys\nsys.exit(3)\n", r"ended the program \(exit status 3\)"),
        ("input('? ')\n", "asks for input"),
        ("raise ValueError('no data')\n", "Cannot import .*: no data"),
    ],
)
def test_what_a_whole_import_does_is_explained(tmp_path: Path, extra: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        imported(tmp_path, FORCED + extra)


@pytest.mark.parametrize(
    "write",
    [
        "open('made.txt', 'w')",
        "import os; os.mkdir('made')",
        "import torch; torch.save({}, 'made.pt')",
        "import pathlib; pathlib.Path('made.txt').write_text('x')",
        "import numpy; numpy.save('made.npy', numpy.zeros(3))",
    ],
)
def test_a_whole_import_writes_no_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingsError, match=r"changes made.*, at line 2 of script\.py: .*stopped"):
        imported(tmp_path, f"{FORCED}{write}\n")
    assert not any(path.name.startswith("made") for path in tmp_path.iterdir())
    (tmp_path / "after.txt").write_text("files can be written afterwards")


def test_a_whole_import_that_runs_long_is_explained_and_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(unattended, "PATIENCE", 0.2)
    monkeypatch.setattr(unattended, "LIMIT", 0.6)
    start = time.monotonic()
    loop = "for epoch in range(10**12):\n    try: epoch + 1\n    except Exception: pass\n"
    with pytest.raises(SettingsError, match=r"after 1 seconds, at line [234] of script\.py: "):
        imported(tmp_path, FORCED + loop)
    assert time.monotonic() - start < 10
    assert "Still importing" in capsys.readouterr().err


def test_arguments_and_input_are_restored(tmp_path: Path) -> None:
    before = sys.argv, sys.stdin
    imported(tmp_path, FORCED + "import sys\nassert len(sys.argv) == 1\n")
    assert (sys.argv, sys.stdin) == before
