from __future__ import annotations

from collections import Counter

import nbformat
import pytest
from nbclient import NotebookClient

from tests.conftest import ROOT

pytestmark = pytest.mark.slow

SHOWN = {
    "latent_digits.ipynb": {"image/png": 4},
    "your_own_model.ipynb": {"application/vnd.jupyter.widget-view+json": 1},
}
"""What each notebook's cells show besides text."""


@pytest.mark.filterwarnings("ignore::DeprecationWarning:jupyter_client")
@pytest.mark.filterwarnings("ignore::DeprecationWarning:zmq")
@pytest.mark.parametrize("name", SHOWN)
def test_a_notebook_runs_from_top_to_bottom(name: str) -> None:
    notebook = nbformat.read(ROOT / "notebooks" / name, as_version=4)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(not cell.outputs for cell in cells)
    NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
    kinds = Counter(kind for cell in cells for one in cell.outputs for kind in one.get("data", {}))
    assert {kind: kinds[kind] for kind in SHOWN[name]} == SHOWN[name]


def test_every_notebook_is_run() -> None:
    assert {path.name for path in (ROOT / "notebooks").glob("*.ipynb")} == SHOWN.keys()
