"""The networks of a foreign model as files of a model folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from latentwalk.adoption.fitting.fitted import Fitted


def networks_of(fitted: Fitted) -> tuple[dict[str, bytes], list[str]]:
    """The exported networks, and the reasons why others could not be exported."""
    content = fitted.foreign.onnx
    if content:
        from latentwalk.adoption.export.rewriting import files_of

        return files_of(content[0], content[1], fitted)
    if fitted.foreign.module is None:
        return {}, ["it is a Python function"]
    from latentwalk.adoption.export.tracing import export

    return export(fitted)
