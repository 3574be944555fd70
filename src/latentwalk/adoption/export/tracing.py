"""Exports a foreign torch module to ONNX files, and compares each of them with the module."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import logging
import os
import warnings
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import nn

from latentwalk.adoption.export.conditions import input_names, numbers_for, with_all_inputs
from latentwalk.adoption.export.graphs import sample_name
from latentwalk.adoption.export.plain_weights import plain_weights
from latentwalk.errors import LatentwalkError, ModelError
from latentwalk.folder.manifest import DECODER, ENCODER
from latentwalk.infer.engine import OnnxEngine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from latentwalk.adoption.fitting.fitted import Fitted
    from latentwalk.infer.engine import Network

TOLERANCE, HALF_TOLERANCE = 1e-4, 2e-2
"""The largest difference to a module in single and in half precision, as a share of the largest
value."""
OPSET = 17
LACKING = {"atanh": "Atanh", "asinh": "Asinh", "acosh": "Acosh", "sinh": "Sinh", "cosh": "Cosh"}
"""Functions that ONNX has and tracing does not know; hyperbolic models use them."""
TRACED, CHECKED = 2, (1, 3)
"""The batch size for tracing, and those for comparison: others, to detect a fixed batch size."""
MAX_BYTES = 2**30
"""Larger networks are called in this process: neither a page nor an ONNX file can contain them."""


def export(fitted: Fitted) -> tuple[dict[str, bytes], list[str]]:
    """Export the networks, by their names in the model folder.

    Returns:
        The files, and a message for each network that cannot be exported.
    """
    module = fitted.foreign.module
    files: dict[str, bytes] = {}
    reasons: list[str] = []
    if module is None:
        return files, reasons
    reason = _obstacle(fitted)
    if reason:
        return files, [reason]
    if sum(p.numel() * p.element_size() for p in module.parameters()) > MAX_BYTES:
        return files, [f"{fitted.foreign.name} has more than a gigabyte of weights"]
    d, image = fitted.latent_dim, fitted.spec.shape
    rng = np.random.default_rng(1)
    conditions = fitted.conditions
    jobs: list[tuple[str, Callable[[Any], Any], tuple[int, ...], Any, list[str]]] = [
        (DECODER, fitted.decode_native, (d,), fitted.decoder(), [sample_name(fitted)]),
    ]
    if fitted.encode_native is not None:
        jobs.append((ENCODER, fitted.encode_native, image, fitted.encoder(), ["mean", "logvar"]))
    for file, function, shape, network, outputs in jobs:
        inputs = rng.standard_normal((max(CHECKED), *shape), dtype=np.float32)
        if file == ENCODER:
            span = fitted.spec.high - fitted.spec.low
            inputs = (fitted.spec.low + span / (1 + np.exp(-inputs))).astype(np.float32)
        taken = file == DECODER or fitted.conditional_encoder
        extra = numbers_for(conditions, len(inputs), rng) if taken else []
        try:
            files[file] = _exported(fitted, file, function, [inputs, *extra], network, outputs)
        except LatentwalkError as error:
            reasons.append(str(error))
    return files, reasons


def _obstacle(fitted: Fitted) -> str:
    """Why a module cannot be exported; "" if it may be."""
    module = fitted.foreign.module
    if isinstance(module, torch.jit.ScriptModule):
        return "it is TorchScript, which PyTorch's exporters do not support"
    if not fitted.batched:
        return "it takes one point at a time"
    if any(weight.dtype == torch.bfloat16 for weight in module.parameters()):
        return "its weights are bfloat16, which ONNX Runtime does not support"
    return ""


def _exported(
    fitted: Fitted,
    file: str,
    function: Callable[[Any], Any],
    inputs: Sequence[NDArray[np.float32]],
    network: Network,
    outputs: list[str],
) -> bytes:
    """A network as a file, by the first exporter whose file agrees with the module."""
    framework = fitted.foreign.framework
    wrapper = _Function(function, fitted)
    example = [framework.native(one[:TRACED]) for one in inputs]
    own = "z" if file == DECODER else sample_name(fitted)
    names = [own, *input_names(fitted.conditions, own)[: len(inputs) - 1]]
    expected = {n: network(*(one[:n] for one in inputs)) for n in CHECKED}
    tolerance = HALF_TOLERANCE if getattr(framework, "half", False) else TOLERANCE
    reasons = []
    for exporter in (trace, capture):
        try:
            content = framework.call(partial(exporter, wrapper, names, outputs), example)
            content = with_all_inputs(content, names, [one.shape[1:] for one in inputs])
            compare(content, file, inputs, expected, tolerance)
        except Exception as error:  # exporters can raise anything for foreign code
            reasons.append(_cause(error))
            continue
        return bytes(content)
    raise ModelError(f"{file} cannot be written: {reasons[0]}")


class _Function(nn.Module):
    """A function as a module with the weights of another module."""

    def __init__(self, function: Callable[[Any], Any], fitted: Fitted) -> None:
        super().__init__()
        self.owner = fitted.foreign.module
        self._function = function
        self._fitted = fitted
        self.training = False  # exporters restore this mode for all submodules

    def forward(self, value: torch.Tensor, *numbers: torch.Tensor) -> Any:
        """Call the function with its conditions, with float32 input and output."""
        floating = (p.dtype for p in self.owner.parameters() if p.is_floating_point())
        dtype = next(floating, torch.float32)
        with self._fitted.using([_as(one, dtype) for one in numbers]):
            given = self._function(_as(value, dtype))
        if isinstance(given, tuple):
            return tuple(_as(part, torch.float32) for part in given)
        return _as(given, torch.float32)


def _as(value: torch.Tensor, dtype: torch.dtype) -> torch.Tensor:
    """Convert a tensor's precision, without adding a node to the graph if it is the same."""
    return value if value.dtype == dtype else value.to(dtype)


def trace(
    wrapper: nn.Module, names: list[str], outputs: list[str], example: list[torch.Tensor]
) -> bytes:
    """Export by tracing, which is fast and gives simple graphs."""
    buffer = io.BytesIO()
    for function, node in LACKING.items():
        torch.onnx.register_custom_op_symbolic(  # type: ignore[attr-defined]  # not in its __all__
            f"aten::{function}", lambda graph, value, node=node: graph.op(node, value), 9
        )
    with _quiet(), plain_weights(wrapper):
        torch.onnx.export(
            wrapper,
            tuple(one.float() for one in example),
            buffer,  # type: ignore[arg-type]  # tracing accepts files as well
            dynamo=False,
            opset_version=OPSET,
            input_names=names,
            output_names=outputs,
            dynamic_axes={axis: {0: "n"} for axis in (*names, *outputs)},
        )
    return buffer.getvalue()


def capture(
    wrapper: nn.Module, names: list[str], outputs: list[str], example: list[torch.Tensor]
) -> bytes:
    """Export with torch.export, if onnxscript is installed."""
    if importlib.util.find_spec("onnxscript") is None:
        raise ModelError("the newer exporter needs onnxscript")
    batch = {0: torch.export.Dim("n")}
    with _quiet(), plain_weights(wrapper):
        program = torch.onnx.export(
            wrapper,
            tuple(one.float() for one in example),
            dynamo=True,
            input_names=names,
            output_names=outputs,
            dynamic_shapes=(batch, tuple(batch for _ in example[1:])),
            verbose=False,
        )
    assert program is not None
    content: bytes = program.model_proto.SerializeToString()
    return content


def compare(
    content: bytes,
    file: str,
    inputs: Sequence[NDArray[np.float32]],
    expected: dict[int, Sequence[NDArray[np.float32]]],
    tolerance: float,
) -> None:
    """Raise ModelError if the file differs from the module for some batch size."""
    shapes = [part.shape[1:] for part in expected[CHECKED[0]]]
    engine = OnnxEngine(content, file, [one.shape[1:] for one in inputs], shapes)
    for n, parts in expected.items():
        for ours, theirs in zip(engine(*(one[:n] for one in inputs)), parts, strict=True):
            scale = max(1.0, float(np.abs(theirs).max()))
            gap = float(np.abs(ours - theirs).max()) / scale
            if not gap <= tolerance:
                raise ModelError(f"the exported network differs from the module's by {gap:.1e}")


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Silence exporters: their warnings are settled by the comparison, their graphs help nobody."""
    log = logging.getLogger("torch.onnx")
    level = log.level
    log.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()), _no_output():
            warnings.simplefilter("ignore")
            yield
    finally:
        log.setLevel(level)


@contextlib.contextmanager
def _no_output() -> Iterator[None]:
    """Discard what native code writes to standard output: PyTorch prints the graph of a failure."""
    try:
        saved = os.dup(1)
    except OSError:  # there is no standard output
        yield
        return
    try:
        with open(os.devnull, "wb") as sink:  # noqa: PTH123  a device, not a path
            os.dup2(sink.fileno(), 1)
        yield
    finally:
        os.dup2(saved, 1)
        os.close(saved)


def _cause(error: Exception) -> str:
    """The cause of a failed export in one sentence, without pieces of the graph."""
    text = " ".join(str(error).split()) or type(error).__name__
    if "takes batches of" in text:
        return (
            f"the network was traced for a batch of {TRACED} only: write z.shape[0] instead of "
            "len(z), and no fixed batch size"
        )
    return text.partition("[Caused by")[0].partition(" Graph:")[0].strip().rstrip(".")[:300]
