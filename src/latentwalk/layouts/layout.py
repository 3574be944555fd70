"""The layout of an atlas: made by a method, given, or taken over from another atlas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.errors import DataError
from latentwalk.layouts.inverse import MOST, Inverse, evenly
from latentwalk.layouts.methods import NEIGHBOURS, check_installed, fitted
from latentwalk.layouts.placing import placed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from latentwalk.folder.atlas import Atlas

LEAST = NEIGHBOURS
"""The fewest items of a layout."""
FLAT = 2
"""Latent spaces of at most this many dimensions are maps as they are."""
DIGITS = 3
"""Digits of the error."""


@dataclass(frozen=True)
class Layout:
    """Where n encoded items lie in the plane, and how that was found."""

    places: NDArray[np.float32]
    """(n, 2)"""
    about: Mapping[str, Any]
    """The manifest's `provenance.layout`: see docs/model-folder.md."""

    @classmethod
    def made(cls, means: NDArray[np.float32], method: str, seed: int = 0) -> Layout:
        """Lay out latent points (n, d) by a method: 'umap', 'pacmap' or 'tsne'.

        Of more than 20,000 points, evenly spaced ones are laid out, and the others placed among
        them by their nearest neighbours.

        Raises:
            SettingsError: another method.
            MissingError: its library is not installed, or fails.
            DataError: the points need no layout, or have none: see `lack`.
        """
        chosen = check_installed(method)
        reason = lack(means)
        if reason:
            raise DataError(f"{reason}.")
        some = evenly(len(means), MOST)
        settings = chosen.settings(len(some))
        places = fitted(chosen, means[some], seed, settings)
        about: dict[str, Any] = {
            "method": method,
            "library": chosen.library,
            "version": chosen.installed_version,
            "seed": seed,
            "settings": dict(settings),
        }
        if len(some) < len(means):
            of_sample, rest = places, np.setdiff1d(np.arange(len(means)), some)
            places = np.empty((len(means), 2), np.float32)
            places[some] = of_sample
            places[rest] = placed(means[rest], means[some], of_sample)
            about["fitted"] = len(some)
        return cls(places, about).checked(means)

    @classmethod
    def given(cls, places: NDArray[np.float32], means: NDArray[np.float32]) -> Layout:
        """A layout (n, 2) of the user's own for latent points (n, d)."""
        return cls(places, {"method": "given"}).checked(means)

    @classmethod
    def taken_over(cls, means: NDArray[np.float32], atlas: Atlas, about: Any) -> Layout:
        """Place latent points (m, d) in the layout of another atlas.

        Args:
            means: the points.
            atlas: an atlas with a layout.
            about: the layout's entry in the provenance of that atlas.
        """
        assert atlas.layout is not None
        known = dict(about) if isinstance(about, dict) else {"method": "given"}
        places = placed(means, atlas.mean, atlas.layout)
        return cls(places, {**known, "placed": len(means)}).checked(means)

    def checked(self, means: NDArray[np.float32]) -> Layout:
        """The layout with the error of its inverse, see `Inverse.error`."""
        if len(means) < LEAST:
            return self
        error = round(Inverse(self.places, means).error(), DIGITS)
        return Layout(self.places, {**self.about, "error": error})


def lack(means: NDArray[np.float32]) -> str:
    """Why points (n, d) get no layout, as a sentence without its full stop; '' if they do."""
    n, d = means.shape
    if d <= FLAT:
        return f"A latent space of {d} dimension{'s' * (d > 1)} needs no layout: the map shows it"
    if n < LEAST:
        return f"A layout needs at least {LEAST} encoded items, and there are {n}"
    if (means == means[0]).all():
        return "All encoded items lie at one latent point, so they have no layout"
    return ""
