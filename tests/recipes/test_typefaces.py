"""The list of styles that `typefaces` was made from: free, complete, families held out whole."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from recipes.typefaces import style

if TYPE_CHECKING:
    from pathlib import Path

LICENCES = {"OFL-1.1", "LPPL-1.3c", "Apache-2.0", "Bitstream-Vera", "MIT", "BSD-3-Clause"}


@pytest.fixture(scope="module")
def styles() -> list[style.Style]:
    return style.read_styles()


def test_the_licences_are_free(styles: list[style.Style]) -> None:
    assert {one.licence for one in styles} == LICENCES


def test_names_are_unique(styles: list[style.Style]) -> None:
    assert max(Counter(one.name for one in styles).values()) == 1


def test_each_package_has_one_version(styles: list[style.Style]) -> None:
    pairs = {(one.package, one.version) for one in styles}
    assert len(pairs) == len(dict(pairs))


def test_families_are_held_out_whole(styles: list[style.Style]) -> None:
    splits = {(one.family.split()[0].lower(), one.split) for one in styles}
    assert len(splits) == len(dict(splits))


def test_a_list_is_written_as_it_is_read(styles: list[style.Style], tmp_path: Path) -> None:
    style.write_styles(styles, tmp_path / "list.csv")
    assert (tmp_path / "list.csv").read_bytes() == style.LIST.read_bytes()
