from __future__ import annotations

import json
import sys
import types
from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
import pytest
import torch
from safetensors.torch import save_file

import latentwalk
from latentwalk.adoption.adopting import adopt, adopted
from latentwalk.adoption.options import ModelOptions
from latentwalk.errors import (
    FolderError,
    LatentwalkError,
    MissingError,
    ModelError,
    SettingsError,
)
from tests.adoption.models import MLP, Colour, Distributed, Hidden, Quantized
from tests.browser.models import small_decoder

if TYPE_CHECKING:
    from pathlib import Path

    from latentwalk.infer.model import Model

CLASS = "tests.adoption.models:MLP"
Z = np.random.default_rng(0).standard_normal((3, 5), dtype=np.float32)


def opened(path: Path | str, model: str = "", trust: bool = False, **known: Any) -> Model:
    options = ModelOptions(model_class=model, trust=trust, **known)
    return adopted(path, options=options, say=lambda _: None)


@pytest.fixture
def mlp() -> MLP:
    torch.manual_seed(0)
    return MLP().eval()


def forward(module: MLP) -> Any:
    with torch.no_grad():
        return module.decode(torch.from_numpy(Z)).view(-1, 1, 12, 12).numpy()


def test_the_six_tensors_of_the_original_script(tmp_path: Path) -> None:
    """Names and shapes as that program's file has them; decoded as its layers do."""
    generator = torch.Generator().manual_seed(0)

    def made(*shape: int) -> torch.Tensor:
        return torch.randn(*shape, generator=generator) * 0.1

    state = {
        "linear.weight": made(1568, 6),
        "linear.bias": made(1568),
        "deconv_stack.0.weight": made(32, 16, 4, 4),
        "deconv_stack.0.bias": made(16),
        "deconv_stack.2.weight": made(16, 1, 4, 4),
        "deconv_stack.2.bias": made(1),
    }
    torch.save(state, tmp_path / "decoder_weights.pt")
    model = opened(tmp_path / "decoder_weights.pt")
    assert (model.latent_dim, model.image.shape, model.image.low) == (6, (1, 28, 28), -1.0)
    z = torch.randn(4, 6, generator=generator)
    hidden = torch.nn.functional.linear(z, state["linear.weight"], state["linear.bias"])
    for layer in ("deconv_stack.0", "deconv_stack.2"):
        hidden = torch.nn.functional.conv_transpose2d(
            hidden.view(-1, 32, 7, 7) if layer.endswith("0") else torch.relu(hidden),
            state[f"{layer}.weight"],
            state[f"{layer}.bias"],
            stride=2,
            padding=1,
        )
    np.testing.assert_allclose(model.decode(z.numpy()), torch.tanh(hidden).numpy(), atol=1e-5)


@pytest.mark.parametrize("wrap", ["plain", "lightning", "parallel", "safetensors"])
def test_weights_and_their_class(tmp_path: Path, mlp: MLP, wrap: str) -> None:
    state = mlp.state_dict()
    path = tmp_path / "vae.pt"
    if wrap == "plain":
        torch.save(state, path)
    elif wrap == "lightning":
        torch.save({"epoch": 3, "state_dict": {f"model.{k}": v for k, v in state.items()}}, path)
    elif wrap == "parallel":
        torch.save({f"module._orig_mod.{k}": v for k, v in state.items()}, path)
    else:
        path = tmp_path / "vae.safetensors"
        save_file(state, path)
    model = opened(path, CLASS)
    assert model.name == "vae"
    np.testing.assert_allclose(model.decode(Z), forward(mlp), atol=1e-5)


def test_a_class_in_a_file_with_arguments(tmp_path: Path) -> None:
    source = "from tests.adoption.models import MLP\nclass Mine(MLP):\n    pass\n"
    (tmp_path / "mine.py").write_text(source)
    module = MLP(hidden=9, latent=2)
    torch.save(module.state_dict(), tmp_path / "w.pt")
    path = f"{tmp_path / 'mine.py'}:Mine"
    model = opened(tmp_path / "w.pt", path, kwargs={"hidden": 9, "latent": 2})
    assert model.latent_dim == 2


@pytest.mark.filterwarnings("ignore:.*torch.jit.*:DeprecationWarning")
def test_torchscript(tmp_path: Path) -> None:
    module = Colour().eval()
    traced = torch.jit.trace(
        torch.nn.Sequential(module.fc, torch.nn.Unflatten(1, (16, 4, 4)), module.net),
        torch.zeros(2, 16),
    )
    traced.save(str(tmp_path / "net.pt"))
    with pytest.raises(ModelError, match="TorchScript, which is a program .*--trust"):
        opened(tmp_path / "net.pt")
    model = opened(tmp_path / "net.pt", trust=True)
    assert (model.latent_dim, model.image.shape) == (16, (3, 64, 64))
    z = torch.randn(3, 16)
    with torch.no_grad():
        expected = module(z)["reconstruction"].numpy()
    np.testing.assert_allclose(model.decode(z.numpy()), expected, atol=1e-5)


@pytest.mark.parametrize("batch", ["any", "one"])
def test_an_exported_program(tmp_path: Path, mlp: MLP, batch: str) -> None:
    class Decoder(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.inner = mlp

        def forward(self, z: torch.Tensor) -> torch.Tensor:
            return self.inner.decode(z).view(-1, 1, 12, 12)

    shapes = ({0: torch.export.Dim("n")},) if batch == "any" else None
    example = torch.zeros(2 if batch == "any" else 1, 5)
    program = torch.export.export(Decoder().eval(), (example,), dynamic_shapes=shapes)
    torch.export.save(program, tmp_path / "net.pt2")
    with pytest.raises(ModelError, match="torch.export program, which is a program .*--trust"):
        opened(tmp_path / "net.pt2")
    model = opened(tmp_path / "net.pt2", trust=True)
    assert model.live == (() if batch == "any" else ("decoder",))
    np.testing.assert_allclose(model.decode(Z), forward(mlp), atol=1e-5)


def test_an_onnx_decoder_is_kept_unchanged(tmp_path: Path) -> None:
    content = small_decoder(3, [("MatMul", ["z", "w"], "x"), ("Sigmoid", ["x"], "flat")], {})
    (tmp_path / "net.onnx").write_bytes(content)
    model = opened(tmp_path / "net.onnx")
    assert (model.name, model.latent_dim, model.live) == ("net", 3, ())
    assert model.folder.content("decoder.onnx") == content


@pytest.mark.parametrize("layout", ["spatial", "flat", "nhwc", "one"])
def test_onnx_decoders_of_other_shapes(tmp_path: Path, layout: str) -> None:
    """Each is converted to a model folder's shapes, or called; and decodes the same."""
    helper, numpy_helper = onnx.helper, onnx.numpy_helper
    weights = np.random.default_rng(0).normal(size=(4, 48)).astype(np.float32)
    batch: Any = 1 if layout == "one" else "n"
    entry = [batch, 1, 2, 2] if layout == "spatial" else [batch, 4]
    out = {"flat": [batch, 48], "nhwc": [batch, 4, 4, 3]}.get(layout, [batch, 3, 4, 4])
    nodes = [
        helper.make_node("Reshape", ["in", "four"], ["z"]),
        helper.make_node("MatMul", ["z", "w"], ["x"]),
        helper.make_node("Sigmoid", ["x"], ["y"]),
        helper.make_node("Reshape", ["y", "shape"], ["out"]),
    ]
    constants = {
        "w": weights,
        "four": np.array([-1, 4]),
        "shape": np.array([-1, *[side for side in out if side != batch]]),
    }
    graph = helper.make_graph(
        nodes,
        "g",
        [helper.make_tensor_value_info("in", onnx.TensorProto.FLOAT, entry)],
        [helper.make_tensor_value_info("out", onnx.TensorProto.FLOAT, out)],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    (tmp_path / "d.onnx").write_bytes(made.SerializeToString())
    model = opened(tmp_path / "d.onnx")
    assert (model.latent_dim, model.image.shape, model.live) == (4, (3, 4, 4), ())
    z = Z[:, :4]
    flat = 1 / (1 + np.exp(-z @ weights))
    expected = flat.reshape(-1, 4, 4, 3).transpose(0, 3, 1, 2) if layout == "nhwc" else flat
    np.testing.assert_allclose(model.decode(z), expected.reshape(-1, 3, 4, 4), atol=1e-5)


def test_a_folder_with_onnx_decoder_and_encoder(tmp_path: Path) -> None:
    source = latentwalk.open("mnist")
    for name in ("decoder.onnx", "encoder.onnx"):
        (tmp_path / name).write_bytes(source.folder.content(name))
    model = opened(tmp_path)
    assert model.can_encode
    assert model.name == tmp_path.name
    images = source.decode(np.zeros((2, 6)))
    np.testing.assert_allclose(model.encode(images).mean, source.encode(images).mean, atol=1e-5)


def test_a_model_folder_is_given_an_atlas() -> None:
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (20, 28, 28), dtype=np.uint8)
    model = adopted("mnist", data=pixels, labels=np.arange(20) % 2, say=lambda _: None)
    assert model.atlas is not None
    assert len(model.atlas) == 20
    assert model.classes == ("0", "1")


def test_adopting_writes_a_folder_that_opens(tmp_path: Path, mlp: MLP) -> None:
    images = np.random.default_rng(0).random((30, 12, 12), dtype=np.float32)
    adopt(mlp, tmp_path / "mine", data=images, labels=[0, 1, 2] * 10)
    model = latentwalk.open(tmp_path / "mine")
    assert model.name == "mine"
    assert set(model.presets) == {"0", "1", "2"}
    np.testing.assert_allclose(model.decode(Z), forward(mlp), atol=1e-5)
    assert model.folder.manifest.provenance["adopted"]["from"] == "MLP"


def test_a_model_that_cannot_be_exported_writes_no_folder(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="could not be exported"):
        adopt(Hidden(), tmp_path / "mine")
    assert not (tmp_path / "mine").exists()


def test_code_in_a_file_is_refused_and_not_run(tmp_path: Path) -> None:
    marker = tmp_path / "ran"

    class Evil:
        def __reduce__(self) -> tuple[Any, ...]:
            return (marker.touch, ())

    torch.save({"state_dict": {}, "config": Evil()}, tmp_path / "evil.pt")
    with pytest.raises(ModelError, match="would run code.*--trust"):
        opened(tmp_path / "evil.pt", CLASS)
    assert not marker.exists()


def test_a_pickled_module_needs_trust(tmp_path: Path, mlp: MLP) -> None:
    torch.save(mlp, tmp_path / "whole.pt")
    with pytest.raises(ModelError, match="has more than weights"):
        opened(tmp_path / "whole.pt")
    model = opened(tmp_path / "whole.pt", trust=True)
    np.testing.assert_allclose(model.decode(Z), forward(mlp), atol=1e-5)


def test_mismatched_keys_are_named_with_their_shapes(tmp_path: Path, mlp: MLP) -> None:
    state = mlp.state_dict()
    state["extra.weight"] = torch.zeros(2, 3)
    del state["fc3.bias"]
    state["fc4.weight"] = torch.zeros(1, 2)
    torch.save(state, tmp_path / "w.pt")
    with pytest.raises(ModelError) as caught:
        opened(tmp_path / "w.pt", CLASS)
    told = str(caught.value)
    assert "lacks fc3.bias (40,)" in told
    assert "unexpected extra.weight (2, 3)" in told
    assert "fc4.weight (1, 2), not (144, 40)" in told


@pytest.mark.parametrize("prefix", ["", "decoder.", "module.decoder."])
def test_weights_of_the_decoder_only(tmp_path: Path, prefix: str) -> None:
    torch.manual_seed(0)
    whole = Distributed().eval()
    state = {f"{prefix}{name}": value for name, value in whole.decoder.state_dict().items()}
    torch.save(state, tmp_path / "w.pt")
    said: list[str] = []
    options = ModelOptions(model_class="tests.adoption.models:Distributed")
    model = adopted(tmp_path / "w.pt", options=options, say=said.append)
    assert not model.can_encode
    assert any("only the decoder's weights" in sentence for sentence in said)
    z = np.random.default_rng(0).standard_normal((3, 3), dtype=np.float32)
    with torch.no_grad():
        expected = whole.decoder(torch.from_numpy(z)).mean.numpy()
    np.testing.assert_allclose(model.decode(z).reshape(expected.shape), expected, atol=1e-5)


def test_decoder_weights_are_not_enough_if_decoding_needs_others(tmp_path: Path) -> None:
    torch.save(Quantized().decoder.state_dict(), tmp_path / "w.pt")
    with pytest.raises(ModelError, match="NaN"):
        opened(tmp_path / "w.pt", "tests.adoption.models:Quantized")


@pytest.mark.parametrize(
    ("model", "kwargs", "told"),
    [
        ("no_such_package:VAE", {}, "Cannot import 'no_such_package'"),
        ("tests.adoption.models:Nothing", {}, "has no 'Nothing'"),
        ("tests.adoption.models", {}, "package.module:Class"),
        (CLASS, {"width": 3}, "Cannot instantiate .* with --kwargs"),
        ("tests.adoption.models:dataclass", {}, "not a torch module"),
        ("nowhere.py:VAE", {}, "The file 'nowhere.py' does not exist"),
    ],
)
def test_a_class_that_cannot_be_imported(
    tmp_path: Path, mlp: MLP, model: str, kwargs: dict[str, Any], told: str
) -> None:
    torch.save(mlp.state_dict(), tmp_path / "w.pt")
    with pytest.raises(SettingsError, match=told):
        opened(tmp_path / "w.pt", model, kwargs=kwargs)


def test_a_missing_device(tmp_path: Path, mlp: MLP) -> None:
    torch.save(mlp.state_dict(), tmp_path / "w.pt")
    with pytest.raises(SettingsError, match="Cannot use the device 'cuda:9'"):
        opened(tmp_path / "w.pt", CLASS, device="cuda:9")


@pytest.mark.parametrize(
    ("name", "content", "error", "told"),
    [
        ("x.onnx", b"no network", ModelError, "ONNX Runtime"),
        ("x.pt", b"no zip", ModelError, "not a PyTorch file|has more than weights"),
        ("x.pt2", b"no zip", ModelError, "torch.export"),
        ("x.safetensors", b"\xff" * 20, ModelError, "safetensors"),
        ("x.txt", b"", FolderError, "Cannot open .*x.txt'. What can be opened"),
    ],
)
def test_damaged_files(
    tmp_path: Path, name: str, content: bytes, error: type[LatentwalkError], told: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(error, match=told):
        opened(tmp_path / name)


def test_a_damaged_program_that_is_trusted(tmp_path: Path) -> None:
    (tmp_path / "x.pt2").write_bytes(b"no zip")
    with pytest.raises(ModelError, match="torch.export.save"):
        opened(tmp_path / "x.pt2", trust=True)


def test_weights_without_a_class_are_listed(tmp_path: Path, mlp: MLP) -> None:
    torch.save(mlp.state_dict(), tmp_path / "w.pt")
    with pytest.raises(ModelError, match=r"--model.*fc1.weight \(40, 144\).*and 5 more"):
        opened(tmp_path / "w.pt")


def test_a_missing_file() -> None:
    with pytest.raises(FolderError, match="Nothing found at 'no/where/at/all'"):
        opened("no/where/at/all")


def test_a_folder_of_something_else(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match=r"no latentwalk.json, no decoder.onnx"):
        opened(tmp_path)


def test_missing_libraries_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    (tmp_path / "config.json").write_text(json.dumps({"_class_name": "AutoencoderKL"}))
    with pytest.raises(MissingError, match="pip install torch"):
        opened(tmp_path)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: name == "torch" or None)
    with pytest.raises(MissingError, match="pip install diffusers"):
        opened(tmp_path)
    (tmp_path / "net.keras").write_bytes(b"")
    with pytest.raises(MissingError, match="pip install keras"):
        opened(tmp_path / "net.keras")
    with pytest.raises(MissingError, match="pip install huggingface_hub"):
        opened("someone/model")


@pytest.mark.parametrize(
    ("version", "safe"), [("2.5.1+cu121", False), ("1.13", False), ("2.6.0a0", True), ("3.0", True)]
)
def test_an_unsafe_torch_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mlp: MLP, version: str, safe: bool
) -> None:
    torch.save(mlp.state_dict(), tmp_path / "w.pt")
    monkeypatch.setattr("importlib.metadata.version", lambda name: version)
    if safe:
        assert opened(tmp_path / "w.pt", CLASS).latent_dim == 5
    else:
        with pytest.raises(MissingError, match="can run code"):
            opened(tmp_path / "w.pt", CLASS)


def test_a_model_on_the_hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = latentwalk.open("mnist-2d").folder
    (tmp_path / "decoder.onnx").write_bytes(source.content("decoder.onnx"))
    asked: list[str] = []

    def snapshot_download(name: str, **_: object) -> str:
        asked.append(name)
        if name == "someone/gone":
            raise OSError("404")
        return str(tmp_path)

    hub = types.ModuleType("huggingface_hub")
    hub.snapshot_download = snapshot_download  # type: ignore[attr-defined]
    hub.__spec__ = types.SimpleNamespace(name="huggingface_hub")  # type: ignore[assignment]
    monkeypatch.setitem(sys.modules, "huggingface_hub", hub)
    assert opened("someone/digits").latent_dim == 2
    assert asked == ["someone/digits"]
    with pytest.raises(ModelError, match="could not be downloaded from the Hub: 404"):
        opened("someone/gone")


def test_code_of_pythae_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model_config.json").write_text("{}")
    (tmp_path / "decoder.pkl").write_bytes(b"")
    with pytest.raises(ModelError, match=r"as code \(decoder.pkl\).*--trust"):
        opened(tmp_path)


def test_a_module_object_is_used_as_it_is(tmp_path: Path) -> None:
    torch.manual_seed(0)
    script = tmp_path / "ready.py"
    script.write_text("from torch import nn\nG = nn.Sequential(nn.Linear(5, 144), nn.Tanh())\n")
    other = torch.nn.Sequential(torch.nn.Linear(5, 144), torch.nn.Tanh())
    torch.save(other.state_dict(), tmp_path / "g.pt")
    model = opened(tmp_path / "g.pt", f"{script}:G")
    with torch.no_grad():
        expected = other(torch.from_numpy(Z)).view(-1, 1, 12, 12).numpy()
    np.testing.assert_allclose(model.decode(Z), expected, atol=1e-5)
    with pytest.raises(SettingsError, match="is a module already"):
        opened(tmp_path / "g.pt", f"{script}:G", kwargs={"width": 3})


def test_a_script_that_parses_the_command_line_sees_none(tmp_path: Path) -> None:
    script = tmp_path / "parses.py"
    script.write_text(
        "import argparse\nfrom torch import nn\nparser = argparse.ArgumentParser()\n"
        "parser.add_argument('--width', type=int, default=5)\nwidth = parser.parse_args().width\n"
        "def make():\n    return nn.Linear(width, 144)\n"
    )
    torch.save(torch.nn.Linear(5, 144).state_dict(), tmp_path / "w.pt")
    assert opened(tmp_path / "w.pt", f"{script}:make").latent_dim == 5


def test_a_script_that_exits_when_imported_is_explained(tmp_path: Path) -> None:
    (tmp_path / "exits.py").write_text("import sys\nsys.exit(3)\n")
    torch.save(torch.nn.Linear(5, 144).state_dict(), tmp_path / "w.pt")
    with pytest.raises(SettingsError, match=r"ended the program \(exit status 3\).*__main__"):
        opened(tmp_path / "w.pt", f"{tmp_path / 'exits.py'}:make")
