"""Opens what users give as a predictor: a file, a module, an estimator, or a function."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.adoption.formats.onnx_batches import Batches
from latentwalk.adoption.predictors.candidate import Candidate
from latentwalk.errors import ModelError
from latentwalk.evaluation import classifier
from latentwalk.files.bounded import MAX_BYTES, read_bounded
from latentwalk.infer.engine import load_session, run_session

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from latentwalk.outputs.output import Output

DIGITS = "digits"
"""The name of the shipped classifier of digits."""


def candidate_of(given: Any, output: Output) -> Candidate:
    """Take a predictor of samples.

    Args:
        given: the path of an ONNX file, `digits`, a torch module, an estimator of scikit-learn, or
            a function of samples (n, ...).
        output: the samples that it will get.

    Raises:
        ModelError: it is none of these, or cannot be read.
    """
    if isinstance(given, (str, Path)):
        return _digits() if str(given) == DIGITS else _file(Path(given))
    shapes = _shapes(output)
    if hasattr(given, "predict_proba"):
        names = tuple(map(str, getattr(given, "classes_", ())))
        flat = ((output.size,),)
        return Candidate(
            _name(given),
            given.predict_proba,
            flat,
            names=names,
            returns="probabilities",
            reason="an estimator runs in Python",
        )
    if "torch" in sys.modules:
        from latentwalk.adoption.predictors.modules import candidate_in, is_module

        if is_module(given):
            return candidate_in(given, _name(given), shapes)
    if callable(given):
        return Candidate(_name(given), _arrays(given), shapes, reason="it is a Python function")
    if hasattr(given, "predict"):
        flat = ((output.size,),)
        return Candidate(
            _name(given), given.predict, flat, returns="values", reason="it is an estimator"
        )
    raise ModelError(
        "predictor must be the path of an ONNX file, 'digits', a torch module, an estimator with "
        f"predict, or a function of samples, got {type(given).__name__}."
    )


def _digits() -> Candidate:
    """The classifier of MNIST digits that `latentwalk evaluate` uses."""
    image, content = classifier.IMAGE, classifier.FILE.read_bytes()
    return Candidate(
        "digits",
        lambda inputs: classifier.read_values(inputs).logits,
        (image.shape,),
        content,
        output=classifier.LOGITS,
        names=classifier.CLASSES,
        returns="logits",
        low=(image.low,),
        high=(image.high,),
    )


def _file(path: Path) -> Candidate:
    """An ONNX file.

    Raises:
        ModelError: the file is missing, or no network of one input.
    """
    if path.suffix.lower() != ".onnx":
        raise ModelError(
            f"{path} is not an ONNX file. A predictor is a file .onnx, 'digits', or in Python a "
            "module, an estimator or a function: latentwalk.explore(model, predictor=...)."
        )
    try:
        content = read_bounded(path, MAX_BYTES)
    except OSError as error:
        raise ModelError(f"Cannot read {path}: {error.strerror or error}.") from error
    session = load_session(content, path.name)
    entries, results = session.get_inputs(), session.get_outputs()
    if len(entries) != 1:
        raise ModelError(
            f"{path.name} must have one input, the samples, but has {len(entries)}: "
            f"{', '.join(one.name for one in entries)}."
        )
    if entries[0].type != "tensor(float)":
        raise ModelError(
            f"{path.name} must take float32, but its input '{entries[0].name}' is "
            f"{entries[0].type}."
        )
    scoring = [one for one in results if len(one.shape) == 2] or results
    chosen = scoring[-1]
    remark = ""
    if len(results) > 1:
        others = ", ".join(one.name for one in results if one is not chosen)
        remark = f"Of the outputs of {path.name}, '{chosen.name}' is read, and not {others}."
    batches, position = Batches.of(session), results.index(chosen)
    if batches.size is not None:
        call: Callable[[Any], Any] = lambda inputs: batches.run(session, inputs)[position]  # noqa: E731
        reason = f"{path.name} takes a fixed number of samples at once"
        return Candidate(path.name, call, (batches.shape,), remark=remark, reason=reason)
    return Candidate(
        path.name,
        lambda inputs: run_session(session, {entries[0].name: inputs})[position],
        (batches.shape,),
        content,
        output=chosen.name if len(results) > 1 else None,
        remark=remark,
    )


def _shapes(output: Output) -> tuple[tuple[int, ...], ...]:
    """The shapes in which a function may take a sample."""
    shapes = [output.shape, (output.size,)]
    if len(output.shape) == 3:
        channels, height, width = output.shape
        shapes.append((height, width, channels))
        if channels == 1:
            shapes.append((height, width))
    return tuple(dict.fromkeys(shapes))


def _arrays(function: Callable[[Any], Any]) -> Callable[[Any], NDArray[np.float32]]:
    """A function of arrays; one that needs tensors of PyTorch gets them."""

    def call(inputs: NDArray[np.float32]) -> NDArray[np.float32]:
        try:
            returned = function(inputs)
        except Exception:
            if "torch" not in sys.modules:
                raise
            from latentwalk.adoption.predictors.modules import called_with_tensors

            returned = called_with_tensors(function, inputs)
        if hasattr(returned, "detach"):
            returned = returned.detach().cpu().float().numpy()
        return np.asarray(returned, np.float32)

    return call


def _name(given: Any) -> str:
    return str(getattr(given, "__name__", None) or type(given).__name__)
