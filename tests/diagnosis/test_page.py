from __future__ import annotations

import json

import pytest

from tests.diagnosis.page import FILE, numbers


def test_the_page_is_compared_with_these_numbers() -> None:
    known = json.loads(FILE.read_text())
    found = json.loads(json.dumps(numbers()))
    assert known["diagnoses"] == approximately(found["diagnoses"])
    assert known["draws"] == pytest.approx(found["draws"], abs=1e-3)
    assert known["empty"] == pytest.approx(found["empty"])
    assert known["holes"] == approximately(found["holes"])


def approximately(value: object) -> object:
    """The same, with numbers to one part in a million."""
    if isinstance(value, dict):
        return {key: approximately(one) for key, one in value.items()}
    if isinstance(value, list):
        return [approximately(one) for one in value]
    return pytest.approx(value, rel=1e-6) if isinstance(value, float) else value
