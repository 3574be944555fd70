"""ctgan's TVAE: its decoder, and its transformer, which turns numbers back into columns."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import nn

from latentwalk.adoption.foreign.model import ForeignModel
from latentwalk.errors import ModelError


def is_tvae(model: Any) -> bool:
    """Whether it is a TVAE of ctgan."""
    return type(model).__module__.partition(".")[0] == "ctgan" and type(model).__name__ == "TVAE"


def from_tvae(model: Any, name: str) -> ForeignModel:
    """Take a fitted TVAE, which keeps no encoder.

    Each column of numbers becomes a value, and each value of another column its probability.

    Raises:
        ModelError: it is not fitted.
    """
    if not hasattr(model, "decoder") or not hasattr(model, "transformer"):
        raise ModelError(f"{name} is not fitted: call its fit(table) first.")
    from latentwalk.adoption.formats.torch_framework import Torch

    columns = Columns(model.decoder, model.transformer)
    return ForeignModel(
        name=name,
        decode=columns,
        framework=Torch(columns),
        latent_shapes=((int(model.embedding_dim),),),
        module=columns,
        names=columns.names,
        remark="It keeps no encoder, so its data cannot be encoded",
    )


class Columns(nn.Module):
    """Latent points (n, d) to the columns of a table (n, p), without the noise that it adds."""

    def __init__(self, decoder: nn.Module, transformer: Any) -> None:
        super().__init__()
        self.decoder = decoder
        self._numbers: list[tuple[torch.Tensor, torch.Tensor]] = []
        self._spans: list[tuple[bool, int, int]] = []
        names: list[str] = []
        start = 0
        for one in transformer._column_transform_info_list:
            end = start + one.output_dimensions
            is_number = one.column_type == "continuous"
            self._spans.append((is_number, start, end))
            if is_number:
                names.append(str(one.column_name))
                self._numbers.append(_components(one.transform))
            else:
                names += [f"{one.column_name} = {value}" for value in one.transform.dummies]
            start = end
        self.names = tuple(names)
        """The names of the p values."""

    def forward(self, z: torch.Tensor) -> torch.Tensor:
        """Decode points."""
        decoded, _ = self.decoder(z)
        numbers = iter(self._numbers)
        parts = []
        for is_number, start, end in self._spans:
            if is_number:
                means, spreads = next(numbers)
                chosen = decoded[:, start + 1 : end].argmax(1, keepdim=True)
                mean, spread = (
                    one.to(z.device)[None].expand(z.shape[0], -1).gather(1, chosen)
                    for one in (means, spreads)
                )
                parts.append(torch.tanh(decoded[:, start : start + 1]) * spread + mean)
            else:
                parts.append(torch.softmax(decoded[:, start:end], 1))
        return torch.cat(parts, 1)


def _components(transform: Any) -> tuple[torch.Tensor, torch.Tensor]:
    """The means and the scales (k,) of the Gaussians by which a column was normalized."""
    mixture, used = transform._bgm_transformer, transform.valid_component_indicator
    means = mixture.means_.reshape(-1)[used]
    spreads = transform.STD_MULTIPLIER * np.sqrt(mixture.covariances_.reshape(-1)[used])
    return torch.tensor(means, dtype=torch.float32), torch.tensor(spreads, dtype=torch.float32)
