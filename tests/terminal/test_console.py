from __future__ import annotations

import io
import json
import shutil
import sys
from typing import TYPE_CHECKING

import pytest

from latentwalk import gallery
from latentwalk.cli import main
from latentwalk.terminal.console import encodable, escape_unencodable

if TYPE_CHECKING:
    from pathlib import Path

NAME = "潜在 é 🙂"


def _output(encoding: str) -> io.TextIOWrapper:
    """Standard output as it is when redirected to a file."""
    return io.TextIOWrapper(io.BytesIO(), encoding=encoding)


def _written(output: io.TextIOWrapper) -> bytes:
    output.flush()
    buffer = output.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [
        ("utf-8", NAME.encode()),
        ("cp1252", b"\\u6f5c\\u5728 \xe9 \\U0001f642"),
        ("ascii", b"\\u6f5c\\u5728 \\xe9 \\U0001f642"),
    ],
)
def test_what_an_encoding_lacks_is_escaped(
    monkeypatch: pytest.MonkeyPatch, encoding: str, expected: bytes
) -> None:
    output = _output(encoding)
    monkeypatch.setattr(sys, "stdout", output)
    print(encodable(NAME), end="")
    escape_unencodable(output)
    print(NAME, end="")
    assert _written(output) == 2 * expected


def test_a_notebook_s_output_has_no_encoding_to_change(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    escape_unencodable(sys.stdout)
    assert encodable(NAME) == NAME


def test_a_command_prints_any_name_in_any_encoding(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = shutil.copytree(gallery.find("mnist-2d").path, tmp_path / "model")
    manifest = folder / "latentwalk.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"name": NAME}))
    output = _output("cp1252")
    monkeypatch.setattr(sys, "stdout", output)
    main(["info", str(folder)])
    assert b"\\u6f5c\\u5728 \xe9" in _written(output)
