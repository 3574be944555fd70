"""Conditions are found, and decoded samples are those of the model itself."""

from __future__ import annotations

import threading
import time
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from latentwalk.adoption.foreign.held import Held
from latentwalk.errors import ModelError
from tests.adoption import conditional
from tests.adoption.opening import opened, opened_with_messages

PIXELS = np.random.default_rng(0).integers(0, 256, (50, 8, 8), dtype=np.uint8)
LABELS = np.arange(50) % 10
Z = np.random.default_rng(1).standard_normal((5, 4)).astype(np.float32)
DIGITS = [3, 1, 4, 1, 5]
HOT, INDEX = torch.eye(10)[DIGITS], torch.tensor(DIGITS)


@pytest.mark.parametrize(
    ("made", "name", "given", "how"),
    [
        (conditional.OneHot, "y", HOT, "one-hot"),
        (conditional.Optional, "y", HOT, "one-hot"),
        (conditional.Embedded, "labels", INDEX, "as an index"),
        (conditional.Indexed, "c", INDEX, "as an index"),
        (conditional.Column, "batch_index", INDEX[:, None], "as an index in a column"),
    ],
)
def test_a_conditional_vae_opens_with_its_data(
    made: Any, name: str, given: Tensor, how: str
) -> None:
    torch.manual_seed(0)
    module = made()
    model, messages = opened_with_messages(
        module, PIXELS, labels=LABELS, posterior="mean,logvar", values=(0, 1)
    )
    assert f"It takes {name}, {how}: one of 10 values (0, 1, 2" in messages
    assert model.live == ()  # both networks are files
    decoded = module.decode(torch.from_numpy(Z), given).detach().numpy()
    np.testing.assert_allclose(model.decode(Z, {name: DIGITS}), decoded, atol=1e-5)
    images = torch.from_numpy(PIXELS[:5, None] / np.float32(255))
    mean = module.encode(images, given)[0].detach().numpy()
    np.testing.assert_allclose(model.encode(PIXELS[:5], {name: DIGITS}).mean, mean, atol=1e-5)


def test_the_data_s_own_labels_encode_it() -> None:
    torch.manual_seed(0)
    module = conditional.OneHot()
    options = {"posterior": "mean,logvar", "values": (0, 1)}
    model = opened(module, PIXELS, labels=LABELS, **options)
    assert model.atlas is not None
    assert model.atlas.conditions is not None
    np.testing.assert_array_equal(model.atlas.conditions[:, 0], LABELS)
    images = torch.from_numpy(PIXELS[:, None] / np.float32(255))
    mean = module.encode(images, torch.eye(10)[LABELS])[0].detach().numpy()
    np.testing.assert_allclose(model.atlas.mean, mean, atol=1e-5)
    np.testing.assert_array_equal(model.preset_rows["3"][4:], np.eye(10)[3])


def test_names_of_classes_are_the_condition_s_values() -> None:
    words = np.array(["cat", "dog"])[LABELS % 2]
    model = opened(conditional.OneHot(k=2), PIXELS, labels=words, values=(0, 1))
    assert model.conditions["y"].values == ("cat", "dog")  # type: ignore[attr-defined]
    assert model.atlas is not None
    assert model.atlas.conditions is not None
    by_name = [model.classes[label] for label in model.atlas.label]
    assert [("cat", "dog")[int(code)] for code in model.atlas.conditions[:, 0]] == by_name


def test_a_generator_may_take_its_class_first() -> None:
    torch.manual_seed(0)
    module = conditional.Generator()
    model = opened(module)
    z = np.random.default_rng(1).standard_normal((5, 20)).astype(np.float32)
    own = module(INDEX, torch.from_numpy(z)).detach().numpy()
    np.testing.assert_allclose(model.decode(z, {"labels": DIGITS}), own, atol=1e-5)


def test_numbers_without_a_range_are_reported() -> None:
    model, messages = opened_with_messages(conditional.Several())
    assert "label, as an index: one of 5 values" in messages
    assert "weight, as a column: a number whose range is unknown, 0 to 1 is assumed" in messages
    assert [str(one) for one in model.conditions] == ["0, 1, 2, 3, 4", "0 to 1"]


def test_declared_conditions_have_their_names_and_ranges() -> None:
    torch.manual_seed(0)
    module = conditional.Several()
    model = opened(module, conditions={"label": list("abcde"), "weight": (0, 4)})
    given = {"label": list("cabed"), "weight": [0, 1, 2, 3, 4]}
    index, weight = torch.tensor([2, 0, 1, 4, 3]), torch.arange(5.0)[:, None]
    own = module.decode(torch.from_numpy(Z[:, :3]), index, weight).detach().numpy()
    np.testing.assert_allclose(model.decode(Z[:, :3], given), own, atol=1e-5)


def test_a_constant_is_no_condition() -> None:
    torch.manual_seed(0)
    module = conditional.Several()
    model = opened(module, conditions={"weight": np.full((1, 1), 2.0)})
    assert [one.name for one in model.conditions] == ["label"]
    own = module.decode(torch.from_numpy(Z[:, :3]), INDEX % 5, torch.full((5, 1), 2.0))
    given = {"label": [digit % 5 for digit in DIGITS]}
    np.testing.assert_allclose(model.decode(Z[:, :3], given), own.detach().numpy(), atol=1e-5)


def test_one_declared_name_stands_for_one_other_argument() -> None:
    _, messages = opened_with_messages(conditional.Embedded(), conditions={"digit": range(10)})
    assert "It takes digit, as its argument labels, as an index" in messages


def test_a_class_behind_the_point_can_be_declared() -> None:
    torch.manual_seed(0)
    module = conditional.Joined()
    model, messages = opened_with_messages(module, conditions={"digit": range(10)})
    assert "Its decoder takes digit behind the latent point" in messages
    assert model.latent_dim == 4
    own = module.decode(torch.cat([torch.from_numpy(Z), HOT], 1)).detach().numpy()
    np.testing.assert_allclose(model.decode(Z, {"digit": DIGITS}), own, atol=1e-5)


def test_an_undeclared_class_behind_the_point_is_suspected() -> None:
    _, messages = opened_with_messages(conditional.Joined())
    assert "the other 10 may be a condition" in messages
    assert "conditions=" in messages


def test_an_argument_that_can_be_left_out_is_named() -> None:
    class Free(conditional.Joined):
        def decode(self, z: Tensor, y: Any = None) -> Tensor:
            return super().decode(z)

    model, messages = opened_with_messages(Free(), latent_dim=14)
    assert not model.conditions
    assert "also takes y, which is left out" in messages


def test_a_function_of_arrays_is_called_with_its_condition() -> None:
    table = np.random.default_rng(2).standard_normal((4, 10, 64)).astype(np.float32)

    def decode(z: Any, digit: Any) -> Any:
        return np.tanh(np.einsum("nd,dnp->np", z, table[:, digit])).reshape(-1, 8, 8)

    model = opened(decode, latent_dim=4, conditions={"digit": range(10)})
    own = decode(Z, np.array(DIGITS))[:, None]
    np.testing.assert_allclose(model.decode(Z, {"digit": DIGITS}), own, atol=1e-5)
    assert model.live == ("decoder",)


def test_a_condition_that_nothing_shows_is_asked_for() -> None:
    with pytest.raises(ModelError, match=r"it also takes digit; say what it is.*conditions="):
        opened(lambda z, digit: np.eye(10)[digit] @ z, latent_dim=4)


def test_a_declared_condition_that_the_decoder_does_not_take_is_refused() -> None:
    with pytest.raises(ModelError, match="takes labels besides latent points, but conditions="):
        opened(conditional.Embedded(), conditions={"digit": range(10), "weight": (0, 1)})


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (3, "conditions must be a dictionary"),
        ({"y": "abc"}, "must be a list of its values"),
        ({"y": ["a"]}, "2 to 65,536 different values"),
        ({"y": (1, 0)}, "must ascend"),
        ({"y": float("nan")}, "got nan"),
        ({"": [0, 1]}, "name must be text"),
        ({"y": None}, "must be a list of its values"),
    ],
)
def test_declarations_that_say_nothing_are_refused(given: Any, message: str) -> None:
    with pytest.raises(ModelError, match=message):
        opened(conditional.OneHot(), conditions=given)


def test_an_encoder_that_needs_more_than_the_decoder_is_left_out() -> None:
    class More(conditional.Joined):
        def encode(self, x: Tensor, y: Tensor) -> Tensor:
            return x.flatten(1)[:, :4] + y

    _, messages = opened_with_messages(nn.Sequential(More()), latent_dim=14)
    assert "could not be used (it needs y as well as images)" in messages


class Star(nn.Module):
    """A spectrum of a star's parameters, which are one argument."""

    def __init__(self) -> None:
        super().__init__()
        self.latent_dim = 2
        self.fc = nn.Linear(2 + 3, 64)

    def decode(self, z: Tensor, parameters: Tensor) -> Tensor:
        return torch.sigmoid(self.fc(torch.cat([z, parameters], 1))).view(-1, 1, 8, 8)


@pytest.mark.parametrize("declared", [True, False])
def test_several_numbers_are_one_argument(declared: bool) -> None:
    torch.manual_seed(0)
    star = Star()
    ranges = {"mass": (0.1, 10), "age": (0, 13), "metals": (-2, 1)}
    options = {"conditions": {"parameters": ranges}} if declared else {}
    model, messages = opened_with_messages(star, **options)
    names = list(ranges) if declared else [f"parameters {i}" for i in (1, 2, 3)]
    assert [one.name for one in model.conditions] == names
    assert "side by side" in messages
    assert ("numbers from 0 to 1 are assumed" in messages) != declared
    assert model.live == ()
    numbers = np.array([[1, 2, 0], [3, 4, 1], [5, 6, -1]], np.float32)
    given = dict(zip(names, numbers.T, strict=True))
    own = star.decode(torch.from_numpy(Z[:3, :2]), torch.from_numpy(numbers)).detach().numpy()
    np.testing.assert_allclose(model.decode(Z[:3, :2], given), own, atol=1e-5)


class Maps(nn.Module):
    """A conditional DCGAN, whose point and class are maps of one pixel."""

    def __init__(self) -> None:
        super().__init__()
        self.point = nn.ConvTranspose2d(16, 8, 4, 1, 0)
        self.kind = nn.ConvTranspose2d(10, 8, 4, 1, 0)
        self.last = nn.ConvTranspose2d(16, 1, 4, 4, 0)

    def forward(self, z: Tensor, label: Tensor) -> Tensor:
        image: Tensor = self.last(torch.cat([self.point(z), self.kind(label)], 1)).tanh()
        return image


def test_a_conditional_dcgan_takes_maps() -> None:
    torch.manual_seed(0)
    module = Maps().eval()
    model, messages = opened_with_messages(module)
    assert "label, one-hot, as maps of one pixel: one of 10 values" in messages
    assert model.live == ()
    z = np.random.default_rng(1).standard_normal((5, 16)).astype(np.float32)
    own = module(torch.from_numpy(z)[..., None, None], HOT[..., None, None]).detach().numpy()
    np.testing.assert_allclose(model.decode(z, {"label": DIGITS}), own, atol=1e-5)


class Pair(conditional.OneHot):
    """Takes a point and a class in a tuple."""

    def encode(self, given: Any, _: Any = None) -> tuple[Tensor, Tensor]:  # type: ignore[override]
        return super().encode(*given)

    def decode(self, given: Any) -> Tensor:  # type: ignore[override]
        z, y = given
        return super().decode(z, y)


def test_a_tuple_of_point_and_class_can_be_declared() -> None:
    torch.manual_seed(0)
    module = Pair()
    model = opened(module, conditions={"digit": range(10)})
    own = module.decode((torch.from_numpy(Z), HOT)).detach().numpy()
    np.testing.assert_allclose(model.decode(Z, {"digit": DIGITS}), own, atol=1e-5)
    assert model.encoder_width == 10


def test_an_argument_with_a_default_can_be_declared() -> None:
    class Truncated(conditional.Joined):
        def decode(self, z: Tensor, truncation: float = 0.7) -> Tensor:
            return super().decode(z * truncation)

    torch.manual_seed(0)
    module = Truncated()
    model = opened(module, latent_dim=14, conditions={"truncation": (0, 1)})
    z = np.random.default_rng(1).standard_normal((3, 14)).astype(np.float32)
    for given, truncation in (({}, 0.7), ({"truncation": 0.25}, 0.25)):
        own = module.decode(torch.from_numpy(z), truncation).detach().numpy()
        np.testing.assert_allclose(model.decode(z, given), own, atol=1e-5)


def test_threads_decode_and_encode_under_their_own_conditions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def decode(z: Any, digit: Any) -> Any:
        return np.repeat(digit[:, None], 64, axis=1).reshape(-1, 8, 8) / 10 + 0 * z[:, :1, None]

    def encode(x: Any, digit: Any) -> Any:
        return np.repeat(digit[:, None], 4, axis=1) + 0.0 * x.reshape(len(x), -1)[:, :4]

    options: dict[str, Any] = {"latent_dim": 4, "image": (1, 8, 8), "values": (0, 1)}
    model = opened(decoder=decode, encoder=encode, conditions={"digit": range(10)}, **options)
    image, faults = np.zeros((1, 1, 8, 8), np.float32), []
    numbers = Held.numbers

    def slow(*arguments: Any) -> Any:
        time.sleep(0.002)  # another thread goes on meanwhile
        return numbers(*arguments)

    monkeypatch.setattr(Held, "numbers", slow)

    def run(digit: int) -> None:
        for _ in range(10):
            shown = model.decode(np.zeros((1, 4)), {"digit": digit})
            mean = model.encode(image, {"digit": digit}).mean
            if not np.allclose(shown, digit / 10) or not np.allclose(mean, digit):
                faults.append(digit)

    threads = [threading.Thread(target=run, args=(digit,)) for digit in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults


def test_conditions_without_an_effect_are_said() -> None:
    class Ignoring(conditional.OneHot):
        def decode(self, z: Tensor, y: Tensor) -> Tensor:
            return super().decode(z, 0 * y)

    assert "Not every value of y gives another result" in opened_with_messages(Ignoring())[1]
    assert "Not every" not in opened_with_messages(conditional.OneHot())[1]


@pytest.mark.parametrize("given", [None, np.full((1, 5), 0.5, np.float32)])
def test_noise_is_one_draw_for_every_point(given: Any) -> None:
    torch.manual_seed(0)
    module = conditional.Noisy()
    conditions = None if given is None else {"noise": given}
    model, messages = opened_with_messages(module, conditions=conditions)
    noise = np.random.default_rng(0).standard_normal((1, 5)) if given is None else given
    repeated = torch.from_numpy(np.repeat(noise.astype(np.float32), len(Z), axis=0))
    with torch.no_grad():
        expected = module.decode(torch.from_numpy(Z), repeated).numpy()
    np.testing.assert_allclose(model.decode(Z), expected, atol=1e-5)
    assert not model.conditions
    assert model.live == ()
    assert ("one draw of N(0, 1)" in messages) == (given is None)
