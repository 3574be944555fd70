"""Text of a stranger's as it may be shown on a terminal: what would steer one is spelt out."""

from __future__ import annotations

import unicodedata

STEERING = {"Cc", "Cs", "Zl", "Zp"}
"""Unicode's categories of control characters, halves of characters, and ends of lines."""
TURNING = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""What turns the direction of writing, and so can make one word look like another."""


def shown(text: object) -> str:
    r"""A text on one line, such characters as escapes.

    A name that begins with the code for "clear the screen" reads `\\x1b[2J` then.
    """
    return "".join(_spelt(character) for character in str(text))


def _spelt(character: str) -> str:
    if character in "\n\t":
        return " "
    if unicodedata.category(character) in STEERING or character in TURNING:
        return character.encode("unicode_escape").decode()
    return character
