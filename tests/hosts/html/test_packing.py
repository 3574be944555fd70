"""The packed parts of a page, and the rounding of some of them."""

from __future__ import annotations

import json
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import latentwalk
from latentwalk.conditions.category import Category
from latentwalk.conditions.conditions import Conditions
from latentwalk.conditions.number import Number
from latentwalk.folder.model_folder import InMemoryFolder, sha256
from latentwalk.hosts.html import ExportOptions, write_page
from latentwalk.hosts.html.columns import in_columns
from latentwalk.hosts.html.networks import rounded
from latentwalk.hosts.html.packing import Part, text_of
from tests.browser.models import small_decoder
from tests.hosts.html.exported import bytes_of, part


def test_a_part_is_packed_by_the_best_of_several_widths() -> None:
    numbers = np.random.default_rng(0).integers(-40, 40, 3000).astype("<f4").tobytes()
    letters = b"a word and another word, " * 100
    for content, best in ((numbers, 4), (letters, 1)):
        chosen = Part.of("columns.arrow", content, 1, 4)
        others = [Part.of("columns.arrow", content, width) for width in (1, 4)]
        assert chosen.width == best
        assert len(chosen.packed) == min(len(other.packed) for other in others)


@given(st.binary(max_size=200))
def test_text_of_seven_bits_is_reversible_and_valid_in_html(content: bytes) -> None:
    text = text_of(content)
    assert bytes_of(text, len(content)) == content
    assert not set(text) & set("\0\t\n\f\r\x1a&<")
    # no more than an eighth is added, whatever the content
    assert len(text.encode()) <= -(-8 * len(content) // 7) + 2


def test_a_rounded_encoder_gives_nearly_the_same_means(page: str, mnist: latentwalk.Model) -> None:
    encoder, _ = part(page, "models/0/encoder.onnx")
    assert encoder != mnist.folder.content("encoder.onnx")
    files = {"decoder.onnx": mnist.folder.content("decoder.onnx"), "encoder.onnx": encoder}
    other = latentwalk.Model(InMemoryFolder.of(Path("other"), mnist.folder.manifest, files))
    assert mnist.atlas is not None
    images = mnist.decode(mnist.atlas.mean[:500])
    np.testing.assert_allclose(other.encode(images).mean, mnist.encode(images).mean, atol=0.006)


def test_rounding_keeps_nan_and_infinity() -> None:
    greatest = np.finfo(np.float32).max
    weights = np.array([[1 + 2**-20, np.inf, np.nan, greatest] * 4] * 2, np.float32)
    content = small_decoder(2, [("MatMul", ["z", "v"], "flat")], {"v": weights})
    at = content.index(weights.tobytes())
    near = np.frombuffer(rounded(content)[at : at + weights.nbytes], np.float32)[:4]
    assert near[0] == 1
    assert near[1] == np.inf
    assert np.isnan(near[2])
    assert near[3] == greatest


def test_the_map_is_exact_to_a_fraction_of_a_pixel(mnist: latentwalk.Model) -> None:
    atlas = mnist.atlas
    assert atlas is not None
    layout = np.random.default_rng(0).normal(size=(len(atlas), 2)).astype(np.float32)
    _, file = in_columns("atlas", replace(atlas, layout=layout), Conditions())
    other = latentwalk.Atlas.from_bytes(file, 6)
    for ours, theirs in ((atlas.mean, other.mean), (layout, other.layout)):
        assert theirs is not None
        pixel = np.ptp(ours, axis=0) / 800
        assert (np.abs(ours - theirs) / pixel).max() < 0.4
    np.testing.assert_array_equal(other.label, atlas.label)
    np.testing.assert_array_equal(other.split, atlas.split)
    np.testing.assert_allclose(other.logvar, atlas.logvar, atol=0.14)
    kl = [
        0.5 * (each.mean**2 + np.exp(each.logvar) - 1 - each.logvar).mean(axis=0)
        for each in (atlas, other)
    ]
    np.testing.assert_allclose(*kl, atol=1e-3)


def restored(content: bytes) -> bytes:
    """The safetensors file of a packed atlas, as the page restores it."""
    tale, head = np.frombuffer(content[:8], "<u4")
    arrays = json.loads(content[8 : 8 + tale])
    at = 8 + int(tale) + int(head)
    file = content[8 + tale : at]
    for array in arrays:
        bits, columns, rows = array["bits"], len(array["low"]), array["rows"]
        size = -(-bits * columns * rows // 8)
        digits = np.unpackbits(np.frombuffer(content, np.uint8, size, at))[: bits * columns * rows]
        lowest = digits.reshape(columns, rows, bits) @ 2 ** np.arange(bits)[::-1]
        at += size
        shape = (array["width"], columns, rows)
        planes = np.frombuffer(content, np.uint8, int(np.prod(shape)), at).reshape(shape)
        at += planes.size
        above = (planes * 256.0 ** np.arange(shape[0])[:, None, None]).sum(axis=0)
        whole = above * 2**bits + lowest
        values = (np.array(array["low"]) + np.array(array["step"]) * whole.T).astype(
            {"F32": "<f4", "I32": "<i4", "U8": "u1"}[array["dtype"]]
        )
        file += values.tobytes()
    assert at == len(content)
    return file


def test_a_packed_atlas_becomes_the_file_that_the_manifest_names(page: str) -> None:
    content, width = part(page, "models/0/atlas.safetensors")
    assert width == 0
    file = restored(content)
    manifest = json.loads(part(page, "models/0/latentwalk.json")[0])
    assert sha256(file) == manifest["files"]["atlas.safetensors"]


def test_a_packed_atlas_keeps_places_files_and_conditions() -> None:
    rng = np.random.default_rng(0)
    conditions = Conditions((Category("label", ("a", "b", "c"), 1), Number("weight", -1, 1, 0.5)))
    values = np.stack([np.arange(50) % 3, rng.uniform(-1, 1, 50)], axis=1).astype(np.float32)
    values[7] = np.nan
    atlas = latentwalk.Atlas(
        mean=rng.normal(size=(50, 2)).astype(np.float32),
        logvar=np.zeros((50, 2), np.float32),
        label=np.zeros(50, np.int32),
        split=np.zeros(50, np.uint8),
        error=np.zeros(50, np.float32),
        row=rng.permutation(1000)[:50].astype(np.int32),
        file=tuple(f"é {i}.png" for i in range(50)),
        conditions=values,
    )
    packed, file = in_columns("atlas", atlas, conditions)
    assert restored(zlib.decompress(packed.packed)) == file
    other = latentwalk.Atlas.from_bytes(file, 2, 2)
    assert other.row is not None
    assert other.conditions is not None
    np.testing.assert_array_equal(other.row, atlas.row)
    assert other.file == atlas.file
    expected = np.where(np.isnan(values), [1, 0.5], values)
    np.testing.assert_array_equal(other.conditions[:, 0], expected[:, 0])
    np.testing.assert_allclose(other.conditions[:, 1], expected[:, 1], atol=3e-4)


def test_an_atlas_may_be_empty_or_have_many_classes() -> None:
    rng = np.random.default_rng(0)
    for n in (0, 1, 70_000):
        atlas = latentwalk.Atlas(
            mean=rng.normal(size=(n, 2)).astype(np.float32),
            logvar=np.zeros((n, 2), np.float32),
            label=np.arange(n, dtype=np.int32) - 1,
            split=np.ones(n, np.uint8),
            error=rng.random(n).astype(np.float32),
        )
        other = latentwalk.Atlas.from_bytes(in_columns("atlas", atlas, Conditions())[1], 2)
        np.testing.assert_array_equal(other.label, atlas.label)
        np.testing.assert_array_equal(other.logvar, atlas.logvar)


def test_exact_files_are_kept_bit_for_bit(mnist: latentwalk.Model, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    write_page([mnist], out, ExportOptions(exact=True))
    page = out.read_text(encoding="utf-8")
    for name in ("decoder.onnx", "encoder.onnx", "atlas.safetensors"):
        assert part(page, f"models/0/{name}")[0] == mnist.folder.content(name)


def test_modules_are_packed_together_with_the_bytes_of_each() -> None:
    modules = {"small.js": "const é = 1;", "large.js": "const other = 'other';"}
    joined = Part.joined("modules.js", modules)
    content, _ = part(joined.html(), "modules.js")
    assert joined.modules == "large.js 22 small.js 13"
    assert content.decode() == modules["large.js"] + modules["small.js"]
