"""Walk, understand and share the latent space of a generative model.

    import latentwalk

    model = latentwalk.open("mnist")          # a gallery name or the path of a model folder
    image = model.decode(model.presets["3"])  # (1, 28, 28) float32 in [-1, 1]
    latentwalk.explore(vae, data=images)      # a model of your own, on a page
    latentwalk.adopt(vae, "my-model")         # or as a model folder
    latentwalk.export("mnist", "page.html")   # a page that needs no Python
    latentwalk.Widget([model])                # the explorer in a notebook (`notebook`)
    latentwalk.train(data="digits", out="my-model", epochs=20)  # with the extra `train`

The names below are imported on first use: importing the package loads no engine.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from latentwalk.version import __version__

if TYPE_CHECKING:
    from latentwalk import geometry, paths
    from latentwalk.adoption.writing import adopt
    from latentwalk.api.explore import explore
    from latentwalk.api.export import export
    from latentwalk.errors import LatentwalkError
    from latentwalk.folder.atlas import Atlas
    from latentwalk.hosts.widget import Widget
    from latentwalk.infer.model import Model
    from latentwalk.infer.model import open_model as open
    from latentwalk.latent.posterior import Posterior
    from latentwalk.outputs.categories import CategoriesSpec
    from latentwalk.outputs.curve import CurveSpec
    from latentwalk.outputs.field import FieldSpec
    from latentwalk.outputs.image import ImageSpec
    from latentwalk.outputs.points import PointsSpec
    from latentwalk.outputs.values import ValuesSpec
    from latentwalk.training import train

_HOMES = {
    "Atlas": "latentwalk.folder.atlas:Atlas",
    "CategoriesSpec": "latentwalk.outputs.categories:CategoriesSpec",
    "CurveSpec": "latentwalk.outputs.curve:CurveSpec",
    "FieldSpec": "latentwalk.outputs.field:FieldSpec",
    "ImageSpec": "latentwalk.outputs.image:ImageSpec",
    "LatentwalkError": "latentwalk.errors:LatentwalkError",
    "Model": "latentwalk.infer.model:Model",
    "PointsSpec": "latentwalk.outputs.points:PointsSpec",
    "Posterior": "latentwalk.latent.posterior:Posterior",
    "adopt": "latentwalk.adoption.writing:adopt",
    "explore": "latentwalk.api.explore:explore",
    "export": "latentwalk.api.export:export",
    "geometry": "latentwalk.geometry",
    "ValuesSpec": "latentwalk.outputs.values:ValuesSpec",
    "Widget": "latentwalk.hosts.widget:Widget",
    "open": "latentwalk.infer.model:open_model",
    "paths": "latentwalk.paths",
    "train": "latentwalk.training:train",
}

__all__ = [
    "Atlas",
    "CategoriesSpec",
    "CurveSpec",
    "FieldSpec",
    "ImageSpec",
    "LatentwalkError",
    "Model",
    "PointsSpec",
    "Posterior",
    "ValuesSpec",
    "Widget",
    "__version__",
    "adopt",
    "explore",
    "export",
    "geometry",
    "open",
    "paths",
    "train",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'latentwalk' has no attribute '{name}'")
    module, _, attribute = _HOMES[name].partition(":")
    home = importlib.import_module(module)
    return getattr(home, attribute) if attribute else home


def __dir__() -> list[str]:
    return sorted(__all__)
