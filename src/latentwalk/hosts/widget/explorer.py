"""`Widget`: the explorer in a notebook's cell."""

from __future__ import annotations

import difflib
import pathlib
from typing import TYPE_CHECKING, Any

import anywidget
import numpy as np
import traitlets

from latentwalk.errors import LatentError, MissingError, SettingsError
from latentwalk.folder.manifest import ATLAS, DECODER, ENCODER, SNAPSHOTS
from latentwalk.hosts.panels import panels
from latentwalk.hosts.widget import kernel, selection
from latentwalk.hosts.widget.traits import (
    Groups,
    Path,
    Point,
    as_bytes,
    floats,
    groups_as_bytes,
    indices,
)
from latentwalk.links import controls, parts_of, points

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas

    from latentwalk.infer.model import Model

ESM = pathlib.Path(__file__).parents[2] / "web" / "static" / "widget.js"
NETWORKS = {"decoder": DECODER, "encoder": ENCODER}
LEAST_HEIGHT = 240
"""Pixels: below it nothing is to be seen."""


class Widget(anywidget.AnyWidget):
    """The explorer in a notebook: JupyterLab, Notebook, VS Code, Colab, marimo.

    The page decodes by itself, so that it walks on while the kernel is busy; the kernel is asked
    only for operators that the page's engine lacks, and for models that are Python functions.
    What is shown is in the traits below: reading one tells, setting one moves the page, and
    `observe` watches them.
    """

    _esm = ESM if ESM.exists() else ""

    z = Point().tag(sync=True, to_json=as_bytes, from_json=floats)
    """(d,) float32: where the page stands."""
    path = Path().tag(sync=True, to_json=as_bytes, from_json=floats)
    """(k, d) float32: the pins."""
    selected = Groups().tag(sync=True, to_json=groups_as_bytes, from_json=indices)
    """At most two arrays (n,) int32: the encoded images that the lasso chose, by their index in
    the atlas."""
    model = traitlets.Unicode().tag(sync=True)
    """The open model's name."""
    beside = traitlets.Unicode().tag(sync=True)
    """The name of the model that it is compared with; empty for none."""
    height = traitlets.Int().tag(sync=True)
    """Of the cell, in pixels."""
    hide = traitlets.List(traitlets.Unicode()).tag(sync=True)
    """The controls that are not shown; set later, it holds for cells that show the widget then."""
    _models: Any = traitlets.List().tag(sync=True)
    _start: Any = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        models: Model | Sequence[Model],
        *,
        height: int = 640,
        hide: str | Sequence[str] = (),
        start: Mapping[str, object] | str = "",
    ) -> None:
        """Make a widget; a notebook shows it where it is a cell's last line.

        Args:
            models: what can be walked, at least one; the first is opened.
            height: of the cell, in pixels.
            hide: panels to hide: header, typical, presets, actions, draw, nearest, dimensions,
                map, path, time.
            start: the view to open with: a link, what follows its #, or a mapping of its parts,
                `{"z": model.preset("3"), "plane": "components"}`.

        Raises:
            LatentError: a point to start at that is not the model's.
            MissingError: the package was installed without the page's bundle.
            SettingsError: no model, a part or a control that the page does not have, or a height
                that shows nothing.
        """
        from latentwalk.infer.model import Model, distinct_names

        if not ESM.exists():
            raise MissingError(
                "This installation lacks the page: install Latentwalk with pip from a release or "
                "a checkout, which builds it."
            )
        opened = [models] if isinstance(models, Model) else list(_sequence(models))
        strange = next((one for one in opened if not isinstance(one, Model)), None)
        if strange is not None:
            raise SettingsError(
                f"A widget shows models of Latentwalk's, got {type(strange).__name__}; "
                "latentwalk.explore opens one of your own."
            )
        if not opened:
            raise SettingsError("A widget needs at least one model.")
        self._by_name = dict(zip(distinct_names(opened), opened, strict=True))
        parts = parts_of(start)
        name = parts.pop("model", next(iter(self._by_name)))
        known = panels()
        hidden = [*controls(hide, known), *controls(parts.pop("hide", ""), known)]
        self._known(name)
        latent_dim = self._by_name[name].latent_dim
        beside = parts.pop("with", "")
        z = points(parts.pop("z", ""), latent_dim)
        if len(z) > 1:
            raise SettingsError(f"A widget starts at one point, got {len(z)}.")
        pins = points(parts.pop("pins", ""), latent_dim)
        super().__init__(
            model=name,
            beside=beside,
            z=z[0] if z else self._by_name[name].home,
            path=pins,
            selected=(),
            height=height,
            hide=hidden,
            _models=[_brought(name, model) for name, model in self._by_name.items()],
            _start=parts,
        )
        self.on_msg(self._asked)

    @property
    def opened(self) -> Model:
        """The open model."""
        return self._by_name[self.model]

    @property
    def latent_dim(self) -> int:
        """d, the open model's number of latent dimensions."""
        return self.opened.latent_dim

    def selection(self) -> pandas.DataFrame:
        """The encoded images that the lasso chose.

        Returns:
            A row each, with the columns `index` (in the atlas), `group` ("A" or "B"), `label` (the
            class's name, or None), `split` ("train" or "held out"), `error` (squared, summed) and
            `mean_1` ... `mean_d`.

        Raises:
            MissingError: pandas is not installed.
        """
        return selection.table(self.opened, self.selected)

    def link(self, other: Widget) -> Link:
        """Walk together with another widget, from where this one stands, until `unlink`.

        Raises:
            LatentError: the two models have different numbers of dimensions.
        """
        if self.latent_dim != other.latent_dim:
            raise LatentError(
                f"{self.model} has {self.latent_dim} dimensions and {other.model} "
                f"{other.latent_dim}: only widgets with as many walk together."
            )
        return Link(self, other)

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take in what the page sent; the model first, to which all else belongs."""
        first = {name: sync_data[name] for name in ("model",) if name in sync_data}
        super().set_state({**first, **sync_data})

    @traitlets.validate("model")
    def _known_model(self, proposal: Any) -> str:
        return self._known(proposal["value"])

    @traitlets.validate("beside")
    def _known_beside(self, proposal: Any) -> str:
        return self._known(proposal["value"]) if proposal["value"] else ""

    @traitlets.validate("height")
    def _shows_something(self, proposal: Any) -> int:
        height: int = proposal["value"]
        if height < LEAST_HEIGHT:
            raise SettingsError(f"A height is at least {LEAST_HEIGHT} pixels, got {height}.")
        return height

    @traitlets.validate("hide")
    def _known_controls(self, proposal: Any) -> list[str]:
        return controls(proposal["value"], panels())

    @traitlets.observe("model")
    def _stand_in_the_new_model(self, _change: object) -> None:
        """Keep what fits the model; the page sends what belongs to it when it switches itself."""
        with self.hold_trait_notifications():
            if self.z.shape != (self.latent_dim,):
                self.z = np.zeros(self.latent_dim)
            if self.path.shape[1:] != (self.latent_dim,):
                self.path = np.empty((0, self.latent_dim))

    def _known(self, name: str) -> str:
        if name not in self._by_name:
            near = difflib.get_close_matches(name, self._by_name, 1)
            known = f"Did you mean {near[0]}?" if near else f"It has {', '.join(self._by_name)}."
            raise SettingsError(f"This widget has no model '{name}'. {known}")
        return name

    def _asked(self, _widget: object, content: Any, buffers: Any) -> None:
        reply, frames = kernel.answer(list(self._by_name.values()), content, buffers)
        self.send(reply, frames)


class Link:
    """Two widgets that walk together."""

    def __init__(self, one: Widget, other: Widget) -> None:
        self._widgets = (one, other)
        other.z = one.z
        for widget in self._widgets:
            widget.observe(self._moved, "z")

    def unlink(self) -> None:
        """Let each walk alone again."""
        for widget in self._widgets:
            widget.unobserve(self._moved, "z")

    def _moved(self, change: Any) -> None:
        for widget in self._widgets:
            # a model with other dimensions may have been opened meanwhile: it waits
            if widget is not change["owner"] and widget.z.shape == change["new"].shape:
                widget.z = change["new"]


def _sequence(models: Any) -> Sequence[Any]:
    return models if isinstance(models, (list, tuple)) else [models]


def _brought(name: str, model: Model) -> dict[str, Any]:
    """A model as the page gets it: its name here, its manifest, and the files that it needs."""
    needed = [
        ATLAS,
        SNAPSHOTS,
        *(file for kind, file in NETWORKS.items() if kind not in model.live),
    ]
    files = {file: model.folder.content(file) for file in needed if file in model.folder}
    return {"name": name, "manifest": model.manifest_json(), "files": files}
