"""Dead channels are reinitialized without a change of the output."""

from __future__ import annotations

import copy

import pytest

torch = pytest.importorskip("torch")

from latentwalk.training.descent import Descent  # noqa: E402
from latentwalk.training.recipe import Recipe  # noqa: E402
from latentwalk.training.revival import revive  # noqa: E402
from latentwalk.vae.architecture import Architecture  # noqa: E402
from latentwalk.vae.network import VAE, one_hot  # noqa: E402

LAYERS = {
    "the encoder's first": ("encoder.conv_stack.0", 0),
    "the encoder's second": ("encoder.conv_stack.2", 0),
    "the decoder's": ("decoder.deconv_stack.0", 1),
}


def trained_a_little() -> tuple[VAE, Descent, torch.Tensor]:
    torch.manual_seed(0)
    vae = VAE()
    descent = Descent(vae, Recipe(), torch.zeros(1))
    images = torch.rand(64, 1, 28, 28) * 2 - 1
    output = vae(images, torch.randn(64, 6))
    (output.reconstruction - images).square().sum().backward()
    descent.set_rate(1e-3)
    descent.step()
    return vae, descent, images


def passed(vae: VAE, images: torch.Tensor) -> torch.Tensor:
    with torch.no_grad():
        output = vae.eval()(images, torch.zeros(len(images), 6))
    return torch.cat([output.reconstruction.flatten(1), output.mean, output.logvar], 1)


@pytest.mark.parametrize(("name", "axis"), LAYERS.values(), ids=LAYERS)
def test_a_dead_channel_fires_again_and_changes_nothing(name: str, axis: int) -> None:
    vae, descent, images = trained_a_little()
    layer = vae.get_submodule(name)
    with torch.no_grad():
        layer.weight.select(axis, 3).zero_()
        layer.bias[3] = -1
    before = passed(vae, images)
    assert revive(vae, descent, images, torch.Generator().manual_seed(0)) == 1
    torch.testing.assert_close(passed(vae, images), before)
    assert layer.bias[3] > 0
    assert layer.weight.select(axis, 3).abs().min() > 0
    kept = {key: moments for key, moments in descent.state().items() if key.startswith(name)}
    assert len([moments for moments in kept.values() if moments.ndim]) > 2
    for moments in kept.values():
        if moments.ndim:
            own = moments.select(axis, 3) if moments.ndim > 1 else moments[3]
            assert not own.any()
            assert moments.any()
    assert revive(vae, descent, images, torch.Generator().manual_seed(0)) == 0


def test_living_channels_stay_as_they_are() -> None:
    vae, descent, images = trained_a_little()
    before = copy.deepcopy(vae.state_dict())
    assert revive(vae, descent, images, torch.Generator()) == 0
    for key, value in vae.state_dict().items():
        torch.testing.assert_close(value, before[key], rtol=0, atol=0)


@pytest.mark.parametrize("name", ["encoder.conv_stack.4", "decoder.deconv_stack.2"])
def test_further_layers_of_larger_images_fire_again(name: str) -> None:
    torch.manual_seed(0)
    vae = VAE(Architecture(40, 40))
    descent = Descent(vae, Recipe(), torch.zeros(1))
    images, generator = torch.rand(64, 1, 40, 40) * 2 - 1, torch.Generator().manual_seed(0)
    revive(vae, descent, images, generator)  # some are dead from the beginning
    layer = vae.get_submodule(name)
    with torch.no_grad():
        layer.weight.select(int("deconv" in name), 3).zero_()
        layer.bias[3] = -1
    before = passed(vae, images)
    assert revive(vae, descent, images, generator) == 1
    torch.testing.assert_close(passed(vae, images), before)
    assert layer.bias[3] > 0


def test_a_channel_that_its_class_has_killed_fires_again() -> None:
    torch.manual_seed(0)
    vae = VAE(Architecture(classes=2))
    descent = Descent(vae, Recipe(), torch.zeros(1))
    images, condition = torch.rand(64, 1, 28, 28) * 2 - 1, one_hot(torch.arange(64) % 2, 2)
    with torch.no_grad():
        vae.encoder.class_bias.weight[3] = -100
    generator = torch.Generator().manual_seed(0)
    assert revive(vae, descent, images, generator, condition) == 1
    assert not vae.encoder.class_bias.weight[3].any()
    assert revive(vae, descent, images, generator, condition) == 0
