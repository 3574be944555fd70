"""Models as a page of one file, and as a folder for a static host."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import shutil
import zlib
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

import latentwalk
from latentwalk.adoption.adopting import adopted
from latentwalk.errors import LatentwalkError, ModelError, OutputError, SettingsError
from latentwalk.folder import HeldFolder, Manifest, sha256
from latentwalk.hosts.sharing import Options, share
from latentwalk.hosts.sharing.bundle import Bundle
from latentwalk.hosts.sharing.columns import in_columns
from latentwalk.hosts.sharing.networks import missing, rounded
from latentwalk.hosts.sharing.packing import FIRST_HIDDEN, HIDDEN, text_of
from latentwalk.hosts.sharing.site import MARKER
from tests.browser.models import small_decoder
from tests.conftest import ROOT, command
from tests.infer.test_model import lived

MOST_BYTES = 500_000
"""Of `mnist` with its 10,000 encoded images, as one file."""


@pytest.fixture(scope="module")
def mnist() -> latentwalk.Model:
    return latentwalk.open("mnist")


@pytest.fixture(scope="module")
def page(mnist: latentwalk.Model, tmp_path_factory: pytest.TempPathFactory) -> str:
    """`mnist` and `mnist-2d` as one file."""
    out = tmp_path_factory.mktemp("export") / "page.html"
    share([mnist, latentwalk.open("mnist-2d")], out, Options())
    return out.read_text(encoding="utf-8")


def bytes_of(text: str, length: int) -> bytes:
    """What `text_of` made a text of, read symbol by symbol."""
    symbols = []
    for code in map(ord, text):
        if code >= FIRST_HIDDEN:
            symbols.append(HIDDEN[(code - FIRST_HIDDEN) >> 7])
        symbols.append(code & 127)
    bits = "".join(f"{symbol:07b}" for symbol in symbols)
    return bytes(int(bits[8 * i : 8 * i + 8], 2) for i in range(length))


def part(page: str, path: str) -> tuple[bytes, int]:
    """What a page holds under a path, inflated, and its bytes to a number."""
    found = re.search(
        rf'<script type="text/plain" data-part="{re.escape(path)}" data-packed="(\d+)" '
        r'data-bytes="(\d+)" data-width="(\d)">([^<]*)</script>',
        page,
    )
    assert found is not None
    packed, length, width = map(int, found.groups()[:3])
    content = zlib.decompress(bytes_of(found[4], packed))
    if width > 1:
        content = np.frombuffer(content, np.uint8).reshape(width, -1).T.tobytes()
    return (content[:length] if width else content), width


def settings(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="latentwalk">(.*?)</script>', page)
    assert found is not None
    return dict(json.loads(found[1]))


def held(decoder: bytes, name: str = "small") -> latentwalk.Model:
    """A model of two dimensions whose decoder is given."""
    image = latentwalk.ImageSpec(4, 4, 1, 0.0, 1.0)
    manifest = Manifest(name=name, latent_dim=2, image=image)
    return latentwalk.Model(HeldFolder.of(Path(name), manifest, {"decoder.onnx": decoder}))


@given(st.binary(max_size=200))
def test_text_of_seven_bits_is_the_bytes_and_may_stand_in_a_page(content: bytes) -> None:
    text = text_of(content)
    assert bytes_of(text, len(content)) == content
    assert not set(text) & set("\0\t\n\f\r\x1a&<")
    # no more than an eighth is added, whatever the content
    assert len(text.encode()) <= -(-8 * len(content) // 7) + 2


def test_the_shipped_model_is_half_a_megabyte(mnist: latentwalk.Model, tmp_path: Path) -> None:
    made = share([mnist], tmp_path / "page.html", Options())
    assert mnist.atlas is not None
    assert len(mnist.atlas) == 10_000
    assert (tmp_path / "page.html").stat().st_size == sum(made.sizes.values()) <= MOST_BYTES
    assert min(made.sizes.values()) > 0


def test_a_file_holds_each_model_whole(page: str, mnist: latentwalk.Model) -> None:
    assert [model["name"] for model in settings(page)["models"]] == ["mnist", "mnist-2d"]
    for number, name in enumerate(("mnist", "mnist-2d")):
        model = latentwalk.open(name)
        manifest = Manifest.from_json(
            part(page, f"models/{number}/latentwalk.json")[0].decode(), ""
        )
        decoder, _ = part(page, f"models/{number}/decoder.onnx")
        encoder, _ = part(page, f"models/{number}/encoder.onnx")
        assert decoder == model.folder.content("decoder.onnx")
        assert manifest.files["decoder.onnx"] == model.folder.manifest.files["decoder.onnx"]
        assert manifest.files["encoder.onnx"] == sha256(encoder)
        assert set(manifest.files) == {"decoder.onnx", "encoder.onnx", "atlas.safetensors"}
        assert (manifest.presets, manifest.classes) == (
            model.folder.manifest.presets, model.folder.manifest.classes,
        )  # fmt: skip


def test_a_rounded_encoder_places_images_where_they_were(
    page: str, mnist: latentwalk.Model
) -> None:
    encoder, _ = part(page, "models/0/encoder.onnx")
    assert encoder != mnist.folder.content("encoder.onnx")
    files = {"decoder.onnx": mnist.folder.content("decoder.onnx"), "encoder.onnx": encoder}
    other = latentwalk.Model(HeldFolder.of(Path("other"), mnist.folder.manifest, files))
    assert mnist.atlas is not None
    images = mnist.decode(mnist.atlas.mean[:500])
    np.testing.assert_allclose(other.encode(images).mean, mnist.encode(images).mean, atol=0.006)


def test_rounding_spares_what_is_no_plain_number() -> None:
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
    _, file = in_columns("atlas", replace(atlas, layout=layout))
    other = latentwalk.Atlas.from_bytes(file, 6)
    for ours, theirs in ((atlas.mean, other.mean), (layout, other.layout)):
        assert theirs is not None
        pixel = np.ptp(ours, axis=0) / 800
        assert (np.abs(ours - theirs) / pixel).max() < 0.1001
    np.testing.assert_array_equal(other.label, atlas.label)
    np.testing.assert_array_equal(other.split, atlas.split)
    np.testing.assert_allclose(other.logvar, atlas.logvar, atol=0.04)
    kl = [
        0.5 * (each.mean**2 + np.exp(each.logvar) - 1 - each.logvar).mean(axis=0)
        for each in (atlas, other)
    ]
    np.testing.assert_allclose(*kl, atol=1e-3)


def test_a_packed_atlas_becomes_the_file_that_the_manifest_names(page: str) -> None:
    content, width = part(page, "models/0/atlas.safetensors")
    assert width == 0
    tale, head = np.frombuffer(content[:8], "<u4")
    arrays = json.loads(content[8 : 8 + tale])
    at = 8 + int(tale) + int(head)
    file = content[8 + tale : at]
    for array in arrays:
        shape = (array["width"], len(array["low"]), array["rows"])
        planes = np.frombuffer(content, np.uint8, int(np.prod(shape)), at).reshape(shape)
        at += planes.size
        whole = (planes * 256.0 ** np.arange(shape[0])[:, None, None]).sum(axis=0)
        values = (np.array(array["low"]) + np.array(array["step"]) * whole.T).astype(
            {"F32": "<f4", "I32": "<i4", "U8": "u1"}[array["dtype"]]
        )
        file += values.tobytes()
    assert at == len(content)
    manifest = json.loads(part(page, "models/0/latentwalk.json")[0])
    assert sha256(file) == manifest["files"]["atlas.safetensors"]


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
        other = latentwalk.Atlas.from_bytes(in_columns("atlas", atlas)[1], 2)
        np.testing.assert_array_equal(other.label, atlas.label)
        np.testing.assert_array_equal(other.logvar, atlas.logvar)


def test_what_is_exact_is_kept_bit_by_bit(mnist: latentwalk.Model, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    share([mnist], out, Options(exact=True))
    page = out.read_text(encoding="utf-8")
    for name in ("decoder.onnx", "encoder.onnx", "atlas.safetensors"):
        assert part(page, f"models/0/{name}")[0] == mnist.folder.content(name)


def test_the_policy_lets_nothing_in(page: str) -> None:
    found = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', page)
    assert found is not None
    rules = dict(rule.strip().split(" ", 1) for rule in found[1].split(";"))
    assert rules["default-src"] == "'none'"
    assert not re.search(r"https?:|\*|'unsafe-inline'|'self'", rules["script-src"])
    (script,) = re.findall(r"<script data-entry=[^>]*>(.*?)</script>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in rules["script-src"]
    # nothing in the page's own text names another place to load from
    assert re.findall(r'(?:src|href)="(?!data:)[^"]*"', page.split("<script", 1)[0]) == []


def test_a_folder_is_what_a_static_host_needs(mnist: latentwalk.Model, tmp_path: Path) -> None:
    site = tmp_path / "site"
    made = share([mnist], f"{site}/", Options(title="Six", url="https://example.org/six/"))
    html = (site / "index.html").read_text(encoding="utf-8")
    addresses = re.findall(r'(?:src|href)="(?!data:)([^"]*)"', html)
    assert addresses
    for address in addresses:
        assert (site / address).is_file()
    assert '<meta property="og:image" content="https://example.org/six/preview.png">' in html
    assert '<meta property="og:title" content="Six">' in html
    with Image.open(site / "preview.png") as picture:
        assert (picture.format, picture.size) == ("PNG", (1200, 630))
        assert np.asarray(picture).std() > 30
    # each model is a model folder that anyone may take
    taken = latentwalk.open(site / "models" / "0")
    np.testing.assert_array_equal(taken.decode(np.zeros(6)), mnist.decode(np.zeros(6)))
    listed = json.loads((site / MARKER).read_text())["files"]
    there = {str(path.relative_to(site)) for path in site.rglob("*") if path.is_file()}
    assert set(listed) | {MARKER} == there
    assert sum(made.sizes.values()) == sum((site / name).stat().st_size for name in listed)


def test_a_folder_is_replaced_by_what_comes_next_and_keeps_what_is_not_ours(
    mnist: latentwalk.Model, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    (site / ".git").mkdir(parents=True)
    plane = latentwalk.open("mnist-2d")
    share([mnist, plane], site, Options())
    (site / "CNAME").write_text("example.org")
    share([plane], site, Options())
    assert not (site / "models" / "1").exists()
    assert latentwalk.open(site / "models" / "0").name == "mnist-2d"
    assert (site / "CNAME").read_text() == "example.org"
    assert not list(site.glob(".latentwalk-*"))


def test_a_folder_of_other_things_is_left_alone(mnist: latentwalk.Model, tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(OutputError, match="holds other things"):
        share([mnist], tmp_path, Options())
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


def test_a_marker_cannot_have_files_elsewhere_removed(
    mnist: latentwalk.Model, tmp_path: Path
) -> None:
    precious = tmp_path / "precious"
    precious.write_text("mine")
    site = tmp_path / "site"
    site.mkdir()
    (site / MARKER).write_text(json.dumps({"files": ["../precious", str(precious)]}))
    share([mnist], site, Options())
    assert precious.read_text() == "mine"
    (site / MARKER).write_text("[]")
    with pytest.raises(OutputError, match="cannot be read"):
        share([mnist], site, Options())


@pytest.mark.parametrize("one", [True, False], ids=["file", "folder"])
def test_what_is_there_stays_until_the_new_is(
    mnist: latentwalk.Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, one: bool
) -> None:
    out = tmp_path / ("page.html" if one else "site")
    share([mnist], out, Options(title="old"))
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    full = OSError(28, "No space left on device")
    written = Path.write_bytes

    def fails(self: Path, content: bytes) -> int:
        if len(content) > 100_000:
            raise full
        return written(self, content)

    monkeypatch.setattr(Path, "write_bytes", fails)
    with pytest.raises(OutputError, match="No space left on device"):
        share([mnist], out, Options(title="new"))
    monkeypatch.undo()
    after = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert after == before


def test_what_cannot_be_written_is_told_in_a_sentence(
    mnist: latentwalk.Model, tmp_path: Path
) -> None:
    with pytest.raises(OutputError, match="Cannot write"):
        share([mnist], tmp_path / "missing" / "page.html", Options())
    (tmp_path / "file.txt").write_text("")
    with pytest.raises(OutputError, match=r"should end in \.html"):
        share([mnist], tmp_path / "file.txt", Options())
    with pytest.raises(OutputError, match="is a file"):
        share([mnist], f"{tmp_path / 'file.txt'}/", Options())
    with pytest.raises(SettingsError, match="at least one"):
        share([], tmp_path / "page.html", Options())


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (Options(start="#z=1,2"), "6 numbers, got 2"),
        (Options(start="z=0,0,0,0,0,0;1,1,1,1,1,1"), "one point"),
        (Options(start="pins=1,2"), "6 numbers, got 2"),
        (Options(start="zoom=3"), "'zoom' is no part of a view"),
        (Options(start="model=mnits"), "no model 'mnits'"),
        (Options(start="hide=hat"), "'hat' is no control"),
        (Options(hide=("map", "legend")), "'legend' is no control"),
        (Options(text=Path("no-such-notes.md")), "no-such-notes.md: No such file"),
        (Options(url="example.org"), "--url is where"),
    ],
    ids=str,
)
def test_an_option_that_means_nothing_writes_nothing(
    mnist: latentwalk.Model, tmp_path: Path, options: Options, sentence: str
) -> None:
    with pytest.raises(SettingsError, match=re.escape(sentence)):
        share([mnist], tmp_path / "page.html", options)
    assert not list(tmp_path.iterdir())


def test_a_start_opens_its_model_and_hides_for_all(mnist: latentwalk.Model, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    start = "http://127.0.0.1:8765/#model=mnist-2d&z=1,-2&hide=path&directions=slant%20up:1,0"
    share([mnist, latentwalk.open("mnist-2d")], out, Options(start=start, hide=("map", "path")))
    told = settings(out.read_text(encoding="utf-8"))
    assert told["hide"] == ["map", "path"]
    assert told["start"] == "model=mnist-2d&z=1,-2&directions=slant+up:1,0"


def test_nothing_that_a_person_wrote_becomes_markup(
    mnist: latentwalk.Model, tmp_path: Path
) -> None:
    evil = '</script><script>alert("1")</script><!-- \u2028'
    notes = tmp_path / "notes.md"
    notes.write_text(
        f"# {evil}\n\n<img src=x onerror=alert(1)>\n\n[a](javascript:alert(1)) "
        "[b](https://example.org) [c](#z=1,2)\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
        encoding="utf-8",
    )
    manifest = replace(mnist.folder.manifest, name=evil)
    files = {"decoder.onnx": mnist.folder.content("decoder.onnx")}
    model = latentwalk.Model(HeldFolder.of(Path("evil"), manifest, files))
    out = tmp_path / "page.html"
    made = share([model], out, Options(title=evil, text=notes))
    html = out.read_text(encoding="utf-8")
    assert "alert" in html
    assert not re.search(r"<script>|<img|<!--|href=\"javascript", html)
    scripts = re.findall(r"<script ([^>]*)>", html)
    assert all(re.match(r"type=\"|data-entry=", script) for script in scripts)
    told = settings(html)
    assert (told["title"], told["models"][0]["name"]) == (evil, evil)
    assert '<a href="https://example.org" rel="noreferrer">b</a>' in html
    assert '<a href="#z=1,2">c</a>' in html
    assert "<td>1</td>" in html
    title = re.search(r"<title>(.*?)</title>", html)
    assert title is not None
    assert unescape(title[1]) == evil
    assert "<script>alert" not in made.iframe + made.element


def test_a_picture_beside_the_notes_becomes_part_of_the_page(
    mnist: latentwalk.Model, tmp_path: Path
) -> None:
    notes = tmp_path / "notes.md"
    buffer = io.BytesIO()
    Image.new("L", (2, 2)).save(buffer, "PNG")
    (tmp_path / "a b.png").write_bytes(buffer.getvalue())
    notes.write_text("![two](a%20b.png)")
    share([mnist], tmp_path / "page.html", Options(text=notes))
    encoded = base64.b64encode(buffer.getvalue()).decode()
    assert f'<img src="data:image/png;base64,{encoded}" alt="two"' in (
        tmp_path / "page.html"
    ).read_text(encoding="utf-8")
    for source in ("https://example.org/a.png", "//example.org/a.png", "a.txt", "missing.png"):
        notes.write_text(f"![x]({source})")
        with pytest.raises(SettingsError, match="shows"):
            share([mnist], tmp_path / "page.html", Options(text=notes))


def test_models_of_one_name_are_told_apart(mnist: latentwalk.Model, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    share([mnist, mnist], out, Options())
    page = out.read_text(encoding="utf-8")
    assert [model["name"] for model in settings(page)["models"]] == ["mnist", "mnist (2)"]
    assert json.loads(part(page, "models/1/latentwalk.json")[0])["name"] == "mnist (2)"


def test_a_python_function_cannot_be_exported(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="is a Python function, which no page can hold"):
        share([lived()], tmp_path / "page.html", Options())


def test_what_the_engine_lacks_is_named_before_anything_is_written(
    mnist: latentwalk.Model, tmp_path: Path
) -> None:
    nodes = [("MatMul", ["z", "w"], "a"), ("Sin", ["a"], "b"), ("Cos", ["b"], "flat")]
    lacking = held(small_decoder(2, nodes, {}))
    with pytest.raises(ModelError, match=r"needs Cos, Sin, which the page's engine lacks"):
        share([mnist, lacking], tmp_path / "page.html", Options())
    assert not list(tmp_path.iterdir())
    unused = [("MatMul", ["z", "w"], "flat"), ("Sin", ["z"], "nowhere")]
    share([held(small_decoder(2, unused, {}))], tmp_path / "page.html", Options())


def test_the_operators_are_the_engines_own() -> None:
    operators = Bundle.read().operators
    assert {"Conv", "ConvTranspose", "Resize", "GroupNormalization", "Gelu"} <= operators
    assert "Sin" not in operators
    for file in (ROOT / "frontend" / "tests" / "fixtures").glob("*.onnx"):
        assert missing(file.read_bytes(), operators) == []


def test_an_encoder_that_cannot_come_is_left_out(mnist: latentwalk.Model, tmp_path: Path) -> None:
    files = {
        "decoder.onnx": mnist.folder.content("decoder.onnx"),
        "encoder.onnx": small_decoder(2, [("MatMul", ["z", "w"], "a"), ("Sin", ["a"], "flat")], {}),
    }
    model = latentwalk.Model(HeldFolder.of(Path("x"), mnist.folder.manifest, files))
    made = share([model], tmp_path / "page.html", Options())
    assert made.left_out == (
        "The encoder of mnist is left out: it needs Sin, which the page's engine lacks.",
    )
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert list(json.loads(part(page, "models/0/latentwalk.json")[0])["files"]) == ["decoder.onnx"]


def test_an_installation_without_the_page_says_so(
    mnist: latentwalk.Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("latentwalk.hosts.sharing.bundle.BUNDLE", tmp_path / "nowhere")
    with pytest.raises(LatentwalkError, match="lacks the page"):
        share([mnist], tmp_path / "page.html", Options())


def test_the_public_function_takes_one_or_many(tmp_path: Path, trained: Path) -> None:
    shutil.copytree(trained, tmp_path / "mine")
    one = latentwalk.export(str(tmp_path / "mine"), tmp_path / "one.html", hide="map,path")
    assert settings(one.read_text(encoding="utf-8"))["hide"] == ["map", "path"]
    many = latentwalk.export([adopted("mnist"), "mnist-2d"], f"{tmp_path / 'site'}/", title="Two")
    assert (many / "models" / "1" / "decoder.onnx").is_file()
    with pytest.raises(ModelError, match="what can be said of a model"):
        latentwalk.export("mnist", tmp_path / "x.html", colour="red")


def test_the_command_tells_the_bytes_and_how_to_embed(tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    result = command("export", "mnist", "-o", out, "--title", "a & b", "--embed")
    assert (result.returncode, result.stderr) == (0, "")
    assert f"{out}   {out.stat().st_size:,} bytes (scripts " in result.stdout
    assert '<iframe src="page.html" title="a &amp; b"' in result.stdout
    assert '<latent-walk src="page.html" label="a &amp; b"></latent-walk>' in result.stdout
    refused = command("export", "mnist", "-o", out, "--hide", "legend")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith("latentwalk: 'legend' is no control")
