"""What all kinds have in common."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from latentwalk.errors import DataError
from latentwalk.outputs.categories import CategoriesSpec
from latentwalk.outputs.curve import CurveSpec
from latentwalk.outputs.field import FieldSpec
from latentwalk.outputs.image import ImageSpec
from latentwalk.outputs.kinds import KINDS, output_from_json
from latentwalk.outputs.points import PointsSpec
from latentwalk.outputs.values import ValuesSpec

if TYPE_CHECKING:
    from latentwalk.outputs.output import Output

SPECS = [
    ImageSpec(4, 6, 3, 0.0, 1.0),
    CurveSpec(5, ("a", "b"), -2.0, 3.0, (0.0, 1.0, 2.5, 3.0, 9.0), "time (s)", "mV"),
    CurveSpec(8, rate=16000.0),
    CurveSpec(8, ("a", "b"), spread=True),
    ValuesSpec(("CD3E", "GNLY"), 0.0, 4.0, "expression"),
    PointsSpec(3, 3, ((0, 1), (1, 2)), ("hip", "knee", "foot"), -1.0, 1.0),
    CategoriesSpec(6, ("", "A", "C", "G", "T")),
    FieldSpec(4, 6, ("t (K)", "u (m/s)"), None, -2.0, 300.0, ((250.0, 300.0), (-2.0, 2.0))),
    FieldSpec(4, 6, depth=3),
]
every_kind = pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.kind)


def test_every_kind_is_tested() -> None:
    assert {spec.kind for spec in SPECS} == set(KINDS)


@every_kind
def test_a_specification_survives_json(spec: Output) -> None:
    content = json.loads(json.dumps({"kind": spec.kind, **spec.to_json()}))
    assert output_from_json(content) == spec


@every_kind
def test_every_value_has_a_column(spec: Output) -> None:
    assert len(spec.columns) == spec.size == len(set(spec.columns))


@every_kind
def test_samples_are_drawn_as_pictures(spec: Output) -> None:
    values = np.linspace(spec.low, spec.high, 2 * spec.size, dtype=np.float32)
    width, height = spec.cell
    pictures = spec.draw(values.reshape(2, *spec.shape), width, height)
    assert pictures.shape[:3] == (2, height, width)
    assert pictures.dtype == np.uint8
    assert len(np.unique(pictures)) > 1


@every_kind
def test_values_outside_the_range_can_be_drawn(spec: Output) -> None:
    values = np.full((1, *spec.shape), 1e30, np.float32)
    assert spec.draw(values, 30, 20).dtype == np.uint8


@every_kind
def test_samples_of_another_shape_are_refused(spec: Output) -> None:
    with pytest.raises(DataError):
        spec.accepted(np.zeros((2, *spec.shape, 2), np.float32))


@every_kind
def test_samples_that_are_not_finite_are_refused(spec: Output) -> None:
    values = np.zeros((1, *spec.shape), np.float32)
    values.flat[0] = np.nan
    with pytest.raises(DataError, match="finite"):
        spec.accepted(values)


@pytest.mark.parametrize("spec", SPECS[1:], ids=lambda spec: spec.kind)
def test_samples_may_be_flat_unless_they_are_images(spec: Output) -> None:
    flat = np.linspace(0, 1, 2 * spec.size, dtype=np.float32).reshape(2, -1)
    np.testing.assert_array_equal(spec.accepted(flat), flat.reshape(2, *spec.shape))


@every_kind
def test_a_page_gets_pixels_or_values(spec: Output) -> None:
    sent = spec.sent(np.zeros((2, *spec.shape), np.float32))
    assert sent.dtype == (np.uint8 if spec.kind == "image" else np.float32)
    assert sent.nbytes == 2 * spec.bytes_sent


def test_text_is_no_sample() -> None:
    with pytest.raises(DataError, match="must be numbers"):
        SPECS[1].accepted(np.array([["a"]]))


@pytest.mark.parametrize("content", [None, [], {}, {"kind": "hologram"}, {"kind": ["image"]}])
def test_an_unknown_kind_is_refused(content: object) -> None:
    with pytest.raises(ValueError, match="kind must be one of image, curve"):
        output_from_json(content)


@every_kind
def test_unknown_keys_are_named(spec: Output) -> None:
    content = {"kind": spec.kind, **spec.to_json(), "choice": None}
    with pytest.raises(ValueError, match=f"of the kind {spec.kind} has no 'choice': its keys are"):
        output_from_json(content)


@pytest.mark.parametrize("kind", ["image", "curve", "values", "points", "categories", "field"])
def test_missing_keys_are_named(kind: str) -> None:
    with pytest.raises(ValueError, match=f"of the kind {kind} needs '(height|length|names|count)'"):
        output_from_json({"kind": kind})


@every_kind
def test_where_samples_are_searched_all_ranges_are_equal(spec: Output) -> None:
    spans = np.array(spec.spans if isinstance(spec, FieldSpec) else [(spec.low, spec.high)])
    ends = spans.T.reshape(2, -1, *(1 for _ in spec.shape[1:])) * np.ones(spec.shape)
    low, high = spec.in_range_units(ends.astype(np.float32))
    np.testing.assert_allclose(high - low, 2, rtol=1e-6)
    assert high.shape == spec.compared(ends)[0].shape
