"""Firefox, driven by WebDriver BiDi, which it speaks without a driver of its own."""

from __future__ import annotations

import base64
import contextlib
import json
import re
import subprocess
import tempfile
from typing import TYPE_CHECKING, Any

from websockets.sync.client import connect

from tests.journeys.browser import PATIENCE, Browser

if TYPE_CHECKING:
    from pathlib import Path


class Firefox(Browser):
    """Firefox with a new profile and one tab."""

    name = "firefox"

    def __init__(self, program: str) -> None:
        """Start Firefox with a tab of 1200 x 900 pixels."""
        with contextlib.ExitStack() as stack:
            profile = stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))
            process = stack.enter_context(
                subprocess.Popen(
                    [program, "--headless", "--no-remote", "--profile", profile,
                     "--remote-debugging-port=0"],
                    stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                )
            )  # fmt: skip
            stack.callback(process.terminate)
            address = None
            while address is None:
                line = process.stderr.readline() if process.stderr else ""
                assert line, "Firefox has ended"
                address = re.search(r"WebDriver BiDi listening on (ws://\S+)", line)
            self._wire = stack.enter_context(
                connect(f"{address[1]}/session", max_size=None, compression=None)
            )
            self._id = process.pid
            self._ending = stack.pop_all()
        self._count = 0
        self._send("session.new", capabilities={})
        self._tab = self._send("browsingContext.getTree")["contexts"][0]["context"]
        self.resize(1200, 900)

    def goto(self, url: str) -> None:
        params = {"context": self._tab, "url": url, "wait": "complete"}
        try:
            self._send("browsingContext.navigate", **params)
        except TimeoutError:  # rarely, Firefox does not say that it has left a page
            self._send("browsingContext.navigate", **params)

    def evaluate(self, expression: str) -> Any:
        answer = self._evaluate(
            f"(async () => JSON.stringify({{ value: await ({expression}) }}))()"
        )
        return json.loads(answer["value"]).get("value")

    def perform(self, device: dict[str, Any]) -> None:
        self._send("input.performActions", context=self._tab, actions=[device])

    def give(self, selector: str, path: Path) -> None:
        found = self._evaluate(f"document.querySelector({json.dumps(selector)})")
        element = {"sharedId": found["sharedId"]}
        self._send("input.setFiles", context=self._tab, element=element, files=[str(path)])

    def screenshot(self) -> bytes:
        shot = self._send("browsingContext.captureScreenshot", context=self._tab)
        return base64.b64decode(shot["data"])

    def enter(self) -> None:
        # the window of a headless Firefox has no focus, and its fields do not report what changed
        change = "new Event('change', { bubbles: true })"
        self.evaluate(f"document.activeElement.dispatchEvent({change})")
        super().enter()

    def resize(self, width: int, height: int) -> None:
        size = {"width": width, "height": height}
        self._send("browsingContext.setViewport", context=self._tab, viewport=size)

    def processes(self) -> list[int]:
        return [self._id]

    def close(self) -> None:
        self._ending.close()

    def _evaluate(self, expression: str) -> Any:
        answer = self._send(
            "script.evaluate",
            expression=expression,
            target={"context": self._tab},
            awaitPromise=True,
        )
        assert answer["type"] == "success", answer["exceptionDetails"]["text"]
        return answer["result"]

    def _send(self, method: str, **params: Any) -> Any:
        """Send a command and wait for its answer."""
        self._count += 1
        self._wire.send(json.dumps({"id": self._count, "method": method, "params": params}))
        while True:
            message = json.loads(self._wire.recv(timeout=2 * PATIENCE))
            if message.get("id") == self._count:
                assert message["type"] == "success", f"{method}: {message.get('message')}"
                return message["result"]
