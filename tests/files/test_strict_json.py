from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from latentwalk.files.strict_json import DEEPEST, parsed

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text()
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)  # fmt: skip


@given(PLAIN)
def test_what_json_has_is_read(tree: Any) -> None:
    assert parsed(json.dumps(tree)) == tree


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
def test_what_it_has_not_is_refused(text: str | bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parsed(text)


def test_as_deep_as_may_be() -> None:
    assert parsed("[" * DEEPEST + "]" * DEEPEST)


def test_numbers_that_python_alone_writes() -> None:
    assert parsed("[Infinity]", finite=False) == [float("inf")]
