"""Leaves the modules out of a page that nothing on it uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from latentwalk.folder.manifest import COLUMNS
from latentwalk.links import parts_of
from latentwalk.outputs.field import FieldSpec
from latentwalk.outputs.image import ImageSpec

if TYPE_CHECKING:
    from collections.abc import Sequence

    from latentwalk.hosts.html.bundle import Bundle
    from latentwalk.hosts.html.exported_models import ExportedModel
    from latentwalk.hosts.html.lesson import Lesson
    from latentwalk.hosts.html.options import ExportOptions
    from latentwalk.infer.model import Model


def trimmed(
    bundle: Bundle,
    exported: Sequence[ExportedModel],
    options: ExportOptions,
    lesson: Lesson | None,
    start: str,
    *,
    one: bool,
) -> Bundle:
    """The bundle with the modules that a page uses.

    Args:
        bundle: all modules.
        exported: the page's models.
        options: the page's options.
        lesson: its lesson, if it is one.
        start: its initial view, as a link.
        one: whether it is a single file, which is small: it has some panels only if a view uses
            them.
    """
    models = [each.model for each in exported]
    shown = parts_of(start)

    def views(part: str) -> bool:
        return not one or part in shown or (lesson is not None and lesson.uses(part))

    exercises = lesson is not None and bool(lesson.exercises)
    used = {
        bundle.lesson: lesson is not None,
        bundle.exercise: exercises,
        bundle.train: options.train,
        bundle.training: exercises or options.train,
        bundle.runtime: bool(options.engine),
        bundle.timeline: any(each.snapshots for each in exported),
        **dict.fromkeys((bundle.kinds, bundle.plots), not all(map(_is_opaque_image, models))),
        bundle.conditions: any(model.conditions for model in models),
        bundle.columns: any(COLUMNS in model.folder for model in models),
        bundle.figures: not one or any(map(_has_figures, models)),
        bundle.originals: any(each.originals for each in exported),
        bundle.predictor: not one or any(each.predicts for each in exported),
        bundle.diagnosis: any(map(_means, models)),
        bundle.summary: any(_means(model) > bundle.summary_above for model in models),
        bundle.full_engine: not all(each.is_plain(bundle.plain_operators) for each in exported),
        bundle.gpu: any(each.may_be_heavy() for each in exported),
        bundle.network: views("network"),
        bundle.noise: views("noise"),
    }
    return bundle.without(*(module for module, is_used in used.items() if not is_used))


def _is_opaque_image(model: Model) -> bool:
    return isinstance(model.output, ImageSpec) and not model.output.alpha


def _has_figures(model: Model) -> bool:
    """Whether a single file can save figures: those of images, with nothing besides, are small."""
    if COLUMNS in model.folder or model.conditions:
        return True
    return not isinstance(model.output, ImageSpec | FieldSpec)


def _means(model: Model) -> int:
    """The numbers in the means of a model's atlas."""
    return 0 if model.atlas is None else model.atlas.mean.size
