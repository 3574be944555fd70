"""A target: one reader, a few valid files of its kind, and how to damage them."""

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
"""The largest input: defects of a reader show in small files."""


@dataclass(frozen=True)
class Target:
    """One reader."""

    name: str
    """A short name."""
    what: str
    """What it reads, and with which function."""
    seeds: Callable[[], list[bytes]]
    """Small valid files, with which the fuzzer starts."""
    read: Callable[[bytes, Path], object]
    """Read a content in an empty folder. It may raise only a `LatentwalkError`."""
    mutate: Mutator = spoilt_bytes
    """Damage a file and correct its lengths, checksums and hashes."""
    share: float = 1.0
    """Its share of the inputs, relative to the other targets."""

    def spoilt(self, content: bytes, rng: random.Random) -> bytes:
        """A content damaged one or more times, mostly in its structure, sometimes bytewise."""
        made = content
        for _ in range(rng.choice((1, 1, 1, 2, 3, 5))):
            change = self.mutate if rng.random() < 0.8 else spoilt_bytes
            made = change(made, rng)
        return made[:MAX_BYTES]
