"""Pictures in lists, tables and streams are read as those in a folder."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from latentwalk.adoption.sources.data import examples_of
from latentwalk.data.picture_options import PictureOptions
from latentwalk.errors import DataError
from latentwalk.outputs.image import ImageSpec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

SPEC = ImageSpec(6, 8, 1, 0.0, 255.0)
PIXELS = np.random.default_rng(0).integers(0, 256, (7, 6, 8), np.uint8)


def palette(pixels: NDArray[np.uint8]) -> Image.Image:
    """A palette that runs from white to black."""
    picture = Image.fromarray(255 - pixels).convert("L")
    picture = Image.frombytes("P", picture.size, picture.tobytes())
    picture.putpalette([255 - index for index in range(256) for _ in range(3)])
    return picture


def content(picture: Image.Image, **options: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, "PNG", **options)
    return file.getvalue()


def sideways(pixels: NDArray[np.uint8]) -> Image.Image:
    """As a phone saves it: turned, with a note to turn it back."""
    exif = Image.Exif()
    exif[0x112] = 6
    turned = Image.fromarray(pixels).transpose(Image.Transpose.ROTATE_90)
    return Image.open(io.BytesIO(content(turned, exif=exif)))


def mode(name: str) -> Callable[[NDArray[np.uint8]], Any]:
    return lambda pixels: Image.fromarray(pixels).convert(name)


FORMS: dict[str, Callable[[NDArray[np.uint8]], Any]] = {
    "L": Image.fromarray,
    "palette": palette,
    "EXIF": sideways,
    "RGB": mode("RGB"),
    "RGBA": mode("RGBA"),
    "LA": mode("LA"),
    "16 bits": lambda pixels: Image.fromarray(pixels.astype(np.uint16) * 257),
    "content": lambda pixels: content(Image.fromarray(pixels)),
    "table": lambda pixels: {"bytes": content(Image.fromarray(pixels)), "path": None},
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("streamed", [False, True])
def test_pictures_of_every_form(form: str, streamed: bool) -> None:
    items = [{"image": FORMS[form](pixels), "label": 1} for pixels in PIXELS]
    given: list[Any] | Iterator[Any] = iter(items) if streamed else items
    examples = examples_of(given)
    examples.looks()
    examples.trial(SPEC)
    (batch,) = examples.batches(100, SPEC)
    np.testing.assert_allclose(batch.values(SPEC)[:, 0], PIXELS, atol=1)
    assert batch.labels.tolist() == [1] * 7


def test_pictures_of_one_bit() -> None:
    examples = examples_of([Image.fromarray(pixels > 99) for pixels in PIXELS])
    (batch,) = examples.batches(100, SPEC)
    np.testing.assert_array_equal(batch.values(SPEC)[:, 0], np.where(PIXELS > 99, 255, 0))


def test_the_user_s_pictures_are_left_as_they_were() -> None:
    picture = sideways(PIXELS[0])
    list(examples_of([picture]).batches(10, SPEC))
    assert picture.size == (6, 8)
    assert picture.getexif()[0x112] == 6


def test_pictures_of_other_sizes_and_modes_fit_the_model() -> None:
    data = [Image.new("RGB", (30, 30)), Image.new("L", (8, 6)), Image.new("RGBA", (8, 9))]
    examples = examples_of(data)
    assert examples.looks() == [None]
    (batch,) = examples.batches(10, SPEC)
    assert batch.values(SPEC).shape == (3, 1, 6, 8)
    (sentence,) = examples.reading.sentences()
    assert sentence.startswith("2 pictures of another aspect ratio")
    assert sentence.endswith("The first: number 0")


def test_assumptions_are_counted_once() -> None:
    """However often the pictures are looked at before they are encoded."""
    pixels = np.zeros((6, 8, 4), np.uint8)
    pixels[2, :, 3] = 255
    examples = examples_of([Image.fromarray(pixels)] * 5)
    examples.looks()
    examples.trial(SPEC)
    list(examples.batches(100, SPEC))
    (sentence,) = examples.reading.sentences()
    assert sentence.startswith("5 pictures with a transparent background: laid on white")


@pytest.mark.parametrize("streamed", [False, True])
def test_unreadable_pictures_are_skipped_with_their_labels(streamed: bool) -> None:
    items: list[Any] = [(content(Image.fromarray(PIXELS[row])), row) for row in range(7)]
    items[2] = (b"broken", 2)

    def data() -> Any:
        return iter(items) if streamed else items

    with pytest.raises(DataError, match=r"number 2 .*skip_broken=True"):
        list(examples_of(data()).batches(100, SPEC))
    examples = examples_of(data(), options=PictureOptions(skip_broken=True))
    examples.trial(SPEC)
    (batch,) = examples.batches(100, SPEC)
    assert batch.labels.tolist() == [0, 1, 3, 4, 5, 6]
    np.testing.assert_array_equal(batch.values(SPEC)[:, 0], np.delete(PIXELS, 2, 0))
    (sentence,) = examples.reading.sentences()
    assert sentence.startswith("1 picture left out; the first: Cannot read number 2")


def test_a_folder_s_broken_pictures_are_skipped(tmp_path: Path) -> None:
    for name, value in (("cat", 10), ("dog", 20)):
        (tmp_path / name).mkdir()
        Image.new("L", (8, 6), value).save(tmp_path / name / "a.png")
    (tmp_path / "cat" / "b.png").write_text("broken")
    examples = examples_of(tmp_path, options=PictureOptions(skip_broken=True))
    (batch,) = examples.batches(100, SPEC)
    assert batch.labels.tolist() == [0, 1]
    assert batch.values(SPEC)[:, 0, 0, 0].tolist() == [10, 20]


@pytest.mark.parametrize("kind", ["pictures", "pixels", "floats", "flat"])
def test_transposed_data(kind: str) -> None:
    spec = ImageSpec(8, 8, 1, 0.0, 255.0)
    pixels = np.random.default_rng(0).integers(0, 256, (3, 8, 8), np.uint8)
    data: Any = {
        "pictures": [Image.fromarray(one) for one in pixels],
        "pixels": pixels,
        "floats": pixels[:, None].astype(np.float32),
        "flat": pixels.reshape(3, -1),
    }[kind]
    options = PictureOptions(transpose=True, mirror=True)
    (batch,) = examples_of(data, options=options).batches(10, spec)
    expected = pixels.transpose(0, 2, 1)[:, :, ::-1]
    np.testing.assert_array_equal(batch.values(spec)[:, 0], expected)


@pytest.mark.parametrize("cell", [{"bytes": None, "path": None}, {"bytes": None}, {"path": None}])
def test_an_empty_cell_is_named(cell: dict[str, None]) -> None:
    with pytest.raises(DataError, match="number 0 has no picture"):
        examples_of([{"image": cell}]).sample()


def test_pictures_keep_their_alpha_for_images_that_have_it() -> None:
    clear = Image.new("RGBA", (8, 6), (200, 100, 50, 0))
    data = examples_of([clear, Image.new("RGB", (8, 6), (1, 2, 3))])
    (batch,) = data.batches(9, ImageSpec(6, 8, 4, 0.0, 255.0))
    assert batch.images[:, 0, 0].tolist() == [[200, 100, 50, 0], [1, 2, 3, 255]]
    assert data.reading.sentences() == []
