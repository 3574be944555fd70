from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from PIL import Image
from torch.utils.data import DataLoader, TensorDataset

from latentwalk.adoption.sources.data import examples_of
from latentwalk.errors import DataError
from latentwalk.outputs.image import ImageSpec

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

SPEC = ImageSpec(6, 8, 1, 0.0, 1.0)
N = 300
PIXELS = np.random.default_rng(0).integers(0, 256, (N, 6, 8), dtype=np.uint8)
VALUES = (PIXELS / 255).astype(np.float32)
LABELS = np.arange(N) % 7


class Items:
    """A data set of (image, label), as torchvision's are."""

    classes = tuple("abcdefg")

    def __len__(self) -> int:
        return N

    def __getitem__(self, row: int) -> tuple[Any, int]:
        return Image.fromarray(PIXELS[row]), int(LABELS[row])


class Rows(Items):
    """A table whose items are dictionaries."""

    def __getitem__(self, row: int) -> dict[str, Any]:  # type: ignore[override]
        return {
            "text": "no image",
            "image": torch.from_numpy(VALUES[row])[None],
            "label": LABELS[row],
        }


def gathered(examples: Any, most: int = N) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    batches = list(examples.batches(most, SPEC))
    return (
        np.concatenate([batch.values(SPEC) for batch in batches]),
        np.concatenate([batch.labels for batch in batches]),
    )


def loader(labelled: bool = True) -> Any:
    tensors = [torch.from_numpy(VALUES)[:, None], torch.from_numpy(LABELS)]
    return DataLoader(TensorDataset(*tensors[: 1 + labelled]), batch_size=64)


def stream() -> Iterator[tuple[Any, Any]]:
    """Batches that can be gone through once."""
    return ((VALUES[i : i + 50], LABELS[i : i + 50]) for i in range(0, N, 50))


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(lambda: (PIXELS, LABELS), id="pair"),
        pytest.param(
            lambda: (torch.from_numpy(VALUES)[:, None], torch.from_numpy(LABELS)), id="tensors"
        ),
        pytest.param(Items, id="items"),
        pytest.param(Rows, id="rows"),
        pytest.param(
            lambda: TensorDataset(torch.from_numpy(VALUES), torch.from_numpy(LABELS)), id="dataset"
        ),
        pytest.param(loader, id="loader"),
        pytest.param(stream, id="stream"),
        pytest.param(
            lambda: [(Image.fromarray(PIXELS[i]), LABELS[i]) for i in range(N)], id="list"
        ),
        pytest.param(lambda: (VALUES.reshape(N, -1), LABELS), id="flat"),
        pytest.param(lambda: (VALUES[..., None], LABELS), id="channels last"),
    ],
)
def test_the_same_images_in_any_form(data: Any) -> None:
    values, labels = gathered(examples_of(data()))
    np.testing.assert_allclose(values[:, 0], VALUES, atol=1e-6)
    np.testing.assert_array_equal(labels, LABELS)


def test_a_subset_is_evenly_spaced() -> None:
    _, labels = gathered(examples_of(PIXELS, np.arange(N)), 10)
    np.testing.assert_array_equal(labels, np.arange(0, N, 30))


def test_inspecting_a_stream_loses_nothing() -> None:
    examples = examples_of(stream())
    examples.look()
    assert len(gathered(examples)[0]) == N


def test_an_array_on_disk_is_not_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "big.npy"
    big = np.lib.format.open_memmap(path, mode="w+", dtype=np.uint8, shape=(200_000, 6, 8))
    del big
    taken: list[int] = []

    class Watched(np.memmap):
        def __getitem__(self, index: Any) -> Any:
            if isinstance(index, np.ndarray):
                taken.append(len(index))
            return super().__getitem__(index)

    examples = examples_of(np.load(path, mmap_mode="r").view(Watched))
    assert sum(len(batch) for batch in examples.batches(500, SPEC)) == 500
    assert sum(taken) == 500


def test_a_folder_is_read_picture_by_picture_and_scaled(tmp_path: Path) -> None:
    for name in ("cat", "dog"):
        (tmp_path / name).mkdir()
        for size in (10, 20):
            Image.new("RGB", (size, size), "white").save(tmp_path / name / f"{size}.png")
    examples = examples_of(tmp_path)
    values, labels = gathered(examples)
    assert examples.classes == ("cat", "dog")
    assert labels.tolist() == [0, 0, 1, 1]
    assert values.shape == (4, 1, 6, 8)
    assert values.min() == 1.0


def test_names_as_labels_are_classes() -> None:
    examples = examples_of(PIXELS[:4], ["no", "yes", "no", "maybe"])
    assert examples.classes == ("maybe", "no", "yes")
    assert gathered(examples)[1].tolist() == [1, 2, 1, 0]


@pytest.mark.parametrize(
    ("data", "labels", "message"),
    [
        (PIXELS, [1, 2], "300 images, but 2 labels"),
        (3, None, "got int"),
        ([], None, "no images"),
        (PIXELS.astype(np.int64) - 9, None, "must not be negative"),
        (np.full((4, 6, 8), np.nan, np.float32), None, "NaN"),
        (VALUES[:, :4], None, "6 x 8 grey"),
        (VALUES[0], None, "single image of 6 x 8 grey"),
        ([PIXELS[0], PIXELS[0, :3]], None, "different sizes"),
        ([{"text": "x"}], None, "an image under"),
        (PIXELS, np.zeros((N, 2)), "integers, names, or one-hot rows"),
    ],
)
def test_unusable_data_is_refused(data: Any, labels: Any, message: str) -> None:
    with pytest.raises(DataError, match=message):
        examples = examples_of(data, labels)
        examples.look()
        gathered(examples)


def test_none_among_names_is_not_a_class() -> None:
    examples = examples_of(PIXELS[:3], ["no", None, "yes"])
    assert examples.classes == ("no", "yes")
    assert gathered(examples)[1].tolist() == [0, -1, 1]


@pytest.mark.parametrize("as_loader", [False, True])
def test_a_number_before_an_image_is_taken_as_its_index_and_said_so(as_loader: bool) -> None:
    items = [*enumerate(VALUES[:, None])]
    examples = examples_of(iter(items) if as_loader else items)
    images, labels = gathered(examples)
    np.testing.assert_array_equal(images[:, 0], VALUES)
    assert (labels == -1).all()
    (remark,) = examples.reading.sentences()
    assert remark.startswith("Its items are (number, image): the number is taken as the image's")


def test_a_number_before_an_image_and_its_label_needs_no_words() -> None:
    examples = examples_of([*zip(range(N), VALUES, LABELS, strict=True)])
    np.testing.assert_array_equal(gathered(examples)[1], LABELS)
    assert examples.reading.sentences() == []
