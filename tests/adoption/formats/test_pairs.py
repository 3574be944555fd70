"""A decoder's encoder is found by its name, or by that of its folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from latentwalk.adoption.formats.pairs import encoder_beside

if TYPE_CHECKING:
    from pathlib import Path

ENCODERS = {
    "vae_decoder.h5": "vae_encoder.h5",
    "VAE-Dec.onnx": "VAE-Enc.onnx",
    "vae_decoder/model.onnx": "vae_encoder/model.onnx",
}


@pytest.mark.parametrize(("decoder", "encoder"), ENCODERS.items())
@pytest.mark.parametrize("linked", [False, True])
def test_the_encoder_beside_a_decoder(
    tmp_path: Path, decoder: str, encoder: str, linked: bool
) -> None:
    """Files may be links, as in the Hub's cache."""
    blobs = tmp_path / "blobs"
    blobs.mkdir()
    for name in (decoder, encoder):
        path = tmp_path / "snapshot" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if linked:
            blob = blobs / name.replace("/", "_")
            blob.touch()
            path.symlink_to(blob)
        else:
            path.touch()
    found = encoder_beside(tmp_path / "snapshot" / decoder, [".h5", ".onnx"])
    assert found == tmp_path / "snapshot" / encoder


@pytest.mark.parametrize("name", ["decoded.onnx", "model.onnx", "decoder.onnx"])
def test_no_encoder(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    assert encoder_beside(tmp_path / name, [".onnx"]) is None
