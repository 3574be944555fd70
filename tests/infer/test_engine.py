from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from latentwalk.errors import FolderError
from latentwalk.infer.engine import BATCH, OnnxEngine

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def content(trained: Path) -> bytes:
    return (trained / "decoder.onnx").read_bytes()


def test_any_batch_gives_what_single_inputs_give(content: bytes) -> None:
    engine = OnnxEngine(content, "decoder.onnx", (6,), [(1, 8, 8)])
    z = np.random.default_rng(0).normal(size=(BATCH + 3, 6)).astype(np.float32)
    (together,) = engine(z)
    assert together.shape == (BATCH + 3, 1, 8, 8)
    for row in (0, BATCH - 1, BATCH, BATCH + 2):
        np.testing.assert_allclose(engine(z[row : row + 1])[0][0], together[row], atol=1e-6)


def test_an_empty_batch_gives_an_empty_batch(content: bytes) -> None:
    (images,) = OnnxEngine(content, "decoder.onnx", (6,), [(1, 8, 8)])(np.empty((0, 6), np.float32))
    assert images.shape == (0, 1, 8, 8)


@pytest.mark.parametrize("rubbish", [b"", b"not onnx", b"\x08\x07" * 99])
def test_what_is_no_network_is_refused(rubbish: bytes) -> None:
    with pytest.raises(FolderError, match="decoder.onnx cannot be run"):
        OnnxEngine(rubbish, "decoder.onnx", (6,), [(1, 8, 8)])


def test_a_truncated_network_is_refused(content: bytes) -> None:
    with pytest.raises(FolderError, match="decoder.onnx"):
        OnnxEngine(content[: len(content) // 2], "decoder.onnx", (6,), [(1, 8, 8)])


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
        OnnxEngine(content, "decoder.onnx", inputs, outputs)
