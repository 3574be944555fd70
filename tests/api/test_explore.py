"""`latentwalk.explore` in a script."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
import types
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import latentwalk
from latentwalk.errors import LatentwalkError
from latentwalk.hosts.widget import Widget
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

SCRIPT = """
import numpy as np
import latentwalk

def decode(z):
    return np.tile(z[:, :1], (1, 64)).reshape(-1, 8, 8)

page = latentwalk.explore(decode, latent_dim=2, name="mine", browser=False, port=9400)
print(page.address, flush=True)
"""


def get(address: str) -> Any:
    with urllib.request.urlopen(address, timeout=5) as response:
        return json.load(response)


@pytest.fixture
def page() -> Iterator[latentwalk.hosts.server.serving.Page]:
    decode = lambda z: np.tile(z[:, :1], (1, 64)).reshape(-1, 8, 8)  # noqa: E731
    served = latentwalk.explore(decode, latent_dim=2, name="mine", browser=False, port=9300)
    yield served
    served.stop()


def test_a_script_serves_until_ctrl_c() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SCRIPT],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        assert said.startswith("mine: http://127.0.0.1:")
        address = process.stdout.readline().strip()
        assert process.stdout.readline() == "Ctrl-C stops it.\n"
        assert get(f"{address}models/index.json")[0]["name"] == "mine"
        process.send_signal(signal.SIGINT)
        _, error = process.communicate(timeout=15)
    assert process.returncode == 0
    assert "Traceback" not in error
    assert "2 latent dimensions, images 8 x 8 grey" in error


def test_a_page_is_served_in_the_background_and_can_be_stopped(page: Any) -> None:
    manifest = get(f"{page.address}models/0/latentwalk.json")
    assert (manifest["latent_dim"], manifest["live"]) == (2, ["decoder"])
    assert page.serving
    assert repr(page) == f"Page('{page.address}')"
    page.stop()
    assert not page.serving
    assert repr(page).endswith("stopped)")
    with pytest.raises(urllib.error.URLError):
        get(f"{page.address}models/index.json")


def test_a_live_decoder_has_no_file_and_that_is_no_error(page: Any) -> None:
    with urllib.request.urlopen(f"{page.address}models/0/decoder.onnx", timeout=5) as response:
        assert (response.status, response.read()) == (204, b"")


def test_waiting_ends_when_the_page_is_stopped(page: Any) -> None:
    import threading

    threading.Timer(0.3, page.stop).start()
    begun = time.monotonic()
    page.wait()
    assert time.monotonic() - begun >= 0.2
    assert not page.serving


def test_in_a_notebook_it_is_the_widget(monkeypatch: pytest.MonkeyPatch) -> None:
    shell = types.SimpleNamespace(kernel=object())
    ipython = types.ModuleType("IPython")
    ipython.get_ipython = lambda: shell  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "IPython", ipython)
    monkeypatch.delitem(sys.modules, "marimo", raising=False)
    widget = latentwalk.explore("mnist-2d", height=400)
    assert isinstance(widget, Widget)
    assert widget.height == 400
    assert widget.z.shape == (2,)
    del shell.kernel
    page = latentwalk.explore("mnist-2d", browser=False, port=9350)
    page.stop()
    assert not isinstance(page, Widget)


def test_bad_input_is_a_typed_error() -> None:
    with pytest.raises(LatentwalkError, match="module with decode"):
        latentwalk.explore(3)
    with pytest.raises(LatentwalkError, match="colour"):
        latentwalk.explore("mnist", colour="red")
