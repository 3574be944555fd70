"""Models of scvi-tools: SCVI, LinearSCVI, SCANVI and others with the same two functions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.adoption.foreign.further import Further
from latentwalk.adoption.foreign.model import ForeignModel
from latentwalk.conditions.category import Category
from latentwalk.conditions.number import Number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from latentwalk.conditions.condition import Condition

LIBRARY = "log library size"
"""The condition by which a cell's counts scale: the logarithm of their sum."""
QUANTILES = (0.01, 0.99)
"""The cells between which the range of a number is taken."""


def is_scvi(model: Any) -> bool:
    """Whether it is a model of scvi-tools that decodes latent points with a library size."""
    module = getattr(model, "module", None)
    from_scvi = type(model).__module__.partition(".")[0] == "scvi"
    return from_scvi and hasattr(module, "generative") and hasattr(model, "adata_manager")


def from_scvi(model: Any, name: str) -> ForeignModel:
    """Take a trained model, with its data: names of genes, batches, covariates and cell types."""
    from latentwalk.adoption.formats.torch_framework import Torch

    module, adata = model.module, model.adata
    fields = {
        key: field["state_registry"]
        for key, field in model.adata_manager.registry["field_registries"].items()
    }
    covariates = _covariates(fields)
    numbers = [str(column) for column in fields.get("extra_continuous_covs", {}).get("columns", ())]
    batch = str(fields["batch"].get("original_key", ""))
    parts = _Parts(module, batch, tuple(covariates), tuple(numbers))
    columns = _Columns(model, parts)
    found = columns(adata)
    conditions: dict[str, Condition] = {LIBRARY: _range(LIBRARY, found[LIBRARY])}
    conditions |= {one: Category(one, values) for one, values in covariates.items()}
    conditions |= {one: _range(one, found[one]) for one in numbers}
    labels = str(fields.get("labels", {}).get("original_key", ""))
    return ForeignModel(
        name=name,
        decode=_Decoder(parts),
        encode=_Encoder(parts),
        framework=Torch(module),
        latent_shapes=((int(module.n_latent),),),
        module=module,
        conditions=conditions,
        names=tuple(map(str, adata.var_names)),
        data=adata,
        labels=adata.obs[labels]
        if labels in adata.obs and not labels.startswith("_scvi")
        else None,
        columns=columns,
    )


def _covariates(fields: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The batch and other categories by the names of their columns, with their values."""
    batch = fields["batch"]
    found = {str(batch.get("original_key", "")): batch.get("categorical_mapping", ())}
    found |= fields.get("extra_categorical_covs", {}).get("mappings", {})
    every = {str(key): tuple(map(str, values)) for key, values in found.items()}
    return {key: values for key, values in every.items() if len(values) > 1}


def _range(name: str, values: Any) -> Number:
    """A number between the quantiles of the data's values, and its median."""
    low, middle, high = np.quantile(
        np.asarray(values, np.float64), [QUANTILES[0], 0.5, QUANTILES[1]]
    )
    if not low < high:
        low, high = middle - 1, middle + 1
    return Number(name, float(low), float(high), float(middle))


@dataclass(frozen=True, eq=False)
class _Parts:
    """A module, and the names of what it takes."""

    module: Any
    batch: str
    categories: tuple[str, ...]
    numbers: tuple[str, ...]

    @property
    def further(self) -> tuple[Further, ...]:
        """The categories and the other numbers."""
        categories = [Further(name, type="int", shape=(1,)) for name in self.categories]
        return (*categories, *(Further(name, type="float", shape=(1,)) for name in self.numbers))

    def arguments(self, value: Any, given: Mapping[str, Any]) -> dict[str, Any]:
        """The keyword arguments of the module's functions."""
        import torch

        n = value.shape[0]
        batch = given.get(self.batch)
        others = [given[name] for name in self.categories if name != self.batch]
        numbers = [given[name] for name in self.numbers]
        return {
            "batch_index": torch.zeros(n, 1, dtype=torch.long) if batch is None else batch,
            "cat_covs": torch.cat(others, 1) if others else None,
            "cont_covs": torch.cat(numbers, 1) if numbers else None,
        }


@dataclass(frozen=True, eq=False)
class _Columns:
    """What the conditions are for each cell of an annotated matrix."""

    model: Any
    parts: _Parts

    def __call__(self, adata: Any) -> dict[str, Any]:
        found: dict[str, Any] = {LIBRARY: self._library(adata)}
        for key in (*self.parts.categories, *self.parts.numbers):
            if key in adata.obs:
                found[key] = adata.obs[key].tolist()
        return found

    def _library(self, adata: Any) -> NDArray[np.float64]:
        """The library sizes (n,): observed, or as the model infers them."""
        if getattr(self.parts.module, "use_observed_lib_size", True):
            sums = np.asarray(adata.X.sum(axis=1), np.float64).reshape(-1)
            return np.log(np.maximum(sums, 1))
        sizes = self.model.get_latent_library_size(adata, give_mean=True)
        return np.log(np.asarray(sizes, np.float64).reshape(-1))


@dataclass(frozen=True, eq=False)
class _Decoder:
    """Latent points and a library size to the means of the genes' counts."""

    parts: _Parts

    @property
    def further(self) -> tuple[Further, ...]:
        return (Further(LIBRARY, type="float", shape=(1,)), *self.parts.further)

    def __call__(self, z: Any) -> Any:
        return self.with_further(z, {})

    def with_further(self, z: Any, given: Mapping[str, Any]) -> Any:
        arguments = self.parts.arguments(z, given)
        made = self.parts.module.generative(z=z, library=given[LIBRARY], **arguments)
        return made["px"].mean


@dataclass(frozen=True, eq=False)
class _Encoder:
    """Counts to the mean and the log-variance of a cell's latent point."""

    parts: _Parts

    @property
    def further(self) -> tuple[Further, ...]:
        takes = getattr(self.parts.module, "encode_covariates", False)
        return self.parts.further if takes else ()

    def __call__(self, x: Any) -> Any:
        return self.with_further(x, {})

    def with_further(self, x: Any, given: Mapping[str, Any]) -> Any:
        parts = self.parts
        missing = {name: 0 for name in (*parts.categories, *parts.numbers) if name not in given}
        if missing:  # its encoder ignores them
            import torch

            whole = {name: torch.zeros(x.shape[0], 1).long() for name in parts.categories}
            given = {**whole, **{name: torch.zeros(x.shape[0], 1) for name in parts.numbers}}
        q = parts.module.inference(x, **parts.arguments(x, given))["qz"]
        return {"mean": q.loc, "logvar": 2 * q.scale.log()}
