from __future__ import annotations

import json

import pytest

from tests.training.page import CASES, FILE, numbers


@pytest.fixture(scope="module")
def found() -> dict[str, dict[str, dict]]:
    return numbers()


@pytest.mark.parametrize("case", CASES)
def test_the_page_is_compared_with_these_numbers(case: str, found: dict[str, dict]) -> None:
    known, now = json.loads(FILE.read_text())[case], found[case]
    for kind, expected in now["gradients"].items():
        given = known["gradients"][kind]
        assert given["reconstruction"] == pytest.approx(expected["reconstruction"], rel=1e-5)
        assert given["kl"] == pytest.approx(expected["kl"], rel=1e-4)
        assert given["gradient"] == {
            name: pytest.approx(values, abs=1e-4, rel=1e-4)
            for name, values in expected["gradient"].items()
        }
    assert known["run"]["losses"] == pytest.approx(now["run"]["losses"], rel=1e-4)
    assert known["run"]["weights"] == {
        name: pytest.approx(values, abs=1e-3) for name, values in now["run"]["weights"].items()
    }
