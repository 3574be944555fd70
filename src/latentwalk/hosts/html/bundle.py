"""The scripts of an exported page, as the build wrote them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from latentwalk.errors import MissingError

if TYPE_CHECKING:
    from collections.abc import Mapping

BUNDLE = Path(__file__).parents[2] / "web" / "static" / "share"
CONTENTS, WASM = "share.json", "runtime.wasm.gz"


@dataclass(frozen=True)
class Bundle:
    """The scripts, and the build's information about them."""

    entry: str
    """The module that starts the page."""
    loader: str
    """The script of a single-file page, which unpacks the modules."""
    element: str
    """The script that defines `<latent-walk>`."""
    lesson: str
    """The module for lessons."""
    exercise: str
    """The module with which a lesson has its reader train a model."""
    train: str
    """The module with the dialog to train a model on one's own pictures."""
    training: str
    """The module that shows a training."""
    timeline: str
    """The module for training snapshots."""
    kinds: str
    """The module that reads the specification of everything but images."""
    plots: str
    """The module that shows everything but images."""
    conditions: str
    """The module with the controls of conditions."""
    columns: str
    """The module that shows what is known about the encoded data."""
    figures: str
    """The module that saves the map as a figure."""
    originals: str
    """The module that shows the samples behind the encoded data."""
    predictor: str
    """The module that reads samples with a second network."""
    network: str
    """The module that shows the layers of the decoder."""
    noise: str
    """The module that shows the noise of posteriors."""
    diagnosis: str
    """The module that looks for what may be wrong with a model, in its encoded data."""
    summary: str
    """The module that computes statistics of large atlases in a worker."""
    summary_above: int
    """The number of means from which it is needed."""
    runtime: str
    """The module that runs networks with ONNX Runtime."""
    runtime_version: str
    """The version of onnxruntime-web."""
    operators: frozenset[str]
    """The operators of the page's engine."""
    plain_operators: frozenset[str]
    """Those of its small part, which is always included."""
    full_engine: str
    """The module with all operators."""
    gpu: str
    """The module that decodes on a GPU."""
    modules: Mapping[str, str]
    """The code of the page's modules, by name."""
    imports: Mapping[str, frozenset[str]]
    """The modules that each module loads, at once or late."""

    @classmethod
    def read(cls) -> Bundle:
        """Read the built scripts.

        Raises:
            MissingError: the package was installed without them.
        """
        try:
            contents = json.loads((BUNDLE / CONTENTS).read_text(encoding="utf-8"))
            code = {
                name: (BUNDLE / name).read_text(encoding="utf-8").strip()
                for name in contents["chunks"]
            }
        except FileNotFoundError:
            raise MissingError(
                "This installation lacks the page: install Latentwalk with pip from a release or a "
                "checkout, which builds it."
            ) from None
        scripts = {contents["loader"], contents["element"]}
        return cls(
            entry=contents["entry"],
            loader=wrap_iife(code[contents["loader"]]),
            element=wrap_iife(code[contents["element"]]),
            lesson=contents["lesson"],
            exercise=contents["exercise"],
            train=contents["train"],
            training=contents["training"],
            timeline=contents["timeline"],
            kinds=contents["kinds"],
            plots=contents["plots"],
            conditions=contents["conditions"],
            columns=contents["columns"],
            figures=contents["figures"],
            originals=contents["originals"],
            predictor=contents["predictor"],
            network=contents["network"],
            noise=contents["noise"],
            diagnosis=contents["diagnosis"],
            summary=contents["summary"],
            summary_above=contents["summaryAbove"],
            runtime=contents["runtime"],
            runtime_version=contents["runtimeVersion"],
            operators=frozenset(contents["operators"]),
            plain_operators=frozenset(contents["plainOperators"]),
            full_engine=contents["fullEngine"],
            gpu=contents["gpu"],
            modules={name: text for name, text in code.items() if name not in scripts},
            imports={name: frozenset(listed) for name, listed in contents["chunks"].items()},
        )

    def without(self, *modules: str) -> Bundle:
        """The same bundle without some modules, and without what only they load."""
        kept = {name: code for name, code in self.modules.items() if name not in modules}
        loaded = {name for module in modules for name in self.imports.get(module, ())}
        unused = loaded & kept.keys() - {name for one in kept for name in self.imports[one]}
        bundle = replace(self, modules=kept)
        return bundle.without(*unused) if unused else bundle

    def wasm(self) -> bytes:
        """ONNX Runtime's WebAssembly, gzipped.

        Raises:
            MissingError: the package was installed without it.
        """
        try:
            return (BUNDLE / WASM).read_bytes()
        except OSError:
            raise MissingError(
                "This installation lacks onnxruntime-web: install Latentwalk with pip from a "
                "release or a checkout, which downloads it."
            ) from None

    def rewritten(self) -> dict[str, str]:
        """The modules for a single-file page, with imports that its loader resolves.

        A static import becomes `latentwalk-module:NAME`, which the loader replaces with a blob
        URL. A dynamic import becomes a call of the loader.
        """
        names = "|".join(map(re.escape, self.modules))
        dynamic = re.compile(rf"""import\(([`"'])\./({names})\1\)""")
        static = re.compile(rf"""([`"'])\./({names})\1""")
        return {
            name: static.sub(
                r'"latentwalk-module:\2"', dynamic.sub(r'globalThis.latentwalk.load("\2")', code)
            )
            for name, code in self.modules.items()
        }

    def started(self) -> list[str]:
        """The entry, and the modules without which it cannot start."""
        code, found = self.rewritten(), [self.entry]
        for name in found:
            needed = re.findall(r"latentwalk-module:([\w.-]+)", code[name])
            found += sorted(set(needed) - set(found))
        return found


def wrap_iife(code: str) -> str:
    """A module without imports as a script that defines no global names."""
    return f'(()=>{{"use strict";{code}}})();'
