"""`latentwalk adopt`."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from tyro.conf import OmitArgPrefixes, Positional, arg

from latentwalk.adoption.options import ModelOptions
from latentwalk.commands.foreign import ColumnsOption, DataOption, OriginalsOption


@dataclass(frozen=True)
class Adopt:
    """Convert a model of your own to a model folder.

    For example: latentwalk adopt vae.pt --model mynet:VAE -o my-model
    """

    source: Positional[Annotated[str, arg(metavar="SRC")]]
    """decoder.onnx; weights (.safetensors, .pt) with --model; TorchScript; .pt2; .keras; a folder
    of diffusers or pythae; the id of a model on the Hub; or a model folder, to add an atlas."""
    out: Annotated[Path, arg(aliases=["-o"], metavar="FOLDER")]
    """The folder to write."""
    data: DataOption = ""
    columns: ColumnsOption = None
    originals: OriginalsOption = False
    model: OmitArgPrefixes[ModelOptions] = field(default_factory=ModelOptions)

    def run(self) -> None:
        """Write the folder."""
        from latentwalk.adoption.adopting import adopted, check_originals
        from latentwalk.adoption.writing import write

        options = self.model.named(self.out.resolve().name)
        model = adopted(
            self.source,
            data=self.data or None,
            columns=self.columns,
            originals=self.originals,
            options=options,
        )
        if self.originals:
            check_originals(model)
        write(model, self.out)
        print(f"{self.out}   (open it: latentwalk open {self.out})")
