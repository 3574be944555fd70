"""Models of scvi-tools: `nox -s libraries`."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from latentwalk.errors import ConditionError
from tests.adoption.libraries import needs
from tests.adoption.opening import opened_with_messages

# these libraries warn of themselves and of each other
pytestmark = pytest.mark.filterwarnings("ignore")

CELLS, GENES = 120, 30
KINDS = ("SCVI", "LinearSCVI", "SCANVI")


def cells() -> Any:
    import anndata
    import pandas as pd

    rng = np.random.default_rng(0)
    sizes = rng.lognormal(0, 0.5, (CELLS, 1))
    counts = rng.poisson(2 * sizes, (CELLS, GENES)).astype(np.float32)
    obs = pd.DataFrame(
        {
            "donor": pd.Categorical(np.array(["ann", "bob", "cy"])[np.arange(CELLS) % 3]),
            "phase": pd.Categorical(np.array(["G1", "S"])[np.arange(CELLS) % 2]),
            "mito": rng.random(CELLS).astype(np.float32),
            "kind": pd.Categorical(np.array(["B", "T"])[np.arange(CELLS) // 60]),
        },
        index=[f"cell {i}" for i in range(CELLS)],
    )
    var = pd.DataFrame(index=pd.Index([f"gene {i}" for i in range(GENES)], dtype=object))
    return anndata.AnnData(counts, obs=obs, var=var)


def trained(kind: str, data: Any, **options: Any) -> Any:
    import scvi

    scvi.settings.verbosity = 40
    made = getattr(scvi.model, kind)
    setup = {"batch_key": "donor", "labels_key": "kind"}
    if kind == "SCANVI":
        setup["unlabeled_category"] = "unknown"
    if kind == "LinearSCVI":
        del setup["labels_key"]
    made.setup_anndata(data, **setup, **options.pop("setup", {}))
    model = made(data, n_latent=4, **options)
    model.train(max_epochs=1, accelerator="cpu", enable_progress_bar=False, logger=False)
    model.module.eval()
    return model


@pytest.mark.parametrize("kind", KINDS)
def test_it_opens_with_its_own_data_in_one_line(kind: str) -> None:
    needs("scvi")
    import torch

    data = cells()
    own = trained(kind, data)
    model, messages = opened_with_messages(own)
    assert "Its own data are encoded, 120 items" in messages
    assert model.live == ()
    assert model.output.columns == tuple(data.var_names)
    assert [one.name for one in model.conditions] == ["log library size", "donor"]
    assert str(model.conditions["donor"]) == "ann, bob, cy"
    assert model.classes == (() if kind == "LinearSCVI" else ("B", "T"))
    atlas = model.atlas
    assert atlas is not None
    assert atlas.conditions is not None
    np.testing.assert_allclose(atlas.mean, own.get_latent_representation(), atol=1e-4)
    np.testing.assert_array_equal(atlas.conditions[:, 1], np.arange(CELLS) % 3)
    z = np.random.default_rng(1).standard_normal((3, 4)).astype(np.float32)
    sizes, donors = [3.0, 4.0, 5.0], ["bob", "ann", "cy"]
    with torch.no_grad():
        expected = own.module.generative(
            z=torch.from_numpy(z),
            library=torch.tensor(sizes)[:, None],
            batch_index=torch.tensor([[1], [0], [2]]),
        )["px"].mean.numpy()
    given = {"log library size": sizes, "donor": donors}
    scale = max(1.0, float(expected.max()))
    np.testing.assert_allclose(model.decode(z, given), expected, atol=1e-4 * scale)


def test_covariates_are_conditions_of_both_networks() -> None:
    needs("scvi")
    data = cells()
    setup = {"categorical_covariate_keys": ["phase"], "continuous_covariate_keys": ["mito"]}
    own = trained("SCVI", data, setup=setup, encode_covariates=True)
    model, _ = opened_with_messages(own)
    names = ["log library size", "donor", "phase", "mito"]
    assert [one.name for one in model.conditions] == names
    assert model.live == ()
    assert model.encoder_width == model.conditions.width
    atlas = model.atlas
    assert atlas is not None
    assert atlas.conditions is not None
    np.testing.assert_allclose(atlas.mean, own.get_latent_representation(), atol=1e-4)
    np.testing.assert_allclose(atlas.conditions[:, 3], data.obs["mito"], atol=1e-6)


def test_a_model_of_one_batch_has_a_library_size_only() -> None:
    needs("scvi")
    data = cells()
    data.obs["donor"] = "ann"
    model, _ = opened_with_messages(trained("SCVI", data, gene_likelihood="nb"))
    assert [one.name for one in model.conditions] == ["log library size"]
    with pytest.raises(ConditionError, match="no condition 'donor'"):
        model.decode(np.zeros(4), {"donor": "ann"})


def test_other_data_of_the_same_genes_can_be_given() -> None:
    needs("scvi")
    own = trained("SCVI", cells())
    model, messages = opened_with_messages(own, cells()[:50].copy())
    assert "Its own data" not in messages
    assert model.atlas is not None
    assert len(model.atlas) == 50
    assert model.atlas.conditions is not None
    np.testing.assert_array_equal(model.atlas.conditions[:, 1], np.arange(50) % 3)
