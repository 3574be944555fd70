"""The class that weights belong to is imported from a package or a script."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from latentwalk.errors import SettingsError
from tests.adoption.models import MLP
from tests.adoption.opening import opened

CLASS = "tests.adoption.models:MLP"
FILE = str(Path(__file__).parents[1] / "models.py")
Z = np.random.default_rng(0).standard_normal((3, 5), dtype=np.float32)


def test_a_class_in_a_file_with_arguments(tmp_path: Path) -> None:
    source = "from tests.adoption.models import MLP\nclass Mine(MLP):\n    pass\n"
    (tmp_path / "mine.py").write_text(source)
    module = MLP(hidden=9, latent=2)
    torch.save(module.state_dict(), tmp_path / "w.pt")
    path = f"{tmp_path / 'mine.py'}:Mine"
    model = opened(tmp_path / "w.pt", model_class=path, kwargs={"hidden": 9, "latent": 2})
    assert model.latent_dim == 2


@pytest.mark.parametrize(
    ("model", "kwargs", "message"),
    [
        ("no_such_package:VAE", {}, "Cannot import 'no_such_package'"),
        ("tests.adoption.models:Nothing", {}, "has no 'Nothing'"),
        ("tests.adoption.models", {}, "package.module:Class"),
        (CLASS, {"width": 3}, "Cannot instantiate .* with --kwargs"),
        ("tests.adoption.models:dataclass", {}, "not a torch module"),
        ("nowhere.py:VAE", {}, "The file 'nowhere.py' does not exist"),
        ("book.ipynb:VAE", {}, "is a notebook: save the class in a .py file"),
        (f"{FILE}:MPL", {}, r"has no 'MPL'.* It has the classes .*MLP"),
        (FILE, {}, r"file.py:Class.* It has the classes .*MLP"),
    ],
)
def test_a_class_that_cannot_be_imported(
    tmp_path: Path, mlp: MLP, model: str, kwargs: dict[str, Any], message: str
) -> None:
    torch.save(mlp.state_dict(), tmp_path / "w.pt")
    with pytest.raises(SettingsError, match=message):
        opened(tmp_path / "w.pt", model_class=model, kwargs=kwargs)


def test_a_module_object_is_used_as_it_is(tmp_path: Path) -> None:
    torch.manual_seed(0)
    script = tmp_path / "ready.py"
    script.write_text("from torch import nn\nG = nn.Sequential(nn.Linear(5, 144), nn.Tanh())\n")
    other = torch.nn.Sequential(torch.nn.Linear(5, 144), torch.nn.Tanh())
    torch.save(other.state_dict(), tmp_path / "g.pt")
    model = opened(tmp_path / "g.pt", model_class=f"{script}:G")
    with torch.no_grad():
        expected = other(torch.from_numpy(Z)).view(-1, 1, 12, 12).numpy()
    np.testing.assert_allclose(model.decode(Z), expected, atol=1e-5)
    with pytest.raises(SettingsError, match="is a module already"):
        opened(tmp_path / "g.pt", model_class=f"{script}:G", kwargs={"width": 3})


def test_a_script_that_parses_the_command_line_sees_none(tmp_path: Path) -> None:
    script = tmp_path / "parses.py"
    script.write_text(
        "import argparse\nfrom torch import nn\nparser = argparse.ArgumentParser()\n"
        "parser.add_argument('--width', type=int, default=5)\nwidth = parser.parse_args().width\n"
        "def make():\n    return nn.Linear(width, 144)\n"
    )
    torch.save(torch.nn.Linear(5, 144).state_dict(), tmp_path / "w.pt")
    assert opened(tmp_path / "w.pt", model_class=f"{script}:make").latent_dim == 5


LAYERS = "from torch import nn\nclass Wide(nn.Linear):\n    pass\n"


@pytest.mark.parametrize("levels", [1, 2])
@pytest.mark.parametrize("with_init", [False, True])
def test_a_script_in_a_package_finds_its_neighbours(
    tmp_path: Path, levels: int, with_init: bool
) -> None:
    name = f"pack{levels}{with_init}"
    inner = tmp_path / name / "models"
    inner.mkdir(parents=True)
    ((inner, inner.parent)[levels - 1] / "layers.py").write_text(LAYERS)
    for folder in (inner, inner.parent) if with_init else ():
        (folder / "__init__.py").touch()
    (inner / "vae.py").write_text(
        f"from {'.' * levels}layers import Wide\ndef make():\n    return Wide(5, 144)\n"
    )
    torch.save(torch.nn.Linear(5, 144).state_dict(), tmp_path / "w.pt")
    path = f"{inner / 'vae.py'}:make"
    assert opened(tmp_path / "w.pt", model_class=path).latent_dim == 5


def test_a_script_finds_packages_in_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ownblocks").mkdir()
    (tmp_path / "ownblocks" / "layers.py").write_text(LAYERS)
    (tmp_path / "ownblocks" / "vae.py").write_text(
        "from ownblocks.layers import Wide\ndef make():\n    return Wide(5, 144)\n"
    )
    torch.save(torch.nn.Linear(5, 144).state_dict(), tmp_path / "w.pt")
    assert opened(tmp_path / "w.pt", model_class="ownblocks/vae.py:make").latent_dim == 5


def test_a_script_that_exits_when_imported_is_explained(tmp_path: Path) -> None:
    (tmp_path / "exits.py").write_text("import sys\nsys.exit(3)\n")
    torch.save(torch.nn.Linear(5, 144).state_dict(), tmp_path / "w.pt")
    with pytest.raises(SettingsError, match=r"ended the program \(exit status 3\).*__main__"):
        opened(tmp_path / "w.pt", model_class=f"{tmp_path / 'exits.py'}:make")
