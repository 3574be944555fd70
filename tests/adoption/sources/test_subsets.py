"""Rows and files of images whose source is a part of other data."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import numpy as np
import pytest
import torch
from PIL import Image
from torch.utils.data import DataLoader, Dataset, Subset, TensorDataset

from latentwalk.adoption.sources.subsets import files_of, places_of
from tests.adoption.models import MLP
from tests.adoption.opening import opened, opened_with_messages

ROWS = [7, 3, 40, 41, 5]
IMAGES = torch.rand((50, 12, 12), generator=torch.Generator().manual_seed(0))
DATA = TensorDataset(IMAGES, torch.zeros(50, dtype=torch.long))


def atlas(data: Any) -> tuple[Any, str]:
    torch.manual_seed(0)
    model, messages = opened_with_messages(MLP(), data)
    torch.manual_seed(0)
    net = MLP().eval()
    with torch.no_grad():
        codes = net.encode(IMAGES.flatten(1))[0].numpy()
    found = model.atlas
    assert found is not None
    if found.row is not None:  # each row is that of the image itself
        np.testing.assert_allclose(found.mean, codes[found.row], atol=1e-5)
    return found, messages


@pytest.mark.parametrize(
    "data",
    [
        Subset(DATA, ROWS),
        Subset(Subset(DATA, [3, 7, 5, 41, 40]), [1, 0, 4, 3, 2]),
        DataLoader(Subset(DATA, ROWS), batch_size=2),
    ],
    ids=["subset", "subset of a subset", "loader"],
)
def test_a_subset_has_the_rows_of_the_whole(data: Any) -> None:
    assert atlas(data)[0].row.tolist() == ROWS


def test_a_loader_that_shuffles_has_no_rows() -> None:
    found, messages = atlas(DataLoader(DATA, batch_size=9, shuffle=True))
    assert found.row is None
    assert "The loader shuffles, so the images' places in the data are unknown" in messages


def test_a_selection_of_a_table_has_the_rows_of_the_whole() -> None:
    column = SimpleNamespace(to_numpy=lambda: np.array(ROWS))
    table = SimpleNamespace(_indices=SimpleNamespace(column=lambda _: column))
    assert places_of(table).tolist() == ROWS  # type: ignore[union-attr]


class Folder(Dataset[Any]):
    """As torchvision's ImageFolder."""

    samples: ClassVar = [(f"a/{i}.png", 0) for i in range(50)]

    def __len__(self) -> int:
        return 50

    def __getitem__(self, row: int) -> Any:
        return IMAGES[row], 0


def test_a_subset_of_files_has_their_names() -> None:
    found, _ = atlas(Subset(Folder(), ROWS))
    assert list(found.file) == [f"a/{row}.png" for row in ROWS]
    assert files_of(Folder())[5] == "a/5.png"  # type: ignore[index]


def test_the_held_out_part_of_an_archive_has_its_rows(tmp_path: Path) -> None:
    pixels = (255 * IMAGES).byte().numpy()
    np.savez(tmp_path / "whole.npz", images=pixels)
    model = opened(MLP(), data=str(tmp_path / "whole.npz"))
    assert model.atlas is not None
    expected = model.encode(pixels).mean
    np.testing.assert_allclose(model.atlas.mean, expected[model.atlas.row], atol=1e-5)
    assert len(model.atlas) == 5

    np.savez(tmp_path / "parts.npz", x_train=pixels[:30], x_test=pixels[30:])
    model = opened(MLP(), data=str(tmp_path / "parts.npz"))
    assert model.atlas is not None
    assert model.atlas.row.tolist() == list(range(20))  # type: ignore[union-attr]
    assert set(model.atlas.file or ()) == {"x_test"}


def test_unreadable_pictures_do_not_shift_the_rows(tmp_path: Path) -> None:
    paths = [tmp_path / f"{i}.png" for i in range(4)]
    for path, image in zip(paths, IMAGES, strict=False):
        Image.fromarray((255 * image).byte().numpy()).save(path)
    paths[1].write_bytes(b"no picture")
    model = opened(MLP(), data=paths, skip_broken=True)
    assert model.atlas is not None
    assert model.atlas.row.tolist() == [0, 2, 3]  # type: ignore[union-attr]
    assert [Path(name).name for name in model.atlas.file or ()] == ["0.png", "2.png", "3.png"]
