"""Each hostile file is opened by a command, which must give a one-line error."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.attacks.make_attacks import FILES, MARKER
from tests.conftest import ROOT

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="forks, and bounds their memory"),
    pytest.mark.slow,
]

REFUSED: dict[str, tuple[str, str]] = {
    # manifests
    "leads-out": ("info {}", "leads out of the folder"),
    "absolute": ("info {}", "leads out of the folder"),
    "nested": ("info {}", "nested more than"),
    "nested-400": ("info {}", "nested more than"),
    "trillion": ("info {}", "at most"),
    "huge-image": ("info {}", "at most"),
    "beyond": ("info {}", "too large"),
    "infinity": ("info {}", "not finite"),
    "half": ("info {}", "surrogates"),
    "prior": ("info {}", "list of Gaussians"),
    # arrays
    "overlap": ("info {}", "not a safetensors file"),
    "larger": ("info {}", "not a safetensors file"),
    "wraps": ("info {}", "not a safetensors file"),
    "header": ("info {}", "not a safetensors file"),
    "unknown-type": ("info {}", "unknown type"),
    "nan-atlas": ("info {}", "NaN or infinity"),
    # networks
    "outside": ("sample {} -n 2 -o x.png", "weights in another file"),
    "outside.onnx": ("adopt {} -o out", "but only outside.onnx.data beside it is read"),
    "outside-long.onnx": ("adopt {} -o out", "but only .* is read|not a valid ONNX file"),
    "two-to-31": ("sample {} -n 2 -o x.png", "failed on 2 inputs.*Available memory"),
    "declared": ("sample {} -n 2 -o x.png", "ONNX Runtime cannot run"),
    "circle": ("sample {} -n 2 -o x.png", "not acyclic"),
    "within": ("sample {} -n 2 -o x.png", "ONNX Runtime cannot run"),
    "never": ("sample {} -n 2 -o x.png", "failed on 2 inputs"),
    "nan": ("sample {} -n 2 -o x.png", "NaN or infinity"),
    "infinite": ("sample {} -n 2 -o x.png", "NaN or infinity"),
    # data
    "bomb-idx3-ubyte.gz": ("evaluate mnist --data {}", "may be a decompression bomb"),
    "many-idx3-ubyte": ("evaluate mnist --data {}", "must have [0-9]+ values"),
    "empty-idx3-ubyte": ("evaluate mnist --data {}", "without pixels"),
    "bomb.npz": ("evaluate mnist --data {}", "many times its size"),
    "lies.npz": ("evaluate mnist --data {}", "Cannot read .* as an .npz"),
    "pickle.npz": ("evaluate mnist --data {}", "not plain numbers"),
    "larger.npz": ("evaluate mnist --data {}", "claims to have"),
    "traversal.npz": ("evaluate mnist --data {}", "Cannot read|must have images"),
    "bomb.png": ("encode mnist {} -o t.csv", "pixels"),
    "text.png": ("encode mnist {} -o t.csv", "Cannot read .* as a picture"),
    "program.png": ("encode mnist {} -o t.csv", "Cannot read .* as a picture"),
    "bomb.gif": ("encode mnist {} -o t.csv", "pixels"),
    "circle.tif": ("encode mnist {} -o t.csv", "Cannot read .* as a picture"),
    "footer.parquet": ("encode mnist {} -o t.csv", "Cannot read .* as Parquet"),
    # weights
    "code.pt": ("adopt {} -o out", "would run code"),
    "code-old.pt": ("adopt {} -o out", "would run code"),
    "code.ckpt": ("adopt {} -o out", "would run code"),
    "code.bin": ("adopt {} -o out", "would run code"),
    "module.pt": ("adopt {} -o out", "would run code"),
    "tape.pt": ("adopt {} -o out", "oldest format"),
    "script.pt": ("adopt {} -o out", "which is a program"),
    "program.pt2": ("adopt {} -o out", "which is a program"),
    "bomb.pt": ("adopt {} -o out", "many times its size"),
    "strides.pt": ("adopt {} -o out", "many times its size"),
    "columns.pt": ("adopt {} -o out", "has only weights"),
    "key.pt": ("adopt {} -o out", "millions of parts"),
    "run": ("train --data digits --resume -o {}", "not a checkpoint"),
    "library": ("adopt {} -o out", "Cannot read .* as JSON"),
    "net.h5": ("adopt {} -o out", "needs keras|Keras cannot open"),
}  # fmt: skip
"""The files to be refused: the command that opens each, and a pattern of the error message."""
READ = {
    "steering": "info {}",
    "steering json": "info --json {}",
    "steering adopted": "sample {} -n 2 -o x.png",
    "html": "export {} -o page.html",
    "lesson.md": "export {model} --lesson {} -o page.html",
}
"""Files that can be opened, and must not have side effects."""

REAL = {
    "code.pt": "adopt --trust {} -o out",
    "code-old.pt": "adopt --trust {} -o out",
    "code.ckpt": "adopt --trust {} -o out",
    "code.bin": "adopt --trust {} -o out",
    "script.pt": "adopt --trust {} --latent-dim 16 -o out",
    "program.pt2": "adopt --trust {} -o out",
}
"""Attacks whose code runs if the user trusts the file."""


ENVIRONMENT = {"COLUMNS": "10000", "OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
"""Python's own caches would count as files that were written elsewhere."""


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The outcomes of all commands, run one after the other in forks of one process."""
    folder = tmp_path_factory.mktemp("attacks")
    given = {name: command for name, (command, _) in REFUSED.items()} | READ
    given |= {f"{name} trusted": command for name, command in REAL.items()}
    commands = {
        name: [
            word.format(FILES / name.partition(" ")[0], model=FILES / "html")
            for word in command.split()
        ]
        for name, command in given.items()
    }
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.attacks.opening", str(folder)],
        input=json.dumps(commands), capture_output=True, text=True, timeout=900, check=False,
        cwd=ROOT, env=os.environ | ENVIRONMENT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return {name: one | {"place": folder / name} for name, one in found.items()}


@pytest.mark.parametrize("name", [*REFUSED, *READ])
def test_nothing_is_touched_within_the_time_limit(results: dict[str, Any], name: str) -> None:
    found = results[name]
    assert found["in_time"], f"killed after {found['seconds']:.0f} s: {found['err']}"
    assert not found["effects"], "written or begun elsewhere"
    assert MARKER not in found["files"]
    assert "Traceback" not in found["err"]


@pytest.mark.parametrize("name", REFUSED)
def test_one_line_and_nothing_else(results: dict[str, Any], name: str) -> None:
    found = results[name]
    printed = found["err"]
    assert found["status"] == 2, printed
    assert re.fullmatch(r"latentwalk: [^\n]+\n", printed), printed
    assert re.search(REFUSED[name][1], printed), printed
    assert not found["out"]
    assert not found["files"], "half of something was left"


@pytest.mark.parametrize("name", REAL)
def test_the_code_in_them_is_real(results: dict[str, Any], name: str) -> None:
    """Otherwise the other tests would prove nothing."""
    assert MARKER in results[f"{name} trusted"]["files"], results[f"{name} trusted"]["err"]


@pytest.mark.parametrize("name", [name for name in READ if "steering" in name])
def test_names_do_not_control_the_terminal(results: dict[str, Any], name: str) -> None:
    found = results[name]
    assert found["status"] == 0, found["err"]
    written = found["out"] + found["err"]
    assert not set(written) & set("\x1b\x07\x9b\u202e")
    if "-" not in name and "adopted" not in name and "json" not in name:
        assert "\\x1b[2J" in written
        assert "[bold]b[/bold][link=file:///x]l[/link]" in written


@pytest.mark.parametrize("name", ["html", "lesson.md"])
def test_names_are_text_in_an_exported_page(results: dict[str, Any], name: str) -> None:
    found = results[name]
    assert found["status"] == 0, found["err"]
    page = Path(found["place"], "page.html").read_text(encoding="utf-8")
    assert "<img src=x" not in page
    assert "<script>window.marker" not in page
    assert 'href="javascript:' not in page


def test_stored_files_are_those_of_the_script() -> None:
    """Each attack is small, has a function that made it, and is opened by a test."""
    there = {path.name for path in FILES.iterdir()}
    assert there == {*REFUSED, "steering", "html", "lesson.md"}
    assert max(path.stat().st_size for path in FILES.rglob("*") if path.is_file()) < 100_000
