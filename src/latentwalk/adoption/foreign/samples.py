"""What is known about a model's samples before it is called: their kind, axes and names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from numpy.typing import NDArray

Kind: TypeAlias = Literal["image", "curve", "values", "points", "categories", "field"]
"""The output kinds that a foreign model may have."""
PLURALS: dict[str, str] = {
    "image": "images",
    "curve": "curves",
    "values": "named values",
    "points": "points",
    "categories": "categories",
    "field": "fields",
}
"""What samples of a kind are called in messages."""


@dataclass(frozen=True, eq=False)
class Known:
    """What options and data say about a model's samples."""

    kind: Kind | None = None
    """Their kind, if it is certain."""
    because: str = ""
    """What in the data shows the kind, as a clause."""
    image: tuple[int, int, int] | None = None
    """(c, h, w) of images or fields, if given."""
    x: tuple[float, ...] | None = None
    """The positions of a curve's values."""
    rate: float | None = None
    """Values per second, of sound."""
    names: tuple[str, ...] = ()
    """The names of a curve's lines, of values, points, symbols or a field's channels."""
    in_table: bool = False
    """Whether the names are those of a table's columns."""
    edges: tuple[tuple[int, int], ...] = ()
    """Pairs of points that lines connect."""
    x_label: str = ""
    """What the horizontal axis shows."""
    y_label: str = ""
    """What the vertical axis shows, or what values are."""
    range: tuple[float, float] | None = None
    """The range in which samples are drawn."""
    spread: str = ""
    """What a decoder of curves returns besides its mean: a word of `forms.SPREADS`, or none."""
    logits: bool = False
    """Whether the options say that the decoder returns logits."""
    rows: NDArray[Any] | None = None
    """A few samples of the data (n, ...), as the user gave them."""

    @property
    def named_by(self) -> str:
        """Where the names come from, at the beginning of a message."""
        return "The data's table" if self.in_table else "names="

    @property
    def sides(self) -> tuple[int, ...]:
        """The shape of one sample of the data; empty without data."""
        return () if self.rows is None else self.rows.shape[1:]
