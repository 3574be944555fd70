"""ONNX networks with several inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch

from latentwalk.errors import ModelError
from tests.adoption import conditional
from tests.adoption.conditional import Method, write_onnx
from tests.adoption.opening import opened, opened_with_messages

if TYPE_CHECKING:
    from pathlib import Path

PIXELS = np.random.default_rng(0).integers(0, 256, (50, 8, 8), dtype=np.uint8)
LABELS = np.arange(50) % 10
Z = np.random.default_rng(1).standard_normal((5, 4)).astype(np.float32)
DIGITS = [3, 1, 4, 1, 5]
HOT, INDEX = torch.eye(10)[DIGITS], torch.tensor(DIGITS)


@pytest.mark.parametrize(
    ("made", "name", "given"),
    [
        (conditional.OneHot, "y", HOT),
        (conditional.Embedded, "labels", INDEX),
        (conditional.Indexed, "c", INDEX),
        (conditional.Column, "batch_index", INDEX[:, None]),
    ],
)
@pytest.mark.parametrize("data", [True, False])
def test_a_pair_of_files_opens(
    made: Any, name: str, given: torch.Tensor, data: bool, tmp_path: Path
) -> None:
    torch.manual_seed(0)
    module = made().eval()
    z, x = torch.zeros(2, 4), torch.zeros(2, 1, 8, 8)
    decoder, encoder = Method(module, "decode"), Method(module, "encode")
    write_onnx(tmp_path / "decoder.onnx", decoder, (z, given[:2]), ["z", name], ["out"])
    ends = ["mean", "logvar"]
    write_onnx(tmp_path / "encoder.onnx", encoder, (x, given[:2]), ["x", name], ends)
    declared = {} if made in {conditional.OneHot, conditional.Embedded} else {name: range(10)}
    samples = {"data": PIXELS, "labels": LABELS} if data else {}
    model = opened(tmp_path, conditions=declared or None, values=(0, 1), **samples)
    assert model.live == ()
    own = module.decode(torch.from_numpy(Z), given).detach().numpy()
    np.testing.assert_allclose(model.decode(Z, {name: DIGITS}), own, atol=1e-5)
    images = torch.from_numpy(PIXELS[:5, None] / np.float32(255))
    mean = module.encode(images, given)[0].detach().numpy()
    np.testing.assert_allclose(model.encode(PIXELS[:5], {name: DIGITS}).mean, mean, atol=1e-5)


@pytest.fixture
def several(tmp_path: Path) -> Path:
    torch.manual_seed(0)
    example = (torch.zeros(2, 3), torch.tensor([1, 2]), torch.zeros(2, 1))
    decoder = Method(conditional.Several(), "decode")
    path = tmp_path / "several.onnx"
    return write_onnx(path, decoder, example, ["z", "label", "weight"], ["out"])


def test_inputs_are_found_by_their_types_and_tables(several: Path) -> None:
    model, messages = opened_with_messages(several)
    assert [str(one) for one in model.conditions] == ["0, 1, 2, 3, 4", "0 to 1"]
    assert "weight, as a column: a number whose range is unknown" in messages


@pytest.mark.parametrize("weight", [1.5, np.full((1, 1), 1.5)])
def test_a_constant_becomes_part_of_the_file(several: Path, weight: Any) -> None:
    whole = opened(several, conditions={"weight": (0, 2)})
    model = opened(several, conditions={"weight": weight})
    assert [one.name for one in model.conditions] == ["label"]
    assert model.live == ()
    given = {"label": [0, 1, 2, 3, 4]}
    expected = whole.decode(Z[:, :3], {**given, "weight": 1.5})
    np.testing.assert_allclose(model.decode(Z[:, :3], given), expected, atol=1e-6)


def test_a_class_behind_the_point_is_cut_off(tmp_path: Path) -> None:
    torch.manual_seed(0)
    module = conditional.Joined()
    decoder = Method(module, "decode")
    path = write_onnx(tmp_path / "joined.onnx", decoder, (torch.zeros(2, 14),), ["z"], ["out"])
    model = opened(path, conditions={"digit": range(10)})
    assert (model.latent_dim, model.live) == (4, ())
    own = module.decode(torch.cat([torch.from_numpy(Z), HOT], 1)).detach().numpy()
    np.testing.assert_allclose(model.decode(Z, {"digit": DIGITS}), own, atol=1e-5)


def test_a_network_for_one_point_is_called_for_each(tmp_path: Path) -> None:
    torch.manual_seed(0)
    module = conditional.Several().eval()
    path = tmp_path / "fixed.onnx"
    example = (torch.zeros(1, 3), torch.tensor([1]), torch.zeros(1, 1))
    names = ["z", "label", "weight"]
    write_onnx(path, Method(module, "decode"), example, names, ["out"], fixed=True)
    model = opened(path, conditions={"label": range(5), "weight": (0, 2)})
    given = {"label": [2, 0, 1, 4, 3], "weight": [0.1, 0.2, 0.3, 0.4, 2]}
    weight = torch.tensor(given["weight"])[:, None]
    own = module.decode(torch.from_numpy(Z[:, :3]), torch.tensor(given["label"]), weight)
    np.testing.assert_allclose(model.decode(Z[:, :3], given), own.detach().numpy(), atol=1e-5)


def test_a_network_without_floats_is_refused(tmp_path: Path) -> None:
    table = torch.nn.Embedding(8, 16)
    path = write_onnx(tmp_path / "a.onnx", table, (torch.tensor([1, 2]),), ["index"], ["out"])
    with pytest.raises(ModelError, match=r"must take floats; its inputs are index tensor\(int64\)"):
        opened(path)


@pytest.mark.parametrize("declared", [True, False])
def test_several_numbers_are_one_input(tmp_path: Path, declared: bool) -> None:
    torch.manual_seed(0)
    layer = torch.nn.Linear(5, 64)

    class Decoder(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layer = layer

        def forward(self, z: torch.Tensor, parameters: torch.Tensor) -> Any:
            return self.layer(torch.cat([z, parameters], 1)).sigmoid().view(-1, 1, 8, 8)

    example = (torch.zeros(2, 2), torch.zeros(2, 3))
    path = write_onnx(tmp_path / "a.onnx", Decoder(), example, ["z", "parameters"], ["out"])
    ranges = {"mass": (0.1, 10), "age": (0, 13), "metals": (-2, 1)}
    model = opened(path, **({"conditions": {"parameters": ranges}} if declared else {}))
    names = list(ranges) if declared else [f"parameters {i}" for i in (1, 2, 3)]
    assert [one.name for one in model.conditions] == names
    assert model.live == ()
    numbers = np.array([[1, 2, 0], [3, 4, 1]], np.float32)
    own = Decoder()(torch.from_numpy(Z[:2, :2]), torch.from_numpy(numbers)).detach().numpy()
    given = dict(zip(names, numbers.T, strict=True))
    np.testing.assert_allclose(model.decode(Z[:2, :2], given), own, atol=1e-5)
