"""Measures MNIST's digits, and writes a table for `latentwalk adopt --columns`: see README.md."""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

import numpy as np

from latentwalk.data.mnist import load_mnist
from recipes.digits.strokes import slant, thickness

STEPS = 8
"""Of the thickness in a pixel: finer ones would not be measured."""


def main() -> None:
    """Write a row for each digit, those for training first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data-dir", type=Path, help="the folder of MNIST's files")
    parser.add_argument("-o", "--out", type=Path, required=True, help="the table, a .csv")
    arguments = parser.parse_args()
    data = load_mnist(arguments.data_dir)
    images = np.concatenate([part.pixels[..., 0] for part in (data.train, data.held_out)])
    with arguments.out.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["slant", "thickness"])
        table.writerows(
            [round(slant(image)), round(STEPS * thickness(image)) / STEPS] for image in images
        )


if __name__ == "__main__":
    main()
