"""Latent spaces other than R^d: spheres, probabilities, hyperbolic spaces.

Points that the page or the user sets need not lie on the space, so they are projected to it before
they are decoded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

INSIDE = 1 - 1e-3
"""The share of a ball's radius within which points are kept."""
SMALLEST = 1e-12
"""Added to squared norms, so that the origin can be projected."""


@dataclass(frozen=True)
class Space:
    """A latent space that is not all of R^d."""

    kind: Literal["sphere", "probabilities", "ball", "hyperboloid"]
    """Its kind."""
    size: float
    """The radius of a sphere or a ball, the number of categorical variables, or x·x of a
    hyperboloid, which is -1 / c."""
    axis: int = 0
    """The coordinate of a hyperboloid that follows from the others."""
    sign: str = ""
    """What in the code shows a ball."""

    def __str__(self) -> str:
        if self.kind == "sphere":
            return (
                f"Its codes lie on a sphere of radius {self.size:.3g}: sliders move along straight "
                "lines, and points are projected onto it before they are decoded"
            )
        if self.kind == "probabilities":
            groups = int(self.size)
            of = "a categorical variable" if groups == 1 else f"{groups} categorical variables"
            return (
                f"Its codes are the probabilities of {of}, which add up to {groups}: each "
                "slider is one probability, and other points decode to mixtures"
            )
        if self.kind == "ball":
            return (
                f"Its latent space is hyperbolic, a Poincaré ball of radius {self.size:.3g} "
                f"({self.sign}): sliders and paths follow straight lines in its coordinates, not "
                "geodesics, and points outside are decoded at its edge"
            )
        return (
            f"Its latent space is hyperbolic, a hyperboloid (Lorentz model, c = "
            f"{-1 / self.size:.3g}): sliders and paths follow straight lines in its coordinates, "
            f"and number {self.axis + 1}, which follows from the others, has no effect"
        )

    def projected(self, z: Any, first: Any) -> Any:
        """Points (n, d) of any framework, projected to the space.

        Args:
            z: the points.
            first: an array (d,) of the same framework, with 1 at the axis of a hyperboloid, else 0.
        """
        squares = (z * z).sum(1)[:, None]
        if self.kind == "sphere":
            return z * (self.size / (squares + SMALLEST) ** 0.5)
        if self.kind == "ball":
            return z * (INSIDE * self.size / (squares + SMALLEST) ** 0.5).clip(0, 1)
        if self.kind == "hyperboloid":
            rest = z * (1 - first)
            time = ((rest * rest).sum(1)[:, None] - self.size) ** 0.5
            return rest + time * first
        return z
