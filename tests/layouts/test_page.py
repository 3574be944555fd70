from __future__ import annotations

import json

import numpy as np

from tests.layouts.page import FILE, numbers


def test_the_page_is_checked_against_these_numbers() -> None:
    known = json.loads(FILE.read_text())
    for name, values in numbers().items():
        np.testing.assert_allclose(known[name], values, atol=1e-5, err_msg=name)
