"""What a model says of itself."""

from __future__ import annotations

from typing import Any

import pytest

from latentwalk.folder.about import KEY, About


def test_it_is_read_as_it_is_written() -> None:
    about = About("Digits: drag a slider.", licence="MIT", shown="3")
    assert About.of({KEY: about.to_json(), "seed": 0}) == about
    assert About("Digits.").to_json() == {"text": "Digits."}


@pytest.mark.parametrize("provenance", [{}, {KEY: "Digits."}, {KEY: {}}, {KEY: {"text": 3}}])
def test_a_provenance_is_free_to_say_nothing(provenance: dict[str, Any]) -> None:
    assert About.of(provenance) is None


def test_what_is_no_text_is_left_out() -> None:
    assert About.of({KEY: {"text": "Digits.", "licence": ["MIT"]}}) == About("Digits.")
