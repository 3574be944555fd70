"""Page sizes for tests."""

from __future__ import annotations

import pytest

from tests.browser.looking import SIZES


def _at(*names: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        "size", [SIZES[name] for name in names], ids=names, indirect=True
    )


everywhere = _at(*SIZES)
"""Layout."""
by_mouse_and_finger = _at("phone", "desk")
"""Gestures: a phone has fingers, a desk has a mouse."""
phone = _at("phone")
"""Where fingers press."""
