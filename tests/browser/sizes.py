"""Page sizes for tests."""

from __future__ import annotations

import pytest

from tests.browser.looking import SIZES

everywhere = pytest.mark.parametrize("size", SIZES.values(), ids=SIZES, indirect=True)
phone = pytest.mark.parametrize("size", [SIZES["phone"]], ids=["phone"], indirect=True)
"""Where fingers press."""
under_a_mouse = pytest.mark.parametrize(
    "size", [SIZES["tablet"], SIZES["desk"]], ids=["tablet", "desk"], indirect=True
)
