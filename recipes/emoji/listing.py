"""The list of emoji: `emoji-test.txt` of the Unicode Character Database."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

LINE = re.compile(r"(?P<codes>[0-9A-F ]+?)\s*;\s*(?P<status>\S+)\s*#\s*\S+ E(?P<version>\S+) (.+)")
TONES = range(0x1F3FB, 0x1F400)
"""The five tones of skin. An emoji with one differs from the yellow one in its colour only."""


class Emoji(NamedTuple):
    """An emoji, and where the list has it."""

    text: str
    """Its characters."""
    name: str
    """Its name in English, such as "grinning face"."""
    group: str
    """Such as "Smileys & Emotion"."""
    subgroup: str
    """Such as "face-smiling"."""
    version: float
    """The version of Emoji that introduced it."""


def listed(path: Path) -> list[Emoji]:
    """The fully qualified emoji without tones of skin, in the order of the list."""
    found: list[Emoji] = []
    group = subgroup = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# group: "):
            group = line.removeprefix("# group: ")
        elif line.startswith("# subgroup: "):
            subgroup = line.removeprefix("# subgroup: ")
        match = LINE.fullmatch(line)
        if match is None or match["status"] != "fully-qualified":
            continue
        codes = [int(code, 16) for code in match["codes"].split()]
        if not any(code in TONES for code in codes):
            text = "".join(map(chr, codes))
            found.append(Emoji(text, match[4], group, subgroup, float(match["version"])))
    return found
