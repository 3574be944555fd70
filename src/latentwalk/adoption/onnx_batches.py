"""ONNX networks that take one item, or a fixed number, per call: called, and rewritten, for any."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.infer.engine import run_session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


@dataclass(frozen=True)
class Batches:
    """How a network takes batches."""

    shape: tuple[int, ...]
    """The shape of one item; 0 for a side of any length."""
    size: int | None
    """The number of items per call; 0 for one without a batch axis, None for any."""

    @classmethod
    def of(cls, session: Any) -> Batches:
        """Read the shapes that a network declares for its first input and its first output."""
        declared = session.get_inputs()[0].shape
        sides = tuple(side if isinstance(side, int) else 0 for side in declared)
        if not sides or not sides[0]:
            return cls(sides[1:], None)
        firsts = {one.shape[0] for one in session.get_outputs() if one.shape}
        if len(sides) == 1 or (sides[0] != 1 and sides[0] not in firsts):
            return cls(sides, 0)
        return cls(sides[1:], sides[0])

    def run(self, session: Any, items: NDArray[np.float32]) -> list[NDArray[Any]]:
        """The outputs for n items (n, *shape), (n, ...) each."""
        entry = session.get_inputs()[0].name
        if self.size is None:
            return list(run_session(session, {entry: items}))
        size = self.size
        parts = []
        for start in range(0, len(items), max(1, size)):
            given = items[start] if size == 0 else items[start : start + size]
            missing = size - len(given) if size else 0
            if missing:
                given = np.concatenate([given, np.repeat(given[-1:], missing, 0)])
            results = run_session(session, {entry: given})
            parts.append([self._items(one, size - missing) for one in results])
        return [np.concatenate(column) for column in zip(*parts, strict=True)]

    def _items(self, result: NDArray[Any], count: int) -> NDArray[Any]:
        """One result of a call as `count` items; a single item may come without a batch axis."""
        if self.size and self.size > 1:
            return result[:count]
        return result if result.ndim > 1 and len(result) == 1 else result[None]


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
