"""Judging a model on images that it was not trained on. `docs/evaluation.md` tells each measure."""

from latentwalk.evaluation.judging import evaluate
from latentwalk.evaluation.result import Evaluation, FactorMeasures, SampleMeasures

__all__ = ["Evaluation", "FactorMeasures", "SampleMeasures", "evaluate"]
