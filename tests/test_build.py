"""The sources and the content of wheel and sdist."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hatchling.builders.sdist import SdistBuilder

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).parent.parent
FRONTEND = ROOT / "frontend"


@pytest.fixture
def hook() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def a_frontend(hook: ModuleType, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small front end in a folder of its own, whose bundle is there."""
    source, bundle = folder / "frontend", folder / "static"
    (source / "src").mkdir(parents=True)
    (source / "src" / "main.ts").write_text("1")
    entries = (bundle / "index.html", bundle / "widget.js")
    bundle.mkdir()
    for entry in entries:
        entry.write_text("")
    for name, value in {
        "FRONTEND": source,
        "ENTRIES": entries,
        "BUILT": bundle / ".built-from",
    }.items():
        monkeypatch.setattr(hook, name, value)
    hook.BUILT.write_text(hook._digest())
    return source


def test_a_bundle_is_stale_once_a_source_differs(
    hook: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = a_frontend(hook, tmp_path, monkeypatch)
    (source / "tests").mkdir()
    (source / "tests" / "main.test.ts").write_text("a test is no source")
    assert not hook.stale()
    (source / "src" / "main.ts").write_text("2")
    assert hook.stale()


def test_a_bundle_with_a_part_missing_is_stale(
    hook: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_frontend(hook, tmp_path, monkeypatch)
    hook.ENTRIES[1].unlink()
    assert hook.stale()


def test_an_sdist_has_the_files_to_decide_whether_it_is_stale(hook: ModuleType) -> None:
    packed = {
        Path(file.path).resolve() for file in SdistBuilder(str(ROOT)).recurse_included_files()
    }
    assert {path.resolve() for path in hook._sources()} <= packed


def test_the_licences_of_what_the_page_is_built_with_are_in_the_package() -> None:
    listed = (ROOT / "src/latentwalk/web/static/licences.md").read_text(encoding="utf-8")
    scripts = [p for p in (FRONTEND / "src").rglob("*") if p.suffix in {".ts", ".svelte"}]
    used = {
        name
        for script in scripts
        for name in re.findall(r"from '([a-z][\w-]*)[/']", script.read_text(encoding="utf-8"))
    }
    known = json.loads((FRONTEND / "package.json").read_text())["dependencies"]
    assert used <= set(known)
    assert len(used) > 3
    for name in (*used, "assemblyscript"):
        assert f"\n## {name} " in listed
