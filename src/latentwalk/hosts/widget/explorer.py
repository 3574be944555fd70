"""`Widget`: the explorer in a notebook's cell."""

from __future__ import annotations

import contextlib
import difflib
import pathlib
import sys
from base64 import b64encode
from typing import TYPE_CHECKING, Any

import anywidget
import numpy as np
import traitlets

from latentwalk.errors import LatentError, MissingError, SettingsError
from latentwalk.folder.manifest import ATLAS, COLUMNS, DECODER, ENCODER, SNAPSHOTS
from latentwalk.folder.predictor import PREDICTOR
from latentwalk.hosts.panels import panels
from latentwalk.hosts.widget import kernel, selection
from latentwalk.hosts.widget.still import still
from latentwalk.hosts.widget.traits import (
    Conditions,
    Groups,
    Path,
    Point,
    as_bytes,
    floats,
    groups_as_bytes,
    indices,
)
from latentwalk.links import given, hidden_panels, parts_of, points

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas

    from latentwalk.infer.model import Model

ESM = pathlib.Path(__file__).parents[2] / "web" / "static" / "widget.js"
NETWORKS = {"decoder": DECODER, "encoder": ENCODER, "predictor": PREDICTOR}
HEIGHT = 640
MARIMO_HEIGHT = 590
"""Pixels by default; marimo scrolls taller outputs."""
MIN_HEIGHT = 240
"""Pixels; a lower cell shows nothing useful."""


class Widget(anywidget.AnyWidget):
    """The explorer in a notebook: JupyterLab, Notebook, VS Code, Colab, marimo.

    The page decodes by itself, even while the kernel is busy. The kernel decodes only if the page's
    engine lacks an operator, and for models that are Python functions. The traits below hold the
    state of the page: read them, set them to move the page, or `observe` them.
    """

    _esm = ESM if ESM.exists() else ""

    z = Point().tag(sync=True, to_json=as_bytes, from_json=floats)
    """(d,) float32: the current latent point."""
    given = Conditions().tag(sync=True, to_json=as_bytes, from_json=floats)
    """(w,) float32: what the decoder takes besides the point; empty for most models. `conditions`
    has it by name."""
    path = Path().tag(sync=True, to_json=as_bytes, from_json=floats)
    """(k, d + w) float32: the pins, each with what the decoder takes besides the point. It may be
    set to points (k, d): they take what `given` is then."""
    selected = Groups().tag(sync=True, to_json=groups_as_bytes, from_json=indices)
    """At most two arrays (n,) int32: the encoded images that the lasso chose, by their index in
    the atlas."""
    model = traitlets.Unicode().tag(sync=True)
    """The open model's name."""
    beside = traitlets.Unicode().tag(sync=True)
    """The name of the model that it is compared with, or empty."""
    height = traitlets.Int().tag(sync=True)
    """The height of the cell, in pixels."""
    hide = traitlets.List(traitlets.Unicode()).tag(sync=True)
    """The hidden controls. A change applies to cells that show the widget afterwards."""
    _models: Any = traitlets.List().tag(sync=True)
    _start: Any = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        models: Model | Sequence[Model],
        *,
        height: int | None = None,
        hide: str | Sequence[str] = (),
        start: Mapping[str, object] | str = "",
    ) -> None:
        """Create a widget; a notebook shows it if it is the last line of a cell.

        Args:
            models: at least one model; the first is opened.
            height: the height of the cell, in pixels; 640 by default, and 590 in marimo.
            hide: panels to hide: header, typical, presets, actions, draw, pull, changes, nearest,
                conditions, sheet, dimensions, axes, columns, noise, predictor, network, diagnosis,
                map, path, time.
            start: the initial view: a link, the part of it after its #, or a mapping of its parts,
                `{"z": model.preset("3"), "plane": "components"}`.

        Raises:
            LatentError: the start is not a point of the model.
            MissingError: the package was installed without the built page.
            SettingsError: no model, an unknown part or control, or too small a height.
        """
        from latentwalk.infer.model import Model, distinct_names

        if not ESM.exists():
            raise MissingError(
                "This installation lacks the page: install Latentwalk with pip from a release or "
                "a checkout, which builds it."
            )
        opened = [models] if isinstance(models, Model) else list(_sequence(models))
        invalid = next((one for one in opened if not isinstance(one, Model)), None)
        if invalid is not None:
            raise SettingsError(
                f"A widget shows Latentwalk models, got {type(invalid).__name__}. Use "
                "latentwalk.explore to open a model of your own."
            )
        if not opened:
            raise SettingsError("A widget needs at least one model.")
        self._by_name = dict(zip(distinct_names(opened), opened, strict=True))
        parts = parts_of(start)
        name = parts.pop("model", next(iter(self._by_name)))
        known = panels()
        hidden = [*hidden_panels(hide, known), *hidden_panels(parts.pop("hide", ""), known)]
        self._check_name(name)
        opening = self._by_name[name]
        latent_dim = opening.latent_dim
        beside = parts.pop("with", "")
        z = points(parts.pop("z", ""), latent_dim)
        if len(z) > 1:
            raise SettingsError(f"A widget starts at one point, got {len(z)}.")
        numbers = given(parts.pop("given", ""), opening.conditions)
        # pins without conditions take those of the view
        pins = [
            [*pin, *numbers[len(pin) - latent_dim :]]
            for pin in points(parts.pop("pins", ""), latent_dim, opening.row_dim)
        ]
        if height is None:
            height = MARIMO_HEIGHT if "marimo" in sys.modules else HEIGHT
        super().__init__(
            model=name,
            beside=beside,
            z=z[0] if z else opening.home,
            given=numbers,
            path=pins,
            selected=(),
            height=height,
            hide=hidden,
            _models=[_bundled(name, model) for name, model in self._by_name.items()],
            _start=parts,
        )
        self.on_msg(self._reply)

    @property
    def opened(self) -> Model:
        """The open model."""
        return self._by_name[self.model]

    @property
    def latent_dim(self) -> int:
        """d, the open model's number of latent dimensions."""
        return self.opened.latent_dim

    @property
    def conditions(self) -> dict[str, str]:
        """What the decoder takes besides the point, by name.

        Set it to move the page: `w.conditions = {"label": "3"}`. Those that are missing stay.
        """
        conditions = self.opened.conditions
        parts = conditions.split(self.given[None])
        return {
            one.name: one.described(part[0]) for one, part in zip(conditions, parts, strict=True)
        }

    @conditions.setter
    def conditions(self, values: Mapping[str, object]) -> None:
        conditions = self.opened.conditions
        chosen = conditions.split(conditions.numbers(values, 1))
        before = conditions.split(self.given[None])
        parts = [
            new if one.name in values else old
            for one, new, old in zip(conditions, chosen, before, strict=True)
        ]
        self.given = np.concatenate(parts, axis=1)[0] if parts else self.given

    def selection(self) -> pandas.DataFrame:
        """The encoded images that the lasso selected.

        Returns:
            One row per image, with the columns `index` (in the atlas), `group` ("A" or "B"),
            `label` (the class's name, or None), `split` ("train" or "held out"), `error` (squared,
            summed) and `mean_1` ... `mean_d`; also `row`, the image's place in the data that was
            encoded, and `file`, the name of its file, where the atlas has them; then what else
            is known about it, see `Model.columns`.

        Raises:
            MissingError: pandas is not installed.
        """
        return selection.table(self.opened, self.selected)

    def link(self, other: Widget) -> Link:
        """Synchronize the points of two widgets, starting with this one's, until `unlink`.

        Raises:
            LatentError: the two models have different numbers of dimensions.
        """
        if self.latent_dim != other.latent_dim:
            raise LatentError(
                f"{self.model} has {self.latent_dim} dimensions and {other.model} "
                f"{other.latent_dim}: only widgets with equal numbers can be linked."
            )
        return Link(self, other)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The widget, and a picture of it for places that run no scripts."""
        data, *others = super()._repr_mimebundle_(**kwargs) or ({},)
        with contextlib.suppress(Exception):  # the page shows why the model does not decode
            data = {**data, "image/png": b64encode(still(self.opened, self.z, self.given)).decode()}
        return (data, *others)

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Apply an update from the page; the model first, because other traits depend on it."""
        first = {name: sync_data[name] for name in ("model",) if name in sync_data}
        super().set_state({**first, **sync_data})

    @traitlets.validate("model")
    def _check_model(self, proposal: Any) -> str:
        return self._check_name(proposal["value"])

    @traitlets.validate("beside")
    def _check_beside(self, proposal: Any) -> str:
        return self._check_name(proposal["value"]) if proposal["value"] else ""

    @traitlets.validate("height")
    def _check_height(self, proposal: Any) -> int:
        height: int = proposal["value"]
        if height < MIN_HEIGHT:
            raise SettingsError(f"The height must be at least {MIN_HEIGHT} pixels, got {height}.")
        return height

    @traitlets.validate("hide")
    def _check_panels(self, proposal: Any) -> list[str]:
        return hidden_panels(proposal["value"], panels())

    @traitlets.observe("model")
    def _reset_for_model(self, _change: object) -> None:
        """Reset a point and pins of other dimensions; a page that switches sends its own."""
        with self.hold_trait_notifications():
            of_z = self.z.shape == (self.latent_dim,)
            of_given = self.given.shape == (self.opened.conditions.width,)
            if not of_z:
                self.z = np.zeros(self.latent_dim)
            if not of_given:
                self.given = self.opened.conditions.default
            if not (of_z and of_given and self.path.shape[1:] == (self.opened.row_dim,)):
                self.path = np.empty((0, self.opened.row_dim))

    def _check_name(self, name: str) -> str:
        if name not in self._by_name:
            near = difflib.get_close_matches(name, self._by_name, 1)
            hint = f"Did you mean {near[0]}?" if near else f"It has {', '.join(self._by_name)}."
            raise SettingsError(f"This widget has no model '{name}'. {hint}")
        return name

    def _reply(self, _widget: object, content: Any, buffers: Any) -> None:
        reply, frames = kernel.reply(list(self._by_name.values()), content, buffers)
        self.send(reply, frames)


class Link:
    """Two widgets with the same point."""

    def __init__(self, one: Widget, other: Widget) -> None:
        self._widgets = (one, other)
        other.z = one.z
        for widget in self._widgets:
            widget.observe(self._moved, "z")

    def unlink(self) -> None:
        """Stop synchronizing."""
        for widget in self._widgets:
            widget.unobserve(self._moved, "z")

    def _moved(self, change: Any) -> None:
        for widget in self._widgets:
            # a model with other dimensions may have been opened since
            if widget is not change["owner"] and widget.z.shape == change["new"].shape:
                widget.z = change["new"]


def _sequence(models: Any) -> Sequence[Any]:
    return models if isinstance(models, (list, tuple)) else [models]


def _bundled(name: str, model: Model) -> dict[str, Any]:
    """A model as the page receives it: its name, its manifest, and the files that it needs."""
    needed = [
        ATLAS,
        COLUMNS,
        SNAPSHOTS,
        *(file for kind, file in NETWORKS.items() if kind not in model.live),
    ]
    files = {file: model.folder.content(file) for file in needed if file in model.folder}
    return {"name": name, "manifest": model.manifest_json(), "files": files}
