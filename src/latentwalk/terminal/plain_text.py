"""Escapes untrusted text for the terminal, so that it cannot send control sequences."""

from __future__ import annotations

import unicodedata

CONTROL = {"Cc", "Cs", "Zl", "Zp"}
"""Unicode categories of control characters, surrogates, and line separators."""
BIDIRECTIONAL = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that change the direction of writing, and so can make one word look like another."""


def printable(text: object) -> str:
    r"""A text on one line, with control and direction characters as escapes.

    The code for "clear the screen", for instance, becomes `\\x1b[2J`.
    """
    return "".join(_escaped(character) for character in str(text))


def _escaped(character: str) -> str:
    if character in "\n\t":
        return " "
    if unicodedata.category(character) in CONTROL or character in BIDIRECTIONAL:
        return character.encode("unicode_escape").decode()
    return character
