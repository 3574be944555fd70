"""Commands with a model that takes conditions."""

from __future__ import annotations

import csv
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

import latentwalk
from latentwalk.commands.conditions import chosen
from latentwalk.conditions.category import Category
from latentwalk.conditions.conditions import Conditions
from latentwalk.conditions.number import Number
from latentwalk.errors import SettingsError
from latentwalk.folder.model_folder import write_folder
from tests.conditional import conditional_folder
from tests.conftest import refused, run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model folder, with samples and their labels in samples.csv beside it."""
    path = tmp_path_factory.mktemp("conditions")
    made = conditional_folder()
    write_folder(path / "model", made.manifest, made.contents)
    rows = np.random.default_rng(0).standard_normal((6, 5)).round(3)
    names = ",".join(f"v{i}" for i in range(5))
    lines = [",".join(map(str, row)) + f",{i % 3}" for i, row in enumerate(rows)]
    (path / "samples.csv").write_text("\n".join([f"{names},label", *lines]) + "\n")
    return path / "model"


def values(path: Path) -> np.ndarray:
    with path.open() as file:
        return np.array([[float(cell) for cell in row] for row in list(csv.reader(file))[1:]])


def test_sample_decodes_under_the_chosen_condition(folder: Path, tmp_path: Path) -> None:
    model = latentwalk.open(folder)
    z = model.draw(4, np.random.default_rng(3))
    options = ["--condition", "digit=2", "--condition", "weight=0.25"]
    run("sample", folder, "-n", 4, "--seed", 3, *options, "-o", tmp_path / "s.npy")
    expected = model.decode(z, {"digit": "2", "weight": 0.25})
    np.testing.assert_allclose(np.load(tmp_path / "s.npy"), expected, atol=1e-5)


def test_sample_shows_each_point_under_every_value(folder: Path, tmp_path: Path) -> None:
    model = latentwalk.open(folder)
    z = model.draw(2, np.random.default_rng(0))
    run("sample", folder, "-n", 2, "--each", "digit", "-o", tmp_path / "s.npy")
    decoded = np.load(tmp_path / "s.npy").reshape(2, 3, 5)
    for i, digit in enumerate(["0", "1", "2"]):
        expected = model.decode(z, {"digit": digit})
        np.testing.assert_allclose(decoded[:, i], expected, atol=1e-5)
    run("sample", folder, "-n", 2, "--each", "weight", "-o", tmp_path / "s.png")
    width, height = model.output.cell
    with Image.open(tmp_path / "s.png") as sheet:  # nine numbers in a row, two rows
        assert sheet.width >= 9 * width
        assert 2 * 2 * height <= sheet.height < 3 * 2 * height


def test_sampled_data_keep_what_is_not_chosen(folder: Path, tmp_path: Path) -> None:
    table = ["-o", tmp_path / "latents.csv", "--atlas", tmp_path / "atlas"]
    run("encode", folder, folder.parent / "samples.csv", *table)
    model = latentwalk.open(tmp_path / "atlas")
    atlas = model.atlas
    assert atlas is not None
    atlas = replace(atlas, logvar=np.full_like(atlas.logvar, -40))
    manifest = model.folder.manifest
    contents = {name: model.folder.content(name) for name in manifest.files}
    write_folder(tmp_path / "model", manifest, contents | {"atlas.safetensors": atlas.to_bytes()})
    options = ["--source", "data", "-n", 8, "--condition", "weight=0.25"]
    run("sample", tmp_path / "model", *options, "-o", tmp_path / "s.npy")
    expected = model.decode(atlas.mean, {"digit": list(atlas.label), "weight": 0.25})
    for sample in np.load(tmp_path / "s.npy"):
        assert np.abs(expected - sample).max(1).min() < 1e-4


def test_walks_keep_the_presets_conditions_that_are_not_chosen(
    folder: Path, tmp_path: Path
) -> None:
    model = latentwalk.open(folder)
    manifest = model.folder.manifest
    contents = {name: model.folder.content(name) for name in manifest.files}
    z = {"0": (0.0, 0.0), "2": (0.5, 0.5)}
    with_label = {name: (*map(float, model.rows(z[name], {"digit": name})),) for name in z}
    both = {name: (*map(float, model.rows(z[name], {"digit": name, "weight": 0.9})),) for name in z}
    for path, presets in (("plain", with_label), ("chosen", both)):
        write_folder(tmp_path / path, replace(manifest, presets=presets), contents)
    options = ["--through", "0,2", "--frames", 3, "--condition", "weight=0.9"]
    for path in ("plain", "chosen"):
        run("walk", tmp_path / path, *options[: None if path == "plain" else 4],
            "-o", tmp_path / f"{path}.png")  # fmt: skip
    one, other = (np.asarray(Image.open(tmp_path / f"{name}.png")) for name in ("plain", "chosen"))
    np.testing.assert_array_equal(one, other)


def test_words_name_conditions_and_values_of_any_text() -> None:
    conditions = Conditions(
        (Category("a=b, c", (" x=1", "y,2", "7")), Category("a", ("p", "q")), Number("w"))
    )
    assert chosen(conditions, ("a=b, c= x=1", "a=q", "w=0.5")) == {
        "a=b, c": " x=1", "a": "q", "w": 0.5,
    }  # fmt: skip
    assert chosen(conditions, ("a=b, c=7",)) == {"a=b, c": "7"}  # a name first
    assert chosen(conditions, ("a=1",)) == {"a": 1}
    with pytest.raises(SettingsError, match="given twice"):
        chosen(conditions, ("a=p", "a=q"))


def test_grid_and_walk_take_conditions(folder: Path, tmp_path: Path) -> None:
    np.savetxt(tmp_path / "points.txt", [[0, 0], [1, 1]])
    for word in ("digit=0", "digit=2"):
        run("grid", folder, "-n", 2, "--condition", word, "-o", tmp_path / f"{word}.png")
        through = ["--through", tmp_path / "points.txt", "--frames", 3]
        run("walk", folder, *through, "--condition", word, "-o", tmp_path / f"walk {word}.png")
    for name in ("digit={}.png", "walk digit={}.png"):
        one, other = (np.asarray(Image.open(tmp_path / name.format(i))) for i in (0, 2))
        assert one.shape == other.shape
        assert (one != other).any()


def test_encode_takes_the_labels_as_the_condition(folder: Path, tmp_path: Path) -> None:
    data, model = folder.parent / "samples.csv", latentwalk.open(folder)
    samples = values(data)
    run("encode", folder, data, "-o", tmp_path / "t.npz", "--atlas", tmp_path / "atlas")
    expected = model.encode(samples[:, :5], {"digit": [0, 1, 2, 0, 1, 2]})
    with np.load(tmp_path / "t.npz") as table:
        np.testing.assert_allclose(table["mean"], expected.mean, atol=1e-5)
    atlas = latentwalk.open(tmp_path / "atlas").atlas
    assert atlas is not None
    assert atlas.conditions is not None
    np.testing.assert_array_equal(atlas.conditions[:, 0], [0, 1, 2, 0, 1, 2])
    run("encode", folder, data, "--condition", "digit=1", "-o", tmp_path / "t.npz")
    with np.load(tmp_path / "t.npz") as table:
        expected = model.encode(samples[:, :5], {"digit": "1"})
        np.testing.assert_allclose(table["mean"], expected.mean, atol=1e-5)


def test_info_lists_the_conditions(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("info", folder)
    out = capsys.readouterr().out
    assert "condition digit" in out
    assert "0, 1, 2, by default 0" in out
    assert "0 to 1, by default 0.5" in out


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("digit", "expects NAME=VALUE"),
        ("digit=7", "must be one of 0, 1, 2, got '7'"),
        ("digits=1", "Did you mean 'digit'"),
        ("weight=heavy", "must be a number (0 to 1), got 'heavy'"),
        ("weight=nan", "must be a number"),
    ],
)
def test_what_is_no_condition_is_refused(
    folder: Path, tmp_path: Path, word: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = refused(capsys, "sample", folder, "--condition", word, "-o", tmp_path / "s.png")
    assert message in text
    assert not (tmp_path / "s.png").exists()


def test_declared_conditions_of_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "net.py").write_text(
        "import torch\n"
        "class Net(torch.nn.Module):\n"
        "    def __init__(self):\n"
        "        super().__init__()\n"
        "        self.fc = torch.nn.Linear(4, 64)\n"
        "        self.table = torch.nn.Embedding(3, 64)\n"
        "    def decode(self, z, label):\n"
        "        return torch.sigmoid(self.fc(z) + self.table(label)).view(-1, 1, 8, 8)\n"
    )
    import torch

    torch.save(
        {
            "fc.weight": torch.zeros(64, 4),
            "fc.bias": torch.zeros(64),
            "table.weight": torch.arange(192.0).view(3, 64) / 192,
        },
        tmp_path / "net.pt",
    )
    options = ["--model", f"{tmp_path / 'net.py'}:Net", "--condition", "label=a,b,c"]
    run("adopt", tmp_path / "net.pt", *options, "-o", tmp_path / "net")
    model = latentwalk.open(tmp_path / "net")
    assert str(model.conditions["label"]) == "a, b, c"
    one, other = (
        model.decode(np.zeros(4), {"label": "a"}),
        model.decode(np.zeros(4), {"label": "c"}),
    )
    assert (other > one).all()
    capsys.readouterr()
    text = refused(capsys, "adopt", tmp_path / "net.pt", *options[:2], "--condition", "label=a",
                   "-o", tmp_path / "other")  # fmt: skip
    assert "needs two values or more" in text


def test_encode_says_what_it_takes_for_unknown_labels(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = np.random.default_rng(0).standard_normal((4, 5)).astype(np.float32)
    np.save(tmp_path / "rows.npy", rows)
    run("encode", folder, tmp_path / "rows.npy", "-o", tmp_path / "t.npz")
    words = " ".join(capsys.readouterr().err.split())
    assert "4 samples have no label that is a value of 'digit' (0, 1, 2): they are encoded" in words
    chosen = ["--condition", "digit=1", "--condition", "weight=0"]
    run("encode", folder, tmp_path / "rows.npy", *chosen, "-o", tmp_path / "t.npz")
    assert "no label" not in capsys.readouterr().err
