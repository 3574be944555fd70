"""What the user wants as the layout of an atlas."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.errors import DataError
from latentwalk.layouts.given import coordinates, is_file
from latentwalk.layouts.layout import Layout, lack
from latentwalk.layouts.methods import check_installed

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from latentwalk.folder.atlas import Atlas
    from latentwalk.folder.manifest import Manifest

NONE = "none"
"""No layout, also where the model's former data had one."""
ABOUT = "layout"
"""The layout's entry in the provenance."""


@dataclass(frozen=True)
class Choice:
    """A method, coordinates, or nothing: then data are placed in the layout that the model has."""

    method: str = ""
    """The name of a method, 'none', or ''."""
    places: NDArray[np.float32] | None = None
    """(n, 2): coordinates for the n items of the data, or for those of the atlas."""
    seed: int = 0
    """The seed of the method."""

    @classmethod
    def of(cls, given: Any, seed: int = 0) -> Choice:
        """Read a choice: a method, 'none', a file or an array of coordinates, or None.

        Raises:
            SettingsError: an unknown method.
            MissingError: its library is not installed.
            DataError: coordinates of the wrong shape or with NaN, or an unreadable file.
        """
        if given is None or (isinstance(given, str) and given in ("", NONE)):
            return cls(given or "")
        if isinstance(given, Path) or not isinstance(given, str) or is_file(given):
            return cls(places=coordinates(given))
        check_installed(given)
        return cls(given, seed=seed)

    def __bool__(self) -> bool:
        return bool(self.method) or self.places is not None

    def applied(
        self,
        atlas: Atlas,
        manifest: Manifest,
        say: Callable[[str], None],
        rows: NDArray[np.integer] | None = None,
        before: Atlas | None = None,
    ) -> tuple[Atlas, Manifest]:
        """An atlas with the chosen layout, and the manifest that describes it.

        Data that can have no layout get none.

        Args:
            atlas: the encoded data.
            manifest: the model's manifest, with the entry of the layout before.
            say: called with the reason if there is no layout, in a sentence.
            rows: (n,) the places of the atlas's items among those of the data; None if the atlas
                has all of them.
            before: the atlas that the model had.

        Raises:
            DataError: coordinates for another number of items.
            MissingError: the method's library fails.
        """
        found = self._layout(atlas, manifest.provenance.get(ABOUT), say, rows, before)
        provenance = {name: part for name, part in manifest.provenance.items() if name != ABOUT}
        if found is None:
            return replace(atlas, layout=None), replace(manifest, provenance=provenance)
        provenance[ABOUT] = dict(found.about)
        return replace(atlas, layout=found.places), replace(manifest, provenance=provenance)

    def _layout(
        self,
        atlas: Atlas,
        about: Any,
        say: Callable[[str], None],
        rows: NDArray[np.integer] | None,
        before: Atlas | None,
    ) -> Layout | None:
        if self.places is not None:
            return Layout.given(self._of_items(self.places, len(atlas), rows), atlas.mean)
        has_layout = before is not None and before.layout is not None and len(before) > 0
        if not self.method and before is not None and has_layout and len(atlas):
            return Layout.taken_over(atlas.mean, before, about)
        if self.method in ("", NONE):
            return None
        reason = lack(atlas.mean)
        if reason:
            say(f"{reason}.")
            return None
        return Layout.made(atlas.mean, self.method, self.seed)

    @staticmethod
    def _of_items(
        places: NDArray[np.float32], n: int, rows: NDArray[np.integer] | None
    ) -> NDArray[np.float32]:
        """The coordinates of the atlas's items."""
        if rows is None or not len(rows):
            if len(places) != n:
                raise DataError(
                    f"The layout has {len(places):,} coordinates, but there are {n:,} encoded "
                    "items: give two numbers for each, in their order."
                )
            return places
        if len(places) <= int(rows.max()):
            raise DataError(
                f"The layout has {len(places):,} coordinates, but the data has at least "
                f"{int(rows.max()) + 1:,} items: give two numbers for each, in their order."
            )
        return np.asarray(places[rows])
