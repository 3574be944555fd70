"""A target: one reader, a few valid files of its kind, and how to spoil them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from trials.fuzzing.mutation import spoilt_bytes

if TYPE_CHECKING:
    import random
    from collections.abc import Callable
    from pathlib import Path

Mutator: TypeAlias = "Callable[[bytes, random.Random], bytes]"
MAX_BYTES = 1 << 16
"""Of an input: what is wrong in a reader shows in small files."""


@dataclass(frozen=True)
class Target:
    """One reader."""

    name: str
    """A word or two."""
    what: str
    """What it reads, and by which function."""
    seeds: Callable[[], list[bytes]]
    """Small valid files, which the fuzzer begins with."""
    read: Callable[[bytes, Path], object]
    """Read a content, in an empty folder of its own. Only a `LatentwalkError` may come of it."""
    mutate: Mutator = spoilt_bytes
    """Spoil a file so that it is one still: lengths, sums and hashes are set right."""
    share: float = 1.0
    """How many inputs it gets, beside the others."""

    def spoilt(self, content: bytes, rng: random.Random) -> bytes:
        """A content spoilt once or a few times, mostly in its structure, sometimes byte by byte."""
        made = content
        for _ in range(rng.choice((1, 1, 1, 2, 3, 5))):
            change = self.mutate if rng.random() < 0.8 else spoilt_bytes
            made = change(made, rng)
        return made[:MAX_BYTES]
