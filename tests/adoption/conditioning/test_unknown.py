"""What was assumed about the conditions of data is said."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from tests.adoption import conditional
from tests.adoption.opening import opened_with_messages

PIXELS = np.random.default_rng(0).integers(0, 256, (50, 8, 8), dtype=np.uint8)
NAMES = [f"digit {i}" for i in range(10)]


def messages_of(labels: Any, **options: Any) -> tuple[Any, str]:
    """The codes of an atlas (n,), and what was said."""
    torch.manual_seed(0)
    given = {"posterior": "mean,logvar", "values": (0, 1), **options}
    model, messages = opened_with_messages(
        conditional.OneHot(), PIXELS, labels=labels, conditions={"y": NAMES}, **given
    )
    assert model.atlas is not None
    assert model.atlas.conditions is not None
    return model.atlas.conditions[:, 0], messages


@pytest.mark.parametrize(
    ("labels", "which"),
    [
        (None, "the data"),
        ([f"digit {i % 12}" for i in range(50)], "8 of 50 items"),
        ([f"digit {i % 9}" if i % 9 else "zero" for i in range(50)], "6 of 50 items"),
    ],
)
def test_items_without_a_condition_are_counted(labels: Any, which: str) -> None:
    codes, messages = messages_of(labels)
    assert f"What y is for {which} is unknown: its default, digit 0, is assumed." in messages
    for label, code in zip(labels or [], codes, strict=False):
        assert (NAMES[int(code)] if np.isfinite(code) else None) == (
            label if label in NAMES else None
        )


def test_classes_with_other_names_are_taken_in_order_and_said() -> None:
    codes, messages = messages_of([f"Digit {i % 10}" for i in range(50)])
    np.testing.assert_array_equal(codes, np.arange(50) % 10)
    assert "The classes Digit 0, Digit 1" in messages
    assert "taken for the values of y in their order, digit 0, digit 1" in messages


def test_known_conditions_need_no_words() -> None:
    messages = messages_of([NAMES[i % 10] for i in range(50)])[1]
    assert "unknown" not in messages
    assert "in their order" not in messages
