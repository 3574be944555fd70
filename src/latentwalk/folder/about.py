"""What a model says of itself to visitors: a key of its manifest's provenance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

KEY = "about"
"""Its key in the provenance. Readers that do not know it keep it with the rest."""


@dataclass(frozen=True)
class About:
    """A sentence on a model for visitors of a gallery, and its terms."""

    text: str
    """What the model is, and what to try."""
    licence: str = ""
    """The licence of the model and, if it differs, of its data."""
    shown: str = ""
    """The preset that its picture shows; empty for the one that it opens with."""

    @classmethod
    def of(cls, provenance: Mapping[str, Any]) -> About | None:
        """Read it from a provenance, which is free-form; None if it has no such text."""
        about = provenance.get(KEY)
        if not isinstance(about, dict) or not isinstance(about.get("text"), str):
            return None
        texts = {name: about.get(name, "") for name in ("text", "licence", "shown")}
        return cls(**{name: one if isinstance(one, str) else "" for name, one in texts.items()})

    def to_json(self) -> dict[str, str]:
        """The value of the key in a provenance."""
        return {name: one for name, one in vars(self).items() if one}
