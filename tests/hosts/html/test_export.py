"""Single-file pages: what they include, and what cannot be exported."""

from __future__ import annotations

import gzip
import json
import re
import shutil
from pathlib import Path

import numpy as np
import pytest

import latentwalk
from latentwalk.adoption.adopting import adopted
from latentwalk.adoption.predictors.adding import with_digits
from latentwalk.errors import LatentwalkError, ModelError, SettingsError
from latentwalk.folder.manifest import Manifest
from latentwalk.folder.model_folder import InMemoryFolder, sha256
from latentwalk.hosts.html import ExportOptions, write_page
from latentwalk.hosts.html.bundle import Bundle
from latentwalk.hosts.html.networks import missing
from tests.browser.models import LACKING, small_decoder
from tests.conftest import ROOT, refused, run
from tests.hosts.html.exported import holds, part, settings
from tests.infer.functions import lived

MAX_BYTES = 500_000
"""Of `mnist` with its 10,000 encoded images, as one file."""


def held(decoder: bytes, name: str = "small") -> latentwalk.Model:
    """A model of two dimensions whose decoder is given."""
    image = latentwalk.ImageSpec(4, 4, 1, 0.0, 1.0)
    manifest = Manifest(name=name, latent_dim=2, output=image)
    return latentwalk.Model(InMemoryFolder.of(Path(name), manifest, {"decoder.onnx": decoder}))


def test_the_shipped_model_is_half_a_megabyte(mnist: latentwalk.Model, tmp_path: Path) -> None:
    made = write_page([mnist], tmp_path / "page.html", ExportOptions())
    assert mnist.atlas is not None
    assert len(mnist.atlas) == 10_000
    assert (tmp_path / "page.html").stat().st_size == sum(made.sizes.values()) <= MAX_BYTES
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
        past = {"snapshots.safetensors"} & set(model.folder.manifest.files)
        files = {"decoder.onnx", "encoder.onnx", "atlas.safetensors"} | past
        assert set(manifest.files) == files
        for file in past:
            halves, _ = part(page, f"models/{number}/{file}")
            assert halves == model.folder.content(file)
        assert (manifest.presets, manifest.classes) == (
            model.folder.manifest.presets, model.folder.manifest.classes,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (ExportOptions(start="#z=1,2"), "6 numbers, got 2"),
        (ExportOptions(start="z=0,0,0,0,0,0;1,1,1,1,1,1"), "one point"),
        (ExportOptions(start="pins=1,2"), "6 numbers, got 2"),
        (ExportOptions(start="zoom=3"), "Unknown part 'zoom' of a link"),
        (ExportOptions(start="model=mnits"), "no model 'mnits'"),
        (ExportOptions(start="hide=hat"), "Unknown panel 'hat'"),
        (ExportOptions(hide=("map", "legend")), "Unknown panel 'legend'"),
        (ExportOptions(text=Path("no-such-notes.md")), "no-such-notes.md: No such file"),
        (ExportOptions(url="example.org"), "--url expects the page's address"),
    ],
    ids=str,
)
def test_an_invalid_option_writes_nothing(
    mnist: latentwalk.Model, tmp_path: Path, options: ExportOptions, sentence: str
) -> None:
    with pytest.raises(SettingsError, match=re.escape(sentence)):
        write_page([mnist], tmp_path / "page.html", options)
    assert not list(tmp_path.iterdir())


def test_a_start_opens_its_model_and_hides_for_all(mnist: latentwalk.Model, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    start = "http://127.0.0.1:8765/#model=mnist-2d&z=1,-2&hide=path&directions=slant%20up:1,0"
    write_page(
        [mnist, latentwalk.open("mnist-2d")], out, ExportOptions(start=start, hide=("map", "path"))
    )
    found = settings(out.read_text(encoding="utf-8"))
    assert found["hide"] == ["map", "path"]
    assert found["start"] == "model=mnist-2d&z=1,-2&directions=slant+up:1,0"


def test_models_with_equal_names_are_distinguished(mnist: latentwalk.Model, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    write_page([mnist, mnist], out, ExportOptions())
    page = out.read_text(encoding="utf-8")
    assert [model["name"] for model in settings(page)["models"]] == ["mnist", "mnist (2)"]
    assert json.loads(part(page, "models/1/latentwalk.json")[0])["name"] == "mnist (2)"


def test_a_python_function_cannot_be_exported(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="is a Python function, which no page can contain"):
        write_page([lived()], tmp_path / "page.html", ExportOptions())


def test_unsupported_operators_are_named_before_writing(
    mnist: latentwalk.Model, tmp_path: Path
) -> None:
    nodes = [("MatMul", ["z", "w"], "a"), ("Unique", ["a"], "b"), ("NonZero", ["b"], "flat")]
    lacking = held(small_decoder(2, nodes, {}))
    with pytest.raises(ModelError, match=r"needs NonZero, Unique, which the page's engine lacks"):
        write_page([mnist, lacking], tmp_path / "page.html", ExportOptions())
    assert not list(tmp_path.iterdir())
    unused = [("MatMul", ["z", "w"], "flat"), (LACKING, ["z"], "nowhere")]
    write_page([held(small_decoder(2, unused, {}))], tmp_path / "page.html", ExportOptions())


def test_the_operators_are_the_engines_own() -> None:
    operators = Bundle.read().operators
    assert {"Conv", "ConvTranspose", "Resize", "GroupNormalization", "Gelu"} <= operators
    assert "NonZero" not in operators
    for file in (ROOT / "frontend" / "tests" / "fixtures").glob("*.onnx"):
        assert missing(file.read_bytes(), operators) == []


def test_an_unsupported_encoder_is_left_out(mnist: latentwalk.Model, tmp_path: Path) -> None:
    files = {
        "decoder.onnx": mnist.folder.content("decoder.onnx"),
        "encoder.onnx": small_decoder(
            2, [("MatMul", ["z", "w"], "a"), (LACKING, ["a"], "flat")], {}
        ),
    }
    model = latentwalk.Model(InMemoryFolder.of(Path("x"), mnist.folder.manifest, files))
    made = write_page([model], tmp_path / "page.html", ExportOptions())
    assert made.messages == (
        "The encoder of mnist is left out: it needs com.microsoft.QuickGelu, which the page's "
        "engine lacks. "
        "--engine onnxruntime-web includes an engine that has it.",
    )
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert list(json.loads(part(page, "models/0/latentwalk.json")[0])["files"]) == ["decoder.onnx"]


@pytest.mark.parametrize(
    ("panel", "start"), [("network", "network=3:12"), ("noise", "noise=532:1:7")]
)
def test_one_file_has_these_panels_if_its_view_uses_them(
    mnist: latentwalk.Model, tmp_path: Path, page: str, panel: str, start: str
) -> None:
    module = getattr(Bundle.read(), panel)
    assert not holds(page, module)
    write_page([mnist], tmp_path / "page.html", ExportOptions(start=start))
    assert holds((tmp_path / "page.html").read_text(encoding="utf-8"), module)


def test_a_predictor_is_included_and_rounded(mnist: latentwalk.Model, tmp_path: Path) -> None:
    model = with_digits(mnist)
    write_page([model], tmp_path / "page.html", ExportOptions())
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    manifest = json.loads(part(page, "models/0/latentwalk.json")[0])
    predictor, _ = part(page, "models/0/predictor.onnx")
    assert manifest["files"]["predictor.onnx"] == sha256(predictor)
    module = Bundle.read().predictor
    assert holds(page, module)
    plain = tmp_path / "plain.html"
    write_page([mnist], plain, ExportOptions())
    assert not holds(plain.read_text(encoding="utf-8"), module)
    files = {name: model.folder.content(name) for name in model.folder.manifest.files}
    folder = InMemoryFolder.of(
        Path("x"), model.folder.manifest, files | {"predictor.onnx": predictor}
    )
    samples = model.decode(list(model.presets.values()))
    rounded = latentwalk.Model(folder).predict(samples)
    np.testing.assert_allclose(rounded, model.predict(samples), atol=0.01)


def test_a_predictor_that_is_a_function_is_left_out(
    mnist: latentwalk.Model, tmp_path: Path
) -> None:
    model = with_digits(mnist).calling(lambda x: [np.zeros((len(x), 10), np.float32)])
    made = write_page([model], tmp_path / "page.html", ExportOptions())
    assert made.messages == ("The predictor of mnist is a Python function and is left out.",)
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "predictor" not in json.loads(part(page, "models/0/latentwalk.json")[0])


def test_onnx_runtime_is_included_for_unsupported_operators(tmp_path: Path) -> None:
    nodes = [("MatMul", ["z", "w"], "a"), (LACKING, ["a"], "flat")]
    lacking = held(small_decoder(2, nodes, {}))
    options = ExportOptions(engine="onnxruntime-web")
    made = write_page([lacking], tmp_path / "page.html", options)
    assert re.fullmatch(
        r"ONNX Runtime \d+\.\d+\.\d+ is included, 3\.\d MB: the page's own engine cannot run "
        r"small\.",
        made.messages[-1],
    )
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    wasm = gzip.decompress(part(page, "runtime.bin")[0])
    assert wasm[:4] == b"\0asm"
    assert settings(page)["runtime"] == "runtime.bin"
    site = write_page([lacking], f"{tmp_path / 'site'}/", options)
    (file,) = (tmp_path / "site" / "assets").glob("runtime-*.bin")
    assert gzip.decompress(file.read_bytes()) == wasm
    assert site.sizes["onnxruntime-web"] == file.stat().st_size


def test_an_unnecessary_onnx_runtime_gives_a_message(
    mnist: latentwalk.Model, page: str, tmp_path: Path
) -> None:
    made = write_page([mnist], tmp_path / "page.html", ExportOptions(engine="onnxruntime-web"))
    assert "but no model needs it: leave --engine out" in made.messages[-1]
    assert settings(page)["runtime"] is None
    assert "runtime.bin" not in page
    assert Bundle.read().runtime not in page


def test_the_part_for_gpus_is_included_only_for_heavy_decoders(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = Bundle.read().gpu
    assert not holds(page, module)
    model = held(small_decoder(2, [("MatMul", ["z", "w"], "flat")], {}))
    write_page([model], tmp_path / "light.html", ExportOptions())
    assert not holds((tmp_path / "light.html").read_text(encoding="utf-8"), module)
    monkeypatch.setattr("latentwalk.hosts.html.engines.LARGE", 1)
    write_page([model], tmp_path / "heavy.html", ExportOptions())
    assert module in (tmp_path / "heavy.html").read_text(encoding="utf-8")


def test_operators_that_onnx_runtime_lacks_too_are_refused(tmp_path: Path) -> None:
    content = small_decoder(2, [("MatMul", ["z", "w"], "a"), (LACKING, ["a"], "flat")], {})
    strange = held(content.replace(b"QuickGelu", b"QuickGulu"))
    with pytest.raises(LatentwalkError, match="ONNX Runtime cannot run decoder.onnx"):
        write_page([strange], tmp_path / "page.html", ExportOptions(engine="onnxruntime-web"))
    with pytest.raises(SettingsError, match="--engine must be onnxruntime-web, or left out"):
        write_page([strange], tmp_path / "page.html", ExportOptions(engine="tfjs"))
    assert not list(tmp_path.iterdir())


def test_an_installation_without_the_page_says_so(
    mnist: latentwalk.Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("latentwalk.hosts.html.bundle.BUNDLE", tmp_path / "nowhere")
    with pytest.raises(LatentwalkError, match="lacks the page"):
        write_page([mnist], tmp_path / "page.html", ExportOptions())


def test_the_public_function_takes_one_or_many(tmp_path: Path, trained: Path) -> None:
    shutil.copytree(trained, tmp_path / "mine")
    one = latentwalk.export(str(tmp_path / "mine"), tmp_path / "one.html", hide="map,path")
    assert settings(one.read_text(encoding="utf-8"))["hide"] == ["map", "path"]
    many = latentwalk.export([adopted("mnist"), "mnist-2d"], f"{tmp_path / 'site'}/", title="Two")
    assert (many / "models" / "1" / "decoder.onnx").is_file()
    with pytest.raises(ModelError, match="Unknown option 'colour'"):
        latentwalk.export("mnist", tmp_path / "x.html", colour="red")


def test_the_command_prints_the_size_and_how_to_embed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "page.html"
    run("export", "mnist", "-o", out, "--title", "a & b", "--embed")
    printed = capsys.readouterr()
    assert printed.err == ""
    assert f"{out}   {out.stat().st_size:,} bytes (scripts " in printed.out
    assert '<iframe src="page.html" title="a &amp; b"' in printed.out
    assert '<latent-walk src="page.html" label="a &amp; b"></latent-walk>' in printed.out


def test_the_command_refuses_an_unknown_panel(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sentence = refused(capsys, "export", "mnist", "-o", tmp_path / "page.html", "--hide", "legend")
    assert sentence.startswith("latentwalk: Unknown panel 'legend'")


def test_only_a_page_that_asks_for_originals_has_them(
    mnist: latentwalk.Model, tmp_path: Path
) -> None:
    bundle = Bundle.read()
    images = np.random.default_rng(0).integers(0, 256, (30, 28, 28), np.uint8)
    known = adopted(mnist, data=images, originals=True)
    for wanted in (False, True):
        made = write_page([known], tmp_path / "page.html", ExportOptions(originals=wanted))
        html = (tmp_path / "page.html").read_text(encoding="utf-8")
        assert holds(html, bundle.originals) == wanted
        assert ("originals" in made.sizes) == wanted
        assert any("originals of mnist are left out" in one for one in made.messages) != wanted
    content, _ = part(html, "models/0/originals.bin")
    assert content == known.folder.content("originals.bin")
    write_page([known], f"{tmp_path / 'site'}/", ExportOptions(originals=True))
    assert (tmp_path / "site" / "models" / "0" / "originals.bin").read_bytes() == content


def test_originals_that_no_model_has_are_refused(mnist: latentwalk.Model, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="No model of the page has originals"):
        write_page([mnist], tmp_path / "page.html", ExportOptions(originals=True))
    assert not (tmp_path / "page.html").exists()


def test_only_a_page_of_a_model_with_columns_has_their_views(
    mnist: latentwalk.Model, tmp_path: Path
) -> None:
    bundle = Bundle.read()
    atlas = mnist.atlas
    assert atlas is not None
    known = adopted(mnist, columns={"place": np.arange(len(atlas))})
    for model, has in ((mnist, False), (known, True)):
        made = write_page([model], tmp_path / "page.html", ExportOptions())
        html = (tmp_path / "page.html").read_text(encoding="utf-8")
        assert holds(html, bundle.columns) == has
        assert holds(html, bundle.figures) == has
        assert ("columns" in made.sizes) == has
        if has:
            content, _ = part(html, "models/0/columns.arrow")
            assert content == known.folder.content("columns.arrow")
