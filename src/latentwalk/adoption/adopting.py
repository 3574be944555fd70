"""From a stranger's model to one of ours: in memory, or as a model folder."""

from __future__ import annotations

import platform
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from latentwalk.adoption.atlases import with_atlas
from latentwalk.adoption.examples import Examples, examples_of
from latentwalk.adoption.files import Opening
from latentwalk.adoption.fitting import Fitted, fit
from latentwalk.adoption.recognising import is_folder, strangers_of
from latentwalk.errors import LatentwalkError, ModelError
from latentwalk.folder import DECODER, HeldFolder, Manifest, write_folder
from latentwalk.infer.model import Model, open_model
from latentwalk.terminal import console
from latentwalk.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from latentwalk.adoption.stranger import Stranger

MOST_ENCODED = 10_000
"""Images in an atlas, without a wish for another number."""


@dataclass(frozen=True)
class Adoption:
    """What is known of a model before it is tried, and what is wanted of it."""

    latent_dim: int | tuple[int, ...] | None = None
    """The number of latent dimensions, or the shape of a latent point."""
    image: tuple[int, int, int] | None = None
    """(c, h, w) of its images."""
    values: tuple[float, float] | None = None
    """The values of black and white."""
    name: str | None = None
    """What to call it."""
    atlas: int = MOST_ENCODED
    """Images in the atlas, at most."""
    classes: tuple[str, ...] | None = None
    """The classes' names."""
    opening: Opening = field(default_factory=Opening)
    """How a file is opened."""

    @property
    def latent_shape(self) -> tuple[int, ...] | None:
        """The shape of a latent point, where it is given.

        Raises:
            ModelError: a size that is not positive.
        """
        if self.latent_dim is None:
            return None
        shape = (self.latent_dim,) if isinstance(self.latent_dim, int) else tuple(self.latent_dim)
        if not shape or min(shape) < 1:
            raise ModelError(
                f"A latent point has positive sizes, got latent_dim={self.latent_dim}."
            )
        return shape


def adopted(
    model: Any = None,
    *,
    encoder: Callable[[Any], Any] | None = None,
    decoder: Callable[[Any], Any] | None = None,
    data: Any = None,
    labels: Any = None,
    adoption: Adoption | None = None,
    say: Callable[[str], None] | None = None,
) -> Model:
    """A stranger's model as one of ours, in memory.

    Its networks are files where they can be exported, and else functions that call it.

    Args:
        model: a module, an object with `decode` or `decoder`, a function of latent points, a path,
            or one of our own models.
        encoder: what encodes, where `model` does not tell.
        decoder: what decodes, where `model` does not tell.
        data: images to encode into an atlas, as `examples_of` takes them.
        labels: their labels.
        adoption: what is known of it.
        say: takes a sentence about what was found; without it, standard error does.

    Raises:
        LatentwalkError: it cannot be opened, does not decode, or the data do not fit it.
    """
    wish, say = adoption or Adoption(), say or _say
    examples = None if data is None else examples_of(data, labels, wish.classes)
    if isinstance(model, Model) or is_folder(model):
        ours = model if isinstance(model, Model) else open_model(model)
        return ours if examples is None else with_atlas(ours, examples, wish.atlas)
    strangers = strangers_of(model, encoder, decoder, wish.name, wish.opening)
    fitted = _fitted(strangers, wish, examples)
    files, reasons = _files(fitted)
    spec = fitted.spec
    manifest = Manifest(
        name=fitted.stranger.name,
        latent_dim=fitted.latent_dim,
        image=spec,
        provenance={"adopted": _provenance(fitted)},
    )
    ours = Model(
        HeldFolder.of(Path(fitted.stranger.name), manifest, files),
        decoder=None if DECODER in files else fitted.decoder(),
        encoder=None
        if "encoder.onnx" in files or fitted.encode_layout is None
        else fitted.encoder(),
    )
    say(_told(ours, fitted, reasons))
    return ours if examples is None else with_atlas(ours, examples, wish.atlas)


def adopt(
    model: Any = None,
    out: str | Path = "",
    *,
    encoder: Callable[[Any], Any] | None = None,
    decoder: Callable[[Any], Any] | None = None,
    data: Any = None,
    labels: Any = None,
    **known: Any,
) -> Model:
    """Write a stranger's model as a model folder, and open that.

        latentwalk.adopt(vae, "my-model", data=images, labels=digits)

    Args:
        model: as `explore` takes it.
        out: the folder to write.
        encoder: what encodes, where `model` does not tell.
        decoder: what decodes, where `model` does not tell.
        data: images to encode into the atlas.
        labels: their labels.
        known: `latent_dim`, `image`, `values`, `name`, `atlas`, `classes`: see `Adoption`.

    Raises:
        LatentwalkError: as `explore`; or its decoder cannot be written as a file.
    """
    if not str(out):
        raise ModelError("adopt needs a folder to write to: latentwalk.adopt(model, 'my-model').")
    wish = adoption_of(known, Path(out).resolve().name)
    ours = adopted(model, encoder=encoder, decoder=decoder, data=data, labels=labels, adoption=wish)
    return write(ours, out)


def write(model: Model, out: str | Path) -> Model:
    """Write a model as a model folder, and open that.

    Raises:
        ModelError: its decoder is a function, which no folder can hold.
        OutputError: the folder cannot be written.
    """
    if "decoder" in model.live:
        raise ModelError(
            f"The decoder of {model.name} could not be exported to ONNX, so no folder can hold it; "
            "`latentwalk open`, or latentwalk.explore, shows it where it lives."
        )
    if "encoder" in model.live:
        _say(f"The encoder of {model.name} could not be exported, so the folder goes without one.")
    folder = model.folder
    files = {name: folder.content(name) for name in folder.manifest.files}
    return Model(write_folder(out, folder.manifest, files))


def adoption_of(known: Mapping[str, Any], name: str | None = None) -> Adoption:
    """What a person said that they know, as an `Adoption`.

    Raises:
        ModelError: an unknown word.
    """
    known = dict(known)
    opening = {word: known.pop(word) for word in ("kwargs", "trust", "device") if word in known}
    if known.get("classes") is not None:
        known["classes"] = tuple(map(str, known["classes"]))
    try:
        made = Adoption(**known, opening=Opening(**opening))
    except TypeError as error:
        fields = ", ".join(Adoption.__dataclass_fields__)
        raise ModelError(f"{error}; what can be said of a model: {fields}.") from None
    return made if made.name or name is None else replace(made, name=name)


def _fitted(strangers: Sequence[Stranger], wish: Adoption, examples: Examples | None) -> Fitted:
    """The first that can be fitted; the first one's error where none can."""
    sample = data_range = None
    if examples is not None and not examples.scale:
        sample, data_range = examples.look()
    first: LatentwalkError | None = None
    for stranger in strangers:
        try:
            return fit(
                stranger,
                latent_shape=wish.latent_shape,
                image_shape=wish.image,
                values=wish.values,
                sample=sample,
                data_range=data_range,
            )
        except ModelError as error:
            first = first or error
    assert first is not None
    raise first


def _files(fitted: Fitted) -> tuple[dict[str, bytes], list[str]]:
    """The networks as files, and why some could not be."""
    content = fitted.stranger.onnx
    if content:
        from latentwalk.adoption.onnx_files import files_of

        return files_of(content[0], content[1], fitted)
    if fitted.stranger.module is None:
        return {}, ["it is a Python function"]
    from latentwalk.adoption.exporting import export

    return export(fitted)


def _say(sentence: str) -> None:
    console().print(sentence, soft_wrap=True, markup=False)


def _told(model: Model, fitted: Fitted, reasons: list[str]) -> str:
    """What was found, in a sentence or two."""
    spec, shape = model.image, fitted.latent_shape
    dims = f"{model.latent_dim} latent dimensions"
    if len(shape) > 1 and max(shape) < model.latent_dim:
        dims += f" ({' x '.join(map(str, shape))})"
    text = f"{model.name}: {dims}, images {spec}, values in [{spec.low:g}, {spec.high:g}]"
    if not model.can_encode:
        text += (
            "; no encoder" if fitted.stranger.encode is None else "; its encoder could not be used"
        )
    if reasons:
        text += f". Called where it lives, since {'; '.join(reasons)}"
    return text + "."


def _provenance(fitted: Fitted) -> dict[str, Any]:
    return {
        "from": fitted.stranger.source or fitted.stranger.name,
        "latent_shape": list(fitted.latent_shape),
        "latentwalk": __version__,
        "python": platform.python_version(),
    }
