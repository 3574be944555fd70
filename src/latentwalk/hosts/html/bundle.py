"""The scripts of an exported page, as the build left them."""

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
    """The scripts and what the build tells of them."""

    entry: str
    """The module that begins."""
    loader: str
    """The script of a page of one file, which unpacks the modules."""
    element: str
    """The script that defines `<latent-walk>`."""
    lesson: str
    """The module that leads through a lesson."""
    timeline: str
    """The module that shows a model as it was while it learnt."""
    runtime: str
    """The module that runs networks with ONNX Runtime."""
    runtime_version: str
    """Of onnxruntime-web."""
    operators: frozenset[str]
    """What the page's engine can run."""
    modules: Mapping[str, str]
    """The code of the page's modules, by name."""

    @classmethod
    def read(cls) -> Bundle:
        """Read it.

        Raises:
            MissingError: the package was installed without it.
        """
        try:
            told = json.loads((BUNDLE / CONTENTS).read_text(encoding="utf-8"))
            code = {
                name: (BUNDLE / name).read_text(encoding="utf-8").strip() for name in told["chunks"]
            }
        except FileNotFoundError:
            raise MissingError(
                "This installation lacks the page: install Latentwalk with pip from a release or a "
                "checkout, which builds it."
            ) from None
        scripts = {told["loader"], told["element"]}
        return cls(
            entry=told["entry"],
            loader=alone(code[told["loader"]]),
            element=alone(code[told["element"]]),
            lesson=told["lesson"],
            timeline=told["timeline"],
            runtime=told["runtime"],
            runtime_version=told["runtimeVersion"],
            operators=frozenset(told["operators"]),
            modules={name: text for name, text in code.items() if name not in scripts},
        )

    def without(self, module: str) -> Bundle:
        """Without a module that a page has no use for."""
        kept = {name: code for name, code in self.modules.items() if name != module}
        return replace(self, modules=kept)

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
                "release or a checkout, which brings it."
            ) from None

    def held(self) -> dict[str, str]:
        """The modules as a page of one file holds them: they ask its loader for one another.

        What a module imports at once is `latentwalk-module:NAME`, which the loader makes an
        address; what it imports late is asked for then.
        """
        names = "|".join(map(re.escape, self.modules))
        late = re.compile(rf"""import\(([`"'])\./({names})\1\)""")
        at_once = re.compile(rf"""([`"'])\./({names})\1""")
        return {
            name: at_once.sub(
                r'"latentwalk-module:\2"', late.sub(r'globalThis.latentwalk.load("\2")', code)
            )
            for name, code in self.modules.items()
        }


def alone(code: str) -> str:
    """A module that imports nothing, as a script that leaves no names behind."""
    return f'(()=>{{"use strict";{code}}})();'
