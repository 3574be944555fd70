from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import latentwalk
from latentwalk.adoption.adopting import adopted
from latentwalk.adoption.options import ModelOptions
from latentwalk.adoption.predictors.adding import with_digits
from latentwalk.errors import LatentwalkError
from latentwalk.evaluation import classifier
from tests.conftest import run
from tests.geometry.decoders import decoding, plane

if TYPE_CHECKING:
    from pathlib import Path

    from latentwalk.infer.model import Model

torch = pytest.importorskip("torch")


def opened(predictor: Any, model: Any = "mnist", **options: Any) -> tuple[Model, list[str]]:
    said: list[str] = []
    ours = adopted(model, options=ModelOptions(predictor=predictor, **options), say=said.append)
    return ours, said


def halves(lighter: float) -> Any:
    """A classifier: whether the mean of an image is above a value."""

    def scores(samples: np.ndarray) -> np.ndarray:
        mean = samples.reshape(len(samples), -1).mean(1)
        return np.stack([np.zeros_like(mean), mean - lighter], 1)

    return scores


def test_the_shipped_classifier_reads_presets() -> None:
    model, said = opened("digits")
    presets = np.stack(list(model.presets.values()))
    assert model.predict(model.decode(presets)).argmax(1).tolist() == list(range(10))
    assert "of 512 decoded items as they are labelled" in said[0]


def test_a_file_of_unknown_range_is_given_the_one_that_agrees_with_the_labels(
    tmp_path: Path,
) -> None:
    """The same classifier behind a layer that expects images in [0, 1]."""
    onnx = pytest.importorskip("onnx")
    network = onnx.load_from_string(classifier.FILE.read_bytes())
    two, one = (
        onnx.numpy_helper.from_array(np.array(v, np.float32), n)
        for v, n in ((2, "two"), (1, "one"))
    )
    first = network.graph.node[0]
    nodes = [
        onnx.helper.make_node("Mul", ["image", "two"], ["doubled"]),
        onnx.helper.make_node("Sub", ["doubled", "one"], ["signed"]),
    ]
    first.input[0] = "signed"
    rest = list(network.graph.node)
    del network.graph.node[:]
    network.graph.node.extend([*nodes, *rest])
    network.graph.initializer.extend([two, one])
    path = tmp_path / "unit.onnx"
    path.write_bytes(network.SerializeToString())
    model, said = opened(path)
    assert model.predictor is not None
    assert (model.predictor.low, model.predictor.high) == ((0.0,), (1.0,))
    assert "given values from 0 to 1" in said[-1]
    shipped = with_digits(latentwalk.open("mnist"))
    samples = shipped.decode(shipped.presets["7"][None])
    np.testing.assert_allclose(model.predict(samples), shipped.predict(samples), atol=1e-4)


def test_a_module_becomes_a_file_that_agrees_with_it() -> None:
    torch.manual_seed(0)
    net = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(784, 3)).eval()
    model, _ = opened(net, predictor_names=("a", "b", "c"), predictor_values=(0, 1))
    assert "predictor" not in model.live
    samples = model.decode(np.zeros((2, 6)))
    with torch.no_grad():
        expected = net(torch.from_numpy((samples + 1) / 2)).softmax(1).numpy()
    np.testing.assert_allclose(model.predict(samples), expected, atol=1e-5)


def test_a_function_of_tensors_is_called() -> None:
    weight = torch.ones(784, 2)
    model, said = opened(lambda x: x.flatten(1).matmul(weight), predictor_names=("a", "b"))
    assert model.live == ("predictor",)
    assert said[-1].endswith("because it is a Python function.")
    np.testing.assert_allclose(model.predict(model.decode(np.zeros((1, 6)))), [[0.5, 0.5]])


def test_an_estimator_predicts_with_its_own_classes() -> None:
    linear_model = pytest.importorskip("sklearn.linear_model")
    rng = np.random.default_rng(0)
    x = rng.normal(size=(100, 5))
    estimator = linear_model.LogisticRegression().fit(x, np.where(x[:, 0] > 0, "up", "down"))
    model = decoding(plane, 2, 5)
    model, said = opened(estimator, model)
    assert model.predictor is not None
    assert model.predictor.names == ("down", "up")
    samples = model.decode(rng.normal(size=(4, 2)))
    np.testing.assert_allclose(model.predict(samples), estimator.predict_proba(samples), atol=1e-5)
    assert "in Python" in said[-1]


def test_a_single_output_may_tell_two_classes_apart() -> None:
    model, _ = opened(lambda x: x[:, 0], decoding(plane, 2, 5), predicts="logits",
                      predictor_names=("high",))  # fmt: skip
    assert model.predictor is not None
    assert model.predictor.names == ("not high", "high")
    samples = np.zeros((1, 5), np.float32)
    samples[0, 0] = 2
    expected = 1 / (1 + np.exp(-2))
    np.testing.assert_allclose(model.predict(samples), [[1 - expected, expected]], rtol=1e-5)


def test_a_single_output_is_a_value_unless_said_otherwise() -> None:
    model, said = opened(lambda x: x.sum(1), decoding(plane, 2, 5))
    assert model.predictor is not None
    assert model.predictor.returns == "values"
    assert "is taken for a value" in said[0]
    np.testing.assert_allclose(model.predict(np.ones((1, 5))), [[5]])


def test_a_poor_agreement_asks_whether_the_options_are_wrong() -> None:
    names = tuple(map(str, range(9, -1, -1)))
    _, said = opened("digits", predictor_names=names)
    assert "another order" in said[-1]


@pytest.mark.parametrize(
    ("predictor", "message"),
    [
        (torch.nn.Linear(10, 3), "Linear failed on 2 samples"),
        (lambda x: np.full((len(x), 2), np.nan), "NaN or infinity"),
        (lambda x: x[:, :, None], "scores of classes or values"),
        ("nowhere.onnx", "Cannot read nowhere.onnx"),
        ("classifier.pkl", "not an ONNX file"),
        (3, "got int"),
    ],
)
def test_what_is_no_predictor_is_refused(predictor: Any, message: str) -> None:
    with pytest.raises(LatentwalkError, match=message):
        opened(predictor)


def test_a_file_for_other_images_is_refused() -> None:
    with pytest.raises(LatentwalkError, match=r"takes \(n, 1, 28, 28\), but the model decodes"):
        opened(classifier.FILE, "typefaces")


def test_too_few_names_are_refused() -> None:
    with pytest.raises(LatentwalkError, match="returns 10 scores, but predictor_names has 2"):
        opened("digits", predictor_names=("a", "b"))


def test_options_of_a_predictor_need_one() -> None:
    with pytest.raises(LatentwalkError, match="predicts= needs predictor="):
        opened(None, predicts="logits")


def test_only_models_of_mnist_get_the_shipped_classifier() -> None:
    assert with_digits(latentwalk.open("mnist-2d")).predictor is not None
    assert with_digits(latentwalk.open("cells")).predictor is None


def test_a_written_folder_keeps_a_file_and_leaves_out_a_function(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ours = latentwalk.adopt("mnist", tmp_path / "a", predictor="digits")
    run("info", tmp_path / "a")
    assert "logits of 0, 1, 2" in capsys.readouterr().out
    assert ours.predict(ours.decode(ours.presets["4"][None])).argmax() == 4
    other = latentwalk.adopt("mnist", tmp_path / "b", predictor=halves(0))
    assert other.predictor is None
