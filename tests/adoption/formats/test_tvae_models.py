"""ctgan's TVAE: `nox -s libraries`."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from latentwalk.errors import ModelError
from tests.adoption.libraries import needs
from tests.adoption.opening import opened_with_messages

# these libraries warn of themselves and of each other
pytestmark = pytest.mark.filterwarnings("ignore")


def made() -> Any:
    from ctgan import TVAE

    return TVAE(epochs=1, embedding_dim=8, enable_gpu=False)


def test_its_values_are_the_table_s_columns() -> None:
    needs("ctgan")
    import pandas as pd
    import torch

    rng, n = np.random.default_rng(0), 300
    group = rng.integers(3, size=n)
    table = pd.DataFrame(
        {
            "age": rng.normal(40 + 10 * group, 5),
            "colour": np.array(["red", "green", "blue"])[group],
            "income": rng.lognormal(10, 1, n),
        }
    )
    own = made()
    own.fit(table, ["colour"])
    model, messages = opened_with_messages(own)
    assert "It keeps no encoder" in messages
    assert model.live == ()
    columns = model.output.columns
    assert columns[0] == "age"
    assert set(columns[1:4]) == {"colour = red", "colour = green", "colour = blue"}
    z = rng.standard_normal((20, 8)).astype(np.float32)
    with torch.no_grad():
        decoded = torch.tanh(own.decoder(torch.from_numpy(z))[0]).numpy()
    expected = own.transformer.inverse_transform(decoded, None)
    ours = model.decode(z)
    np.testing.assert_allclose(ours[:, 0], expected["age"], rtol=1e-4)
    np.testing.assert_allclose(ours[:, 4], expected["income"], rtol=1e-3)
    chosen = [columns[1 + i].removeprefix("colour = ") for i in ours[:, 1:4].argmax(1)]
    assert chosen == list(expected["colour"])
    np.testing.assert_allclose(ours[:, 1:4].sum(1), 1, atol=1e-5)


def test_one_that_is_not_fitted_is_refused() -> None:
    needs("ctgan")
    with pytest.raises(ModelError, match=r"TVAE is not fitted: call its fit\(table\) first"):
        opened_with_messages(made())
