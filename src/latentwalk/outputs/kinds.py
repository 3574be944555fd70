"""The output kinds by name."""

from __future__ import annotations

from dataclasses import MISSING, fields
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
CITED = 40
"""Characters of an unknown key in a message."""


def output_from_json(content: Any) -> Output:
    """Parse the `output` of a manifest.

    Raises:
        ValueError: an unknown kind, missing or unknown keys, or an invalid specification.
    """
    kind = content.get("kind") if isinstance(content, dict) else None
    if not isinstance(kind, str) or kind not in KINDS:
        raise ValueError(f"the output's kind must be one of {', '.join(KINDS)}")
    spec: Any = KINDS[kind]
    rest = {name: value for name, value in content.items() if name != "kind"}
    known = {one.name: one.default is MISSING for one in fields(spec) if one.compare}
    missing = [name for name, is_needed in known.items() if is_needed and name not in rest]
    unknown = [name for name in rest if name not in known]
    if missing or unknown:
        fault = f"needs '{missing[0]}'" if missing else f"has no '{unknown[0][:CITED]}'"
        raise ValueError(f"an output of the kind {kind} {fault}: its keys are {', '.join(known)}")
    read: Output = spec.from_json(rest)
    return read
