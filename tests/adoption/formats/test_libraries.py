"""Models of Keras, diffusers, pythae and JAX, and tables of AnnData: `nox -s libraries`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest

from latentwalk.adoption.sources.data import examples_of
from latentwalk.errors import DataError
from tests.adoption.libraries import CASES, Case, needs
from tests.adoption.opening import opened
from tests.adoption.samples import GENES, Genes, codes

if TYPE_CHECKING:
    from latentwalk.infer.model import Model

# these libraries warn of themselves and of each other
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module", params=CASES)
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Case:
    library, made = CASES[request.param]
    needs(library)
    if "torch" in sys.modules:
        import torch

        torch.manual_seed(0)
    return made(tmp_path_factory.mktemp("library"))


@pytest.fixture(scope="module")
def model(case: Case) -> Model:
    return opened(case.model, **case.options)


def test_it_decodes_as_its_own_forward_does(case: Case, model: Model) -> None:
    z = np.random.default_rng(0).standard_normal((3, model.latent_dim), dtype=np.float32)
    expected = case.decode(z).reshape(3, *model.output.shape)
    np.testing.assert_allclose(
        model.decode(z), expected, atol=1e-4 * max(1, np.abs(expected).max())
    )
    assert model.live == (("decoder",) if case.live else ())
    assert model.can_encode == case.encodes


def test_an_annotated_matrix() -> None:
    needs("anndata")
    import anndata
    import pandas as pd
    from scipy import sparse

    counts = np.random.default_rng(0).poisson(1.0, (60, len(GENES))).astype(np.float32)
    obs = pd.DataFrame({"kind": pd.Categorical(["B", "T"] * 30)}, index=[str(i) for i in range(60)])
    var = pd.DataFrame(index=pd.Index(GENES, dtype=object))
    cells = anndata.AnnData(sparse.csr_matrix(counts), obs=obs, var=var)
    module = Genes()
    for data, rows in ((cells, slice(None)), (cells[10:40], slice(10, 40))):
        model = opened(module, data)
        assert (model.output.columns, model.classes) == (GENES, ("B", "T"))
        assert model.atlas is not None
        np.testing.assert_allclose(model.atlas.mean, codes(module, counts[rows]), atol=1e-5)


def test_a_table_of_hugging_face() -> None:
    needs("datasets")
    import datasets
    from PIL import Image

    pixels = np.random.default_rng(0).integers(0, 256, (30, 28, 28), dtype=np.uint8)
    columns = {"image": [Image.fromarray(one) for one in pixels], "label": [0, 1, 2] * 10}
    table = datasets.Dataset.from_dict(columns)
    table = table.cast_column("label", datasets.ClassLabel(names=["ant", "bee", "cow"]))
    examples = examples_of(table)
    batches = list(examples.batches(1000))
    np.testing.assert_array_equal(np.concatenate([one.images for one in batches])[..., 0], pixels)
    assert examples.classes == ("ant", "bee", "cow")
    assert np.concatenate([one.labels for one in batches]).tolist() == [0, 1, 2] * 10
    model = opened("mnist", data=table)
    assert set(model.presets) == {"ant", "bee", "cow"}
    streamed = opened("mnist", data=table.to_iterable_dataset())
    assert streamed.atlas is not None
    assert model.atlas is not None
    np.testing.assert_array_equal(streamed.atlas.mean, model.atlas.mean)
    np.testing.assert_array_equal(streamed.atlas.label, model.atlas.label)
    assert streamed.classes == ("ant", "bee", "cow")
    with pytest.raises(DataError, match=r"the splits train, test: give one of them"):
        examples_of(datasets.DatasetDict(train=table, test=table))
