from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

import latentwalk
from latentwalk.conditions.category import Category
from latentwalk.conditions.conditions import Conditions
from latentwalk.data import Dataset, load
from latentwalk.evaluation import classifier, evaluate
from latentwalk.evaluation.samples import DRAWS, sampled, unreadable
from latentwalk.evaluation.swaps import SHIPPED
from latentwalk.folder.manifest import Manifest
from latentwalk.folder.model_folder import InMemoryFolder, write_folder
from latentwalk.infer.model import Model
from latentwalk.latent.metrics.frechet import frechet_distance
from latentwalk.latent.posterior import sample_prior
from tests.conftest import refused
from tests.kinds import model_of

if TYPE_CHECKING:
    from numpy.typing import NDArray


def test_only_digits_are_readable(decoded: Dataset) -> None:
    assert unreadable(decoded, decoded.held_out) is None
    assert unreadable(decoded, decoded.held_out.take(slice(2))) is not None
    unlabelled = replace(decoded.held_out, labels=np.full(400, -1, np.int32))
    assert "labelled" in str(unreadable(decoded, unlabelled))
    wrong = replace(decoded.held_out, labels=(decoded.held_out.labels + 1) % 10)
    assert "reads only" in str(unreadable(decoded, wrong))
    digits, shapes = load("digits"), load("shapes")
    assert "8 x 8 grey" in str(unreadable(digits, digits.held_out))
    assert "labelled" in str(unreadable(shapes, shapes.held_out))


def test_samples_are_worse_than_images_and_measured_as_said(decoded: Dataset) -> None:
    model = latentwalk.open("mnist")
    found = sampled(model, decoded, decoded.held_out, np.random.default_rng(0))
    assert (found.images, found.draws) == (400, DRAWS)
    assert found.frechet_floor is not None
    assert found.recall_floor is not None
    assert found.frechet > found.frechet_floor + 2 * found.frechet_error > 0
    assert found.recall < found.recall_floor
    # another draw, without the tested function
    features = classifier.read(decoded.held_out.pixels).features
    samples = model.pixels(sample_prior(400, 6, np.random.default_rng(1)))
    distance = frechet_distance(features, classifier.read(samples).features)
    assert distance == pytest.approx(found.frechet, abs=6 * found.frechet_error)


def test_too_few_training_images_give_no_floor(decoded: Dataset) -> None:
    few = replace(decoded, train=decoded.train.take(slice(100)))
    found = sampled(latentwalk.open("mnist"), few, decoded.held_out, np.random.default_rng(0))
    assert found.frechet_floor is found.precision_floor is found.recall_floor is None


@pytest.mark.parametrize("obeys", [True, False])
def test_samples_of_a_conditional_model_have_the_classes_of_the_images(
    decoded: Dataset, obeys: bool
) -> None:
    manifest = Manifest(
        "classes", 2, decoded.spec, conditions=Conditions((Category("label", decoded.classes),))
    )
    kept = [decoded.train.pixels[decoded.train.labels == label] for label in range(10)]

    def decode(z: NDArray[np.float32], label: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        shown = label.argmax(1) if obeys else np.zeros(len(z), int)
        place = (1e4 * np.abs(z[:, 0])).astype(int)
        chosen = [kept[k][i % len(kept[k])] for k, i in zip(shown, place, strict=True)]
        return [decoded.spec.to_values(np.stack(chosen))]

    model = Model(InMemoryFolder.of(Path("classes"), manifest, {}), decoder=decode)
    found = evaluate(model, decoded)
    assert found.samples is not None
    assert found.samples.frechet_floor is not None
    # images of each class are as good as training images, those of one class are not
    assert (found.samples.frechet < 2 * found.samples.frechet_floor) == obeys
    assert found.condition is not None
    assert found.condition.reader == SHIPPED
    assert (found.condition.read_as_condition > 0.8) == obeys


def test_data_of_kinds_that_are_not_judged_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = model_of("points").folder
    assert isinstance(folder, InMemoryFolder)
    write_folder(tmp_path / "shapes", folder.manifest, folder.contents)
    said = refused(capsys, "evaluate", tmp_path / "shapes", "--data", tmp_path / "shapes.npy")
    assert "leave --data out, and it judges the encoded data" in said
