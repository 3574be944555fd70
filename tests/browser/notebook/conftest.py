"""A JupyterLab, and notebooks in it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import nbformat
import pytest

from tests.browser.notebook.driving import Notebook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

SETTINGS = {
    "notification": {"fetchNews": "false", "checkForUpdates": False},
    "themes": {"theme": "JupyterLab Dark"},
}


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A JupyterLab of its own: the folder of its notebooks, and its address."""
    root = tmp_path_factory.mktemp("lab")
    kept = root / "kept"
    for name, settings in SETTINGS.items():
        path = kept / "settings" / "@jupyterlab" / "apputils-extension"
        path.mkdir(parents=True, exist_ok=True)
        (path / f"{name}.jupyterlab-settings").write_text(json.dumps(settings))
    folders = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "IPYTHONDIR": "ipython",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
    }
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1", "--port=0"),
            *(f"--ServerApp.root_dir={root}", "--IdentityProvider.token=", "--allow-root"),
        ],
        env=os.environ | {name: str(kept / folder) for name, folder in folders.items()},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    found = None
    try:
        while found is None:
            line = process.stderr.readline()
            assert line, "JupyterLab did not start"
            found = re.search(r"(http://127\S+)/lab", line)
        # an unread pipe would block the process once it is full
        reading = threading.Thread(target=process.stderr.read)
        reading.start()
        yield root, found[1]
    finally:
        process.terminate()
        process.wait(30)
        if found:
            reading.join()
        process.stderr.close()


@pytest.fixture
def notebook(
    browser: Browser, lab: tuple[Path, str], request: pytest.FixtureRequest
) -> Iterator[Callable[..., Notebook]]:
    """Opens a notebook of the given cells, none of them run. Errors of scripts fail the test."""
    root, address = lab
    context = browser.new_context(viewport={"width": 1400, "height": 1800})
    faults: list[str] = []
    context.on("weberror", lambda error: faults.append(str(error.error)))

    def made(*cells: str) -> Notebook:
        content = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(cell) for cell in cells],
            metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        )
        page = context.new_page()
        name = f"{request.node.name}_{len(context.pages)}"
        nbformat.write(content, root / f"{name}.ipynb")
        page.goto(f"{address}/lab/workspaces/{name}/tree/{name}.ipynb?reset")
        page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
        return Notebook(page)

    yield made
    context.close()
    assert faults == []
