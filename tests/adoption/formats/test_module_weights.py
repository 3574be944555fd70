"""Weights are loaded into a module, without the prefixes of their names."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from latentwalk.adoption.formats.module_weights import MAX_PREFIX, load_into
from latentwalk.errors import ModelError
from tests.adoption.opening import opened, opened_with_messages

PATH = Path("w.pt")


class Wrapping(nn.Module):
    """Its own child has the name that DataParallel adds."""

    def __init__(self) -> None:
        super().__init__()
        self.module = nn.Sequential(nn.Linear(2, 3))


class Classifying(nn.Module):
    """A VAE with a classifier, and with layers outside its encoder and decoder."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder, self.fc_mu = nn.Linear(144, 8), nn.Linear(8, 5)
        self.decoder, self.head = nn.Linear(5, 8), nn.Linear(8, 144)
        self.classifier = nn.Linear(5, 10)

    def encode(self, x: Tensor) -> Tensor:
        return self.fc_mu(self.encoder(x.flatten(1)))

    def decode(self, z: Tensor) -> Tensor:
        return self.head(self.decoder(z)).sigmoid().view(-1, 1, 12, 12)


def filled(module: nn.Module) -> dict[str, Tensor]:
    """Weights for a module, which it does not have yet."""
    return {name: torch.ones_like(value) for name, value in module.state_dict().items()}


@pytest.mark.parametrize("prefix", ["", "model.", "module.", "model.module.", "a.module.b."])
def test_a_child_may_have_the_name_of_a_wrapper(prefix: str) -> None:
    module = Wrapping()
    state = {f"{prefix}{name}": value for name, value in filled(module).items()}
    loaded = load_into(module, state, PATH, "Wrapping")
    assert loaded == (True, "")
    assert all((value == 1).all() for value in module.state_dict().values())


@pytest.mark.parametrize(("levels", "fits"), [(MAX_PREFIX, True), (MAX_PREFIX + 1, False)])
def test_a_prefix_has_a_bounded_number_of_parts(levels: int, fits: bool) -> None:
    module = nn.Linear(2, 3)
    state = {f"{'a.' * levels}{name}": value for name, value in filled(module).items()}
    if fits:
        assert load_into(module, state, PATH, "Linear").whole
    else:
        with pytest.raises(ModelError, match="do not fit Linear"):
            load_into(module, state, PATH, "Linear")


def without(tmp_path: Path, part: str) -> Path:
    """A file that lacks the weights of a part of `Classifying`."""
    state = Classifying().state_dict()
    torch.save({k: v for k, v in state.items() if not k.startswith(part)}, tmp_path / "w.pt")
    return tmp_path / "w.pt"


def test_the_encoder_is_kept_if_another_part_is_missing(tmp_path: Path) -> None:
    path = without(tmp_path, "classifier.")
    model, messages = opened_with_messages(path, model_class=f"{__name__}:Classifying")
    assert model.can_encode
    assert "w.pt lacks the weights of classifier" in messages


def test_an_encoder_that_needs_missing_weights(tmp_path: Path) -> None:
    path = without(tmp_path, "fc_mu.")
    model, messages = opened_with_messages(path, model_class=f"{__name__}:Classifying")
    assert not model.can_encode
    assert "could not be used (w.pt lacks the weights of fc_mu, which are needed)" in messages


def test_a_decoder_that_needs_missing_weights(tmp_path: Path) -> None:
    path = without(tmp_path, "head.")
    with pytest.raises(ModelError, match="lacks the weights of head, which are needed"):
        opened(path, model_class=f"{__name__}:Classifying")
