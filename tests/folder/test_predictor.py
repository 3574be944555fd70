from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from latentwalk.folder.predictor import PredictorSpec, fits
from latentwalk.outputs.image import ImageSpec
from latentwalk.outputs.values import ValuesSpec

RGB = ImageSpec(4, 5, 3, 0.0, 1.0)
VALID: dict[str, Any] = {
    "names": ["a", "b"], "returns": "logits", "shape": [3, 4, 5], "low": [-1], "high": [1, ],
}  # fmt: skip


def spec(**changes: Any) -> PredictorSpec:
    return PredictorSpec.from_json(VALID | changes, RGB)


def test_an_entry_survives_a_round_trip() -> None:
    one = spec(low=[0, 0, -1], high=[1, 2, 3], output="scores")
    assert PredictorSpec.from_json(one.to_json(), RGB) == one
    binary = PredictorSpec(("no", "yes"), "probabilities", (7,), binary=True)
    assert PredictorSpec.from_json(binary.to_json(), ValuesSpec(tuple("abcdefg"))) == binary


@pytest.mark.parametrize(
    "change",
    [
        {"names": []}, {"names": [1, 2]}, {"names": "ab"}, {"returns": "classes"},
        {"shape": [3, 5, 5]}, {"shape": [0]}, {"shape": []}, {"low": [0, 0]},
        {"low": [1], "high": [1]}, {"high": ["1"]},
        {"low": [float("nan")]}, {"low": None}, {"output": 3}, {"binary": True, "names": ["a"]},
    ],
)  # fmt: skip
def test_an_invalid_entry_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="predictor|binary"):
        spec(**change)


@pytest.mark.parametrize("shape", [(3, 4, 5), (60,), (4, 5, 3), (1, 3, 4, 5)])
def test_samples_may_be_flat_or_have_their_channels_last(shape: tuple[int, ...]) -> None:
    assert fits(shape, RGB)
    samples = np.arange(120, dtype=np.float32).reshape(2, 3, 4, 5)
    one = PredictorSpec(("a",), "values", shape, (0.0,), (1.0,))
    inputs = one.inputs(samples, RGB)
    expected = samples.transpose(0, 2, 3, 1) if shape == (4, 5, 3) else samples
    np.testing.assert_array_equal(inputs, expected.reshape(2, *shape))


def test_each_channel_has_its_own_range() -> None:
    one = spec(low=[-1, 0, 0], high=[1, 1, 255])
    inputs = one.inputs(np.full((1, 3, 4, 5), 0.5, np.float32), RGB)
    np.testing.assert_allclose(inputs[0, :, 0, 0], [0, 0.5, 127.5])


@given(st.lists(st.floats(-80, 80, width=32), min_size=2, max_size=6))
def test_logits_become_probabilities(logits: list[float]) -> None:
    one = PredictorSpec(tuple("abcdef"[: len(logits)]), "logits", (1,))
    scores = one.scores(np.array([logits], np.float32))
    expected = np.exp(np.array(logits, np.longdouble) - max(logits))
    np.testing.assert_allclose(scores[0], (expected / expected.sum()).astype(float), rtol=1e-5,
                               atol=1e-37)  # fmt: skip
