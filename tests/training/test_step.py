"""A step, and its replays on a GPU, against steps written out."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

torch = pytest.importorskip("torch")

from lightning_fabric import Fabric  # noqa: E402

from latentwalk.training.descent import Descent  # noqa: E402
from latentwalk.training.objective import Objective  # noqa: E402
from latentwalk.training.recipe import RECIPES  # noqa: E402
from latentwalk.training.step import Batch, ReplayedStep, Step  # noqa: E402
from latentwalk.vae.architecture import Architecture  # noqa: E402
from latentwalk.vae.loss import elbo_loss  # noqa: E402
from latentwalk.vae.network import VAE, Members, one_hot  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

ADAM = replace(RECIPES["default"], muon=0.0, centred=False, first_rate=1.0)
OBJECTIVE = Objective()
IMAGES = 100


def batch(
    seed: int, size: int = 8, price: float = 1.0, share: float = 1.0, classes: int = 0
) -> Batch:
    generator = torch.Generator().manual_seed(seed)
    images = torch.rand(size, 1, 28, 28, generator=generator) * 2 - 1
    noise = torch.randn(size, 6, generator=generator)
    condition = one_hot(torch.randint(max(1, classes), (size,), generator=generator), classes)
    return Batch(images, noise, torch.zeros(0, 6), price, 0.0, share, condition)


def on(device: str, one: Batch) -> Batch:
    return Batch(*(part.to(device) if isinstance(part, torch.Tensor) else part for part in one))


def made(
    kind: type[Step], vae: VAE, recipe: object = ADAM, device: str = "cpu"
) -> tuple[VAE, Descent, Step]:
    fabric = Fabric(accelerator=device, devices=1)
    mine = copy.deepcopy(vae).to(device).train()
    descent = Descent(mine, recipe, torch.tensor([-0.7], device=device))
    return mine, descent, kind(fabric.setup_module(mine), descent, OBJECTIVE, IMAGES, fabric)


@pytest.fixture
def vae() -> VAE:
    torch.manual_seed(0)
    return VAE().to(memory_format=torch.channels_last)


def test_a_step_updates_the_weights_and_returns_the_loss_before_it(vae: VAE) -> None:
    ours, descent, step = made(Step, vae)
    theirs = copy.deepcopy(vae).train()
    adam = torch.optim.Adam(theirs.parameters(), 1e-3, betas=(0.9, ADAM.memory))
    descent.set_rate(1e-3)
    for seed in range(3):
        one = batch(seed, price=2.0, share=0.5)
        sums = step(one)
        loss = elbo_loss(one.images, theirs(one.images, one.noise))
        adam.zero_grad()
        (0.5 * loss.total(2.0).mean()).backward()
        adam.step()
        expected = [8, loss.reconstruction.sum().item(), *loss.kl.sum(0).tolist()]
        assert sums.tolist() == pytest.approx(expected, rel=1e-4)
    for one, other in zip(ours.parameters(), theirs.parameters(), strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-5)


def test_a_step_of_groups_is_that_of_its_loss(vae: VAE) -> None:
    ours, descent, step = made(Step, vae)
    theirs = copy.deepcopy(vae).train()
    adam = torch.optim.Adam(theirs.parameters(), 1e-3, betas=(0.9, ADAM.memory))
    descent.set_rate(1e-3)
    first = torch.arange(8) % 4 < 2
    members = Members(torch.arange(8) // 4, first, ~first, torch.tensor([4, 10]))
    one = batch(1)._replace(noise=batch(1).noise[:2], members=members)
    sums = step(one)
    loss = elbo_loss(one.images, theirs(one.images, one.noise, members=members), members=members)
    loss.total().mean().backward()
    adam.step()
    expected = [4, loss.reconstruction.sum().item(), *loss.kl.sum(0).tolist()]
    assert sums.tolist() == pytest.approx(expected, rel=1e-4)
    for weight, other in zip(ours.parameters(), theirs.parameters(), strict=True):
        torch.testing.assert_close(weight, other, rtol=1e-4, atol=1e-5)


def changing(count: int, classes: int) -> Iterator[tuple[float, Batch]]:
    """Rates and batches that a recording must not hold on to: all of them change, the size too."""
    for number in range(count):
        size = 5 if number == count - 3 else 8
        later = number > count // 2
        yield (1e-3 if later else 1e-4), batch(number, size, 4.0 if later else 1.0, classes=classes)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="CUDA graphs need a GPU of NVIDIA's")
@pytest.mark.parametrize(("muon", "classes"), [(0.0, 0), (2.0, 0), (2.0, 3)])
def test_replays_equal_ordinary_steps(muon: float, classes: int) -> None:
    torch.manual_seed(0)
    vae = VAE(Architecture(classes=classes)).to(memory_format=torch.channels_last)
    recipe = replace(ADAM, muon=muon, centred=True)
    ends = []
    for kind in (Step, ReplayedStep):
        mine, descent, step = made(kind, vae, recipe, "cuda")
        sums = torch.zeros(8, device="cuda")
        for rate, one in changing(20, classes):
            descent.set_rate(rate)
            sums += step(on("cuda", one))
        ends.append((mine, sums))
    (one, sums), (other, others) = ends
    torch.testing.assert_close(sums, others, rtol=1e-4, atol=0.1)
    for weight, same in zip(one.parameters(), other.parameters(), strict=True):
        # kernels add in any order, and Adam's first steps are as long for small gradients
        torch.testing.assert_close(weight, same, rtol=0, atol=1e-3)
