from __future__ import annotations

import pytest

from latentwalk.errors import DataError
from latentwalk.terminal.plain_text import printable


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mnist", "mnist"),
        ("Zahlen, größer als zwölf 数字 🙂 👩‍👧", "Zahlen, größer als zwölf 数字 🙂 👩‍👧"),
        ("[bold]a[/bold] <b>", "[bold]a[/bold] <b>"),
        ("a\nb\tc", "a b c"),
        ("\x1b[2J", "\\x1b[2J"),
        ("\x9b31m\x07", "\\x9b31m\\x07"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("a\u2028b\r", "a\\u2028b\\r"),
        ("\udcff", "\\udcff"),
    ],
)
def test_control_characters_are_escaped(text: str, expected: str) -> None:
    assert printable(text) == expected
    assert str(DataError(text)) == expected


def test_the_middle_of_a_long_message_is_left_out() -> None:
    message = str(DataError(f"It has '{'x' * 10**6}': give another."))
    assert message.startswith("It has 'xxx")
    assert message.endswith("xxx': give another.")
    assert len(message) < 2100
