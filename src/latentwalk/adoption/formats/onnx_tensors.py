"""The tensors of ONNX files: reads those in a file beside it, and converts other precisions."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.errors import FolderError, MissingError, ModelError
from latentwalk.files.bounded import MAX_BYTES, read_bounded
from latentwalk.infer.engine import EXTERNAL_DATA

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import onnx

ENDINGS = (".data", "_data")
"""What exporters add to an ONNX file's name for the file with its weights."""
MAX_DEPTH = 50
"""Graphs within graphs that are read."""


def with_weights(content: bytes, path: Path) -> bytes:
    """An ONNX file with the weights that it keeps in a file beside it.

    Only `decoder.onnx.data` (or `decoder.onnx_data`) beside `decoder.onnx` is read.

    Raises:
        MissingError: the package onnx is not installed.
        FolderError: the weights are in another file, or that is missing, too short or too large.
    """
    if not EXTERNAL_DATA.search(content):
        return content
    model = _parsed(content, f"{path.name} keeps its weights in another file")
    files: dict[str, bytes] = {}
    total = len(content)
    for tensor in _tensors(model):
        if tensor.data_location != tensor.EXTERNAL:
            continue
        entries = {entry.key: entry.value for entry in tensor.external_data}
        name = entries.get("location", "")
        if name not in {path.name + ending for ending in ENDINGS}:
            raise FolderError(
                f"{path.name} keeps weights in '{name}', but only {path.name}.data beside it is "
                f"read: save it as one file, onnx.save(onnx.load('{path.name}'), '{path.name}')."
            )
        if name not in files:
            files[name] = _beside(path, name)
        start, size = _extent(entries, len(files[name]), path)
        total += size
        if total > MAX_BYTES:
            raise FolderError(f"{path.name} has more than {MAX_BYTES / 2**20:,.0f} MB of weights.")
        tensor.raw_data = files[name][start : start + size]
        tensor.data_location = tensor.DEFAULT
        del tensor.external_data[:]
    whole: bytes = model.SerializeToString()
    return whole


def as_float32(content: bytes) -> bytes:
    """An ONNX file whose half- and double-precision tensors are single-precision.

    Raises:
        MissingError: the package onnx is not installed.
        ModelError: it cannot be converted.
    """
    from onnx import AttributeProto, TensorProto, numpy_helper

    model = _parsed(content, "it is not in single precision")
    others = {TensorProto.FLOAT16, TensorProto.BFLOAT16, TensorProto.DOUBLE}
    for tensor in _tensors(model):
        if tensor.data_type in others:
            values = numpy_helper.to_array(tensor).astype(np.float32)
            tensor.CopyFrom(numpy_helper.from_array(values, tensor.name))
    for graph in graphs(model.graph):
        for value in (*graph.input, *graph.output, *graph.value_info):
            if value.type.tensor_type.elem_type in others:
                value.type.tensor_type.elem_type = TensorProto.FLOAT
        for node in graph.node:
            for attribute in node.attribute:
                is_type = attribute.name in {"to", "dtype"} and attribute.type == AttributeProto.INT
                if is_type and attribute.i in others:
                    attribute.i = TensorProto.FLOAT
    converted: bytes = model.SerializeToString()
    return converted


def _parsed(content: bytes, why: str) -> onnx.ModelProto:
    if importlib.util.find_spec("onnx") is None:
        raise MissingError(f"{why}, and reading them needs onnx: pip install onnx.")
    import onnx

    try:
        return onnx.load_from_string(content)
    except Exception as error:  # protobuf's errors have no common base class
        raise ModelError(f"it is not a valid ONNX file: {error}") from error


def graphs(graph: Any, depth: int = 0) -> Iterator[Any]:
    """A graph, and the graphs within it."""
    if depth > MAX_DEPTH:
        raise ModelError("its graphs are nested too deeply")
    yield graph
    for node in graph.node:
        for attribute in node.attribute:
            for inner in (attribute.g, *attribute.graphs):
                if inner.node:
                    yield from graphs(inner, depth + 1)


def _tensors(model: onnx.ModelProto) -> Iterator[onnx.TensorProto]:
    """All tensors of a model, in its graphs and functions."""
    for graph in (*graphs(model.graph), *model.functions):
        yield from getattr(graph, "initializer", ())
        for sparse in getattr(graph, "sparse_initializer", ()):
            yield from (sparse.values, sparse.indices)
        for node in graph.node:
            for attribute in node.attribute:
                if attribute.HasField("t"):
                    yield attribute.t
                yield from attribute.tensors


def _beside(path: Path, name: str) -> bytes:
    beside = path.parent / name
    folders = {path.parent.resolve(), path.resolve().parent}  # caches link to both files
    try:
        if beside.is_symlink() and beside.resolve().parent not in folders:
            raise OSError("it is a link to another folder")
        return read_bounded(beside)
    except FileNotFoundError:
        raise FolderError(
            f"{path.name} keeps its weights in {name}, which is missing: copy both files."
        ) from None
    except OSError as error:
        raise FolderError(f"Cannot read {beside}: {error.strerror or error}.") from error


def _extent(entries: dict[str, str], size: int, path: Path) -> tuple[int, int]:
    """Where a tensor begins in the file with the weights, and how long it is."""
    try:
        start = int(entries.get("offset", "0"))
        length = int(entries.get("length", size - start))
    except ValueError:
        start, length = -1, 0
    if not (start >= 0 and length >= 0 and start + length <= size):
        raise FolderError(f"{path.name} does not fit the file with its weights: copy both anew.")
    return start, length
