"""Pages in folders for a static host, and the paths to which pages are written."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import latentwalk
from latentwalk.errors import OutputError, SettingsError
from latentwalk.hosts.html import ExportOptions, write_page
from latentwalk.hosts.html.site import MARKER


def test_a_folder_has_the_files_of_a_static_host(mnist: latentwalk.Model, tmp_path: Path) -> None:
    site = tmp_path / "site"
    made = write_page(
        [mnist], f"{site}/", ExportOptions(title="Six", url="https://example.org/six/")
    )
    html = (site / "index.html").read_text(encoding="utf-8")
    addresses = re.findall(r'(?:src|href)="(?!data:)([^"]*)"', html)
    assert addresses
    for address in addresses:
        assert (site / address).is_file()
    assert '<meta property="og:image" content="https://example.org/six/preview.png">' in html
    assert '<meta property="og:title" content="Six">' in html
    with Image.open(site / "preview.png") as picture:
        assert (picture.format, picture.size) == ("PNG", (1200, 630))
        assert np.asarray(picture).std() > 30
    # each model is a model folder that anyone may take
    taken = latentwalk.open(site / "models" / "0")
    np.testing.assert_array_equal(taken.decode(np.zeros(6)), mnist.decode(np.zeros(6)))
    listed = json.loads((site / MARKER).read_text())["files"]
    there = {str(path.relative_to(site)) for path in site.rglob("*") if path.is_file()}
    assert set(listed) | {MARKER} == there
    assert sum(made.sizes.values()) == sum((site / name).stat().st_size for name in listed)


def test_an_export_replaces_its_own_files_only(mnist: latentwalk.Model, tmp_path: Path) -> None:
    site = tmp_path / "site"
    (site / ".git").mkdir(parents=True)
    plane = latentwalk.open("mnist-2d")
    write_page([mnist, plane], site, ExportOptions())
    (site / "CNAME").write_text("example.org")
    write_page([plane], site, ExportOptions())
    assert not (site / "models" / "1").exists()
    assert latentwalk.open(site / "models" / "0").name == "mnist-2d"
    assert (site / "CNAME").read_text() == "example.org"
    assert not list(site.glob(".latentwalk-*"))


def test_a_folder_with_other_files_is_not_touched(mnist: latentwalk.Model, tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(OutputError, match="has files that no export wrote"):
        write_page([mnist], tmp_path, ExportOptions())
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


def test_a_marker_cannot_remove_files_elsewhere(mnist: latentwalk.Model, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("mine")
    site = tmp_path / "site"
    site.mkdir()
    (site / MARKER).write_text(json.dumps({"files": ["../precious", str(precious)]}))
    write_page([mnist], site, ExportOptions())
    assert precious.read_text() == "mine"
    (site / MARKER).write_text("[]")
    with pytest.raises(OutputError, match="Cannot read"):
        write_page([mnist], site, ExportOptions())


@pytest.mark.parametrize("one", [True, False], ids=["file", "folder"])
def test_the_old_page_stays_until_the_new_one_is_complete(
    mnist: latentwalk.Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, one: bool
) -> None:
    out = tmp_path / ("page.html" if one else "site")
    write_page([mnist], out, ExportOptions(title="old"))
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    full = OSError(28, "No space left on device")
    written = Path.write_bytes

    def fails(self: Path, content: bytes) -> int:
        if len(content) > 100_000:
            raise full
        return written(self, content)

    monkeypatch.setattr(Path, "write_bytes", fails)
    with pytest.raises(OutputError, match="No space left on device"):
        write_page([mnist], out, ExportOptions(title="new"))
    monkeypatch.undo()
    after = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert after == before


def test_unwritable_paths_are_refused(mnist: latentwalk.Model, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="Cannot write"):
        write_page([mnist], tmp_path / "missing" / "page.html", ExportOptions())
    (tmp_path / "file.txt").write_text("")
    with pytest.raises(OutputError, match=r"must end in \.html"):
        write_page([mnist], tmp_path / "file.txt", ExportOptions())
    with pytest.raises(OutputError, match="is a file"):
        write_page([mnist], f"{tmp_path / 'file.txt'}/", ExportOptions())
    with pytest.raises(SettingsError, match="at least one"):
        write_page([], tmp_path / "page.html", ExportOptions())
