"""Heavy packages are imported only when they are needed."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = (
    *("torch", "onnxruntime", "tkinter", "lightning_fabric", "onnx", "sklearn", "scipy", "av"),
    *("anywidget", "pandas", "pyarrow", "ray"),
)


@pytest.mark.parametrize(
    "statement",
    [
        "import latentwalk",
        "import latentwalk; latentwalk.Model, latentwalk.train, latentwalk.open('mnist').presets",
        "from latentwalk.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass",
        "from latentwalk.cli import main\ntry: main(['train', '--help'])\nexcept SystemExit: pass",
        "from latentwalk.cli import main\ntry: main(['adopt', '--help'])\nexcept SystemExit: pass",
        "from latentwalk.cli import main\ntry: main(['encode', '--help'])\nexcept SystemExit: pass",
        "from latentwalk.cli import main\nmain(['models'])",
    ],
)
def test_heavy_packages_wait_until_they_are_used(statement: str) -> None:
    check = (
        f"import sys\n{statement}\nprint([n for n in {HEAVY} if n in sys.modules], file=sys.stderr)"
    )
    result = subprocess.run(
        [sys.executable, "-c", check], capture_output=True, text=True, check=True
    )
    assert result.stderr.strip() == "[]"


def test_the_public_names_are_there() -> None:
    import latentwalk

    for name in latentwalk.__all__:
        assert getattr(latentwalk, name)
    assert set(dir(latentwalk)) == set(latentwalk.__all__)
    assert callable(latentwalk.train)
    with pytest.raises(AttributeError, match="no attribute 'teleport'"):
        _ = latentwalk.teleport
