"""A model is trained on one's own pictures in an exported file, in every engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tests.journeys.conftest import opened

if TYPE_CHECKING:
    from pathlib import Path

    from tests.journeys.browser import Browser

COUNT = 200


def bars() -> np.ndarray:
    """Pictures (n, 8, 8) uint8 with a bright row or column on a dark ground, and some noise."""
    random = np.random.default_rng(0)
    pictures = random.integers(0, 40, (COUNT, 8, 8), np.uint8)
    for i, picture in enumerate(pictures):
        (picture if i % 2 else picture.T)[random.integers(8)] = 220
    return pictures


def test_pictures_become_a_model_in_a_file(
    browser: Browser, places: dict[str, str], tmp_path: Path
) -> None:
    np.save(tmp_path / "bars.npy", bars())
    page = opened(browser, places["train"])
    page.choose("Model", "by training")
    page.expect("Choose files …")
    page.give("input[aria-label='Files of pictures or curves']", tmp_path / "bars.npy")
    page.expect("Some of the pictures, as the network gets them")
    page.click("Train")
    trained = "document.body.textContent.includes('bars is trained.')"
    page.eventually(lambda: page.evaluate(trained), "the training does not end")
    assert page.shown().shape == (8, 8)
    assert page.evaluate("window.journey.errors") == []
