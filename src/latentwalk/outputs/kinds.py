"""The output kinds by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from latentwalk.outputs.categories import CategoriesSpec
from latentwalk.outputs.curve import CurveSpec
from latentwalk.outputs.field import FieldSpec
from latentwalk.outputs.image import ImageSpec
from latentwalk.outputs.points import PointsSpec
from latentwalk.outputs.values import ValuesSpec

if TYPE_CHECKING:
    from latentwalk.outputs.output import Output

KINDS: dict[str, type[Output]] = {
    spec.kind: spec
    for spec in (ImageSpec, CurveSpec, ValuesSpec, PointsSpec, CategoriesSpec, FieldSpec)
}


def output_from_json(content: Any) -> Output:
    """Parse the `output` of a manifest.

    Raises:
        ValueError: an unknown kind, or an invalid specification.
        TypeError: missing or unknown keys.
    """
    if not isinstance(content, dict) or content.get("kind") not in KINDS:
        raise ValueError(f"the output's kind must be one of {', '.join(KINDS)}")
    rest = {name: value for name, value in content.items() if name != "kind"}
    return KINDS[content["kind"]].from_json(rest)
