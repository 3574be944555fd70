"""An atlas in columns of whole numbers, for a page of one file.

A posterior's mean stands at one of 4096 places between the least and the greatest of its dimension:
on a map that shows them all, 800 pixels wide, it is at most a tenth of a pixel from where it was.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.hosts.html.packing import Part, compressed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from latentwalk.folder.atlas import Atlas

LEVELS = {"mean": 4096, "logvar": 64, "error": 64, "layout": 4096}
"""How many values each column may take; labels and splits keep theirs."""


def in_columns(path: str, atlas: Atlas) -> tuple[Part, bytes]:
    """The atlas packed, and the safetensors file that the page makes of it again.

    A packed atlas holds two lengths (uint32) and what they belong to: JSON that tells each array's
    type, rows, bytes to a whole number, and each column's `low` and `step`; the head of the
    safetensors file. Then the arrays follow in that file's order: all lowest bytes, column by
    column, then all next ones. A whole number q stands for low + step q.
    """
    told: dict[str, dict[str, Any]] = {}
    columns: dict[str, list[bytes]] = {}
    rounded: dict[str, Any] = {}
    for name in ("mean", "logvar", "label", "split", "error", "layout"):
        values = getattr(atlas, name)
        if values is None:
            continue
        flat = (values if values.ndim > 1 else values[:, None]).astype(np.float64)
        low, step = _scale(flat, LEVELS.get(name))
        whole = np.round((flat - low) / np.where(step, step, 1)).astype("<u4")
        width = 1 + int(whole.max(initial=0) > 0xFF) + 2 * int(whole.max(initial=0) > 0xFFFF)
        planes = whole.T.copy().view(np.uint8).reshape(-1, 4).T[:width]
        columns[name] = [plane.tobytes() for plane in planes]
        rounded[name] = (low + step * whole).astype(values.dtype).reshape(values.shape)
        told[name] = {
            "dtype": {"float32": "F32", "int32": "I32", "uint8": "U8"}[values.dtype.name],
            "rows": len(atlas), "width": width, "low": low.tolist(), "step": step.tolist(),
        }  # fmt: skip
    file = replace(atlas, **rounded).to_bytes()
    head = file[: 8 + int.from_bytes(file[:8], "little")]
    offsets = {
        name: entry["data_offsets"][0]
        for name, entry in json.loads(head[8:]).items()
        if name in told
    }
    order = sorted(offsets, key=lambda name: offsets[name])
    tale = json.dumps([told[name] for name in order], separators=(",", ":")).encode()
    lengths = np.array([len(tale), len(head)], "<u4").tobytes()
    pieces = [lengths + tale + head, *(plane for name in order for plane in columns[name])]
    return Part(path, compressed(pieces), len(file), 0), file


def _scale(
    values: NDArray[np.float64], levels: int | None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The least value of each column, and the step between two that it may take."""
    if not len(values):
        return np.zeros(values.shape[1]), np.zeros(values.shape[1])
    low = values.min(axis=0)
    if levels is None:
        return low, np.ones(values.shape[1])
    return low, (values.max(axis=0) - low) / (levels - 1)
