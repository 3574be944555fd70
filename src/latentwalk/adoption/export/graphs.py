"""Adds nodes to ONNX networks of other shapes, so that they fit a model folder."""

from __future__ import annotations

import importlib.util
from functools import partial
from itertools import permutations
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.adoption.export.wrapping import Wrapping
from latentwalk.adoption.fitting.sequences import Numbers
from latentwalk.adoption.foreign.arrangements import Arrangement, last_first
from latentwalk.adoption.foreign.forms import INVERSES, LOGS, SPREADS
from latentwalk.errors import MissingError
from latentwalk.folder.manifest import DECODER
from latentwalk.latent.posterior import LOGVAR_BOUND
from latentwalk.outputs.curve import CurveSpec
from latentwalk.outputs.image import ImageSpec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from latentwalk.adoption.fitting.fitted import Fitted
    from latentwalk.adoption.foreign.spaces import Space

MAX_VERSIONS = 48
"""Choices of outputs that are tried."""


def versions(content: bytes, name: str, fitted: Fitted) -> Iterator[Callable[[], bytes]]:
    """Versions of a network, one of which has a model folder's input and outputs.

    The first is the network itself. In the others, nodes around it give it those shapes; they
    differ in which of its outputs are used. Each is a function, which raises a LatentwalkError
    if it cannot be made.
    """
    yield lambda: content
    if importlib.util.find_spec("onnx") is None:
        yield _needs_onnx
        return
    wrap = _wrap_decoder if name == DECODER else _wrap_encoder
    results = len(Wrapping(content).results)
    picked: list[tuple[Any, ...]] = [(index,) for index in range(results)]
    pairs = [(*pair, form) for form in SPREADS for pair in permutations(range(results), 2)]
    if name == DECODER and _has_deviations(fitted):
        picked = pairs
    elif name != DECODER and fitted.variances:
        picked = [*picked, *pairs]
    for choice in picked[:MAX_VERSIONS]:
        yield partial(_wrapped, content, wrap, fitted, choice)


def sample_name(fitted: Fitted) -> str:
    """The name of samples among a network's inputs and outputs."""
    return "image" if isinstance(fitted.spec, ImageSpec) else "sample"


def _needs_onnx() -> bytes:
    raise MissingError(
        "its input or output does not have a model folder's shape, and changing it needs onnx: "
        "pip install onnx."
    )


def _wrapped(
    content: bytes, wrap: Callable[..., None], fitted: Fitted, choice: tuple[Any, ...]
) -> bytes:
    wrapping = Wrapping(content)
    wrap(wrapping, fitted, *choice)
    return wrapping.to_bytes()


def _has_deviations(fitted: Fitted) -> bool:
    return isinstance(fitted.spec, CurveSpec) and fitted.spec.spread


def _wrap_decoder(
    wrapping: Wrapping, fitted: Fitted, index: int, spread_at: int | None = None, form: str = ""
) -> None:
    entry = wrapping.entry("z", (fitted.latent_dim,))
    if fitted.space is not None:
        entry = _projected(wrapping, entry, fitted.space, fitted.latent_dim)
    result = wrapping.floats(index)
    spread = None if spread_at is None else wrapping.floats(spread_at)
    wrapping.reshape(entry, wrapping.inner, fitted.latent_shape, first=True)
    if spread is not None:
        _read_with_deviations(wrapping, result, spread, form, fitted)
    elif isinstance(fitted.layout, Arrangement):
        _read(wrapping, result, fitted)
    else:
        _as_image(wrapping, result, fitted)
    wrapping.output(sample_name(fitted), fitted.spec.shape)


def _as_image(wrapping: Wrapping, result: str, fitted: Fitted) -> None:
    """Add the nodes that make a result an image in the model's values."""
    image = fitted.spec.shape
    steps = [*(["logits"] if fitted.logits else []), *(["values"] if fitted.after else []), "image"]
    if fitted.layout == "nhwc":
        result = wrapping.node("Transpose", [result], steps[0], perm=[0, 3, 1, 2])
    else:
        result = wrapping.reshape(result, steps[0], image)
    if fitted.logits:
        result = wrapping.node("Sigmoid", [result], steps[1])
    if fitted.after:
        wrapping.convert(result, "image", fitted.after)


def _read(wrapping: Wrapping, result: str, fitted: Fitted) -> None:
    """Add the nodes of `Arrangement.read`, and a softmax of logits."""
    last = "logits" if fitted.logits else "sample"
    result = _arranged(wrapping, result, fitted, fitted.spec.shape, last)
    if fitted.logits:
        wrapping.node("Softmax", [result], "sample", axis=-1)


def _read_with_deviations(
    wrapping: Wrapping, mean: str, spread: str, form: str, fitted: Fitted
) -> None:
    """Add the nodes that put the standard deviations of curves after their lines."""
    lines, length = fitted.spec.shape
    if form == "log_precision":
        spread, form = wrapping.node("Neg", [spread], "log variance"), "logvar"
    elif form == "precision":
        spread, form = wrapping.node("Reciprocal", [spread], "variance"), "variance"
    if form in {"logvar", "log_std"}:
        if form == "logvar":
            half = wrapping.constant("half", np.array(0.5, np.float32))
            spread = wrapping.node("Mul", [spread, half], "log deviation")
        spread = wrapping.node("Exp", [spread], "deviation")
    elif form == "variance":
        spread = wrapping.node("Sqrt", [spread], "deviation")
    shape = (lines // 2, length)
    both = [
        _arranged(wrapping, part, fitted, shape, name)
        for part, name in ((mean, "lines"), (spread, "around"))
    ]
    wrapping.node("Concat", both, "sample", axis=1)


def _arranged(
    wrapping: Wrapping, result: str, fitted: Fitted, shape: tuple[int, ...], name: str
) -> str:
    """Add the nodes of `Arrangement.read`; return the name of their result."""
    assert isinstance(fitted.layout, Arrangement)
    if not fitted.layout.swapped:
        return wrapping.reshape(result, name, shape)
    result = wrapping.reshape(result, f"{name} in other order", last_first(shape))
    order = [0, len(shape), *range(1, len(shape))]
    return wrapping.node("Transpose", [result], name, perm=order)


def _projected(wrapping: Wrapping, z: str, space: Space, d: int) -> str:
    """Add the nodes of `Space.projected`; return the name of their result."""

    def node(kind: str, result: str, *inputs: str) -> str:
        return wrapping.node(kind, list(inputs), f"{wrapping.PREFIX}{result}", first=True)

    def constant(name: str, values: Any) -> str:
        return wrapping.constant(name, np.asarray(values, np.float32))

    def squares(name: str, points: str) -> str:
        return node(
            "MatMul", f"{name} squares", node("Mul", f"{name} squared", points, points), ones
        )

    ones = constant("ones", np.ones((d, 1)))
    if space.kind == "sphere":
        norm = node(
            "Sqrt", "norm", node("Add", "positive", squares("z", z), constant("tiny", 1e-12))
        )
        return node(
            "Mul", "on sphere", node("Div", "unit", z, norm), constant("radius", space.size)
        )
    if space.kind == "hyperboloid":
        first = np.zeros(d)
        first[space.axis] = 1
        rest = node("Mul", "rest", z, constant("others", 1 - first))
        total = node("Add", "time squared", squares("rest", rest), constant("size", -space.size))
        time = node("Mul", "time", node("Sqrt", "root", total), constant("axis", first))
        return node("Add", "on hyperboloid", rest, time)
    return z


def _wrap_encoder(
    wrapping: Wrapping, fitted: Fitted, mean_at: int, spread_at: int | None = None, form: str = ""
) -> None:
    d = fitted.latent_dim
    entry = wrapping.entry(sample_name(fitted), fitted.spec.shape)
    if isinstance(fitted.encode_layout, Arrangement):
        _give(wrapping, entry, fitted.encode_layout, len(fitted.spec.shape))
    else:
        _take_image(wrapping, entry, fitted)
    mean = wrapping.floats(mean_at)
    if spread_at is not None:
        wrapping.reshape(mean, "mean", (d,))
        _add_logvar(wrapping, wrapping.reshape(wrapping.floats(spread_at), "spread", (d,)), form)
    elif fitted.variances:  # two in one array
        both = wrapping.reshape(mean, "both", (2 * d,))
        first = fitted.form.outputs[0] == "mean"
        wrapping.slice(both, "mean", 0 if first else d, d if first else 2 * d)
        spread = wrapping.slice(both, "spread", d if first else 0, 2 * d if first else d)
        _add_logvar(wrapping, spread, fitted.form.spread or "logvar")
    else:  # points only: the lowest log-variance, in the mean's shape
        mean = wrapping.reshape(mean, "mean", (d,))
        zeros = wrapping.constant("nothing", np.zeros(d, np.float32))
        lowest = wrapping.constant("least", np.full(d, -LOGVAR_BOUND, np.float32))
        wrapping.node("Add", [wrapping.node("Mul", [mean, zeros], "zero"), lowest], "logvar")
    wrapping.output("mean", (d,))
    wrapping.output("logvar", (d,))


def _give(wrapping: Wrapping, entry: str, layout: Arrangement, axes: int) -> None:
    """Add the nodes of `Arrangement.given` at the beginning."""
    if isinstance(layout, Numbers):
        name = f"{wrapping.PREFIX}numbers"
        entry = wrapping.node("ArgMax", [entry], name, first=True, axis=-1, keepdims=0)
    if layout.swapped:
        name = f"{wrapping.PREFIX}other order"
        order = [0, *range(2, axes + 1), 1]
        entry = wrapping.node("Transpose", [entry], name, first=True, perm=order)
    wrapping.reshape(entry, wrapping.inner, layout.taken, first=True)


def _take_image(wrapping: Wrapping, entry: str, fitted: Fitted) -> None:
    """Add the nodes at the beginning that give the network an image as it takes it."""
    channels, height, width = fitted.spec.shape
    if fitted.before:
        entry = wrapping.convert(entry, "input", fitted.before, first=True)
    if fitted.encode_layout == "nhwc":
        wrapping.node("Transpose", [entry], wrapping.inner, first=True, perm=[0, 2, 3, 1])
    else:
        flat: tuple[int, ...] = (channels * height * width,)
        shapes: dict[str, tuple[int, ...]] = {
            "nchw": (channels, height, width),
            "nhw": (height, width),
        }
        shape = shapes.get(str(fitted.encode_layout), flat)
        wrapping.reshape(entry, wrapping.inner, shape, first=True)


def _add_logvar(wrapping: Wrapping, spread: str, form: str) -> None:
    """Add the nodes that convert a spread to a log-variance."""
    if form not in LOGS:
        spread = wrapping.node("Log", [spread], "log")
    factor = (2.0 if form in {"std", "log_std"} else 1.0) * (-1.0 if form in INVERSES else 1.0)
    times = wrapping.constant("times", np.array(factor, np.float32))
    wrapping.node("Mul", [spread, times], "logvar")
