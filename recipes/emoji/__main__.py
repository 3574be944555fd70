"""Runs a step of the recipe: `python -m recipes.emoji STEP WORK`, see README.md."""

from __future__ import annotations

import argparse
from pathlib import Path

from recipes.emoji.prepare import prepare
from recipes.emoji.publish import publish

FONT = Path("/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf")
"""Of Debian's package fonts-noto-color-emoji."""
LIST = Path("/usr/share/unicode/emoji/emoji-test.txt")
"""Of Debian's package unicode-data."""


def main() -> None:
    """Run the step."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("step", choices=("prepare", "publish"))
    parser.add_argument("work", type=Path, help="a folder for images and the model")
    parser.add_argument("-o", "--out", type=Path, help="the model folder that publish writes")
    parser.add_argument("--font", type=Path, default=FONT, help="NotoColorEmoji.ttf")
    parser.add_argument("--list", type=Path, default=LIST, help="emoji-test.txt")
    given = parser.parse_args()
    if given.step == "prepare":
        prepare(given.work, given.font, given.list)
        return
    publish(given.work / "model", given.out or given.work / "emoji", given.font)


if __name__ == "__main__":
    main()
