"""The list of styles that the model is made from: `styles.csv`."""

from __future__ import annotations

import csv
from dataclasses import asdict, dataclass, fields
from pathlib import Path

LIST = Path(__file__).parent / "styles.csv"


@dataclass(frozen=True)
class Style:
    """One style of a family: a font file."""

    family: str
    style: str
    """regular, bold, regular italic or bold italic."""
    split: str
    """train or test; families that are kin are in the same one."""
    licence: str
    """Its SPDX identifier."""
    package: str
    """The Debian package that has the file."""
    version: str
    """The package's version."""
    path: str
    """The file within the package."""

    @property
    def name(self) -> str:
        """The name in the model, such as `Lato, bold italic`."""
        return f"{self.family}, {self.style}"

    def file(self, fonts: Path) -> Path:
        """The font file, below a folder with one folder for each unpacked package."""
        return fonts / self.package / self.path


def read_styles(path: Path = LIST) -> list[Style]:
    """Read the list."""
    with path.open(encoding="utf-8", newline="") as file:
        return [Style(**row) for row in csv.DictReader(file)]


def write_styles(styles: list[Style], path: Path = LIST) -> None:
    """Write the list."""
    with path.open("w", encoding="utf-8", newline="") as file:
        columns = [field.name for field in fields(Style)]
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(map(asdict, styles))
