"""What a person says of a model of their own: the options that `open` and `adopt` share."""

from __future__ import annotations

import ast
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from tyro.conf import arg

from latentwalk.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from latentwalk.adoption.wishes import Adoption
    from latentwalk.infer.model import Model


@dataclass(frozen=True)
class Known:
    """Options for a model that is not a model folder. What is not said is found by trying."""

    model: Annotated[str, arg(metavar="MODULE:CLASS")] = ""
    """What weights belong to: package.module:Class or file.py:Class, a torch module or a function
    that makes one."""
    kwargs: Annotated[str, arg(metavar="JSON")] = ""
    """What the class is called with: JSON, or name=value pairs with commas between."""
    latent_dim: Annotated[str, arg(metavar="D")] = ""
    """The number of latent dimensions, or the shape of a latent point, as 4x8x8."""
    image: Annotated[str, arg(metavar="CxHxW")] = ""
    """Channels, rows and columns of an image, as 3x64x64."""
    values: Annotated[str, arg(metavar="LOW,HIGH")] = ""
    """The values of black and white, as 0,1."""
    data: Annotated[str, arg(metavar="DATA")] = ""
    """Images to encode into the map: a folder of pictures, an .npz, IMAGES,LABELS, mnist."""
    atlas: int = 10_000
    """Images on the map, at most."""
    name: str = ""
    """What to call it; its file's name, if this is not given."""
    device: str = ""
    """Where a model of PyTorch's runs: cpu, cuda, mps. Without it, the CPU."""
    trust: bool = False
    """Run code that is inside the file. It may do anything that you may: give this only for files
    whose maker you know."""

    def models(self, sources: Sequence[str]) -> list[Model]:
        """The models that a command line names, its data on the map of the first.

        Raises:
            LatentwalkError: an option that is not of its form, or a model that cannot be opened.
        """
        from latentwalk.adoption.adopting import adopted

        wish, data = self.adoption(), self.data or None
        return [
            adopted(source, data=None if place else data, adoption=wish)
            for place, source in enumerate(sources)
        ]

    def adoption(self) -> Adoption:
        """The options, read.

        Raises:
            SettingsError: one that is not of its form.
        """
        from latentwalk.adoption.files import Opening
        from latentwalk.adoption.wishes import Adoption

        if self.atlas < 1:
            raise SettingsError(f"--atlas is a positive number of images, got {self.atlas}.")
        image = _sizes("image", self.image)
        if image and len(image) != 3:
            raise SettingsError(f"--image is CxHxW, as 3x64x64, got '{self.image}'.")
        return Adoption(
            latent_dim=_sizes("latent-dim", self.latent_dim),
            image=(image[0], image[1], image[2]) if image else None,
            values=_values(self.values),
            name=self.name or None,
            atlas=self.atlas,
            opening=Opening(self.model, _kwargs(self.kwargs), self.trust, self.device or None),
        )


def _sizes(option: str, text: str) -> tuple[int, ...] | None:
    if not text:
        return None
    try:
        sizes = tuple(int(word) for word in text.lower().replace(",", "x").split("x"))
    except ValueError:
        sizes = ()
    if not sizes or min(sizes) < 1:
        raise SettingsError(f"--{option} is positive numbers with x between, got '{text}'.")
    return sizes


def _values(text: str) -> tuple[float, float] | None:
    if not text:
        return None
    try:
        low, high = (float(word) for word in text.split(","))
        if not -float("inf") < low < high < float("inf"):
            raise ValueError
    except ValueError:
        raise SettingsError(
            f"--values is the values of black and white, as 0,1 or -1,1, got '{text}'."
        ) from None
    return low, high


def _kwargs(text: str) -> dict[str, Any]:
    if not text:
        return {}
    try:
        if text.lstrip().startswith("{"):
            read: Any = json.loads(text)
        else:  # as in a call: names and plain values
            call = ast.parse(f"f({text})", mode="eval").body
            assert isinstance(call, ast.Call)
            if call.args:
                raise ValueError("every value needs a name")
            read = {str(word.arg): ast.literal_eval(word.value) for word in call.keywords}
    except (ValueError, SyntaxError, RecursionError) as error:
        raise SettingsError(
            f"--kwargs is JSON, as '{{\"latent_dim\": 16}}', or name=value pairs, got '{text}': "
            f"{error}."
        ) from None
    return dict(read)
