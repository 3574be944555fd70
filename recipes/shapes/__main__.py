"""Runs a step of the recipe: `python -m recipes.shapes STEP WORK`, see README.md."""

from __future__ import annotations

import argparse
from pathlib import Path

from recipes.shapes.prepare import prepare
from recipes.shapes.publish import MODELS, publish


def main() -> None:
    """Run the step."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("step", choices=("prepare", "publish"))
    parser.add_argument("work", type=Path, help="a folder for images and models")
    parser.add_argument("-o", "--out", type=Path, help="the folder for what publish writes")
    arguments = parser.parse_args()
    if arguments.step == "prepare":
        prepare(arguments.work)
        return
    for name in MODELS:
        gap = publish(name, arguments.work / name, (arguments.out or arguments.work) / name)
        print(f"{name:<12}MIG {gap.mig:.3f} +- {gap.mig_error:.3f}")


if __name__ == "__main__":
    main()
