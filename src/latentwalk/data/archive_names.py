"""The names under which archives and dictionaries hold images and labels."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from latentwalk.data.splits import HELD_OUT, TRAINING

if TYPE_CHECKING:
    from collections.abc import Iterable

IMAGES = ("images", "image", "imgs", "img", "x", "pixel_values", "pixels", "data", "input")
LABELS = (
    "labels",
    "label",
    "y",
    "target",
    "targets",
    "class",
    "fine_label",
    "fine_labels",
    "latents_classes",
)
"""Names of images and of labels, in lower case; a split may be before them or after them."""
UNNAMED = ("arr_0", "arr_1")
"""The names that NumPy gives to arrays without one."""


class Part(NamedTuple):
    """The names of one split's arrays."""

    split: str
    """The split, in lower case; empty without one."""
    images: str
    """The name of the images."""
    labels: str | None
    """The name of the labels; None without any."""


def parts_of(names: Iterable[str]) -> list[Part]:
    """The splits among the names of arrays, the training split or the only one first.

    `x_train` and `train_images` name the split `train`; case does not count. Of arrays without
    names, the first has the images, and the second of two has the labels.
    """
    names = list(names)
    images: dict[str, tuple[int, str]] = {}
    labels: dict[str, tuple[int, str]] = {}
    for name in names:
        split, word = _divided(name)
        for known, found in ((IMAGES, images), (LABELS, labels)):
            if word in known:
                rank = known.index(word)
                if split not in found or rank < found[split][0]:
                    found[split] = (rank, name)
    order = sorted(images, key=lambda split: (split not in TRAINING, bool(split), split))
    if not images and UNNAMED[0] in names:
        return [Part("", UNNAMED[0], UNNAMED[1] if sorted(names) == [*UNNAMED] else None)]
    if "" in images:  # the arrays without a split are all there are
        order = [""]
    return [
        Part(split, images[split][1], labels[split][1] if split in labels else None)
        for split in order
    ]


def _divided(name: str) -> tuple[str, str]:
    """The split and the word in a name, in lower case."""
    lower = name.lower()
    for split in TRAINING | HELD_OUT:
        if lower.startswith(f"{split}_"):
            return split, lower.removeprefix(f"{split}_")
        if lower.endswith(f"_{split}"):
            return split, lower.removesuffix(f"_{split}")
    return "", lower
