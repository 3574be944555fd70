"""ONNX's own tests of its operators, as files that the page's engine can run.

Each case becomes four files. In `given` the inputs of the case are inputs of the model. In
`computed` they are reshaped and cast from flat inputs, so that the engine knows none of them before
it runs, whatever their shapes and types. In `mixed` only the first is, and the others are
constants. In `constant` all are.
"""

from __future__ import annotations

import contextlib
import io
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

if TYPE_CHECKING:
    from collections.abc import Iterator


PRECISION = {"float16": 2.0**-11, "bfloat16": 2.0**-8}
"""
The rounding of a result in half precision, relative to its size. The engine computes all real
numbers with 32 bits, and so it differs from what is rounded in half precision in a few steps.
"""


def _is_random(name: str) -> bool:
    """Whether a case draws numbers; its result shows only the shape."""
    return name.startswith(("test_bernoulli", "test_randomuniform"))


@dataclass
class Case:
    """A model, its inputs, and the outputs that it should have, by name."""

    name: str
    form: str
    model: onnx.ModelProto
    inputs: dict[str, np.ndarray]
    expected: dict[str, np.ndarray]
    rtol: float
    atol: float

    @property
    def batch(self) -> int:
        """The size of the first axis of the first input."""
        shapes = [value.shape for value in self.inputs.values()]
        return next((shape[0] for shape in shapes if shape), 1)

    def fault(self, outputs: dict[str, np.ndarray]) -> str:
        """What is wrong with the outputs; empty if nothing is."""
        for name, expected in self.expected.items():
            found = outputs.get(name, outputs.get(f"{name} flat"))
            if found is None:
                return f"{name} is missing"
            shape = outputs.get(f"{name} shape", np.array(found.shape)).ravel()
            if tuple(shape.astype(int)) != expected.shape:
                return f"{name} has the shape {shape}, not {expected.shape}"
            if _is_random(self.name):
                continue
            actual, wanted = found.ravel().astype(float), expected.ravel().astype(float)
            rtol = max(self.rtol, 4 * PRECISION.get(expected.dtype.name, 0))
            near = np.isclose(actual, wanted, rtol, self.atol, equal_nan=True)
            if not near.all():
                return f"{name} is {actual[~near][:3]}, not {wanted[~near][:3]}"
        return ""


def backend_cases() -> Iterator[Case]:
    """All cases of ONNX's node tests whose values are tensors of numbers."""
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        from onnx.backend.test.case.node import collect_testcases

        tests = collect_testcases(None)
    for test in tests:
        if test.model is None:
            continue
        graph = test.model.graph
        for inputs, outputs in test.data_sets or ():
            given = _numbers(graph.input, inputs)
            expected = _numbers(graph.output, outputs)
            if given is None or expected is None:
                continue
            first = set(list(given)[:1])
            forms = {
                "given": (test.model, given),
                "computed": _rewritten(test.model, given, set(given)),
                "constant": _rewritten(test.model, given, set()),
            }
            if len(given) > 1:
                forms["mixed"] = _rewritten(test.model, given, first)
            for form, (model, fed) in forms.items():
                yield Case(test.name, form, model, fed, expected, test.rtol, test.atol)


def _numbers(ports: Any, values: Any) -> dict[str, np.ndarray] | None:
    """The values as arrays by name; None if one is not a tensor of numbers."""
    arrays = {}
    for port, value in zip(ports, values, strict=False):
        if not port.type.HasField("tensor_type"):
            return None
        array = numpy_helper.to_array(value) if isinstance(value, TensorProto) else value
        if not isinstance(array, np.ndarray | np.generic):
            return None
        array = np.asarray(array)
        if array.dtype.kind in "OUSc":
            return None
        sizes = [size.dim_value for size in port.type.tensor_type.shape.dim]
        if (
            array.size == 0 and 0 not in sizes
        ):  # a case that reads only the type leaves out the values
            array = np.zeros(sizes, array.dtype)
        arrays[port.name] = array
    return arrays


def _rewritten(
    model: onnx.ModelProto, given: dict[str, np.ndarray], computed: set[str]
) -> tuple[onnx.ModelProto, dict[str, np.ndarray]]:
    """A model with some inputs computed from flat ones and the others constant."""
    made = _flattened(model)
    types = {port.name: port.type.tensor_type.elem_type for port in made.graph.input}
    del made.graph.input[:]
    # a model needs an input, even if its output does not depend on it
    fed = {} if computed else {"unused": np.zeros((1, 1), np.float32)}
    for name, array in given.items():
        if name in computed:
            fed[f"{name} flat"] = array.reshape(1, -1)
            shape = np.array(array.shape, np.int64)
            made.graph.initializer.append(numpy_helper.from_array(shape, f"{name} shape"))
            zeros: dict[str, Any] = {"allowzero": 1} if array.size == 0 else {}
            nodes = [
                helper.make_node(
                    "Reshape", [f"{name} flat", f"{name} shape"], [f"{name} shaped"], **zeros
                ),
                helper.make_node("Cast", [f"{name} shaped"], [name], to=types[name]),
            ]
            for node in reversed(nodes):
                made.graph.node.insert(0, node)
        else:
            made.graph.initializer.append(
                numpy_helper.from_array(array, name)
                if array.dtype.isbuiltin
                else helper.make_tensor(
                    name, types[name], array.shape, array.astype(np.float32).ravel()
                )
            )
    for name, array in fed.items():
        made.graph.input.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, array.shape))
    return made, fed


def _flattened(model: onnx.ModelProto) -> onnx.ModelProto:
    """A copy whose outputs are flat and start with a batch of one."""
    made = onnx.ModelProto()
    made.CopyFrom(model)
    ports = list(made.graph.output)
    del made.graph.output[:]
    made.graph.initializer.append(numpy_helper.from_array(np.array([1, -1], np.int64), "flat row"))
    for port in ports:
        for value, name in (
            (port.name, f"{port.name} flat"),
            (f"{port.name} sizes", f"{port.name} shape"),
        ):
            made.graph.node.append(
                helper.make_node("Cast", [value], [f"{value} real"], to=TensorProto.FLOAT)
            )
            made.graph.node.append(
                helper.make_node("Reshape", [f"{value} real", "flat row"], [name])
            )
        made.graph.node.insert(
            len(made.graph.node) - 2,
            helper.make_node("Shape", [port.name], [f"{port.name} sizes"]),
        )
        for name in (f"{port.name} flat", f"{port.name} shape"):
            made.graph.output.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, None))
    return made
