"""Paths between latent points that depend on the model: at an even speed, or through its data.

`latentwalk.latent.path` has the curves that depend on the points alone.
"""

from latentwalk.paths.between import even, through_data
from latentwalk.paths.measures import Measures, measure

__all__ = ["Measures", "even", "measure", "through_data"]
