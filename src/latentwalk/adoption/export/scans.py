"""Rewrites ONNX networks that take one item, or a fixed number of items, for any number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from latentwalk.adoption.formats.onnx_batches import Batches


def one_at_a_time(content: bytes, batches: Batches, outputs: Sequence[tuple[int, ...]]) -> bytes:
    """A network that runs another for each item of a batch of any size.

    Args:
        content: the network, which takes a fixed number of items, or one without a batch axis.
        batches: how it takes them.
        outputs: the shapes of its outputs for one item.
    """
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    model = onnx.load_from_string(content)
    body = model.graph
    constants = {one.name for one in body.initializer}
    inner = next(one for one in body.input if one.name not in constants)
    kind, name, size = inner.type.tensor_type.elem_type, inner.name, batches.size or 0
    nodes = list(body.node)
    initial = []

    def constant(key: str, values: Sequence[int]) -> str:
        made = numpy_helper.from_array(np.array(values, np.int64), f"latentwalk:each:{key}")
        initial.append(made)
        return str(made.name)

    results = []
    whole = [*((size,) if size else ()), *batches.shape]
    before = [helper.make_node("Expand", ["latentwalk:item", constant("input", whole)], [name])]
    for index, (one, shape) in enumerate(zip(body.output, outputs, strict=True)):
        source = one.name
        if size > 1:
            ends = [constant(f"{key} {index}", [at]) for key, at in (("from", 0), ("to", 1))]
            nodes.append(helper.make_node("Slice", [source, *ends], [f"latentwalk:first {index}"]))
            source = f"latentwalk:first {index}"
        flat = constant(f"output {index}", shape)
        nodes.append(helper.make_node("Reshape", [source, flat], [f"latentwalk:result {index}"]))
        of = one.type.tensor_type.elem_type
        results.append(helper.make_tensor_value_info(f"latentwalk:result {index}", of, shape))
    item = helper.make_tensor_value_info("latentwalk:item", kind, batches.shape)
    each = helper.make_graph(
        [*before, *nodes], "each", [item], results, [*body.initializer, *initial]
    )
    names = [f"latentwalk:{one.name}" for one in body.output]
    scan = helper.make_node("Scan", ["latentwalk:items"], names, body=each, num_scan_inputs=1)
    del model.graph.node[:], model.graph.initializer[:], model.graph.value_info[:]
    del model.graph.input[:], model.graph.output[:]
    model.graph.node.append(scan)
    model.graph.input.append(
        helper.make_tensor_value_info("latentwalk:items", kind, ["n", *batches.shape])
    )
    for output, one, shape in zip(names, results, outputs, strict=True):
        of = one.type.tensor_type.elem_type or TensorProto.FLOAT
        model.graph.output.append(helper.make_tensor_value_info(output, of, ["n", *shape]))
    made: bytes = model.SerializeToString()
    return made
