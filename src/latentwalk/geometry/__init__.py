"""The geometry of a decoder: how much its samples change where the latent point moves.

All numbers are differences of sample values over latent units, found by decoding alone, so that
they exist for every model. `docs/geometry.md` has the formulae and what they do not mean.
"""

from latentwalk.geometry.eigenvectors import axes
from latentwalk.geometry.pullback import jacobian, magnification, metric

__all__ = ["axes", "jacobian", "magnification", "metric"]
