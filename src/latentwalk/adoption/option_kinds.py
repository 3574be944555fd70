"""Which output kind the options for a foreign model belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from latentwalk.adoption.foreign.samples import PLURALS, Known
from latentwalk.adoption.option_files import pairs, positions, texts
from latentwalk.adoption.option_texts import LOGITS
from latentwalk.errors import ModelError

if TYPE_CHECKING:
    from latentwalk.adoption.foreign.samples import Kind
    from latentwalk.data.picture_options import PictureOptions

KINDS: dict[str, tuple[Kind, ...]] = {
    "image": ("image", "field"),
    "normalize": ("image",),
    "data_values": ("image",),
    "background": ("image",),
    "white": ("image",),
    "transpose": ("image",),
    "mirror": ("image",),
    "skip_broken": ("image",),
    "x": ("curve",),
    "rate": ("curve",),
    "spread": ("curve",),
    "x_label": ("curve",),
    "edges": ("points",),
    "y_label": ("curve", "values"),
    "names": ("curve", "values", "points", "categories", "field"),
}
"""The kinds that each option is for; the others are for all."""
SIGNS: dict[str, Kind] = {"edges": "points", "rate": "curve", "x": "curve"}
"""Options that show the kind."""


FOREIGN = (
    "model_class", "kwargs", "latent_dim", "output", "image", "x", "rate", "names", "edges",
    "x_label", "y_label", "conditions", "condition", "values", "posterior", "spread", "prior",
)  # fmt: skip
"""The options that say what a foreign model's arrays are. A model folder says so itself."""


def check_own(model: str, options: PictureOptions) -> None:
    """Refuse options that say what a model folder says itself.

    Raises:
        ModelError: such an option.
    """
    for name in FOREIGN:
        if getattr(options, name) not in (None, "", (), {}):
            instead = " data_values= (--data-values) is for the data's." if name == "values" else ""
            raise ModelError(
                f"{name}= (--{name.replace('_', '-')}) describes a foreign model, but {model} is "
                f"a model folder, whose manifest says it: leave it out.{instead}"
            )


def known_of(options: PictureOptions) -> Known:
    """What the options for a foreign model say about its samples.

    Raises:
        ModelError: options of different kinds, or a file that cannot be read.
    """
    given: Any = options
    sign = next((name for name in SIGNS if getattr(options, name) is not None), None)
    kind: Kind | None = given.output or ("image" if given.image is not None else None)
    kind = kind or (SIGNS[sign] if sign else None)
    if kind is not None:
        check_kind(kind, options)
    pair = None if given.values is None or isinstance(given.values, str) else given.values
    return Known(
        kind=kind,
        because="" if given.output or not sign else f"{sign}= is given",
        image=given.image_shape,
        x=None if given.x is None else positions(given.x),
        rate=None if given.rate is None else float(given.rate),
        names=() if given.names is None else texts(given.names),
        edges=() if given.edges is None else pairs(given.edges),
        x_label=given.x_label,
        y_label=given.y_label,
        spread=given.spread or "",
        logits=given.values == LOGITS if isinstance(given.values, str) else False,
        range=None if pair is None else (float(pair[0]), float(pair[1])),
    )


def check_kind(kind: str, options: PictureOptions) -> None:
    """Refuse options that are for other kinds of samples than the model's.

    Raises:
        ModelError: an option of another kind.
    """
    for name, kinds in KINDS.items():
        if getattr(options, name) not in (None, "", False) and kind not in kinds:
            of = ", ".join(PLURALS[one] for one in kinds)
            raise ModelError(
                f"{name}= (--{name.replace('_', '-')}) is for models of {of}, but this one's are "
                f"{PLURALS[kind]}: leave it out, or give output= (--output)."
            )
    if kind == "image":
        return
    given = getattr(options, "values", None)
    if kind == "categories" and given is not None and given != LOGITS:
        raise ModelError(
            "values= (--values) gives the range in which samples are drawn, but those of "
            "categories are probabilities: leave it out, or give values='logits'."
        )
    if kind != "categories" and given == LOGITS:
        raise ModelError(
            f"values='logits' is for images and categories, but the model's samples are "
            f"{PLURALS[kind]}: give values=(low, high), the range in which they are drawn."
        )
    if options.fit != "crop":
        raise ModelError(
            f"fit= (--fit) is for images, but the model's samples are {PLURALS[kind]}."
        )
