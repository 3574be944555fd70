"""From a stranger's model to one of ours: in memory, or as a model folder."""

from __future__ import annotations

import platform
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from latentwalk.adoption.atlases import with_atlas
from latentwalk.adoption.examples import examples_of
from latentwalk.adoption.fitting import Fitted, fit
from latentwalk.adoption.recognising import is_folder, strangers_of
from latentwalk.adoption.telling import remarks_on, told
from latentwalk.adoption.wishes import Adoption, adoption_of
from latentwalk.errors import LatentwalkError, ModelError, OutputError
from latentwalk.folder import DECODER, ENCODER, MANIFEST, HeldFolder, Manifest, write_folder
from latentwalk.infer.model import Model, open_model
from latentwalk.plain_text import shown
from latentwalk.terminal import console
from latentwalk.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from latentwalk.adoption.stranger import Stranger


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
    if data is None and labels is not None:
        raise ModelError("There are labels, but no data that they belong to: give data=.")
    examples = None if data is None else examples_of(data, labels, wish.classes)
    if isinstance(model, Model) or is_folder(model):
        ours = model if isinstance(model, Model) else open_model(model)
        return ours if examples is None else with_atlas(ours, examples, wish.atlas)
    with _chance_of_its_own():
        sample, span = (None, None) if examples is None else examples.look()
        strangers = strangers_of(model, encoder, decoder, wish.opening)
        fitted = _fitted(strangers, wish, sample, span)
        files, reasons = _files(fitted)
        remarks = remarks_on(fitted, sample, span)
    spec = fitted.spec
    name = wish.name or fitted.stranger.name
    manifest = Manifest(
        name=name,
        latent_dim=fitted.latent_dim,
        image=spec,
        provenance={"adopted": _provenance(fitted)},
    )
    ours = Model(
        HeldFolder.of(Path(name), manifest, files),
        decoder=None if DECODER in files else fitted.decoder(),
        encoder=None if ENCODER in files or fitted.encode_layout is None else fitted.encoder(),
    )
    say(told(ours, fitted, reasons))
    for remark in remarks:
        say(remark)
    if examples is not None and fitted.fault:
        raise ModelError(
            f"The data cannot be encoded: the encoder of {name} cannot be used, {fitted.fault}."
        )
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
    place, folder = Path(out), model.folder
    if place.is_dir() and any(place.iterdir()) and not (place / MANIFEST).is_file():
        raise OutputError(f"{out} holds other things and is no model folder: name a new one.")
    files = {name: folder.content(name) for name in folder.manifest.files}
    return Model(write_folder(out, folder.manifest, files))


def _fitted(
    strangers: Sequence[Stranger],
    wish: Adoption,
    sample: NDArray[np.float32] | None,
    data_range: tuple[float, float] | None,
) -> Fitted:
    """The first that can be fitted; the first one's error where none can."""
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


@contextmanager
def _chance_of_its_own() -> Iterator[None]:
    """Leave a person's random numbers as they were: trying a model that samples draws some."""
    if "torch" not in sys.modules:
        yield
        return
    import torch

    with torch.random.fork_rng(devices=[]):
        yield


def _say(sentence: str) -> None:
    console().print(shown(sentence), soft_wrap=True, markup=False)


def _provenance(fitted: Fitted) -> dict[str, Any]:
    return {
        "from": fitted.stranger.source or fitted.stranger.name,
        "latent_shape": list(fitted.latent_shape),
        "latentwalk": __version__,
        "python": platform.python_version(),
    }
