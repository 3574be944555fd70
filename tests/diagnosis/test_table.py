"""A diagnosis on the terminal and as a CSV file."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from latentwalk.diagnosis import Diagnosis, Hole, Item, Pair, Part, TornClass
from latentwalk.diagnosis.table import rows, write

if TYPE_CHECKING:
    from pathlib import Path

ONE, TWO = Item(3, "a, b.png", "cat", 4.25), Item(5, "\x1b[2J", "", 1.5)
FOUND = Diagnosis(
    items=1200, gap=0.25, unused=(2, 4), empty=0.125, holes=(Hole((1.0, -0.5), 7.5),),
    torn=(TornClass("cat", 40, (Part(25, 3), Part(12, 8))),), worst=(ONE, TWO), loneliest=(TWO,),
    duplicates=(Pair(ONE, TWO, 0.0),), duplicate_items=2,
)  # fmt: skip


def test_each_list_has_a_line() -> None:
    assert dict(rows(FOUND)) == {
        "typical gap": "0.25 from an item to its nearest, of 1,200 encoded",
        "unused": "z2, z4",
        "holes": "12.5% of the prior's draws; the emptiest is 7.5 gaps from any item",
        "torn classes": "cat (25 + 12 of 40)",
        "worst": "a, b.png (cat) 4.2; \\x1b[2J 1.5 (times the median error)",
        "loneliest": "\\x1b[2J 1.5 (times the median distance)",
        "near duplicates": "2 items: a, b.png (cat) = \\x1b[2J",
    }


def test_a_model_without_faults_has_no_lists() -> None:
    found = Diagnosis(10, 1.0, (), None, (), (), (), (), (), 0)
    assert dict(rows(found)) == {
        "typical gap": "1 from an item to its nearest, of 10 encoded",
        "unused": "no dimension",
        "torn classes": "none",
        "near duplicates": "none",
    }


def test_the_file_has_a_row_for_each_entry(tmp_path: Path) -> None:
    path = tmp_path / "lists.csv"
    write(FOUND, path)
    with path.open(newline="", encoding="utf-8") as file:
        read = list(csv.DictReader(file))
    assert [(row["list"], row["place"], row["value"], row["item"]) for row in read] == [
        ("unused", "1", "2", ""), ("unused", "2", "4", ""), ("holes", "1", "7.5", ""),
        ("torn", "1", "25", "3"), ("torn", "2", "12", "8"), ("worst", "1", "4.25", "3"),
        ("worst", "2", "1.5", "5"), ("loneliest", "1", "1.5", "5"), ("duplicates", "1", "0.0", "3"),
    ]  # fmt: skip
    assert read[2]["z"] == "1 -0.5"
    assert (read[-1]["second_item"], read[-1]["second_name"]) == ("5", "\x1b[2J")
