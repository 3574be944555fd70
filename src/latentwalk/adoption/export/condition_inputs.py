"""Gives an ONNX network's conditions the form that they have in a model folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.adoption.export.conditions import input_names
from latentwalk.adoption.foreign.several import items_of
from latentwalk.adoption.option_conditions import Constant

if TYPE_CHECKING:
    import onnx
    from numpy.typing import NDArray

    from latentwalk.adoption.conditioning.entry import Entry
    from latentwalk.adoption.conditioning.input_formats import InputFormat
    from latentwalk.conditions.conditions import Conditions

PREFIX = "latentwalk:given "


def with_condition_inputs(content: bytes, entry: Entry, conditions: Conditions) -> bytes:
    """A network whose further inputs are float32 (n, width), in the order of the conditions.

    Args:
        content: the network; its first input becomes the one for points or samples.
        entry: how its inputs take conditions.
        conditions: the model's conditions.
    """
    import onnx
    from onnx import TensorProto, helper

    model = onnx.load_from_string(content)
    graph = model.graph
    held = {tensor.name for tensor in graph.initializer}
    inputs = {one.name: one for one in graph.input if one.name not in held}
    added: list[onnx.NodeProto] = []
    made: dict[str, onnx.ValueInfoProto] = {}
    names = dict(zip([one.name for one in conditions], input_names(conditions, ""), strict=True))
    taken = {argument.further.name for argument in entry.arguments}
    main = next(one for name, one in inputs.items() if entry.joined or name not in taken)
    if entry.joined:
        return _joined(model, main, [PREFIX + one for one in names.values()], conditions)
    for argument, choice in zip(entry.arguments, entry.chosen or (), strict=True):
        old = inputs[argument.further.name]
        kind = old.type.tensor_type.elem_type
        if isinstance(choice.condition, Constant):
            added += _constant(graph, main, old.name, choice.constant, kind)
            continue
        items = items_of(choice.condition)
        for one in items:
            made[one.name] = helper.make_tensor_value_info(
                PREFIX + names[one.name], TensorProto.FLOAT, ["n", one.width]
            )
        name = PREFIX + names[items[0].name]
        if len(items) > 1:
            every = [PREFIX + names[one.name] for one in items]
            name = f"{PREFIX}{argument.name}:all"
            added.append(helper.make_node("Concat", every, [name], axis=1))
        added += _taken(graph, name, old.name, choice.input_format, kind)
    for one in conditions:  # what only the other network takes
        if one.name not in made:
            made[one.name] = helper.make_tensor_value_info(
                PREFIX + names[one.name], TensorProto.FLOAT, ["n", one.width]
            )
    nodes = [*added, *graph.node]
    del graph.node[:], graph.input[:]
    graph.node.extend(nodes)
    graph.input.extend([main, *(made[one.name] for one in conditions)])
    result: bytes = model.SerializeToString()
    return result


def _joined(model: onnx.ModelProto, main: Any, names: list[str], conditions: Conditions) -> bytes:
    """The network with its first input cut into points and conditions."""
    from onnx import TensorProto, helper

    graph = model.graph
    points = f"{PREFIX}points"
    width = main.type.tensor_type.shape.dim[-1].dim_value - conditions.width
    nodes = [helper.make_node("Concat", [points, *names], [main.name], axis=1), *graph.node]
    widths = [max(1, width), *(one.width for one in conditions)]
    del graph.node[:], graph.input[:]
    graph.node.extend(nodes)
    graph.input.extend(
        helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", own])
        for name, own in zip([points, *names], widths, strict=True)
    )
    content: bytes = model.SerializeToString()
    return content


def _taken(
    graph: onnx.GraphProto, name: str, old: str, input_format: InputFormat, kind: int
) -> list[onnx.NodeProto]:
    """Nodes that make what a network takes of numbers (n, width): see `InputFormat.of`."""
    from onnx import helper

    nodes, result = [], name
    if input_format.is_index:
        result = f"{name}:index"
        keep = int(not input_format.flat)
        nodes.append(helper.make_node("ArgMax", [name], [result], axis=1, keepdims=keep))
    elif input_format.flat or input_format.maps:
        result = f"{name}:flat"
        sides = [0, -1, 1, 1] if input_format.maps else [-1]  # 0 keeps a side
        shape = _array(graph, f"{name}:shape", np.array(sides, np.int64))
        nodes.append(helper.make_node("Reshape", [name, shape], [result]))
    return [*nodes, helper.make_node("Cast", [result], [old], to=kind)]


def _constant(
    graph: onnx.GraphProto,
    main: Any,
    old: str,
    value: NDArray[np.float32],
    kind: int,
) -> list[onnx.NodeProto]:
    """Nodes that give an input a constant: a scalar, or the same for each point."""
    from onnx import helper

    source = _array(graph, f"{PREFIX}{old}:value", value)
    if not value.ndim:
        return [helper.make_node("Cast", [source], [old], to=kind)]
    first = f"{PREFIX}{old}:n"
    rest = _array(graph, f"{PREFIX}{old}:sides", np.array(value.shape[1:], np.int64))
    return [
        helper.make_node("Shape", [main.name], [first], start=0, end=1),
        helper.make_node("Concat", [first, rest], [f"{first} sides"], axis=0),
        helper.make_node("Expand", [source, f"{first} sides"], [f"{first} values"]),
        helper.make_node("Cast", [f"{first} values"], [old], to=kind),
    ]


def _array(graph: onnx.GraphProto, name: str, values: NDArray[Any]) -> str:
    from onnx import numpy_helper

    graph.initializer.append(numpy_helper.from_array(values, name))
    return name
