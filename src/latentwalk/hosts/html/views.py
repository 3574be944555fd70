"""What an exported page shows first, and what the steps of its lesson show."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from latentwalk.errors import SettingsError
from latentwalk.hosts.panels import panels
from latentwalk.links import hidden_panels, parts_of, points

if TYPE_CHECKING:
    from collections.abc import Sequence

    from latentwalk.hosts.html.exported_models import ExportedModel
    from latentwalk.hosts.html.lesson import Lesson
    from latentwalk.hosts.html.options import ExportOptions


def initial(
    exported: Sequence[ExportedModel], options: ExportOptions, lesson: Lesson | None
) -> tuple[ExportedModel, str, list[str]]:
    """The model to open, the initial view as a link, and all hidden panels.

    Raises:
        SettingsError: a model that the page does not have, or a point that the model does not.
    """
    parts = parts_of(options.start or (lesson.start if lesson is not None else ""))
    hidden = hidden_panels(options.hide, panels())
    if lesson is None:  # each step of a lesson has its own
        hidden += hidden_panels(parts.pop("hide", ""), panels())
    hide = list(dict.fromkeys(hidden))
    name = parts.get("model", exported[0].name)
    first = next((each for each in exported if each.name == name), None)
    if first is None:
        names = ", ".join(each.name for each in exported)
        raise SettingsError(f"This page has no model '{name}' to start with; it has {names}.")
    if len(points(parts.get("z", ""), first.model.latent_dim)) > 1:
        raise SettingsError("A page starts at one point, got several in z.")
    points(parts.get("pins", ""), first.model.latent_dim, first.model.row_dim)
    return first, urlencode(parts, safe=",;:"), hide


def check_views(exported: Sequence[ExportedModel], lesson: Lesson) -> None:
    """Check the models and points that a lesson shows.

    Raises:
        SettingsError: a model that the page does not have, or a point that the model does not.
    """
    by_name = {each.name: each.model for each in exported}
    for view in (view for step in lesson.steps for view in step.views):
        parts = parts_of(view)
        for name in (parts.get("model", exported[0].name), parts.get("with", "")):
            if name and name not in by_name:
                raise SettingsError(
                    f"The lesson shows the model '{name}', which the page lacks; it has "
                    f"{', '.join(by_name)}."
                )
        model = by_name[parts.get("model", exported[0].name)]
        points(parts.get("z", ""), model.latent_dim)
        points(parts.get("pins", ""), model.latent_dim, model.row_dim)
    for exercise in lesson.exercises:
        exercise.check(by_name)
