"""Evaluates models on held-out images. `docs/evaluation.md` explains each measure."""

from latentwalk.evaluation.columns import by_columns
from latentwalk.evaluation.judging import evaluate
from latentwalk.evaluation.result import (
    ColumnMeasures,
    ConditionMeasures,
    Evaluation,
    FactorMeasures,
    SampleMeasures,
)

__all__ = [
    "ColumnMeasures",
    "ConditionMeasures",
    "Evaluation",
    "FactorMeasures",
    "SampleMeasures",
    "by_columns",
    "evaluate",
]
