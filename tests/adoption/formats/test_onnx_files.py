"""ONNX files as exporters write them: weights beside them, other precisions, shapes and outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from latentwalk.errors import LatentwalkError
from tests.adoption.opening import opened, opened_with_messages

if TYPE_CHECKING:
    from pathlib import Path

WEIGHTS = np.random.default_rng(0).standard_normal((4, 36), dtype=np.float32)
Z = np.random.default_rng(1).standard_normal((5, 4), dtype=np.float32)
TYPES = {np.dtype("f4"): TensorProto.FLOAT, np.dtype("f2"): TensorProto.FLOAT16,
         np.dtype("f8"): TensorProto.DOUBLE, np.dtype("u1"): TensorProto.UINT8}  # fmt: skip


def network(
    outputs: dict[str, tuple[int, ...]], dtype: str = "f4", last: str = "f4", z: Any = ("n", 4)
) -> onnx.ModelProto:
    """Sigmoid(z W), once for each output, in its shape; `last` is the type of the outputs."""
    weights = WEIGHTS.astype(dtype)
    nodes = [
        helper.make_node("Reshape", ["z", "flat"], ["points"]),
        helper.make_node("MatMul", ["points", "w"], ["h"]),
        helper.make_node("Sigmoid", ["h"], ["s"]),
    ]
    constants = {"w": weights, "flat": np.array([-1, 4]), "scale": np.array(255, dtype)}
    for name, shape in outputs.items():
        source = "s"
        if last == "u1":
            nodes.append(helper.make_node("Mul", ["s", "scale"], [f"{name} bytes"]))
            nodes.append(
                helper.make_node("Cast", [f"{name} bytes"], [f"{name} cast"], to=TensorProto.UINT8)
            )
            source = f"{name} cast"
        size = int(np.prod(shape))
        if size < 36:
            constants |= {f"{name} {key}": np.array([at]) for key, at in
                          (("from", 0), ("to", size), ("axis", 1))}  # fmt: skip
            sliced = [source, *(f"{name} {key}" for key in ("from", "to", "axis"))]
            nodes.append(helper.make_node("Slice", sliced, [f"{name} part"]))
            source = f"{name} part"
        constants[f"{name} shape"] = np.array([-1, *shape])
        nodes.append(helper.make_node("Reshape", [source, f"{name} shape"], [name]))
    kind = TYPES[np.dtype(dtype)]
    of = TYPES[np.dtype(last if last == "u1" else dtype)]
    graph = helper.make_graph(
        nodes,
        "network",
        [helper.make_tensor_value_info("z", kind, z)],
        [helper.make_tensor_value_info(name, of, ["n", *shape]) for name, shape in outputs.items()],
        [numpy_helper.from_array(values, name) for name, values in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    return model


def expected() -> Any:
    return (1 / (1 + np.exp(-Z @ WEIGHTS))).reshape(-1, 1, 6, 6)


def with_data(folder: Path, location: str = "decoder.onnx.data") -> Path:
    """A decoder whose weights are in a file beside it."""
    path = folder / "decoder.onnx"
    onnx.save(
        network({"image": (1, 6, 6)}), path, save_as_external_data=True, location=location,
        size_threshold=0,
    )  # fmt: skip
    return path


@pytest.mark.parametrize("location", ["decoder.onnx.data", "decoder.onnx_data"])
def test_weights_in_a_file_beside_it_are_read(tmp_path: Path, location: str) -> None:
    model = opened(with_data(tmp_path, location))
    np.testing.assert_allclose(model.decode(Z), expected(), atol=1e-5)
    assert model.live == ()
    assert len(model.folder.content("decoder.onnx")) > WEIGHTS.nbytes


def test_weights_in_any_other_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(LatentwalkError, match=r"keeps weights in 'other\.bin', but only"):
        opened(with_data(tmp_path, "other.bin"))


def test_missing_weights_are_named(tmp_path: Path) -> None:
    path = with_data(tmp_path)
    (tmp_path / "decoder.onnx.data").unlink()
    with pytest.raises(LatentwalkError, match=r"decoder\.onnx\.data, which is missing"):
        opened(path)


def test_weights_that_are_cut_off_are_refused(tmp_path: Path) -> None:
    path = with_data(tmp_path)
    beside = tmp_path / "decoder.onnx.data"
    beside.write_bytes(beside.read_bytes()[:100])
    with pytest.raises(LatentwalkError, match="does not fit the file with its weights"):
        opened(path)


def test_a_link_to_weights_elsewhere_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    path = with_data(folder)
    (folder / "decoder.onnx.data").rename(tmp_path / "elsewhere")
    (folder / "decoder.onnx.data").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(LatentwalkError, match="a link to another folder"):
        opened(path)


def test_links_to_both_files_in_a_cache_are_followed(tmp_path: Path) -> None:
    stored, shown = tmp_path / "blobs", tmp_path / "snapshot"
    stored.mkdir()
    shown.mkdir()
    for number, path in enumerate((with_data(stored), stored / "decoder.onnx.data")):
        path.rename(stored / str(number))
        (shown / path.name).symlink_to(stored / str(number))
    np.testing.assert_allclose(opened(shown / "decoder.onnx").decode(Z), expected(), atol=1e-6)


@pytest.mark.parametrize(("dtype", "name"), [("f2", "float16"), ("f8", "float64")])
def test_other_precisions_are_converted(tmp_path: Path, dtype: str, name: str) -> None:
    path = tmp_path / "other.onnx"
    onnx.save(network({"image": (1, 6, 6)}, dtype), path)
    model, messages = opened_with_messages(path)
    np.testing.assert_allclose(model.decode(Z), expected(), atol=2e-3)
    assert f"Its networks are {name} and are converted to float32" in messages
    assert model.live == ()


@pytest.mark.parametrize(
    "outputs",
    [
        {"latent": (4,), "image": (1, 6, 6)},
        {"a": (4,), "b": (1, 6, 6)},
        {"a": (6, 6, 1), "b": (4,)},
        {"a": (4,), "b": (36,)},
    ],
    ids=str,
)
def test_the_image_may_be_any_output(tmp_path: Path, outputs: dict[str, tuple[int, ...]]) -> None:
    path = tmp_path / "several.onnx"
    onnx.save(network(outputs), path)
    model = opened(path)
    np.testing.assert_allclose(model.decode(Z), expected(), atol=1e-5)
    assert model.live == ()


def test_an_image_of_bytes_is_converted(tmp_path: Path) -> None:
    path = tmp_path / "bytes.onnx"
    onnx.save(network({"image": (1, 6, 6)}, last="u1"), path)
    model = opened(path)
    np.testing.assert_allclose(model.decode(Z), np.floor(255 * expected()), atol=1)
    assert (model.image.low, model.image.high) == (0, 255)
    assert model.live == ()


def test_a_latent_point_of_any_size_gets_one_that_fits(tmp_path: Path) -> None:
    path = tmp_path / "any.onnx"
    onnx.save(network({"image": (1, 6, 6)}, z=("n", 4, "h", "w")), path)
    _, messages = opened_with_messages(path, image=(1, 6, 6))
    assert "takes latent points of 4 x any x any" in messages
    assert "latent_dim=" in messages
    chosen = opened(path, latent_dim=(4, 1, 1))
    np.testing.assert_allclose(chosen.decode(Z), expected(), atol=1e-5)


ENCODER_FORMS = ["logvar", "log_std", "std", "variance"]


@pytest.mark.parametrize("form", ENCODER_FORMS)
@pytest.mark.parametrize("first", [True, False], ids=["mean first", "mean last"])
def test_an_encoder_is_wrapped_as_it_is_read(tmp_path: Path, form: str, first: bool) -> None:
    onnx.save(network({"image": (1, 6, 6)}), tmp_path / "decoder.onnx")
    weights = 0.1 * np.random.default_rng(2).standard_normal((2, 36, 4)).astype(np.float32)
    graph = helper.make_graph(
        [
            helper.make_node("Reshape", ["x", "flat"], ["f"]),
            helper.make_node("MatMul", ["f", "w0"], ["one" if first else "two"]),
            helper.make_node("MatMul", ["f", "w1"], ["h"]),
            helper.make_node("Softplus", ["h"], ["two" if first else "one"]),
        ],
        "encoder",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 36])],
        [helper.make_tensor_value_info(n, TensorProto.FLOAT, ["n", 4]) for n in ("one", "two")],
        [numpy_helper.from_array(weights[0], "w0"), numpy_helper.from_array(weights[1], "w1"),
         numpy_helper.from_array(np.array([-1, 36]), "flat")],
    )  # fmt: skip
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    onnx.save(model, tmp_path / "encoder.onnx")
    posterior = f"mean,{form}" if first else f"{form},mean"
    adopted_model = opened(tmp_path, posterior=posterior)
    images = np.random.default_rng(3).random((5, 1, 6, 6), dtype=np.float32)
    flat = images.reshape(5, 36)
    spread = np.log1p(np.exp(flat @ weights[1]))
    logvar = {"logvar": spread, "log_std": 2 * spread, "std": 2 * np.log(spread),
              "variance": np.log(spread)}[form]  # fmt: skip
    given = adopted_model.encode(images)
    np.testing.assert_allclose(given.mean, flat @ weights[0], atol=1e-5)
    np.testing.assert_allclose(given.logvar, logvar, atol=1e-4)
    assert adopted_model.live == ()


def noisy(shape: int) -> onnx.ModelProto:
    """Adds noise to a row of 36 or 4 values, of which it keeps the first `shape`."""
    nodes = [
        helper.make_node("RandomNormalLike", ["z"], ["noise"], scale=0.5, dtype=1),
        helper.make_node("Add", ["z", "noise"], ["sum"]),
        helper.make_node("MatMul", ["sum", "w"], ["out"]),
    ]
    weights = WEIGHTS if shape == 36 else WEIGHTS.T
    graph = helper.make_graph(
        nodes,
        "network",
        [helper.make_tensor_value_info("z", TensorProto.FLOAT, ["n", len(weights)])],
        [helper.make_tensor_value_info("out", TensorProto.FLOAT, ["n", shape])],
        [numpy_helper.from_array(np.ascontiguousarray(weights), "w")],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)


def test_noise_is_set_to_its_mean(tmp_path: Path) -> None:
    onnx.save(noisy(36), tmp_path / "decoder.onnx")
    onnx.save(noisy(4), tmp_path / "encoder.onnx")
    model, messages = opened_with_messages(tmp_path, values=(-10, 10))
    for part in ("decoder", "encoder"):
        assert f"Noise that its {part} draws is set to its mean" in messages
    assert model.live == ()
    np.testing.assert_allclose(model.decode(Z).reshape(5, 36), Z @ WEIGHTS, atol=1e-4)
    images = np.random.default_rng(2).random((3, 1, 6, 6), dtype=np.float32)
    expected = images.reshape(3, 36) @ WEIGHTS.T
    np.testing.assert_allclose(model.encode(images).mean, expected, atol=1e-4)


def test_noise_that_stays_is_said(tmp_path: Path) -> None:
    made = noisy(36)
    made.graph.node[0].CopyFrom(helper.make_node("RandomUniformLike", ["z"], ["noise"]))
    onnx.save(made, tmp_path / "decoder.onnx")
    _, messages = opened_with_messages(tmp_path, values=(-10, 10))
    assert "Its decoder draws random numbers (RandomUniformLike), so its results" in messages


def test_a_whole_autoencoder_is_not_a_decoder(tmp_path: Path) -> None:
    model = network({"image": (1, 6, 6)}, z=("n", 4))
    model.graph.initializer[0].CopyFrom(numpy_helper.from_array(np.eye(36, dtype="f4"), "w"))
    flat = next(one for one in model.graph.initializer if one.name == "flat")
    flat.CopyFrom(numpy_helper.from_array(np.array([-1, 36]), "flat"))
    shape = model.graph.input[0].type.tensor_type.shape
    shape.dim[1].dim_value = 1
    for side in (6, 6):
        shape.dim.add().dim_value = side
    onnx.save(model, tmp_path / "vae.onnx")
    with pytest.raises(LatentwalkError, match="whole autoencoder"):
        opened(tmp_path / "vae.onnx")


def test_noise_that_would_end_onnx_runtime_is_refused(tmp_path: Path) -> None:
    given = network({"image": (1, 6, 6)}, "f4")
    first = given.graph.node[0]
    drawing = onnx.helper.make_node("RandomUniformLike", ["z"], ["drawn"], low=1.0, high=0.0)
    given.graph.node.insert(0, drawing)
    given.graph.node.insert(1, onnx.helper.make_node("Add", ["z", "drawn"], ["noisy"]))
    first.input[list(first.input).index("z")] = "noisy"
    onnx.save(given, tmp_path / "noisy.onnx")
    with pytest.raises(LatentwalkError, match="from 1 to 0, an empty range"):
        opened(tmp_path / "noisy.onnx")
