"""A bundle can leave out modules."""

from dataclasses import replace

import pytest

from latentwalk.hosts.html.bundle import Bundle

LOADED = {
    "entry": {"page", "shared"},
    "page": {"late", "shared"},
    "late": {"own", "shared"},
    "own": {"inner"},
    "inner": set(),
    "shared": set(),
}


@pytest.fixture
def bundle() -> Bundle:
    imports = {name: frozenset(loaded) for name, loaded in LOADED.items()}
    return replace(Bundle.read(), modules=dict.fromkeys(LOADED, ""), imports=imports)


def test_leaves_out_what_only_the_removed_module_loads(bundle: Bundle) -> None:
    assert bundle.without("late").modules.keys() == {"entry", "page", "shared"}


def test_keeps_what_others_load(bundle: Bundle) -> None:
    assert bundle.without("own").modules.keys() == {"entry", "page", "late", "shared"}


def test_starts_with_the_modules_that_the_entry_imports_statically() -> None:
    code = {
        "entry": 'import{a}from"./shared";import("./page")',
        "page": 'import"./other"',
        "shared": 'import"./inner"',
        "inner": "",
        "other": "",
    }
    bundle = replace(Bundle.read(), entry="entry", modules=code)
    assert bundle.started() == ["entry", "shared", "inner"]
