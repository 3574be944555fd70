"""An ONNX network with nodes added before and after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.errors import ModelError

if TYPE_CHECKING:
    import onnx
    from numpy.typing import NDArray

    from latentwalk.adoption.fitting.fitted import Affine


class Wrapping:
    """A network with nodes added before and after; added names have a prefix."""

    PREFIX = "latentwalk:"

    def __init__(self, content: bytes) -> None:
        import onnx

        self._model = onnx.load_from_string(content)
        graph = self._model.graph
        held = {tensor.name for tensor in graph.initializer}
        own, *others = [one for one in graph.input if one.name not in held]
        self.inner: str = own.name
        """The network's own input."""
        self._others: list[onnx.ValueInfoProto] = [_copy(one) for one in others]
        self.results: list[str] = [one.name for one in graph.output]
        """The network's own outputs."""
        self._types = [one.type.tensor_type.elem_type for one in graph.output]
        self._before: list[onnx.NodeProto] = []
        self._after: list[onnx.NodeProto] = []
        del graph.input[:], graph.output[:], graph.value_info[:]

    def floats(self, index: int) -> str:
        """The name of one of the network's outputs, as floats."""
        from onnx import TensorProto

        if self._types[index] in {TensorProto.FLOAT, TensorProto.UNDEFINED}:
            return self.results[index]
        return self.node("Cast", [self.results[index]], f"floats {index}", to=TensorProto.FLOAT)

    def entry(self, name: str, shape: tuple[int, ...]) -> str:
        """Add an input (n, *shape); return its name."""
        self._model.graph.input.append(self._ending(name, shape))
        return self.PREFIX + name

    def output(self, name: str, shape: tuple[int, ...]) -> None:
        """Add an output (n, *shape)."""
        self._model.graph.output.append(self._ending(name, shape))

    def constant(self, name: str, values: NDArray[Any]) -> str:
        """Add a constant; return its name."""
        from onnx import numpy_helper

        self._model.graph.initializer.append(numpy_helper.from_array(values, self.PREFIX + name))
        return self.PREFIX + name

    def node(
        self, kind: str, inputs: list[str], result: str, *, first: bool = False, **attributes: Any
    ) -> str:
        """Add a node at the end, or at the beginning; return the name of its output."""
        from onnx import helper

        name = result if first else self.PREFIX + result
        made = helper.make_node(kind, inputs, [name], **attributes)
        (self._before if first else self._after).append(made)
        return name

    def convert(self, source: str, result: str, conversion: Affine, *, first: bool = False) -> str:
        """Add nodes that multiply by a factor and add an offset; return the result's name."""
        factor, offset = (
            self.constant(f"{result}:{name}", values)
            for name, values in zip(("factor", "offset"), conversion, strict=True)
        )
        prefix = self.PREFIX if first else ""  # the names of nodes at the beginning are given whole
        scaled = self.node("Mul", [source, factor], f"{prefix}{result}:scaled", first=first)
        return self.node("Add", [scaled, offset], f"{prefix}{result}", first=first)

    def reshape(
        self, source: str, result: str, shape: tuple[int, ...], *, first: bool = False
    ) -> str:
        """Add a node that reshapes each example."""
        target = self.constant(f"{result}:shape", np.array([-1, *shape], np.int64))
        return self.node("Reshape", [source, target], result, first=first)

    def slice(self, source: str, result: str, start: int, end: int) -> str:
        """Add a node that slices the first axis after the batch axis."""
        ends = {"from": start, "to": end, "axis": 1}
        names = [self.constant(f"{result}:{key}", np.array([at])) for key, at in ends.items()]
        return self.node("Slice", [source, *names], result)

    def to_bytes(self) -> bytes:
        """The complete file.

        Raises:
            ModelError: it is not a valid network.
        """
        import onnx

        graph = self._model.graph
        graph.input.extend(self._others)
        nodes = [*self._before, *graph.node, *self._after]
        del graph.node[:]
        graph.node.extend(nodes)
        try:
            onnx.checker.check_model(self._model)
        except onnx.checker.ValidationError as error:
            raise ModelError(f"it cannot be given a model folder's shapes: {error}") from error
        content: bytes = self._model.SerializeToString()
        return content

    def _ending(self, name: str, shape: tuple[int, ...]) -> onnx.ValueInfoProto:
        from onnx import TensorProto, helper

        full: list[str | int | None] = ["n", *shape]
        return helper.make_tensor_value_info(self.PREFIX + name, TensorProto.FLOAT, full)


def _copy(port: onnx.ValueInfoProto) -> onnx.ValueInfoProto:
    """A copy, which stays when its list is emptied."""
    import onnx

    copied = onnx.ValueInfoProto()
    copied.CopyFrom(port)
    return copied
