"""Runs a step of the recipe: `python -m recipes.typefaces STEP WORK`, see README.md."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from recipes.typefaces.collect import collect
from recipes.typefaces.prepare import draw_styles, write_archive
from recipes.typefaces.publish import publish
from recipes.typefaces.style import read_styles, write_styles
from recipes.typefaces.survey import survey

PACKAGES = Path(__file__).parent / "packages.txt"


def main() -> None:
    """Run the step."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("step", choices=("survey", "collect", "prepare", "publish"))
    parser.add_argument("work", type=Path, help="a folder for fonts, images and the model")
    parser.add_argument("-o", "--out", type=Path, help="the model folder that publish writes")
    arguments = parser.parse_args()
    work: Path = arguments.work
    fonts = work / "fonts"
    if arguments.step == "survey":
        packages = PACKAGES.read_text(encoding="utf-8").split()
        collect(packages, fonts)
        write_styles(survey(fonts, packages))
        return
    styles = read_styles()
    if arguments.step == "collect":
        collect(sorted({f"{style.package}={style.version}" for style in styles}), fonts)
        return
    images = draw_styles(styles, fonts)
    if arguments.step == "prepare":
        write_archive(styles, images, work / "typefaces.npz")
        return
    out = arguments.out or work / "published"
    for name, value in asdict(publish(work / "model", out, styles, images, fonts)).items():
        print(f"{name:<18}{value:.4g}")


if __name__ == "__main__":
    main()
