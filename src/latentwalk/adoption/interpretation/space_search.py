"""Finds the latent space of a model by its codes, which lie on it whatever the encoder is given."""

from __future__ import annotations

import re
from dataclasses import replace
from math import sqrt
from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.adoption.foreign.spaces import Space
from latentwalk.adoption.user_code.names import names_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from latentwalk.adoption.fitting.fitted import Fitted

CODES = 16
"""The number of codes that are examined."""
EVEN = 1e-3
"""How far norms or sums may differ, as a share of the spread of the codes."""
HYPERBOLIC = re.compile(
    r"poincar|hyperbol|lorentz|geoopt|m(o|ö)bius|exp_?map|log_?map|arc?tanh|ar?c?cosh",
    re.IGNORECASE,
)
PLAIN = {"torch", "builtins", "numpy", "collections", "functools", "typing"}
"""Packages whose classes are not a model's own."""
CURVATURES = ("c", "curvature", "k", "radius")
"""Names of attributes that are a curvature, or a radius."""


def space_of(fitted: Fitted, images: NDArray[np.float32]) -> Space | None:
    """The space of a model's codes; None for R^d, and where the codes do not show it.

    Args:
        fitted: the model with its shapes.
        images: images (n, c, h, w) in any values.
    """
    encode = fitted.encoder()
    if encode is None or len(images) < 2:
        return None
    try:
        codes = np.asarray(encode(images[:CODES])[0], np.float64)
    except Exception:  # what it raises is reported when the data are encoded
        return None
    if codes.shape[1] < 2 or not np.isfinite(codes).all():
        return None
    spread = float(codes.std(0).max())  # codes that hardly differ show nothing
    sums, norms = codes.sum(1), np.linalg.norm(codes, axis=1)
    if spread == 0:
        return None
    if codes.min() >= 0 and _even(sums, spread) and sums.mean() > 0.5:
        return Space("probabilities", float(np.rint(sums.mean())))
    if _even(norms, spread):
        return Space("sphere", float(norms.mean()))
    for axis in dict.fromkeys((0, codes.shape[1] - 1)):
        product = np.square(norms) - 2 * np.square(codes[:, axis])
        exact = codes.shape[1] > 2 and _even(product, spread**2)
        if exact and product.mean() < 0 < codes[:, axis].min():
            return Space("hyperboloid", float(product.mean()), axis)
    return next(_balls(fitted.foreign.module, float(norms.max())), None)


def in_space(fitted: Fitted, space: Space | None) -> Fitted:
    """The model with points projected to its space before they are decoded, and a remark."""
    if space is None:
        return fitted
    decode, remarks = fitted.decode_native, (*fitted.remarks, f"{space}")
    first = np.zeros(fitted.latent_dim, np.float32)
    first[space.axis] = space.kind == "hyperboloid"
    marked = fitted.foreign.framework.native(first)

    def decode_native(z: Any) -> Any:
        return decode(space.projected(z, marked))

    return replace(fitted, decode_native=decode_native, space=space, remarks=remarks)


def _balls(module: Any, largest: float) -> Iterator[Space]:
    """The ball in which all codes lie, if a module's code is hyperbolic."""
    if module is None:
        return
    for part in module.modules():
        held = [value for value in vars(part).values() if hasattr(value, "__dict__")]
        for owner in (part, *held):
            sign = _sign(type(owner))
            if not sign:
                continue
            radii = [radius for radius in _radii((owner, part, module)) if largest < radius]
            if largest < 1 or radii:
                yield Space("ball", min([1.0] if largest < 1 else radii, default=1.0), sign=sign)
                return


def _radii(owners: tuple[Any, ...]) -> Iterator[float]:
    """Radii that objects state, by themselves or as a curvature."""
    for owner in owners:
        for name in CURVATURES:
            try:
                value = abs(float(getattr(owner, name)))
            except Exception:  # no such number
                continue
            if value > 0:
                yield value if name == "radius" else 1 / sqrt(value)


def _sign(kind: type) -> str:
    """What in a class's name, or in the names that its code uses, is hyperbolic; "" if nothing."""
    for base in kind.__mro__:
        if base.__module__.partition(".")[0] in PLAIN:
            continue
        if HYPERBOLIC.search(base.__name__):
            return base.__name__
        for function in vars(base).values():
            code = getattr(function, "__code__", None)
            found = next((name for name in names_in(code) if HYPERBOLIC.search(name)), None)
            if found:
                return f"{found} in {base.__name__}"
    return ""


def _even(values: NDArray[np.float64], scale: float) -> bool:
    return bool(np.abs(values - values.mean()).max() <= EVEN * scale)
