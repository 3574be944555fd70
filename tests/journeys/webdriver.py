"""WebKitGTK and Chromium, driven by WebDriver."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import socket
import subprocess
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any

from tests.journeys.browser import PATIENCE, Browser

if TYPE_CHECKING:
    from pathlib import Path

_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
"""The key of an element's reference, as the standard defines it."""
WEBKIT = {
    "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
    # without a GPU its compositor draws with Mesa's threads, where it crashes now and then
    "WEBKIT_DISABLE_COMPOSITING_MODE": "1",
}
"""Settings of WebKitGTK for a machine without a GPU; other browsers ignore them."""


class WebDriver(Browser):
    """A browser that a driver's process starts."""

    def __init__(self, name: str, driver: str, capabilities: dict[str, Any]) -> None:
        """Start the driver and a browser of 1200 x 900 pixels."""
        self.name = name
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self._process = subprocess.Popen(
            [driver, f"--port={port}"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=os.environ | WEBKIT,
        )  # fmt: skip
        self._base = f"http://127.0.0.1:{port}"
        self.eventually(self._is_ready, "the driver does not answer")
        wanted = {"capabilities": {"alwaysMatch": capabilities}}
        session = self._post("/session", wanted)["sessionId"]
        self._base += f"/session/{session}"
        milliseconds = int(1000 * PATIENCE)
        self._post("/timeouts", {"script": milliseconds, "pageLoad": milliseconds})
        self.resize(1200, 900)

    def goto(self, url: str) -> None:
        self._post("/url", {"url": url})

    def evaluate(self, expression: str) -> Any:
        script = (
            "const done = arguments[arguments.length - 1];"
            f"(async () => ({expression}))().then((value) => done(JSON.stringify({{ value }})),"
            " (error) => done(JSON.stringify({ error: String(error) })))"
        )
        answer = json.loads(self._post("/execute/async", {"script": script, "args": []}))
        assert "error" not in answer, answer["error"]
        return answer.get("value")

    def perform(self, device: dict[str, Any]) -> None:
        self._post("/actions", {"actions": [device]})

    def give(self, selector: str, path: Path) -> None:
        found = self._post("/element", {"using": "css selector", "value": selector})
        self._post(f"/element/{found[_ELEMENT]}/value", {"text": str(path)})

    def screenshot(self) -> bytes:
        return base64.b64decode(self._ask("GET", "/screenshot"))

    def resize(self, width: int, height: int) -> None:
        self._post("/window/rect", {"width": width, "height": height})

    def processes(self) -> list[int]:
        return [self._process.pid]

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._ask("DELETE", "")
        self._process.terminate()
        self._process.wait()

    def _is_ready(self) -> bool:
        try:
            return bool(self._ask("GET", "/status")["ready"])
        except OSError:
            return False

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        return self._ask("POST", path, body)

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._base + path, data, method=method)
        try:
            with urllib.request.urlopen(request, timeout=2 * PATIENCE) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{self.name}: {error.read().decode()}") from error
