from __future__ import annotations

import json

import numpy as np

from tests.paths.page import FILE, numbers


def test_the_page_is_checked_against_these_numbers() -> None:
    known, found = json.loads(FILE.read_text()), numbers()
    measures, expected = found.pop("measures"), known.pop("measures")
    for name, values in found.items():
        np.testing.assert_allclose(known[name], values, atol=1e-3, err_msg=name)
    for name, values in measures.items():
        np.testing.assert_allclose(expected[name], values, atol=1e-3, err_msg=name)
