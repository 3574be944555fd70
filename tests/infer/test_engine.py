from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import onnx
import pytest

from latentwalk.errors import FolderError
from latentwalk.infer.engine import BATCH, OnnxEngine, run_session
from tests.attacks.make_attacks import FILES
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


FOUND = ROOT / "tests" / "fuzzed" / "found" / "network-other-shape"


@pytest.fixture(scope="module")
def content(trained: Path) -> bytes:
    return (trained / "decoder.onnx").read_bytes()


def test_any_batch_gives_what_single_inputs_give(content: bytes) -> None:
    engine = OnnxEngine(content, "decoder.onnx", [(6,)], [(1, 8, 8)])
    z = np.random.default_rng(0).normal(size=(BATCH + 3, 6)).astype(np.float32)
    (together,) = engine(z)
    assert together.shape == (BATCH + 3, 1, 8, 8)
    for row in (0, BATCH - 1, BATCH, BATCH + 2):
        np.testing.assert_allclose(engine(z[row : row + 1])[0][0], together[row], atol=1e-6)


def test_an_empty_batch_gives_an_empty_batch(content: bytes) -> None:
    (images,) = OnnxEngine(content, "decoder.onnx", [(6,)], [(1, 8, 8)])(
        np.empty((0, 6), np.float32)
    )
    assert images.shape == (0, 1, 8, 8)


@pytest.mark.parametrize("rubbish", [b"", b"not onnx", b"\x08\x07" * 99])
def test_an_invalid_network_is_refused(rubbish: bytes) -> None:
    with pytest.raises(FolderError, match="cannot run decoder.onnx"):
        OnnxEngine(rubbish, "decoder.onnx", [(6,)], [(1, 8, 8)])


def test_a_truncated_network_is_refused(content: bytes) -> None:
    with pytest.raises(FolderError, match="decoder.onnx"):
        OnnxEngine(content[: len(content) // 2], "decoder.onnx", [(6,)], [(1, 8, 8)])


def changed(content: bytes, change: Callable[[onnx.ModelProto], object]) -> bytes:
    network = onnx.load_from_string(content)
    change(network)
    return bytes(network.SerializeToString())


def fix_batch(network: onnx.ModelProto) -> None:
    for argument in (*network.graph.input, *network.graph.output):
        argument.type.tensor_type.shape.dim[0].dim_value = 1


def spoil_weights(network: onnx.ModelProto) -> None:
    bias = next(t for t in network.graph.initializer if t.name == "linear.bias")
    bias.raw_data = np.full(len(bias.raw_data) // 4, np.nan, np.float32).tobytes()


def move_weights_out(network: onnx.ModelProto) -> None:
    weight = network.graph.initializer[0]
    weight.ClearField("raw_data")
    weight.data_location = onnx.TensorProto.EXTERNAL
    weight.external_data.add(key="location", value="secret.bin")


def test_a_fixed_batch_is_refused(content: bytes) -> None:
    with pytest.raises(FolderError, match="batches of 1 only"):
        OnnxEngine(changed(content, fix_batch), "decoder.onnx", [(6,)], [(1, 8, 8)])


def test_weights_in_another_file_are_refused(content: bytes) -> None:
    with pytest.raises(FolderError, match="in another file"):
        OnnxEngine(changed(content, move_weights_out), "decoder.onnx", [(6,)], [(1, 8, 8)])


def test_a_batch_that_is_too_large_is_run_in_halves(
    content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = OnnxEngine(content, "decoder.onnx", [(6,)], [(1, 8, 8)])
    z = np.random.default_rng(0).normal(size=(23, 6)).astype(np.float32)
    (expected,) = engine(z)
    lengths = []

    def small(session: object, inputs: dict[str, np.ndarray]) -> list[np.ndarray]:
        (values,) = inputs.values()
        lengths.append(len(values))
        if len(values) > 3:
            raise RuntimeError("Available memory of 3 is smaller than requested bytes of 4")
        return run_session(session, inputs)

    monkeypatch.setattr("latentwalk.infer.engine.run_session", small)
    np.testing.assert_allclose(engine(z)[0], expected, atol=1e-6)
    assert (max(lengths), min(lengths)) == (23, 2)


def test_a_run_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("latentwalk.infer.engine.MAX_SECONDS", 0.1)
    never = (FILES / "never" / "decoder.onnx").read_bytes()
    engine = OnnxEngine(never, "decoder.onnx", [(2,)], [(1, 4, 4)])
    with pytest.raises(FolderError, match="failed on 1 inputs"):
        engine(np.ones((1, 2), np.float32))


def test_a_network_that_gives_other_shapes_than_it_said() -> None:
    """Found by fuzzing: its shapes are known only when it runs."""
    engine = OnnxEngine(FOUND.read_bytes(), "decoder.onnx", [(2,)], [(1, 4, 4)])
    with pytest.raises(FolderError, match=r"numbers of the shapes \[\(2, 1, 4, 4\)\], it returned"):
        engine(np.ones((2, 2), np.float32))


def test_weights_that_are_not_finite_are_noticed(content: bytes) -> None:
    engine = OnnxEngine(changed(content, spoil_weights), "decoder.onnx", [(6,)], [(1, 8, 8)])
    with pytest.raises(FolderError, match="NaN or infinity"):
        engine(np.zeros((2, 6), np.float32))


@pytest.mark.parametrize(
    ("inputs", "outputs", "reason"),
    [
        ((5,), [(1, 8, 8)], "input 'z'"),
        ((6,), [(1, 28, 28)], "output 'image'"),
        ((6,), [(1, 8)], "output 'image'"),
        ((6,), [(1, 8, 8), (6,)], "2 outputs"),
    ],
)
def test_a_network_that_does_not_fit_its_manifest_is_refused(
    content: bytes, inputs: tuple[int, ...], outputs: list[tuple[int, ...]], reason: str
) -> None:
    with pytest.raises(FolderError, match=reason):
        OnnxEngine(content, "decoder.onnx", [inputs], outputs)
