"""What runs a network: arrays in, arrays out. ONNX Runtime on the CPU, or a Python function."""

from __future__ import annotations

import re
import threading
import time
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from latentwalk.errors import FolderError, ModelError
from latentwalk.infer.protobuf import count_nodes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

Network: TypeAlias = "Callable[[NDArray[np.float32]], Sequence[NDArray[np.float32]]]"
"""A batch (n, ...) float32 to a list of arrays (n, ...), one for each output."""

BATCH = 256
"""Inputs to one call: more at once is no faster, and takes more memory."""
EXTERNAL_DATA = re.compile(rb"(\x0a|\x8a\x80*\x00)(\x08|\x88\x80*\x00)location")
"""How the name of the entry `location`, which points to another file, may stand in an ONNX file:
after its field's number and its length, which need not be written as short as can be."""
MAX_MEMORY = 2**32
"""Bytes that the networks of a process may take for their numbers."""
MAX_NODES = 20_000
"""Of a network. ONNX Runtime takes seconds to load so many, and minutes for a few times more."""
LONGEST = 120.0
"""Seconds that a network may take for one call: one that loops would take for ever."""


def session_of(content: bytes, name: str) -> Any:
    """An ONNX network in ONNX Runtime, bounded in memory.

    Args:
        content: the ONNX file.
        name: its name, for errors.

    Raises:
        FolderError: it is not one, is too large, or keeps weights in other files.
    """
    import onnxruntime

    if EXTERNAL_DATA.search(content):  # files that the manifest does not know, found by the cwd
        raise FolderError(
            f"{name} keeps its weights in another file; save it as one file, with its weights."
        )
    with suppress(ModelError):  # what is no network, ONNX Runtime tells
        if count_nodes(content, MAX_NODES) > MAX_NODES:
            raise FolderError(f"{name} has more than {MAX_NODES:,} nodes, the most that are run.")
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
            _ = (one.name, one.shape)  # text that is none shows only now
        return session
    except Exception as error:  # its exceptions share no base of their own
        reason = " ".join(str(error).split())
        raise FolderError(f"{name} cannot be run by ONNX Runtime: {reason}") from error


def run_of(session: Any, inputs: Mapping[str, NDArray[Any]]) -> list[NDArray[Any]]:
    """What a session gives for some inputs. One that runs longer than `LONGEST` is ended.

    Raises:
        Exception: whatever ONNX Runtime raises.
    """
    import onnxruntime

    _keep_watch()
    options = onnxruntime.RunOptions()
    _RUNNING[id(options)] = (time.monotonic(), options)
    try:
        results: list[NDArray[Any]] = session.run(None, dict(inputs), options)
    finally:
        del _RUNNING[id(options)]
    return results


_RUNNING: dict[int, tuple[float, Any]] = {}
"""When each run that goes on began, and its options."""


@cache
def _keep_watch() -> None:
    """Begin to end what runs too long. One thread does, since to begin one for each run is slow."""

    def watch() -> None:
        while True:
            time.sleep(1)
            for began, options in list(_RUNNING.values()):
                if time.monotonic() - began > LONGEST:
                    options.terminate = True

    threading.Thread(target=watch, name="latentwalk-watch", daemon=True).start()


@cache
def _bound_memory() -> None:
    """Let all sessions take their numbers' memory from one store that ends at `MAX_MEMORY`."""
    import onnxruntime

    place = onnxruntime.OrtMemoryInfo(
        "Cpu", onnxruntime.OrtAllocatorType.ORT_ARENA_ALLOCATOR, 0, onnxruntime.OrtMemType.DEFAULT
    )
    onnxruntime.create_and_register_allocator(
        place, onnxruntime.OrtArenaCfg(MAX_MEMORY, -1, -1, -1)
    )


class OnnxEngine:
    """An ONNX network in ONNX Runtime, one thread.

    Small networks gain nothing from more threads, and a server or a training run beside them
    loses by it.
    """

    def __init__(
        self, content: bytes, name: str, inputs: tuple[int, ...], outputs: Sequence[tuple[int, ...]]
    ) -> None:
        """Load the network.

        Args:
            content: the ONNX file.
            name: its name, for errors.
            inputs: the shape of its one input, without the batch.
            outputs: the shapes of its outputs, without the batch, in order.

        Raises:
            FolderError: it is not an ONNX network, keeps weights in other files, or is of other
                shapes.
        """
        self._session = session_of(content, name)
        _check(name, "input", self._session.get_inputs(), [inputs])
        _check(name, "output", self._session.get_outputs(), outputs)
        self._name = name
        self._input = self._session.get_inputs()[0].name
        self._shapes = outputs

    def __call__(self, inputs: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """Run a batch of any length (n, ...), in pieces of bounded memory.

        Raises:
            FolderError: the network fails, or gives NaN or infinity.
        """
        try:
            pieces: list[list[NDArray[np.float32]]] = [
                self._called(inputs[start : start + BATCH])
                for start in range(0, len(inputs), BATCH)
            ]
        except Exception as error:  # its exceptions share no base of their own
            reason = " ".join(str(error).split())
            raise FolderError(f"{self._name} failed on {len(inputs)} inputs: {reason}") from error
        for start, piece in enumerate(pieces):
            n = min(BATCH, len(inputs) - start * BATCH)
            expected = [(n, *shape) for shape in self._shapes]
            came = [getattr(output, "shape", None) for output in piece]
            if came != expected or any(output.dtype.kind != "f" for output in piece):
                raise FolderError(
                    f"{self._name} should give numbers of the shapes {expected}, it gave {came}."
                )
        if not all(np.isfinite(output).all() for piece in pieces for output in piece):
            raise FolderError(f"{self._name} gave NaN or infinity: its weights are damaged.")
        return _joined(pieces, self._shapes)

    def _called(self, inputs: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """Run one piece; where its memory does not suffice, in halves."""
        try:
            return run_of(self._session, {self._input: inputs})
        except Exception as error:
            if len(inputs) == 1 or "Available memory" not in str(error):
                raise
        half = len(inputs) // 2
        parts = zip(self._called(inputs[:half]), self._called(inputs[half:]), strict=True)
        return [np.concatenate(pair) for pair in parts]


class FunctionEngine:
    """A network that is a Python function: what it gives is checked as a file's would be."""

    def __init__(self, function: Network, name: str, outputs: Sequence[tuple[int, ...]]) -> None:
        """Take the function.

        Args:
            function: a batch (n, ...) float32, n at most `BATCH`, to a list of arrays.
            name: what it is, for errors.
            outputs: the shapes of its outputs, without the batch, in order.
        """
        self._function = function
        self._name = name
        self._shapes = outputs

    def __call__(self, inputs: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """Call it with a batch of any length (n, ...), in pieces.

        Raises:
            FolderError: it raised an exception, or gave NaN, infinity or other shapes.
        """
        pieces = [
            self._called(inputs[start : start + BATCH]) for start in range(0, len(inputs), BATCH)
        ]
        return _joined(pieces, self._shapes)

    def _called(self, inputs: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        try:
            given = [np.asarray(output, np.float32) for output in self._function(inputs)]
        except Exception as error:  # whatever a person's function raises
            reason = str(error) or type(error).__name__
            raise FolderError(f"{self._name} failed on {len(inputs)} inputs: {reason}") from error
        came = [array.shape for array in given]
        expected = [(len(inputs), *shape) for shape in self._shapes]
        if came != expected:
            raise FolderError(
                f"{self._name} should give arrays of the shapes {expected} for {len(inputs)} "
                f"inputs, it gave {came}."
            )
        if not all(np.isfinite(array).all() for array in given):
            raise FolderError(f"{self._name} gave NaN or infinity.")
        return given


def _joined(
    pieces: list[list[NDArray[np.float32]]], shapes: Sequence[tuple[int, ...]]
) -> list[NDArray[np.float32]]:
    """The outputs of all pieces, one after the other."""
    if not pieces:
        return [np.empty((0, *shape), np.float32) for shape in shapes]
    if len(pieces) == 1:
        return pieces[0]
    return [np.concatenate(parts) for parts in zip(*pieces, strict=True)]


def _check(name: str, what: str, found: Sequence[Any], expected: Sequence[tuple[int, ...]]) -> None:
    """Compare the shapes that a network declares with the manifest's; unknown sides pass."""
    if len(found) != len(expected):
        raise FolderError(f"{name} should have {len(expected)} {what}s, it has {len(found)}.")
    for argument, shape in zip(found, expected, strict=True):
        came = tuple(argument.shape[1:])
        known = all(not isinstance(side, int) for side in came) or len(came) == len(shape)
        if argument.shape and isinstance(argument.shape[0], int):
            raise FolderError(
                f"The {what} '{argument.name}' of {name} is for batches of {argument.shape[0]} "
                "alone; export it with a batch of any size."
            )
        fits = all(not isinstance(a, int) or a == b for a, b in zip(came, shape, strict=False))
        if not (known and fits):
            raise FolderError(
                f"The {what} '{argument.name}' of {name} should be of shape (n, "
                f"{', '.join(map(str, shape))}), it is {tuple(argument.shape)}: the network does "
                "not fit its manifest."
            )
