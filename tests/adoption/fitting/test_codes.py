"""Which value a module's own forward decodes."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import nn

from latentwalk.adoption.fitting.codes import code

X = torch.rand(3, 9, generator=torch.Generator().manual_seed(0))


class Autoencoder(nn.Module):
    """Its forward and its method `decode` call the same layers, each by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder, self.decoder = nn.Linear(9, 4), nn.Linear(4, 9)
        self.layer: nn.Module = nn.Identity()

    def decode(self, z: Any) -> Any:
        return self.decoder(self.before(z))

    def forward(self, x: Any) -> Any:
        return self.decoder(self.before(self.encoder(x)))

    def before(self, z: Any) -> Any:
        return self.layer(z)


class Reshaping(Autoencoder):
    def before(self, z: Any) -> Any:
        return z.reshape(-1, 1, 4)


class WithLayer(Autoencoder):
    """A layer before `decoder` whose output looks like a latent point."""

    def __init__(self) -> None:
        super().__init__()
        self.layer = nn.Linear(4, 4)


class WithWiderLayer(Autoencoder):
    def __init__(self) -> None:
        super().__init__()
        self.decoder = nn.Linear(6, 9)
        self.layer = nn.Linear(4, 6)


class WithCondition(Autoencoder):
    def decode(self, z: Any, label: Any) -> Any:
        return self.decoder(z + label)


class ByName(Autoencoder):
    """Its decoder calls the submodule with a named argument."""

    def decode(self, z: Any) -> Any:
        return self.decoder(input=self.before(z))

    def forward(self, x: Any) -> Any:
        return self.decoder(input=self.encoder(x))


@pytest.mark.parametrize("kind", [Autoencoder, Reshaping, WithCondition, ByName])
def test_a_forward_may_call_the_decoder_by_itself(kind: type[Autoencoder]) -> None:
    module = kind()
    found = code(module, module.decode, X, 0.0)
    assert torch.equal(found.reshape(3, 4), module.encoder(X))


def test_a_latent_point_may_be_nan() -> None:
    module = Autoencoder()
    torch.nn.init.constant_(module.encoder.weight, torch.nan)
    assert code(module, module.decode, X, 0.0).isnan().all()


@pytest.mark.parametrize("kind", [WithLayer, WithWiderLayer])
def test_the_output_of_a_layer_before_the_decoder_is_no_latent_point(
    kind: type[Autoencoder],
) -> None:
    module = kind()
    with pytest.raises(ValueError, match="further layers before its decoder"):
        code(module, module.decode, X, 0.0)


def test_a_forward_without_the_decoder_is_named() -> None:
    module = Autoencoder()
    with pytest.raises(ValueError, match="does not call its decoder"):
        code(module.encoder, module.decode, X, 0.0)
