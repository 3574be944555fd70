"""Runs networks on arrays: with ONNX Runtime on the CPU, or by calling a Python function."""

from __future__ import annotations

import re
import threading
import time
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from latentwalk.errors import FolderError, ModelError
from latentwalk.infer.protobuf import nodes
from latentwalk.infer.random_operators import check_random_operators

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

Network: TypeAlias = "Callable[..., Sequence[NDArray[np.float32]]]"
"""Maps one batch (n, ...) float32 per input to a list of arrays (n, ...), one per output."""

BATCH = 256
"""Inputs per call: larger batches are not faster, and need more memory."""
EXTERNAL_DATA = re.compile(rb"(\x0a|\x8a\x80*\x00)(\x08|\x88\x80*\x00)location")
"""The key `location`, which refers to another file, in an ONNX file: preceded by its field number
and its length, neither of which need have the shortest encoding."""
MAX_MEMORY = 2**32
"""Bytes that all networks of a process may use for their numbers."""
MAX_NODES = 20_000
"""The largest number of nodes. ONNX Runtime loads that many in seconds, a few times as many in
minutes."""
MAX_SECONDS = 120.0
"""The longest run of a network, which bounds endless loops."""


def load_session(content: bytes, name: str) -> Any:
    """Load an ONNX network into ONNX Runtime, with bounded memory.

    Args:
        content: the ONNX file.
        name: its name, for error messages.

    Raises:
        FolderError: the file is invalid or too large, stores weights in other files, or draws
            noise that ONNX Runtime cannot draw.
    """
    import onnxruntime

    if EXTERNAL_DATA.search(content):  # refers to unlisted files, relative to the working directory
        raise FolderError(
            f"{name} stores its weights in another file: save it as one file, with its weights."
        )
    fault = None
    try:
        if any(True for _ in islice(nodes(content), MAX_NODES, None)):
            raise FolderError(f"{name} has more than {MAX_NODES:,} nodes, the largest number.")
        check_random_operators(content, name)
    except ModelError as error:  # ONNX Runtime gives a better message for invalid files
        fault = error
    _bound_memory()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    options.add_session_config_entry("session.use_env_allocators", "1")
    options.add_session_config_entry("session.load_model_format", "ONNX")
    try:
        session = onnxruntime.InferenceSession(
            content, options, providers=["CPUExecutionProvider"], enable_fallback=0
        )
        for one in (*session.get_inputs(), *session.get_outputs()):
            _ = (one.name, one.shape)  # raises for invalid text
    except Exception as error:  # ONNX Runtime's exceptions have no common base class
        reason = " ".join(str(error).split())
        raise FolderError(f"ONNX Runtime cannot run {name}: {reason}") from error
    if fault is not None:  # nothing may be run that could not be checked
        raise FolderError(f"{name} is written in a way that cannot be checked: export it again.")
    return session


def run_session(session: Any, inputs: Mapping[str, NDArray[Any]]) -> list[NDArray[Any]]:
    """Run a session. A run that takes longer than `MAX_SECONDS` is terminated.

    Raises:
        Exception: whatever ONNX Runtime raises.
    """
    import onnxruntime

    _start_watchdog()
    options = onnxruntime.RunOptions()
    _RUNNING[id(options)] = (time.monotonic(), options)
    try:
        results: list[NDArray[Any]] = session.run(None, dict(inputs), options)
    finally:
        del _RUNNING[id(options)]
    return results


_RUNNING: dict[int, tuple[float, Any]] = {}
"""The start and the options of each run in progress."""


@cache
def _start_watchdog() -> None:
    """Start the thread that terminates long runs; one for all, since a thread per run is slow."""

    def watch() -> None:
        while True:
            time.sleep(1)
            for began, options in list(_RUNNING.values()):
                if time.monotonic() - began > MAX_SECONDS:
                    options.terminate = True

    threading.Thread(target=watch, name="latentwalk-watch", daemon=True).start()


@cache
def _bound_memory() -> None:
    """Make all sessions allocate from one arena of at most `MAX_MEMORY` bytes."""
    import onnxruntime

    memory = onnxruntime.OrtMemoryInfo(
        "Cpu", onnxruntime.OrtAllocatorType.ORT_ARENA_ALLOCATOR, 0, onnxruntime.OrtMemType.DEFAULT
    )
    onnxruntime.create_and_register_allocator(
        memory, onnxruntime.OrtArenaCfg(MAX_MEMORY, -1, -1, -1)
    )


class OnnxEngine:
    """An ONNX network in ONNX Runtime, with one thread.

    Small networks do not gain from more threads, and a server or a training run beside them
    suffers.
    """

    def __init__(
        self,
        content: bytes,
        name: str,
        inputs: Sequence[tuple[int, ...]],
        outputs: Sequence[tuple[int, ...]],
        only: str | None = None,
    ) -> None:
        """Load the network.

        Args:
            content: the ONNX file.
            name: its name, for error messages.
            inputs: the shapes of its inputs, without the batch axis, in order.
            outputs: the shapes of its outputs, without the batch axis, in order.
            only: the name of the one output that is returned; None for all.

        Raises:
            FolderError: the file is invalid, stores weights in other files, or has other shapes.
        """
        self._session = load_session(content, name)
        found = self._session.get_outputs()
        returned = [one for one in found if only in {None, one.name}]
        _check(name, "input", self._session.get_inputs(), inputs)
        _check(name, "output", returned, outputs)
        self._returned = [found.index(one) for one in returned]
        self._name = name
        self._inputs = [one.name for one in self._session.get_inputs()]
        self._shapes = outputs

    def __call__(self, *inputs: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """Run a batch (n, ...) of any length, one array per input, in parts of bounded memory.

        Raises:
            FolderError: the network fails, or returns NaN or infinity.
        """
        try:
            parts: list[list[NDArray[np.float32]]] = [self._run(part) for part in _batches(inputs)]
        except Exception as error:  # ONNX Runtime's exceptions have no common base class
            reason = " ".join(str(error).split())
            count = len(inputs[0])
            raise FolderError(f"{self._name} failed on {count} inputs: {reason}") from error
        for start, part in enumerate(parts):
            n = min(BATCH, len(inputs[0]) - start * BATCH)
            expected = [(n, *shape) for shape in self._shapes]
            actual = [getattr(output, "shape", None) for output in part]
            if actual != expected or any(output.dtype.kind != "f" for output in part):
                raise FolderError(
                    f"{self._name} should return numbers of the shapes {expected}, it returned "
                    f"{actual}."
                )
        if not all(np.isfinite(output).all() for part in parts for output in part):
            raise FolderError(f"{self._name} returned NaN or infinity: its weights are damaged.")
        return _joined(parts, self._shapes)

    def _run(self, inputs: Sequence[NDArray[np.float32]]) -> list[NDArray[np.float32]]:
        """Run one part; if memory does not suffice, in halves."""
        n = len(inputs[0])
        try:
            results = run_session(self._session, dict(zip(self._inputs, inputs, strict=True)))
            return [results[i] for i in self._returned]
        except Exception as error:
            if n == 1 or "Available memory" not in str(error):
                raise
        first, second = (
            [one[part] for one in inputs] for part in (slice(n // 2), slice(n // 2, n))
        )
        parts = zip(self._run(first), self._run(second), strict=True)
        return [np.concatenate(pair) for pair in parts]


class FunctionEngine:
    """A network that is a Python function, whose results are checked like those of a file."""

    def __init__(self, function: Network, name: str, outputs: Sequence[tuple[int, ...]]) -> None:
        """Take the function.

        Args:
            function: maps one batch (n, ...) float32 per input, n at most `BATCH`, to a list of
                arrays.
            name: a description for error messages.
            outputs: the shapes of its outputs, without the batch axis, in order.
        """
        self._function = function
        self._name = name
        self._shapes = outputs

    def __call__(self, *inputs: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """Call the function with a batch (n, ...) of any length, one array per input, in parts.

        Raises:
            FolderError: it raised an exception, or returned NaN, infinity or other shapes.
        """
        return _joined([self._call(part) for part in _batches(inputs)], self._shapes)

    def _call(self, inputs: Sequence[NDArray[np.float32]]) -> list[NDArray[np.float32]]:
        n = len(inputs[0])
        try:
            given = [np.asarray(output, np.float32) for output in self._function(*inputs)]
        except Exception as error:  # the user's function can raise anything
            reason = str(error) or type(error).__name__
            raise FolderError(f"{self._name} failed on {n} inputs: {reason}") from error
        actual = [array.shape for array in given]
        expected = [(n, *shape) for shape in self._shapes]
        if actual != expected:
            raise FolderError(
                f"{self._name} should return arrays of the shapes {expected} for {n} "
                f"inputs, it returned {actual}."
            )
        if not all(np.isfinite(array).all() for array in given):
            raise FolderError(f"{self._name} returned NaN or infinity.")
        return given


def _batches(inputs: Sequence[NDArray[np.float32]]) -> Iterator[list[NDArray[np.float32]]]:
    """The inputs in parts of at most `BATCH`."""
    for start in range(0, len(inputs[0]), BATCH):
        yield [one[start : start + BATCH] for one in inputs]


def _joined(
    parts: list[list[NDArray[np.float32]]], shapes: Sequence[tuple[int, ...]]
) -> list[NDArray[np.float32]]:
    """The outputs of all parts, concatenated."""
    if not parts:
        return [np.empty((0, *shape), np.float32) for shape in shapes]
    if len(parts) == 1:
        return parts[0]
    return [np.concatenate(outputs) for outputs in zip(*parts, strict=True)]


def _check(name: str, what: str, found: Sequence[Any], expected: Sequence[tuple[int, ...]]) -> None:
    """Compare the declared shapes of a network with the manifest's; unknown sides are accepted."""
    if len(found) != len(expected):
        count = f"{len(expected)} {what}{'s' if len(expected) > 1 else ''}"
        raise FolderError(f"{name} must have {count}, it has {len(found)}.")
    for argument, shape in zip(found, expected, strict=True):
        actual = tuple(argument.shape[1:])
        complete = all(not isinstance(side, int) for side in actual) or len(actual) == len(shape)
        if argument.shape and isinstance(argument.shape[0], int):
            raise FolderError(
                f"The {what} '{argument.name}' of {name} takes batches of {argument.shape[0]} "
                "only: export it with a dynamic batch size."
            )
        fits = all(not isinstance(a, int) or a == b for a, b in zip(actual, shape, strict=False))
        if not (complete and fits):
            raise FolderError(
                f"The {what} '{argument.name}' of {name} must have the shape (n, "
                f"{', '.join(map(str, shape))}), it has {tuple(argument.shape)}: the network does "
                "not fit its manifest."
            )
