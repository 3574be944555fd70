from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latentwalk.errors import FolderError
from latentwalk.folder.manifest import MANIFEST, Manifest
from latentwalk.folder.model_folder import ModelFolder, sha256, write_folder
from latentwalk.outputs.curve import CurveSpec
from latentwalk.outputs.image import ImageSpec

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MINIMAL = Manifest(name="m", latent_dim=2, output=ImageSpec(4, 4))


def spoil(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    content = json.loads((folder / MANIFEST).read_text())
    change(content)
    (folder / MANIFEST).write_text(json.dumps(content))


def test_it_reads_what_it_writes(tmp_path: Path) -> None:
    manifest = Manifest(
        "m", 2, ImageSpec(4, 8, 3, 0.0, 1.0), ("a", "ö"), {"ö": (0.5, -1.0)}, provenance={"seed": 1}
    )
    manifest = replace(manifest, start="ö")
    files = {"decoder.onnx": b"d", "snapshots/last.safetensors": b"s"}
    written = write_folder(tmp_path / "deep" / "m", manifest, files)
    read = ModelFolder.read(tmp_path / "deep" / "m")
    assert read == written
    assert read.manifest.presets == {"ö": (0.5, -1.0)}
    assert read.content("snapshots/last.safetensors") == b"s"


def test_no_folder_and_no_manifest(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match="missing does not exist"):
        ModelFolder.read(tmp_path / "missing")
    with pytest.raises(FolderError, match="it has no latentwalk.json"):
        ModelFolder.read(tmp_path)


def test_an_altered_file_is_noticed(model_folder: Path) -> None:
    with (model_folder / "decoder.onnx").open("ab") as file:
        file.write(b"!")
    with pytest.raises(FolderError, match=r"decoder\.onnx does not match"):
        ModelFolder.read(model_folder)


def test_a_missing_file_is_named(model_folder: Path) -> None:
    (model_folder / "atlas.safetensors").unlink()
    with pytest.raises(FolderError, match=r"Cannot read .*atlas\.safetensors"):
        ModelFolder.read(model_folder)


def test_models_of_images_are_written_for_older_readers() -> None:
    assert json.loads(MINIMAL.to_json())["format"] == 1


def test_other_outputs_are_format_two_and_the_same_afterwards() -> None:
    manifest = Manifest("waves", 2, CurveSpec(8), files={"decoder.onnx": "ab"})
    text = manifest.to_json()
    assert json.loads(text)["format"] == 2
    assert "image" not in json.loads(text)
    assert Manifest.from_json(text, "here") == manifest


def test_images_may_be_format_two() -> None:
    content = json.loads(replace(MINIMAL, files={"decoder.onnx": "ab"}).to_json())
    output = {"kind": "image", **content.pop("image")}
    read = Manifest.from_json(json.dumps(content | {"format": 2, "output": output}), "here")
    assert read.output == MINIMAL.output


@pytest.mark.parametrize("channels", [2, 4])
def test_images_with_alpha_are_format_two(channels: int) -> None:
    output = replace(MINIMAL.output, channels=channels)
    text = replace(MINIMAL, output=output, files={"decoder.onnx": "ab"}).to_json()
    assert json.loads(text)["format"] == 2
    assert Manifest.from_json(text, "here").output == output


def test_a_newer_format_is_refused(model_folder: Path) -> None:
    spoil(model_folder, lambda content: content.update(format=3))
    with pytest.raises(FolderError, match="version 3, but this Latentwalk reads versions up to 2"):
        ModelFolder.read(model_folder)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda c: c.pop("format"), "format version"),
        (lambda c: c.pop("image"), "'image' is missing"),
        (lambda c: c.update(latent_dim=-1), "positive"),
        (lambda c: c.update(latent_dim="six"), "positive"),
        (lambda c: c["image"].update(low=1.0, high=-1.0), "below high"),
        (lambda c: c["image"].update(depth=3), "depth"),
        (lambda c: c["presets"].update({"0": [1.0]}), "preset '0'"),
        (lambda c: c.update(start="none such"), "the name of a preset"),
        (lambda c: c["presets"].update({"0": [float("nan")] * 6}), "not finite"),
        (lambda c: c["files"].update({"../secret": "0"}), "leads out"),
        (lambda c: c["files"].update({"/etc/passwd": "0"}), "leads out"),
        (lambda c: c["files"].update({"./decoder.onnx": "0"}), "written 'decoder.onnx'"),
        (lambda c: c["files"].update({"": "0"}), "must be names"),
        (lambda c: c["files"].update({"a": 0}), "must be names"),
        (lambda c: c.update(latent_dim=2**21, presets={}), "at most"),
        (lambda c: c["image"].update(height=2**14, width=2**14), "at most"),
        (lambda c: c["image"].update(low=1, high=1 + 1e-12), "below high"),
        (lambda c: c["image"].update(low="0"), "below high"),
        (lambda c: c["image"].update(high=True), "below high"),
        (lambda c: c.update(classes="abc"), "must be a list"),
        (lambda c: c.update(provenance=[]), "an object"),
        (lambda c: c["presets"].update({"0": [1e39] * 6}), "preset '0'"),
        (lambda c: c["files"].update({"C:\\x": "0"}), "leads out"),
        (lambda c: c.update(files={}), r"decoder\.onnx"),
        (lambda c: c["files"].update({"a\0b": "0"}), "leads out"),
        (lambda c: c.update(format=0), "format version"),
        (lambda c: c.update(format=True), "format version"),
        (lambda c: c.update(latent_dim=True), "positive"),
        (lambda c: c["image"].update(channels=5), "1 to 4 channels"),
        (lambda c: c["image"].update(channels=4), "alpha need format version 2"),
        (lambda c: c["image"].update(low=None), "below high"),
        (lambda c: c.update(image=[1, 28, 28]), "image must be an object"),
        (lambda c: c["image"].pop("width"), "needs 'width'"),
        (lambda c: c["presets"].update({"0": "123456"}), "list of numbers"),
        (lambda c: c["presets"].update({"0": ["1"] * 6}), "list of numbers"),
        (lambda c: c["presets"].update({"0": [True] * 6}), "list of numbers"),
        (lambda c: c.update(files=3), "files must be an object"),
        (lambda c: c.update(presets=None), "presets must be an object"),
        (lambda c: c.update(name={}), "must be text"),
        (lambda c: c.update(classes=[None]), "must be text"),
    ],
)
def test_a_hostile_manifest_is_refused(
    model_folder: Path, change: Callable[[dict[str, Any]], object], reason: str
) -> None:
    spoil(model_folder, change)
    with pytest.raises(FolderError, match=reason):
        ModelFolder.read(model_folder)


@settings(max_examples=200)
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "format",
                        "name",
                        "latent_dim",
                        "image",
                        "classes",
                        "presets",
                        "provenance",
                        "files",
                    ]
                ),
                inner,
                max_size=8,
            )
        ),
        max_leaves=12,
    )
)
def test_any_json_is_read_or_refused(content: object) -> None:
    if isinstance(content, dict):
        content["format"] = 1
    with pytest.raises(FolderError):
        Manifest.from_json(json.dumps(content), "it")


def test_deeply_nested_json_is_refused() -> None:
    with pytest.raises(FolderError, match="not JSON"):
        Manifest.from_json("[" * 200_000, "it")


def test_labels_beyond_the_classes_are_refused(model_folder: Path) -> None:
    spoil(model_folder, lambda content: content.update(classes=["0", "1"]))
    with pytest.raises(FolderError, match="labels beyond"):
        ModelFolder.read(model_folder).atlas()


def test_a_folder_without_atlas_has_none(tmp_path: Path) -> None:
    assert write_folder(tmp_path, MINIMAL, {"decoder.onnx": b""}).atlas() is None


def test_sha256() -> None:
    assert sha256(b"abc").startswith("ba7816bf8f01cfea414140de5dae2223")
