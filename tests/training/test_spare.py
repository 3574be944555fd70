"""Dimensions that a network has for a part of its training only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

torch = pytest.importorskip("torch")

from latentwalk.training.spare import COST, Spare, narrowed  # noqa: E402
from latentwalk.vae.architecture import Architecture  # noqa: E402
from latentwalk.vae.network import VAE  # noqa: E402
from tests.training.runs import Quiet, fit, settings  # noqa: E402

if TYPE_CHECKING:
    from pathlib import Path

D, COUNT, SHARE = 3, 2, 0.25


def spare(count: int = COUNT, classes: int = 0) -> Spare:
    def make(latent_dim: int) -> VAE:
        return VAE(Architecture(8, 8, latent_dim=latent_dim, classes=classes))

    return Spare(make, D, count, SHARE, torch.device("cpu"))


def test_they_cost_ever_more_and_then_go() -> None:
    begun, later, gone = (spare().at(share) for share in (0.0, SHARE / 2, SHARE))
    assert begun is not None
    assert later is not None
    assert gone is not None
    assert begun.kept.tolist() == later.kept.tolist() == [1, 1, 1, 1, 1]
    assert begun.cost.tolist() == [1, 1, 1, 1, 1]
    assert later.cost.tolist() == pytest.approx([1, 1, 1, COST**0.5, COST**0.5])
    assert gone.kept.tolist() == gone.cost.tolist() == [1, 1, 1, 0, 0]


def test_without_any_nothing_is_done() -> None:
    assert spare(0).at(0.0) is None


@pytest.mark.parametrize("classes", [0, 4])
def test_a_network_without_them_decodes_what_the_wide_one_does_when_they_are_gone(
    classes: int,
) -> None:
    torch.manual_seed(0)
    own = spare(classes=classes)
    wide = own.network().eval()
    narrow = own.without(wide.state_dict()).eval()
    images, noise = torch.rand(7, 1, 8, 8), torch.randn(7, D + COUNT)
    condition = torch.eye(4)[[0, 1, 2, 3, 0, 1, 2]] if classes else None
    gone = own.at(1.0)
    assert gone is not None
    with torch.no_grad():
        expected = wide(images, noise, condition, None, gone.kept)
        found = narrow(images, noise[:, :D], condition)
    torch.testing.assert_close(found.preimage, expected.preimage)
    torch.testing.assert_close(found.mean, expected.mean[:, :D])
    torch.testing.assert_close(found.logvar, expected.logvar[:, :D])
    assert narrowed(narrow.state_dict(), D).keys() == narrow.state_dict().keys()


def test_a_run_ends_without_them_and_can_be_stopped_while_it_has_them(tmp_path: Path) -> None:
    chosen = {"epochs": 8, "latent_dim": D, "spare": COUNT}
    whole = fit(settings(tmp_path / "whole", **chosen))
    with pytest.raises(KeyboardInterrupt):
        fit(settings(tmp_path / "parts", **chosen), Quiet(stop_after=1))
    parts = fit(settings(tmp_path / "parts", **chosen, resume=True))
    assert whole.vae.architecture.latent_dim == D
    assert all(len(epoch.kl_by_dimension) == D for epoch in whole.epochs)
    for name, tensor in whole.vae.state_dict().items():
        torch.testing.assert_close(parts.vae.state_dict()[name], tensor, rtol=0, atol=0)
