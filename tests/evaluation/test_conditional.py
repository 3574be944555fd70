"""Evaluating models whose condition is the class, with functions whose measures are known."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from latentwalk.conditions.category import Category
from latentwalk.conditions.conditions import Conditions
from latentwalk.conditions.number import Number
from latentwalk.data import Dataset, Images
from latentwalk.errors import DataError
from latentwalk.evaluation import evaluate
from latentwalk.evaluation.judging import NO_LABELLING
from latentwalk.evaluation.labelling import Labelling
from latentwalk.evaluation.table import rows
from latentwalk.folder.manifest import ENCODER, Manifest
from latentwalk.folder.model_folder import InMemoryFolder
from latentwalk.infer.model import Model
from latentwalk.outputs.image import ImageSpec

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIDE, K = 8, 4
VALUES = ("d", "c", "b", "a")  # not in the order of the data's classes
CONDITIONS = Conditions((Number("weight"), Category("label", VALUES)))


def drawn(kind: NDArray[np.integer], level: NDArray[np.floating]) -> NDArray[np.float32]:
    """Images (n, 1, 8, 8): two rows of `kind` at a level within (-1, 1), on black."""
    images = np.full((len(kind), 1, SIDE, SIDE), -1, np.float32)
    for image, which, value in zip(images, kind, level, strict=True):
        image[0, 2 * which : 2 * which + 2] = value
    return images


def data_set(groups: bool = False) -> Dataset:
    rng = np.random.default_rng(0)
    labels, level = np.arange(400) % K, rng.uniform(-0.5, 1, 100).repeat(K)
    pixels = ImageSpec(SIDE, SIDE).to_pixels(drawn(labels, level))
    of = np.repeat(np.arange(100), K).astype(np.int32) if groups else None
    images = Images(pixels, labels.astype(np.int32), groups=of)
    return Dataset(
        "bars", images.take(slice(0, 300)), images.take(slice(300, 400)), ("a", "b", "c", "d")
    )


def model_of(obeys: bool) -> Model:
    """A model with a code of kind and level; its decoder obeys its condition, or the code."""

    def decode(z: NDArray[np.float32], *given: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        told = K - 1 - given[1].argmax(1)
        kept = np.clip(np.rint(z[:, 1]), 0, K - 1).astype(int)
        return [drawn(told if obeys else kept, z[:, 0])]

    def encode(x: NDArray[np.float32], *given: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        kind = K - 1 - given[1].argmax(1)
        level = x[np.arange(len(x)), 0, 2 * kind, 0]  # wrong without the right condition
        mean = np.stack([level, kind], axis=1).astype(np.float32)
        return [mean, np.full_like(mean, -12)]

    manifest = Manifest(
        "bars", 2, ImageSpec(SIDE, SIDE), conditions=CONDITIONS, conditional_encoder=True
    )
    folder = InMemoryFolder.of(Path("bars"), manifest, {ENCODER: b""})
    return Model(folder, decoder=decode, encoder=encode)


def test_images_are_encoded_and_decoded_with_their_labels() -> None:
    result = evaluate(model_of(obeys=True), data_set(), samples=3)
    assert result.reconstruction == pytest.approx(0, abs=0.1)
    assert result.images == 100


def test_swaps_show_what_decides() -> None:
    obeying = evaluate(model_of(obeys=True), data_set(), samples=1).condition
    ignoring = evaluate(model_of(obeys=False), data_set(), samples=1).condition
    assert obeying is not None
    assert ignoring is not None
    assert (obeying.name, obeying.codes, obeying.classes) == ("label", 100, K)
    assert obeying.reader_accuracy > 0.95
    assert obeying.read_as_condition > 0.9 > 0.1 > (obeying.read_as_own or 0)
    assert (ignoring.read_as_own or 0) > 0.9 > 0.1 > ignoring.read_as_condition
    assert ignoring.variance_by_condition == pytest.approx(0, abs=1e-9)
    assert ignoring.variance_by_point == pytest.approx(1)
    assert obeying.variance_by_condition > obeying.variance_by_point


def test_the_loss_of_a_group_counts_its_divergence_once() -> None:
    model, data = model_of(obeys=True), data_set(groups=True)
    result = evaluate(model, data, samples=1)
    assert result.groups == 25
    assert result.loss is not None
    assert result.group_loss is not None
    assert result.kl is not None
    # kinds differ within a group, so the second dimension is at their mean; decoding ignores it
    names = [data.classes[label] for label in data.held_out.labels]
    alone = model.encode(data.held_out.pixels, {"label": names})
    precision = 1 + K * (np.exp(12.0) - 1)
    mean = np.exp(12.0) * alone.mean.reshape(25, K, 2).sum(1) / precision
    kl = 0.5 * (mean**2 + 1 / precision - 1 + np.log(precision)).sum(1)
    assert result.group_loss == pytest.approx(kl.mean() / K, rel=0.01)
    table = dict(rows(result))
    assert "25 groups" in table["loss by group"]
    assert "show the class given" in table["swapped classes"]


def test_images_without_a_label_are_left_out() -> None:
    data = data_set()
    labels = data.held_out.labels.copy()
    labels[:10] = -1
    partly = replace(data, held_out=replace(data.held_out, labels=labels))
    result = evaluate(model_of(obeys=True), partly, samples=1)
    assert result.images == 90
    assert any("10 held-out images have no label" in note for note in result.notes)
    none = replace(data, held_out=replace(data.held_out, labels=np.full(100, -1, np.int32)))
    with pytest.raises(DataError, match="have no labels"):
        evaluate(model_of(obeys=True), none, samples=1)


def test_data_of_other_classes_are_judged_under_the_defaults() -> None:
    data = replace(data_set(), classes=("u", "w", "x", "y", "z"))
    result = evaluate(model_of(obeys=True), data, samples=1)
    assert NO_LABELLING in result.notes
    assert result.condition is None
    assert result.loss is not None


def test_labels_are_matched_by_their_names() -> None:
    labelling = Labelling.of(model_of(obeys=True), data_set())
    assert labelling is not None
    numbers = labelling.numbers(np.array([0, 3, -1]))
    assert numbers.tolist() == [[0, 0, 0, 0, 1], [0, 1, 0, 0, 0], [0, 1, 0, 0, 0]]


def test_without_an_encoder_the_codes_are_draws() -> None:
    encoding = model_of(obeys=True)
    manifest = replace(encoding.folder.manifest, conditional_encoder=False)
    folder = InMemoryFolder.of(Path("bars"), manifest, {})
    result = evaluate(Model(folder, decoder=encoding._networks.decoder), data_set())
    assert result.loss is None
    assert result.condition is not None
    assert result.condition.read_as_own is None
