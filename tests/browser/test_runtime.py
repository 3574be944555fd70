"""An exported page with ONNX Runtime, for operators that its own engine lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from playwright.sync_api import expect

from latentwalk.folder.manifest import Manifest
from latentwalk.folder.model_folder import InMemoryFolder
from latentwalk.hosts.html import ExportOptions, write_page
from latentwalk.infer.model import Model
from latentwalk.outputs.image import ImageSpec
from tests.browser.hosting import alone, serving
from tests.browser.looking import arrived, eventually, point, shown, shows
from tests.browser.models import LACKING, node, small_decoder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

GELUS = [("MatMul", ["z", "w"], "linear"), (LACKING, ["linear"], "flat")]


def gelu_encoder() -> bytes:
    """Images (1, 4, 4) to a mean through that operator, and a log-variance of zero."""
    weights = np.random.default_rng(1).normal(size=(16, 2)).astype(np.float32)
    graph = helper.make_graph(
        [
            helper.make_node("Flatten", ["image"], ["flat"]),
            helper.make_node("MatMul", ["flat", "w"], ["linear"]),
            node(LACKING, ["linear"], "mean"),
            helper.make_node("Mul", ["mean", "zero"], ["logvar"]),
        ],
        "gelus",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["n", 1, 4, 4])],
        [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", 2])
            for name in ("mean", "logvar")
        ],
        [
            numpy_helper.from_array(weights, "w"),
            numpy_helper.from_array(np.zeros(1, np.float32), "zero"),
        ],
    )
    versions = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
    model = helper.make_model(graph, opset_imports=versions, ir_version=9)
    onnx.checker.check_model(model)
    content: bytes = model.SerializeToString()
    return content


@pytest.fixture(scope="module")
def gelus() -> Model:
    """A model whose decoder and encoder need an operator that the engine lacks."""
    manifest = Manifest("gelus", 2, ImageSpec(4, 4))
    files = {"decoder.onnx": small_decoder(2, GELUS, {}), "encoder.onnx": gelu_encoder()}
    return Model(InMemoryFolder.of("gelus", manifest, files))  # type: ignore[arg-type]


@pytest.fixture(params=["disk", "site"])
def page(
    request: pytest.FixtureRequest, browser: Browser, gelus: Model, tmp_path: Path
) -> Iterator[Page]:
    """Its page, from disk and from under a path of a host, without a network."""
    under = tmp_path / "some" / "path"
    options = ExportOptions(engine="onnxruntime-web")
    under.mkdir(parents=True)
    disk = request.param == "disk"
    write_page([gelus], under / "page.html" if disk else f"{under / 'site'}/", options)
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    with serving(tmp_path) as host:
        home = (under / "page.html").as_uri() if disk else f"{host}some/path/site/"
        faults = alone(context, home)
        page = context.new_page()
        page.goto(home)
        expect(page.get_by_text("by ONNX Runtime")).to_be_visible(timeout=20_000)
        yield page
        context.close()
    assert faults == []


def decodes(page: Page, gelus: Model, z: list[float]) -> None:
    """Wait until the image is what ONNX Runtime in Python makes of a point, to a grey level."""
    expected = gelus.pixels(np.array(z, np.float32))[..., 0].astype(int)
    page.wait_for_function("document.querySelectorAll('canvas').length > 3")
    shows(page, expected, by=1)


def test_it_decodes_and_encodes(page: Page, gelus: Model) -> None:
    decodes(page, gelus, [0, 0])
    page.evaluate("location.hash = 'model=gelus&z=0.7,-1.2'")
    arrived(page, [0.7, -1.2])
    decodes(page, gelus, [0.7, -1.2])
    # the strips, and an image that is placed
    assert len(np.unique(shown(page, ".film"))) > 4
    page.get_by_role("button", name="Draw").click()
    pad = page.get_by_label("Drawing pad").bounding_box()
    assert pad is not None
    page.mouse.move(pad["x"] + 60, pad["y"] + 60)
    page.mouse.down()
    page.mouse.move(pad["x"] + 140, pad["y"] + 160, steps=5)
    page.mouse.up()
    expect(page.get_by_text("off by")).to_be_visible()
    given = shown(page, "canvas[aria-label='What the model is given']")
    mean = gelus.encode(given[None, :, :, None]).mean[0]
    eventually(page, lambda: np.abs(point(page) - mean).max() < 2e-3)
