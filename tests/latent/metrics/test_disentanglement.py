from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import balanced_accuracy_score, mutual_info_score
from sklearn.tree import DecisionTreeClassifier

from latentwalk.latent.metrics.disentanglement import (
    attribute_predictability,
    cut,
    disentanglement,
    mutual_information_gap,
    scores,
    shared_information,
)


def grid() -> np.ndarray:
    return np.stack(np.meshgrid(*[np.arange(n) for n in (3, 4, 8)]), -1).reshape(-1, 3)


def tangled(seed: int, n: int = 4000) -> tuple[np.ndarray, np.ndarray]:
    """Three factors, and four codes that hold them with noise: two of them mixed, one empty."""
    rng = np.random.default_rng(seed)
    factors = grid()[rng.integers(0, 96, n)].astype(np.int32)
    mixed = np.column_stack([factors[:, 0], factors[:, 1] + factors[:, 2], factors[:, 1]])
    codes = np.column_stack([mixed, np.zeros(n)]) + 0.3 * rng.normal(size=(n, 4))
    return codes.astype(np.float32), factors


def test_information_is_scikit_learn_s() -> None:
    codes, factors = tangled(0)
    for code in codes.T:
        for factor in factors.T:
            expected = mutual_info_score(cut(code), factor)
            assert shared_information(cut(code), factor) == pytest.approx(expected, abs=1e-9)


def test_codes_that_are_the_factors_are_perfect() -> None:
    factors = grid().astype(np.int32)
    codes = (factors[:, ::-1] * [3.0, -1.0, 0.5]).astype(np.float32)
    assert mutual_information_gap(codes, factors) == pytest.approx([1, 1, 1])
    gaps = attribute_predictability(codes, factors, codes, factors)
    # a dimension that holds another factor tells one value of this factor, whatever it says
    assert gaps == pytest.approx([1 - 1 / 3, 1 - 1 / 4, 1 - 1 / 8])
    dci = disentanglement(codes, factors, codes, factors, np.random.default_rng(0))
    assert dci.disentanglement > 0.97
    assert dci.completeness > 0.97
    assert dci.informativeness == 1
    assert dci.importance.argmax(0).tolist() == [2, 1, 0]


def test_a_copy_of_a_dimension_leaves_no_gap() -> None:
    factors = grid().astype(np.int32)
    codes = np.repeat(factors[:, :1], 2, axis=1).astype(np.float32)
    assert mutual_information_gap(codes, factors)[0] == pytest.approx(0)
    assert attribute_predictability(codes, factors, codes, factors)[0] == pytest.approx(0)


def test_the_gap_is_the_formula_over_scikit_learn_s_information() -> None:
    codes, factors = tangled(0)
    expected = []
    for factor in factors.T:
        shared = sorted(mutual_info_score(cut(code), factor) for code in codes.T)
        expected.append((shared[-1] - shared[-2]) / stats.entropy(np.bincount(factor)))
    np.testing.assert_allclose(mutual_information_gap(codes, factors), expected, atol=1e-9)


def test_predictability_is_that_of_scikit_learn_s_trees_on_the_same_bins() -> None:
    (codes, factors), (others, asked) = tangled(0), tangled(1)
    expected = []
    for factor, other in zip(factors.T, asked.T, strict=True):
        accuracies = []
        for code, query in zip(codes.T, others.T, strict=True):
            edges = np.linspace(code.min(), code.max(), 21)[1:-1]
            bins, query_bins = (np.digitize(part, edges)[:, None] for part in (code, query))
            tree = DecisionTreeClassifier(class_weight="balanced").fit(bins, factor)
            accuracies.append(balanced_accuracy_score(other, tree.predict(query_bins)))
        expected.append(sorted(accuracies)[-1] - sorted(accuracies)[-2])
    found = attribute_predictability(codes, factors, others, asked)
    np.testing.assert_allclose(found, expected, atol=0.005)  # ties, empty bins


def test_dci_is_that_of_scikit_learn_s_forests() -> None:
    (codes, factors), (others, asked) = tangled(0), tangled(1)
    columns, accuracies = [], []
    for factor, other in zip(factors.T, asked.T, strict=True):
        forest = RandomForestClassifier(10, max_depth=10, max_features=None, random_state=0)
        forest.fit(codes, factor)
        columns.append(forest.feature_importances_)
        accuracies.append(forest.score(others, other))
    importance = np.column_stack(columns)
    # the paper's formulae, by scipy's entropy
    by_dimension = [1 - stats.entropy(row, base=3) for row in importance]
    expected = np.average(by_dimension, weights=importance.sum(1))
    complete = np.mean([1 - stats.entropy(column, base=4) for column in importance.T])
    assert scores(importance) == pytest.approx((expected, complete))
    dci = disentanglement(codes, factors, others, asked, np.random.default_rng(0))
    np.testing.assert_allclose(dci.importance, importance, atol=0.02)
    assert dci.disentanglement == pytest.approx(expected, abs=0.03)
    assert dci.completeness == pytest.approx(complete, abs=0.03)
    assert dci.informativeness == pytest.approx(np.mean(accuracies), abs=0.02)


def test_a_factor_that_does_not_vary_counts_for_nothing() -> None:
    factors = grid().astype(np.int32)
    factors[:, 1] = 0
    codes = factors.astype(np.float32)
    assert mutual_information_gap(codes, factors)[1] == 0
    assert attribute_predictability(codes, factors, codes, factors)[1] == 0
    dci = disentanglement(codes, factors, codes, factors, np.random.default_rng(0))
    assert dci.importance[:, 1].tolist() == [0, 0, 0]
    assert dci.completeness == scores(dci.importance[:, [0, 2]])[1]
