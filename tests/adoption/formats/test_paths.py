"""Files and folders are opened by their kind, and models on the Hub by their id."""

from __future__ import annotations

import json
import sys
import types
from typing import TYPE_CHECKING

import numpy as np
import pytest
from safetensors.torch import save_file

import latentwalk
from latentwalk.adoption.formats.keras_loading import ENDINGS
from latentwalk.adoption.formats.paths import WANTED
from latentwalk.errors import FolderError, LatentwalkError, MissingError, ModelError
from tests.adoption.opening import opened, opened_with_messages

if TYPE_CHECKING:
    from pathlib import Path

    from tests.adoption.models import MLP

CLASS = "tests.adoption.models:MLP"


def test_a_folder_with_onnx_decoder_and_encoder(tmp_path: Path) -> None:
    source = latentwalk.open("mnist")
    for name in ("decoder.onnx", "encoder.onnx"):
        (tmp_path / name).write_bytes(source.folder.content(name))
    model = opened(tmp_path)
    assert model.can_encode
    assert model.name == tmp_path.name
    images = source.decode(np.zeros((2, 6)))
    np.testing.assert_allclose(model.encode(images).mean, source.encode(images).mean, atol=1e-5)


@pytest.mark.parametrize(
    ("decoder", "encoder"),
    [
        ("decoder_model.onnx", "encoder_model.onnx"),
        ("vae_Decoder.onnx", "vae_Encoder.onnx"),
        ("mnist-dec.onnx", "mnist-enc.onnx"),
        ("vae_decoder/model.onnx", "vae_encoder/model.onnx"),
    ],
)
@pytest.mark.parametrize("as_file", [False, True], ids=["folder", "file"])
def test_a_pair_of_other_names(tmp_path: Path, decoder: str, encoder: str, as_file: bool) -> None:
    source = latentwalk.open("mnist")
    for name, path in ("decoder.onnx", decoder), ("encoder.onnx", encoder):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(source.folder.content(name))
    model, messages = opened_with_messages(tmp_path / decoder if as_file else tmp_path)
    images = source.decode(np.zeros((2, 6)))
    np.testing.assert_allclose(model.encode(images).mean, source.encode(images).mean, atol=1e-5)
    assert "is read as the encoder of" in messages


def test_the_file_that_is_chosen_in_a_folder_is_named(tmp_path: Path) -> None:
    content = latentwalk.open("mnist-2d").folder.content("decoder.onnx")
    (tmp_path / "old_dec.onnx").write_bytes(content)
    _, messages = opened_with_messages(tmp_path)
    assert "old_dec.onnx is opened, the only file named as a decoder" in messages


def test_weights_of_a_given_class_go_before_a_decoder(tmp_path: Path, mlp: MLP) -> None:
    content = latentwalk.open("mnist-2d").folder.content("decoder.onnx")
    (tmp_path / "old_dec.onnx").write_bytes(content)
    save_file(mlp.state_dict(), tmp_path / "w.safetensors")
    assert opened(tmp_path, model_class=CLASS).latent_dim == 5


@pytest.mark.parametrize(
    ("name", "content", "error", "message"),
    [
        ("x.onnx", b"no network", ModelError, "ONNX Runtime"),
        ("x.pt", b"no zip", ModelError, "not a PyTorch file|has more than weights"),
        ("x.pt2", b"no zip", ModelError, "torch.export"),
        ("x.safetensors", b"\xff" * 20, ModelError, "safetensors"),
        ("x.txt", b"", FolderError, "Cannot open .*x.txt'. What can be opened"),
    ],
)
def test_damaged_files(
    tmp_path: Path, name: str, content: bytes, error: type[LatentwalkError], message: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(error, match=message):
        opened(tmp_path / name)


@pytest.mark.parametrize("name", ["w.pt", "decoder.onnx", "decoder.keras"])
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n",
            "pointer of Git LFS",
        ),
        ("<!DOCTYPE html><title>Sign in</title>", "web page"),
    ],
)
def test_what_was_downloaded_in_place_of_a_model(
    tmp_path: Path, name: str, content: str, message: str
) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(ModelError, match=message):
        opened(tmp_path / name)


def test_a_missing_file() -> None:
    with pytest.raises(FolderError, match="Nothing found at 'no/where/at/all'"):
        opened("no/where/at/all")


def test_a_folder_of_something_else(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match=r"no latentwalk.json, no decoder.onnx"):
        opened(tmp_path)


def test_a_saved_model_of_tensorflow_is_explained(tmp_path: Path) -> None:
    (tmp_path / "saved_model.pb").touch()
    with pytest.raises(ModelError, match="tf2onnx"):
        opened(tmp_path)


def test_missing_libraries_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    (tmp_path / "config.json").write_text(json.dumps({"_class_name": "AutoencoderKL"}))
    with pytest.raises(MissingError, match="pip install torch"):
        opened(tmp_path)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: name == "torch" or None)
    with pytest.raises(MissingError, match="pip install diffusers"):
        opened(tmp_path)
    (tmp_path / "net.keras").write_bytes(b"")
    with pytest.raises(MissingError, match="pip install keras"):
        opened(tmp_path / "net.keras")
    with pytest.raises(MissingError, match="pip install huggingface_hub"):
        opened("someone/model")


def test_a_model_on_the_hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = latentwalk.open("mnist-2d").folder
    (tmp_path / "decoder.onnx").write_bytes(source.content("decoder.onnx"))
    asked: list[str] = []

    def snapshot_download(name: str, **_: object) -> str:
        asked.append(name)
        if name == "someone/gone":
            raise OSError("404")
        return str(tmp_path)

    hub = types.ModuleType("huggingface_hub")
    hub.snapshot_download = snapshot_download  # type: ignore[attr-defined]
    hub.__spec__ = types.SimpleNamespace(name="huggingface_hub")  # type: ignore[assignment]
    monkeypatch.setitem(sys.modules, "huggingface_hub", hub)
    assert opened("someone/digits").latent_dim == 2
    assert asked == ["someone/digits"]
    with pytest.raises(ModelError, match="could not be downloaded from the Hub: 404"):
        opened("someone/gone")


def test_code_of_pythae_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model_config.json").write_text("{}")
    (tmp_path / "decoder.pkl").write_bytes(b"")
    with pytest.raises(ModelError, match=r"as code \(decoder.pkl\).*--trust"):
        opened(tmp_path)


def test_what_opens_as_keras_is_downloaded() -> None:
    assert {f"*{ending}" for ending in ENDINGS} <= set(WANTED)
