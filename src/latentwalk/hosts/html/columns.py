"""A quantized atlas, stored by column, for a single-file page.

The mean of a posterior takes one of 1024 levels between the minimum and maximum of its dimension.
On a map of 800 pixels that shows all points, it moves by less than half a pixel.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from safetensors.numpy import load

from latentwalk.conditions.category import Category
from latentwalk.hosts.html.packing import Part, compressed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.conditions.condition import Condition
    from latentwalk.conditions.conditions import Conditions
    from latentwalk.folder.atlas import Atlas

LEVELS = {"mean": 1024, "logvar": 16, "error": 16, "layout": 1024, "conditions": 4096}
"""How many levels each column has; all others, and the categories of conditions, are exact."""


def in_columns(path: str, atlas: Atlas, conditions: Conditions) -> tuple[Part, bytes]:
    """Quantize an atlas, and return it packed and as the safetensors file that the page restores.

    A packed atlas starts with two lengths (uint32), followed by the parts they belong to: JSON
    with each array's dtype, rows, `bits` and `width` of an integer, and each column's `low` and
    `step`; then the head of the safetensors file. The arrays follow in that file's order: the
    lowest bits of all integers, column by column, without gaps between them; then the `width`
    bytes above them, all lowest ones, column by column, all next ones, and so on. So a byte holds
    the bits that tell values apart, which compress, and none of the noise below them. An integer q
    is the value low + step q. What an item was given and is unknown becomes the default of the
    condition.
    """
    if atlas.conditions is not None:
        defaults = [_default(one) for one in conditions]
        known = np.where(np.isnan(atlas.conditions), defaults, atlas.conditions)
        atlas = replace(atlas, conditions=known.astype(np.float32))
    exact = np.array([isinstance(one, Category) for one in conditions])
    described: dict[str, dict[str, Any]] = {}
    columns: dict[str, list[bytes]] = {}
    rounded: dict[str, Any] = {}
    for name, values in load(atlas.to_bytes()).items():
        flat = (values if values.ndim > 1 else values[:, None]).astype(np.float64)
        low, step = _scale(flat, LEVELS.get(name))
        if name == "conditions":
            step = np.where(exact, 1, step)
        whole = np.round((flat - low) / np.where(step, step, 1)).astype("<u4")
        length = int(whole.max(initial=0)).bit_length()
        bits = length - 8 if 8 < length <= 16 else 0
        width = 4 if length > 16 else 1
        planes = (whole >> bits).T.copy().view(np.uint8).reshape(-1, 4).T[:width]
        columns[name] = [_lowest(whole, bits), *(plane.tobytes() for plane in planes)]
        if name != "file":  # names, as bytes
            rounded[name] = (low + step * whole).astype(values.dtype).reshape(values.shape)
        described[name] = {
            "dtype": {"float32": "F32", "int32": "I32", "uint8": "U8"}[values.dtype.name],
            "rows": len(values), "bits": bits, "width": width,
            "low": low.tolist(), "step": step.tolist(),
        }  # fmt: skip
    file = replace(atlas, **rounded).to_bytes()
    head = file[: 8 + int.from_bytes(file[:8], "little")]
    offsets = {
        name: entry["data_offsets"][0]
        for name, entry in json.loads(head[8:]).items()
        if name in described
    }
    order = sorted(offsets, key=lambda name: offsets[name])
    about = json.dumps([described[name] for name in order], separators=(",", ":")).encode()
    lengths = np.array([len(about), len(head)], "<u4").tobytes()
    pieces = [lengths + about + head, *(plane for name in order for plane in columns[name])]
    return Part(path, compressed(pieces), len(file), 0), file


def _lowest(whole: NDArray[np.uint32], bits: int) -> bytes:
    """The lowest bits of all integers, column by column, the highest of them first."""
    digits = np.unpackbits(whole.T.astype(np.uint8).reshape(-1, 1), axis=1)
    return np.packbits(digits[:, 8 - bits :]).tobytes()


def _default(condition: Condition) -> float:
    """The default as an atlas holds values: the index of a category's, or a number."""
    numbers = condition.expanded(np.full(1, np.nan, np.float32))[0]
    return float(numbers.argmax() if isinstance(condition, Category) else numbers[0])


def _scale(
    values: NDArray[np.float64], levels: int | None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The minimum of each column, and the distance between two of its levels."""
    if not len(values):
        return np.zeros(values.shape[1]), np.zeros(values.shape[1])
    low = values.min(axis=0)
    if levels is None:
        return low, np.ones(values.shape[1])
    return low, (values.max(axis=0) - low) / (levels - 1)
