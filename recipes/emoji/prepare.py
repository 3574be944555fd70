"""Writes the emoji and what is known of them as files that `latentwalk train` takes."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import numpy as np

from recipes.emoji.listing import listed
from recipes.emoji.render import rendered

if TYPE_CHECKING:
    from pathlib import Path


def prepare(work: Path, fonts: Path, unicode: Path) -> None:
    """Write `emoji.npz`, with the groups as labels, and `emoji.csv`.

    Args:
        work: the folder for both.
        fonts: `NotoColorEmoji.ttf`.
        unicode: `emoji-test.txt`.
    """
    work.mkdir(parents=True, exist_ok=True)
    emoji = listed(unicode)
    groups = list(dict.fromkeys(one.group for one in emoji))
    np.savez_compressed(
        work / "emoji.npz",
        images=rendered([one.text for one in emoji], fonts),
        labels=np.array([groups.index(one.group) for one in emoji]),
        classes=groups,
    )
    with (work / "emoji.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["name", "group", "subgroup", "version of Emoji"])
        table.writerows([one.name, one.group, one.subgroup, one.version] for one in emoji)
