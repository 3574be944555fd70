"""Opens small models of many kinds, and compares what they decode with their own forward.

    python -m trials.foreign

Prints two tables. Of decoders: whether each opens, the largest difference in units of the range from
black to white, where it is decoded, and the seconds that opening takes. Of encoders: the largest
differences of means and log-variances from the model's own, and where it is encoded.
"""

from __future__ import annotations

import time

import numpy as np
import torch

from latentwalk.adoption.adopting import adopted
from latentwalk.adoption.options import ModelOptions
from latentwalk.errors import LatentwalkError
from trials.foreign.encoders import EncoderKind, encoder_kinds
from trials.foreign.kinds import SIDE, Kind, kinds

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


def encoder_row(kind: EncoderKind) -> str:
    """A row of the table of encoders."""
    options = ModelOptions(image=(1, SIDE, SIDE))
    try:
        model = adopted(kind.model, options=options, say=lambda _: None)
    except LatentwalkError as error:
        return f"| {kind.name} | no: {error} | | | |"
    if not model.can_encode:
        return f"| {kind.name} | without its encoder | | | |"
    images = np.random.default_rng(1).random((POINTS, 1, SIDE, SIDE), dtype=np.float32)
    with torch.no_grad():
        mean, std = kind.model.posterior(torch.from_numpy(images))
    given = model.encode(images)
    off = float(np.abs(given.mean - mean.numpy()).max())
    spread = float(np.abs(given.logvar - 2 * std.log().numpy()).max())
    where = "in Python" if "encoder" in model.live else "as a file"
    return f"| {kind.name} | yes | {off:.0e} | {spread:.0e} | {where} |"


def main() -> None:
    """Print the tables."""
    print("| kind | opens | values found | largest difference | decoded | seconds |")
    print("|---|---|---|---|---|---|")
    for kind in kinds():
        print(row(kind), flush=True)
    print("\n| encoder returns | opens | means differ by | log-variances by | encoded |")
    print("|---|---|---|---|---|")
    for one in encoder_kinds():
        print(encoder_row(one), flush=True)


if __name__ == "__main__":
    main()
