from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from latentwalk.data.findings import Findings
from latentwalk.data.framing import framed, oriented
from latentwalk.data.picture_options import PictureOptions


@pytest.mark.parametrize(("rows", "columns"), [(40, 20), (20, 40), (30, 20)])
def test_the_middle_is_cropped_as_the_page_does(rows: int, columns: int) -> None:
    """Against Pillow's own cropping, before scaling: exact for whole margins."""
    pixels = np.random.default_rng(0).integers(0, 256, (1, rows, columns, 3), np.uint8)
    side = min(rows, columns)
    top, left = (rows - side) // 2, (columns - side) // 2
    part = Image.fromarray(pixels[0, top : top + side, left : left + side])
    expected = np.asarray(part.resize((10, 10), Image.Resampling.LANCZOS), int)
    findings = Findings()
    got = framed(pixels, 10, 10, "crop", findings, "a.png")[0]
    middle = np.s_[3:-3, 3:-3]  # at the rim the filter reaches beyond the part
    assert np.abs(got[middle] - expected[middle]).max() <= 1
    assert "1 picture of another aspect ratio" in findings.sentences()[0]
    squashed = np.asarray(Image.fromarray(pixels[0]).resize((10, 10), Image.Resampling.LANCZOS))
    np.testing.assert_array_equal(framed(pixels, 10, 10, "squash")[0], squashed)


def test_the_same_aspect_ratio_is_not_cropped() -> None:
    findings = Findings()
    framed(np.zeros((1, 20, 40, 1), np.uint8), 10, 20, "crop", findings)
    assert not findings.sentences()


def test_transposing_and_mirroring() -> None:
    pixels = np.arange(6, dtype=np.uint8).reshape(1, 2, 3, 1)

    def turned(**options: bool) -> list[list[int]]:
        return oriented(pixels, PictureOptions(**options))[0, ..., 0].tolist()

    assert turned(transpose=True) == [[0, 3], [1, 4], [2, 5]]
    assert turned(mirror=True) == [[2, 1, 0], [5, 4, 3]]
    assert turned(transpose=True, mirror=True) == [[3, 0], [4, 1], [5, 2]]
