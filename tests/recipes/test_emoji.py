"""How the gallery's emoji were listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recipes.emoji.listing import Emoji, listed

if TYPE_CHECKING:
    from pathlib import Path

LINES = """\
# group: People & Body
# subgroup: hand-fingers-open
1F44B                      ; fully-qualified     # 👋 E0.6 waving hand
1F44B 1F3FB                ; fully-qualified     # 👋🏻 E1.0 waving hand: light skin tone
270B FE0F                  ; unqualified         # ✋️ E0.6 raised hand
# subgroup: person-role
1F469 200D 1F680           ; fully-qualified     # 👩‍🚀 E4.0 woman astronaut
# group: Flags
# subgroup: country-flag
1F1E9 1F1EA                ; fully-qualified     # 🇩🇪 E0.6 flag: Germany
# EOF
"""


def test_the_list_has_groups_and_no_tones_of_skin(tmp_path: Path) -> None:
    (tmp_path / "emoji-test.txt").write_text(LINES, encoding="utf-8")
    people = "People & Body"
    assert listed(tmp_path / "emoji-test.txt") == [
        Emoji("\U0001f44b", "waving hand", people, "hand-fingers-open", 0.6),
        Emoji("\U0001f469\u200d\U0001f680", "woman astronaut", people, "person-role", 4.0),
        Emoji("\U0001f1e9\U0001f1ea", "flag: Germany", "Flags", "country-flag", 0.6),
    ]
