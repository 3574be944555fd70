"""Methods that lay out points in the plane, by the libraries that maintain them."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import logging
import warnings
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.errors import MissingError, SettingsError
from latentwalk.terminal.console import spinner

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

NEIGHBOURS = 15
"""Neighbours of a point in UMAP's graph, and the fewest points that can be laid out."""
PERPLEXITY = 30
"""The effective number of neighbours of a point in t-SNE."""


@dataclass(frozen=True)
class Method:
    """A method, and the library that has it."""

    title: str
    """Its name for people."""
    library: str
    """The package on PyPI."""
    module: str
    """The module that is imported."""
    settings: Callable[[int], Mapping[str, Any]]
    """Its settings for n points; others are the library's."""
    fit: Callable[[NDArray[np.float32], int, Mapping[str, Any]], NDArray[np.floating]]
    """Lays out points (n, d) with a seed and settings: (n, 2)."""

    @property
    def installed_version(self) -> str:
        """The version of the library; '' if its package has none."""
        try:
            return version(self.library)
        except PackageNotFoundError:
            return ""


def _umap(
    points: NDArray[np.float32], seed: int, settings: Mapping[str, Any]
) -> NDArray[np.floating]:
    import umap

    # several threads would make another layout each time
    made = umap.UMAP(random_state=seed, n_jobs=1, **settings).fit_transform(points)
    return np.asarray(made)


def _pacmap(
    points: NDArray[np.float32], seed: int, settings: Mapping[str, Any]
) -> NDArray[np.floating]:
    import pacmap

    logging.getLogger("pacmap").setLevel(logging.ERROR)  # it warns of the seed that it was given
    return np.asarray(pacmap.PaCMAP(random_state=seed, **settings).fit_transform(points))


def _tsne(
    points: NDArray[np.float32], seed: int, settings: Mapping[str, Any]
) -> NDArray[np.floating]:
    from sklearn.manifold import TSNE

    return np.asarray(TSNE(random_state=seed, **settings).fit_transform(points))


METHODS: Mapping[str, Method] = {
    "umap": Method(
        "UMAP",
        "umap-learn",
        "umap",
        lambda n: {"n_neighbors": min(NEIGHBOURS, n - 1), "min_dist": 0.1},
        _umap,
    ),
    "pacmap": Method(
        "PaCMAP", "pacmap", "pacmap", lambda n: {"n_neighbors": min(10, n - 1)}, _pacmap
    ),
    "tsne": Method(
        "t-SNE",
        "scikit-learn",
        "sklearn",
        lambda n: {"perplexity": min(PERPLEXITY, (n - 1) // 3), "init": "pca"},
        _tsne,
    ),
}
"""The methods by name: McInnes et al., "UMAP", 2018; Wang et al., "Understanding how dimension
reduction tools work", 2021 (PaCMAP); van der Maaten and Hinton, "Visualizing data using t-SNE",
2008."""


def check_installed(name: str) -> Method:
    """The method of a name.

    Raises:
        SettingsError: there is none.
        MissingError: its library is not installed.
    """
    if name not in METHODS:
        raise SettingsError(
            f"A layout is {', '.join(METHODS)} or none, or coordinates; got '{name}'."
        )
    method = METHODS[name]
    if importlib.util.find_spec(method.module) is None:
        raise MissingError(
            f"The layout '{name}' needs {method.library}: pip install 'latentwalk[layout]'."
        )
    return method


def fitted(
    method: Method, points: NDArray[np.float32], seed: int, settings: Mapping[str, Any]
) -> NDArray[np.float32]:
    """Lay out points (n, d): (n, 2). A spinner shows that it runs; the library prints nothing.

    Raises:
        MissingError: the library cannot be imported, or fails.
    """
    with (
        spinner(f"laying out {len(points):,} points with {method.title}"),
        warnings.catch_warnings(),
        contextlib.redirect_stdout(io.StringIO()),
    ):
        warnings.simplefilter("ignore")
        try:
            places = method.fit(points, seed, settings)
        except Exception as error:
            raise MissingError(
                f"{method.library} {method.installed_version} cannot lay out the points: {error}. "
                "Install another version, or choose another layout."
            ) from error
    return np.asarray(places, np.float32)
