from __future__ import annotations

import numpy as np
import pytest

import latentwalk
from latentwalk.adoption.adopting import adopted
from latentwalk.adoption.options import ModelOptions
from latentwalk.errors import ModelError
from tests.adoption.models import MLP

pytest.importorskip("sklearn")
N = 80


def test_the_clusters_of_a_layout_are_a_column_beside_others() -> None:
    images = np.random.default_rng(0).integers(0, 256, (N, 12, 12), dtype=np.uint8)
    group = np.repeat([0, 1], N // 2)
    places = np.random.default_rng(1).normal(size=(N, 2)) + 30 * group[:, None]
    said: list[str] = []
    model = adopted(
        MLP(), data=images, columns={"half": group}, say=said.append,
        options=ModelOptions(layout=places.astype(np.float32), clusters=True),
    )  # fmt: skip
    columns = model.columns
    assert columns is not None
    assert columns.names == ("half", "cluster")
    assert columns["cluster"].categories == ("1", "2")
    found = columns["cluster"].values
    for number in (0, 1):
        assert len(set(group[found == number])) == 1
    assert any(text.startswith("HDBSCAN finds 2 clusters in the layout;") for text in said)


def test_a_shipped_model_gets_the_clusters_of_its_own_layout() -> None:
    model = adopted(latentwalk.open("mnist"), options=ModelOptions(clusters=True), say=print)
    assert model.columns is not None
    column = model.columns["cluster"]
    assert model.atlas is not None
    label = model.atlas.label
    counts = [np.bincount(label[column.values == i]) for i in range(len(column.categories))]
    # 4 and 9 share one
    assert sum(each.max() > 0.8 * each.sum() for each in counts) >= 8


def test_without_data_there_is_nothing_to_cluster() -> None:
    with pytest.raises(ModelError, match="clusters= needs data="):
        adopted(MLP(), options=ModelOptions(clusters=True))
