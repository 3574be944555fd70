"""Opens small models of many kinds, and compares what they decode with their own forward.

    python -m trials.foreign

Prints a table: whether each opens, the largest difference in units of the range from black to
white, where it is decoded, and the seconds that opening takes.
"""

from __future__ import annotations

import time

import numpy as np
import torch

from latentwalk.adoption.adopting import adopted
from latentwalk.adoption.options import ModelOptions
from latentwalk.errors import LatentwalkError
from trials.foreign.kinds import Kind, kinds

POINTS = 8


def row(kind: Kind) -> str:
    """A row of the table."""
    began = time.perf_counter()
    try:
        model = adopted(kind.model, options=ModelOptions(**kind.known), say=lambda _: None)
    except LatentwalkError as error:
        return f"| {kind.name} | no: {error} | | | |"
    seconds = time.perf_counter() - began
    z = np.random.default_rng(1).standard_normal((POINTS, model.latent_dim), dtype=np.float32)
    with torch.no_grad():
        expected = kind.images(torch.from_numpy(z)).numpy()
    low, high = model.image.low, model.image.high
    shown = (model.decode(z) - low) / (high - low)
    gap = np.abs(shown - expected).max()
    found = "yes" if np.allclose((low, high), kind.values, atol=1e-3) else f"[{low:g}, {high:g}]"
    where = "in Python" if "decoder" in model.live else "as a file"
    return f"| {kind.name} | yes | {found} | {gap:.0e} | {where} | {seconds:.1f} |"


def main() -> None:
    """Print the table."""
    print("| kind | opens | values found | largest difference | decoded | seconds |")
    print("|---|---|---|---|---|---|")
    for kind in kinds():
        print(row(kind), flush=True)


if __name__ == "__main__":
    main()
