"""`latentwalk diagnose`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from tyro.conf import arg

from latentwalk.commands.arguments import ModelName, check_seed, within

LONGEST = 10_000


@dataclass(frozen=True)
class Diagnose:
    """Look for what may be wrong with a model in its encoded data.

    Prints the dimensions that it does not use, holes that are likely under the prior and far from
    all data, classes that are torn apart, the worst reconstructed and the loneliest items, and
    near duplicates. No sample is decoded, so that models of all kinds can be examined.

    For example: latentwalk diagnose typefaces --most 50 --out lists.csv
    """

    model: ModelName
    """A gallery name or the path of a model folder."""
    most: int = 12
    """The most entries of each list."""
    seed: int = 0
    """The seed of the draws of the prior."""
    json: bool = False
    """Print JSON."""
    out: Annotated[Path | None, arg(aliases=["-o"], metavar="FILE")] = None
    """Write all lists as this .csv."""

    def run(self) -> None:
        """Print or write the lists."""
        from json import dumps

        from latentwalk.diagnosis import diagnose
        from latentwalk.diagnosis.table import rows, write
        from latentwalk.errors import OutputError
        from latentwalk.infer.model import open_model

        within(1, LONGEST, most=self.most)
        check_seed(self.seed)
        if self.out is not None and self.out.suffix.lower() != ".csv":
            raise OutputError(f"'{self.out}' must end in .csv, for a table of the lists.")
        found = diagnose(open_model(self.model), most=self.most, seed=self.seed)
        if self.out is not None:
            write(found, self.out)
        if self.json:
            print(dumps(found.to_json(), indent=2))
            return
        for name, value in rows(found):
            print(f"{name:<18}{value}")
        for note in found.notes:
            print(f"\n{note}")
