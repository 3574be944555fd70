"""What was assumed about pictures, or left out: counted, and said once each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from latentwalk.terminal.console import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Findings:
    """Counts pictures by what was found about them, and remembers the first of each kind."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[int, str]] = {}

    @property
    def counts(self) -> Mapping[str, tuple[int, str]]:
        """For each finding, the number of pictures and the name of the first."""
        return self._found

    def add(self, finding: str, name: str) -> None:
        """Count a picture.

        Args:
            finding: continues the words "3 pictures", as in "with several frames: only ...".
            name: the picture's name.
        """
        self.include({finding: (1, name)})

    def include(self, counts: Mapping[str, tuple[int, str]]) -> None:
        """Add the counts of others, which saw other pictures."""
        for finding, (count, name) in counts.items():
            before, first = self._found.get(finding, (0, name))
            self._found[finding] = (before + count, first)

    def sentences(self) -> list[str]:
        """A sentence for each finding."""
        return [
            f"{count:,} picture{'s' if count != 1 else ''} {finding}. The first: {first}"
            for finding, (count, first) in self._found.items()
        ]

    def print(self, more: Iterable[str] = ()) -> None:
        """Print the sentences, and `more` of them, to standard error."""
        for sentence in [*self.sentences(), *more]:
            say(sentence)
