from __future__ import annotations

import pytest
import torch
from torch.nn import functional

from latentwalk.errors import SettingsError
from latentwalk.outputs.image import ImageSpec
from latentwalk.vae.architecture import CONDITIONAL_FUNNEL, Architecture
from latentwalk.vae.network import VAE, Members, load_weights, one_hot
from latentwalk.vae.product import product


def parameters(module: torch.nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())


def original_state() -> dict[str, torch.Tensor]:
    """Weights with the names and shapes of the program that this one began from."""
    generator = torch.Generator().manual_seed(0)
    shapes = {
        "encoder.conv_stack.0.weight": (16, 1, 4, 4),
        "encoder.conv_stack.0.bias": (16,),
        "encoder.conv_stack.2.weight": (32, 16, 4, 4),
        "encoder.conv_stack.2.bias": (32,),
        "encoder.fc_mu.weight": (6, 1568),
        "encoder.fc_mu.bias": (6,),
        "encoder.fc_logvar.weight": (6, 1568),
        "encoder.fc_logvar.bias": (6,),
        "decoder.linear.weight": (1568, 6),
        "decoder.linear.bias": (1568,),
        "decoder.deconv_stack.0.weight": (32, 16, 4, 4),
        "decoder.deconv_stack.0.bias": (16,),
        "decoder.deconv_stack.2.weight": (16, 1, 4, 4),
        "decoder.deconv_stack.2.bias": (1,),
    }
    return {name: torch.randn(shape, generator=generator) * 0.1 for name, shape in shapes.items()}


def original_decoder(w: dict[str, torch.Tensor], z: torch.Tensor) -> torch.Tensor:
    """The original's decoder, written out a second time."""
    h = functional.linear(z, w["decoder.linear.weight"], w["decoder.linear.bias"])
    h = h.reshape(-1, 32, 7, 7)
    first, second = "decoder.deconv_stack.0", "decoder.deconv_stack.2"
    h = functional.conv_transpose2d(h, w[f"{first}.weight"], w[f"{first}.bias"], 2, 1).relu()
    return functional.conv_transpose2d(h, w[f"{second}.weight"], w[f"{second}.bias"], 2, 1).tanh()


def test_the_default_is_the_original() -> None:
    vae = VAE()
    assert parameters(vae.encoder) == 27_324
    assert parameters(vae.decoder) == 19_441
    assert {name: tensor.shape for name, tensor in vae.state_dict().items()} == {
        name: tensor.shape for name, tensor in original_state().items()
    }


def test_a_whole_state_dict_of_the_original_loads() -> None:
    vae, state = VAE(), original_state()
    load_weights(vae, state)
    z = torch.randn(5, 6)
    torch.testing.assert_close(vae.eval().decoder(z), original_decoder(state, z))
    x = torch.rand(5, 1, 28, 28)
    h = x
    for layer in ("encoder.conv_stack.0", "encoder.conv_stack.2"):
        h = functional.conv2d(h, state[f"{layer}.weight"], state[f"{layer}.bias"], 2, 1).relu()
    mean = functional.linear(
        h.flatten(1), state["encoder.fc_mu.weight"], state["encoder.fc_mu.bias"]
    )
    torch.testing.assert_close(vae.encoder(x)[0], mean)


@pytest.mark.parametrize("prefix", ["decoder.", ""])
def test_a_decoder_alone_loads_with_and_without_its_prefix(prefix: str) -> None:
    state = {
        name: tensor for name, tensor in original_state().items() if name.startswith("decoder.")
    }
    alone = {prefix + name.removeprefix("decoder."): tensor for name, tensor in state.items()}
    vae = VAE(Architecture.of_weights(alone))
    load_weights(vae, alone)
    z = torch.randn(3, 6)
    torch.testing.assert_close(vae.eval().decoder(z), original_decoder(state, z))


@pytest.mark.parametrize("side", [20, 48, 80])
def test_the_architecture_follows_from_the_weights(side: int) -> None:
    vae = VAE(Architecture(side, side, 3, 9))
    assert Architecture.of_weights(vae.state_dict()) == vae.architecture
    with pytest.raises(SettingsError, match="have no decoder"):
        Architecture.of_weights({"fc.weight": torch.zeros(3, 3)})


def test_weights_that_do_not_fit_are_refused() -> None:
    with pytest.raises(SettingsError, match="do not fit"):
        load_weights(VAE(Architecture(latent_dim=2)), original_state())


@pytest.mark.parametrize(
    "architecture",
    [
        Architecture(),
        Architecture(8, 12, 3, 2),
        Architecture(4, 4, 1, 1),
        Architecture(32, 32, 3, 40),
    ],
)
def test_composing_is_exact_for_values_and_gradients(architecture: Architecture) -> None:
    decoder = VAE(architecture).double().decoder
    z = torch.randn(2 * architecture.latent_dim + 3, architecture.latent_dim, dtype=torch.float64)
    results = []
    for composes in (True, False):
        decoder.train(composes)
        assert decoder._composing_pays(len(z)) == composes
        decoder.zero_grad()
        image = decoder(z)
        image.square().sum().backward()
        results.append([image, *(parameter.grad for parameter in decoder.parameters())])
    for composed, layered in zip(*results, strict=True):
        torch.testing.assert_close(composed, layered, rtol=1e-9, atol=1e-11)


def test_any_size_and_number_of_channels() -> None:
    vae = VAE(Architecture.of(ImageSpec(12, 20, 3), 5))
    output = vae(torch.rand(2, 3, 12, 20), torch.zeros(2, 5))
    assert output.reconstruction.shape == (2, 3, 12, 20)
    assert output.mean.shape == output.logvar.shape == (2, 5)


def test_no_noise_reconstructs_from_the_means() -> None:
    vae, x = VAE().eval(), torch.rand(2, 1, 28, 28)
    output = vae(x, torch.zeros(2, 6))
    torch.testing.assert_close(output.reconstruction, vae.decoder(vae.encoder(x)[0]))


def test_extreme_log_variances_stay_finite() -> None:
    vae = VAE().eval()
    with torch.no_grad():
        vae.encoder.fc_logvar.bias.fill_(1e4)
    assert vae(torch.rand(2, 1, 28, 28), torch.randn(2, 6)).reconstruction.isfinite().all()


@pytest.mark.parametrize("sides", [(30, 28), (28, 30), (0, 28)])
def test_unsupported_sizes_are_refused(sides: tuple[int, int]) -> None:
    with pytest.raises(SettingsError):
        Architecture(*sides)


CONDITIONAL = [Architecture(classes=3), Architecture(28, 28, 1, 6, "residual", 3)]


def classes(*labels: int) -> torch.Tensor:
    condition = one_hot(torch.tensor(labels), 3)
    assert condition is not None
    return condition


@pytest.mark.parametrize("architecture", CONDITIONAL)
def test_a_class_is_a_bias_of_the_encoder_and_dimensions_of_the_decoder(
    architecture: Architecture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("latentwalk.vae.architecture.FUNNEL", CONDITIONAL_FUNNEL)
    vae = VAE(architecture).double()
    plain = VAE(Architecture(28, 28, 1, 6, architecture.kind)).double()
    extra = parameters(vae) - parameters(plain)
    assert extra == 3 * (16 + architecture.features)
    x, z = torch.rand(3, 1, 28, 28).double(), torch.randn(3, 6).double()
    label = classes(2, 0, 2).double()
    state = {name: value for name, value in vae.state_dict().items() if "class_bias" not in name}
    for row, which in enumerate((2, 0, 2)):
        # the same networks without a condition, for one class: its columns are biases
        own = {name: value.clone() for name, value in state.items()}
        own["encoder.conv_stack.0.bias"] += vae.encoder.class_bias.weight[:, which]
        own["decoder.linear.bias"] += vae.decoder.linear.weight[:, 6 + which]
        own["decoder.linear.weight"] = vae.decoder.linear.weight[:, :6]
        plain.load_state_dict(own)
        part = slice(row, row + 1)
        torch.testing.assert_close(vae.decoder(z, label)[part], plain.decoder(z[part]))
        ours, theirs = vae.encoder(x, label), plain.encoder(x[part])
        torch.testing.assert_close(ours[0][part], theirs[0])
        torch.testing.assert_close(ours[1][part], theirs[1])


def test_composing_is_exact_with_classes() -> None:
    decoder = VAE(Architecture(8, 8, 1, 2, classes=3)).double().decoder
    z, label = torch.randn(20, 2).double(), classes(*[0, 1, 2, 1] * 5).double()
    decoder.train()
    assert decoder._composing_pays(20)
    composed = decoder(z, label)
    torch.testing.assert_close(composed, decoder.eval()(z, label))


def test_a_group_s_point_comes_from_its_encoded_images_and_decodes_the_others() -> None:
    torch.manual_seed(0)
    vae = VAE(Architecture(8, 8, 1, 2, classes=3)).eval()
    x, label, noise = torch.rand(5, 1, 8, 8), classes(0, 1, 2, 0, 1), torch.randn(2, 2)
    first = torch.tensor([True, True, False, True, False])
    members = Members(torch.tensor([1, 1, 1, 0, 0]), first, ~first, torch.tensor([2, 3]))
    output = vae(x, noise, label, members)
    mean, logvar = vae.encoder(x, label)
    joint = product(mean[:2], logvar[:2], torch.zeros(2, dtype=torch.long), 1)
    torch.testing.assert_close(output.mean, torch.stack([mean[3], joint[0][0]]))
    torch.testing.assert_close(output.logvar, torch.stack([logvar[3], joint[1][0]]))
    torch.testing.assert_close(output.z, output.mean + noise * (output.logvar / 2).exp())
    decoded = vae.decoder(output.z[[1, 0]], label[[2, 4]])
    torch.testing.assert_close(output.reconstruction, decoded)


def test_weights_with_a_condition_do_not_say_their_architecture() -> None:
    with pytest.raises(SettingsError, match="open its model folder"):
        Architecture.of_weights(VAE(Architecture(classes=3)).state_dict())
