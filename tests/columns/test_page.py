"""The page's fixtures about columns: what Python writes, and what SciPy computes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.linear_model import Ridge
from sklearn.metrics import r2_score, roc_auc_score

from latentwalk.columns.writing import to_bytes
from tests.columns.table import COLUMNS

FIXTURES = Path(__file__).parents[2] / "frontend" / "tests" / "columns"


def test_the_page_is_tested_with_the_file_that_python_writes() -> None:
    assert (FIXTURES / "every-kind.arrow").read_bytes() == to_bytes(COLUMNS)


CASES = json.loads((FIXTURES / "meaning.json").read_text())


@pytest.mark.parametrize("case", CASES)
def test_the_page_is_compared_with_scipy(case: dict[str, list[float]]) -> None:
    rho = stats.spearmanr(case["x"], case["y"]).statistic
    assert case["spearman"] == pytest.approx(rho, abs=1e-12)
    groups = [np.array(case["x"])[np.array(case["group"]) == one] for one in set(case["group"])]
    f = stats.f_oneway(*groups).statistic
    between, within = len(groups) - 1, len(case["x"]) - len(groups)
    assert case["etaSquared"] == pytest.approx(f * between / (f * between + within), abs=1e-12)


@pytest.mark.parametrize("case", json.loads((FIXTURES / "intervals.json").read_text()))
def test_the_interval_of_eta_squared_is_that_of_scipy(case: dict[str, Any]) -> None:
    eta, groups, n = case["etaSquared"], case["groups"], case["count"]
    f = eta / (1 - eta) * (n - groups) / (groups - 1)
    for share, end in zip((0.975, 0.025), case["interval"], strict=True):
        noncentrality = n * end / (1 - end)
        found = stats.ncf.cdf(f, groups - 1, n - groups, noncentrality)
        # where no noncentrality has that share, the interval ends at 0
        assert found == pytest.approx(share, abs=1e-6) if end else found <= share


def test_the_page_predicts_columns_as_scikit_learn_does() -> None:
    case = json.loads((FIXTURES / "prediction.json").read_text())
    x, y, group = (np.array(case[name], float) for name in ("x", "y", "group"))
    held = np.arange(len(x)) % 5 == 4
    fitted = x[~held]
    ridge = Ridge(alpha=1e-3 * np.cov(fitted.T, bias=True).trace() / x.shape[1] * len(fitted))
    ridge.fit(fitted, y[~held])
    np.testing.assert_allclose(case["ridge"], ridge.coef_ / np.linalg.norm(ridge.coef_))
    assert case["rSquared"] == pytest.approx(r2_score(y[held], ridge.predict(x[held])))
    found = LinearDiscriminantAnalysis(solver="lsqr").fit(fitted, group[~held]).coef_[0]
    np.testing.assert_allclose(case["discriminant"], found / np.linalg.norm(found))
    ridge.fit(fitted, group[~held])
    assert case["area"] == pytest.approx(roc_auc_score(group[held], ridge.predict(x[held])))
