"""Opens several models at once: what is known about foreign ones is not about the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from latentwalk.adoption.adopting import adopted
from latentwalk.adoption.formats.recognition import is_folder
from latentwalk.infer.model import Model

if TYPE_CHECKING:
    from collections.abc import Sequence

    from latentwalk.adoption.options import ModelOptions


def all_adopted(models: Sequence[Any], options: ModelOptions, **of_first: Any) -> list[Model]:
    """Open models, the first of them with the data.

    Args:
        models: as for `adopted`. With foreign models beside model folders, the options that
            describe a foreign model are for those alone.
        options: what is known about the models.
        of_first: the other arguments of `adopted`, for the first model.

    Raises:
        LatentwalkError: as for `adopted`.
    """
    are_own = [isinstance(model, Model) or is_folder(model) for model in models]
    of_own = options if all(are_own) else options.for_own
    return [
        adopted(model, options=of_own if is_own else options, **(of_first if number == 0 else {}))
        for number, (model, is_own) in enumerate(zip(models, are_own, strict=True))
    ]
