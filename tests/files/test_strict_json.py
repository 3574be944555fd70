from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from latentwalk.files.strict_json import MAX_DEPTH, parse_json

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text()
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)  # fmt: skip


@given(PLAIN)
def test_valid_json_is_parsed(tree: Any) -> None:
    assert parse_json(json.dumps(tree)) == tree


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "Expecting"),
        ("[" * 70 + "]" * 70, "nested more than 64"),
        ("[" * 100_000, "nested more than 64"),
        ('{"a": NaN}', "not finite"),
        ("[1e999]", "not finite"),
        ("-Infinity", "not finite"),
        ("1" + "0" * 400, "too large"),
        ('"\\ud800"', "surrogates"),
        ('{"\\udfff": 1}', "surrogates"),
        (b"\xff", "decode"),
    ],
)
def test_invalid_json_is_refused(text: str | bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_json(text)


def test_the_deepest_nesting() -> None:
    assert parse_json("[" * MAX_DEPTH + "]" * MAX_DEPTH)


def test_infinity_is_optional() -> None:
    assert parse_json("[Infinity]", finite=False) == [float("inf")]
