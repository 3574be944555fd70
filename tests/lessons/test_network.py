"""The figures of the lesson `network`, with the layers as ONNX Runtime computes them."""

from __future__ import annotations

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import helper

import latentwalk
from tests.lessons.stated import point_of, states

THREE = point_of("network", "a three")


class Layers:
    """What each layer of the decoder of `mnist` returns, counted from 1."""

    def __init__(self) -> None:
        self.file = onnx.load_from_string(latentwalk.open("mnist").folder.content("decoder.onnx"))
        graph = self.file.graph
        self.names = [node.output[0] for node in graph.node]
        graph.output.extend(
            helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None)
            for name in self.names[:-1]
        )
        self.session = onnxruntime.InferenceSession(self.file.SerializeToString())

    def at(self, z: np.ndarray) -> dict[int, np.ndarray]:
        returned = self.session.run(self.names, {"z": np.asarray(z, np.float32)})
        return dict(enumerate(returned, 1))


@pytest.fixture(scope="module")
def layers() -> Layers:
    return Layers()


def moved(z2: float) -> np.ndarray:
    point = THREE.copy()
    point[0, 1] = z2
    return point


def test_at_zero_the_first_layer_returns_its_biases(layers: Layers) -> None:
    first = layers.at(np.zeros((1, 6)))[1]
    assert states("network", "they lie between -3.4 and 3.1")
    assert (round(float(first.min()), 1), round(float(first.max()), 1)) == (-3.4, 3.1)


def test_equal_steps_change_the_first_layer_equally_and_the_picture_less(layers: Layers) -> None:
    start, middle, end = (layers.at(moved(z2)) for z2 in (0, 1, 2))
    np.testing.assert_allclose(end[1] - middle[1], middle[1] - start[1], atol=1e-5)
    first, second = (np.abs(b[6] - a[6]).mean() for a, b in ((start, middle), (middle, end)))
    assert second < first


def test_the_view_changes_no_number(layers: Layers) -> None:
    returned = layers.at(THREE)
    assert returned[2].shape == (1, 32, 7, 7)
    np.testing.assert_array_equal(returned[2].ravel(), returned[1].ravel())


def test_the_first_layer_has_the_most_weights(layers: Layers) -> None:
    count = {
        one.name: int(np.prod(one.dims))
        for one in layers.file.graph.initializer
        if one.data_type == onnx.TensorProto.FLOAT
    }
    first, third, fifth = (
        sum(size for name, size in count.items() if name.startswith(layer))
        for layer in ("linear.", "deconv_stack.0.", "deconv_stack.2.")
    )
    assert (first, third, fifth) == (10_976, 8_208, 257)
    assert sum(count.values()) == 19_441
    assert states("network", "19,441 numbers")
    assert states("network", "The first has 10,976, the third 8,208,")
    assert states("latent-spaces", "consists of 19,441 numbers")


def test_half_of_the_rectified_numbers_are_zero(layers: Layers) -> None:
    assert states("network", "51 of 100 here, and 47 of 100 on average")
    assert round(100 * float((layers.at(THREE)[4] == 0).mean())) == 51
    on = layers.at(latentwalk.open("mnist").atlas.mean)[4] > 0
    assert round(100 * float(1 - on.mean())) == 47
    assert (int((~on).all(0).sum()), int(on.all(0).sum())) == (4, 16)
    assert states("network", "Only four of the 3,136 are off for every digit of the data")
    assert states("network", "only 16 are always on")


def test_far_below_zero_all_is_black(layers: Layers) -> None:
    returned = layers.at(THREE)
    assert states("network", "from -14 to 1.8")
    assert round(float(returned[5].min())) == -14
    assert round(float(returned[5].max()), 1) == 1.8
    assert states("network", "60 of 100 places are below -3")
    assert round(100 * float((returned[5] < -3).mean())) == 60
    assert round(float(np.tanh(-3)), 3) == -0.995
