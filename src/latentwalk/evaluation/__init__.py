"""Evaluates models on held-out images. `docs/evaluation.md` explains each measure."""

from latentwalk.evaluation.judging import evaluate
from latentwalk.evaluation.result import (
    ConditionMeasures,
    Evaluation,
    FactorMeasures,
    SampleMeasures,
)

__all__ = ["ConditionMeasures", "Evaluation", "FactorMeasures", "SampleMeasures", "evaluate"]
