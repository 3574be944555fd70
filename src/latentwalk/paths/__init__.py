"""Paths between latent points that depend on the model, and to where its predictor changes.

`latentwalk.latent.path` has the curves that depend on the points alone.
"""

from latentwalk.paths.between import even, through_data
from latentwalk.paths.counterfactual import counterfactual
from latentwalk.paths.measures import Measures, measure

__all__ = ["Measures", "counterfactual", "even", "measure", "through_data"]
