"""The conditions of an exported network: the names of its inputs, and numbers to try it with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from latentwalk.conditions.category import Category

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from latentwalk.conditions.conditions import Conditions

RESERVED = ("z", "image", "sample", "mean", "logvar")
"""Names of a network's other inputs and outputs."""


def input_names(conditions: Conditions, own: str) -> list[str]:
    """A name for each condition's input: its own, if a network can have it.

    Args:
        conditions: the conditions.
        own: the name of the network's first input.
    """
    return [
        one.name
        if one.name.isidentifier() and one.name not in {*RESERVED, own}
        else f"condition_{i}"
        for i, one in enumerate(conditions)
    ]


def with_all_inputs(
    content: bytes, names: Sequence[str], shapes: Sequence[tuple[int, ...]]
) -> bytes:
    """A network with all its inputs in their order, also those that it does not use.

    Args:
        content: the network.
        names: the names that its inputs should have.
        shapes: their shapes without the batch axis.
    """
    if len(names) == 1:
        return content
    import onnx
    from onnx import TensorProto, helper

    model = onnx.load_from_string(content)
    present = {one.name: one for one in model.graph.input}
    if list(present) == list(names):
        return content
    complete = [
        present.get(name) or helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", *shape])
        for name, shape in zip(names, shapes, strict=True)
    ]
    copies = [onnx.ValueInfoProto.FromString(one.SerializeToString()) for one in complete]
    del model.graph.input[:]
    model.graph.input.extend(copies)
    result: bytes = model.SerializeToString()
    return result


def numbers_for(
    conditions: Conditions, n: int, rng: np.random.Generator
) -> list[NDArray[np.float32]]:
    """Numbers (n, width) of random values for each condition."""
    codes = (
        np.stack(
            [
                rng.integers(one.width, size=n) if isinstance(one, Category) else rng.random(n)
                for one in conditions
            ],
            axis=1,
        )
        if conditions
        else np.empty((n, 0))
    )
    return conditions.split(conditions.expanded(codes.astype(np.float32)))
