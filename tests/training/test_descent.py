"""A run's steps against a network with centred images, and against plain Adam."""

from __future__ import annotations

from dataclasses import replace

import pytest

torch = pytest.importorskip("torch")

from latentwalk.training.descent import FIRST, Descent  # noqa: E402
from latentwalk.training.recipe import RECIPES, Recipe  # noqa: E402
from latentwalk.vae.loss import elbo_loss  # noqa: E402
from latentwalk.vae.network import VAE  # noqa: E402

PLAIN = replace(RECIPES["default"], first_rate=1.0, centred=False, muon=0.0)
CENTRE = torch.tensor([-0.7])
RATE = 3e-3


def a_vae() -> VAE:
    torch.manual_seed(0)
    return VAE().to(memory_format=torch.channels_last)  # type: ignore[call-overload]


def descent(vae: VAE, recipe: Recipe) -> Descent:
    return Descent(vae, recipe, CENTRE)


def loss(vae: VAE, seed: int) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    images = torch.rand(8, 1, 28, 28, generator=generator) * 0.6 - 1
    terms = elbo_loss(images, vae(images, torch.randn(8, 6, generator=generator)))
    return terms.total().mean()


def steps(vae: VAE, moved: Descent, seeds: range) -> None:
    for seed in seeds:
        moved.zero_grad()
        loss(vae, seed).backward()
        moved.set_rate(RATE)
        moved.step()


def test_without_anything_special_it_is_adam() -> None:
    ours, theirs = a_vae(), a_vae()
    steps(ours, descent(ours, PLAIN), range(4))
    adam = torch.optim.Adam(theirs.parameters(), RATE, betas=(0.9, PLAIN.memory))
    for seed in range(4):
        adam.zero_grad()
        loss(theirs, seed).backward()
        adam.step()
    for name, weight in theirs.state_dict().items():
        torch.testing.assert_close(ours.state_dict()[name], weight, msg=name)


def test_the_first_layer_learns_as_if_its_images_were_centred() -> None:
    ours, theirs = a_vae(), a_vae()
    steps(ours, descent(ours, replace(PLAIN, centred=True)), range(4))

    first = theirs.get_submodule(FIRST)
    weight, others = first.weight, [p for p in theirs.parameters() if p is not first.bias]
    with torch.no_grad():
        start = first.bias + CENTRE * weight.sum((1, 2, 3))
    centred = torch.nn.Parameter(start)
    adam = torch.optim.Adam([*others, centred], RATE, betas=(0.9, PLAIN.memory))

    def forward(images: torch.Tensor) -> torch.Tensor:
        bias = centred - CENTRE * weight.sum((1, 2, 3))
        return torch.nn.functional.conv2d(images, weight, bias, stride=2, padding=1)

    first.forward = forward
    for seed in range(4):
        adam.zero_grad()
        loss(theirs, seed).backward()
        adam.step()
    torch.testing.assert_close(
        ours.get_submodule(FIRST).bias,
        centred.detach() - CENTRE * weight.detach().sum((1, 2, 3)),
        rtol=1e-4,
        atol=1e-5,
    )
    for name, parameter in theirs.named_parameters():
        if name != f"{FIRST}.bias":
            torch.testing.assert_close(
                ours.state_dict()[name], parameter.detach(), rtol=1e-3, atol=1e-4, msg=name
            )


def test_the_large_matrices_are_muons() -> None:
    vae = a_vae()
    moved = descent(vae, replace(PLAIN, muon=2.0))
    steps(vae, moved, range(1))
    muons = {name.removesuffix(".mean") for name in moved.state() if name.endswith(".mean")}
    assert muons == {
        "encoder.conv_stack.2.weight",
        "encoder.fc_mu.weight",
        "decoder.linear.weight",
        "decoder.deconv_stack.0.weight",
    }


@pytest.mark.parametrize("muon", [0.0, 2.0])
def test_restored_moments_continue_the_same(muon: float) -> None:
    recipe = replace(PLAIN, muon=muon, centred=True)
    whole = a_vae()
    steps(whole, descent(whole, recipe), range(5))

    stopped = a_vae()
    before = descent(stopped, recipe)
    steps(stopped, before, range(3))
    kept = {name: tensor.clone().contiguous() for name, tensor in before.state().items()}
    onward = a_vae()
    onward.load_state_dict(stopped.state_dict())
    after = descent(onward, recipe)
    after.restore(kept)
    steps(onward, after, range(3, 5))
    for name, weight in whole.state_dict().items():
        torch.testing.assert_close(onward.state_dict()[name], weight, rtol=0, atol=0, msg=name)


def test_the_state_of_another_architecture_is_refused() -> None:
    with pytest.raises(KeyError):
        descent(a_vae(), PLAIN).restore({"encoder.fc_other.weight.exp_avg": torch.zeros(6, 6)})
    with pytest.raises(RuntimeError):
        descent(a_vae(), PLAIN).restore({"encoder.fc_mu.weight.exp_avg": torch.zeros(7, 9)})
