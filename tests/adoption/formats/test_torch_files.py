from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from latentwalk.errors import MissingError, ModelError, SettingsError
from tests.adoption.models import MLP, Colour, Distributed, Quantized
from tests.adoption.opening import opened, opened_with_messages

if TYPE_CHECKING:
    from pathlib import Path

CLASS = "tests.adoption.models:MLP"
Z = np.random.default_rng(0).standard_normal((3, 5), dtype=np.float32)


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
    model = opened(path, model_class=CLASS)
    assert model.name == "vae"
    np.testing.assert_allclose(model.decode(Z), forward(mlp), atol=1e-5)


def saved(path: Path, content: Any) -> Path:
    torch.save(content, path)
    return path


@pytest.mark.parametrize("name", ["best.pth.tar", "weights", "model.chkpt"])
def test_weights_in_files_of_other_endings(tmp_path: Path, mlp: MLP, name: str) -> None:
    model = opened(saved(tmp_path / name, mlp.state_dict()), model_class=CLASS)
    assert model.name == name.partition(".")[0] or name.endswith(".chkpt")
    np.testing.assert_allclose(model.decode(Z), forward(mlp), atol=1e-5)


@pytest.mark.parametrize("given", ["vae.safetensors.index.json", "vae-2.safetensors", ""])
def test_weights_in_several_files(tmp_path: Path, mlp: MLP, given: str) -> None:
    state, places = mlp.state_dict(), {}
    for part in (1, 2):
        chosen = {
            name: value for at, (name, value) in enumerate(state.items()) if at % 2 == part - 1
        }
        save_file(chosen, tmp_path / f"vae-{part}.safetensors")
        places.update(dict.fromkeys(chosen, f"vae-{part}.safetensors"))
    index = tmp_path / "vae.safetensors.index.json"
    index.write_text(json.dumps({"weight_map": places}))
    model = opened(tmp_path / given, model_class=CLASS)
    np.testing.assert_allclose(model.decode(Z), forward(mlp), atol=1e-5)


def test_weights_beside_those_of_other_networks(tmp_path: Path, mlp: MLP) -> None:
    state = {f"vae.{name}": value for name, value in mlp.state_dict().items()}
    path = saved(tmp_path / "w.pt", {**state, "critic.0.weight": torch.zeros(3, 3)})
    model, messages = opened_with_messages(path, model_class=CLASS)
    np.testing.assert_allclose(model.decode(Z), forward(mlp), atol=1e-5)
    assert "names begin with 'vae.' are used; it has other weights as well" in messages


def test_a_moving_average_is_named(tmp_path: Path, mlp: MLP) -> None:
    state = mlp.state_dict()
    average = {name: 0 * value for name, value in state.items()}
    path = saved(tmp_path / "w.pt", {"model": state, "ema": average})
    model, messages = opened_with_messages(path, model_class=CLASS)
    np.testing.assert_allclose(model.decode(Z), forward(mlp), atol=1e-5)
    assert "weights under model and under ema: those under model are used" in messages
    both = {f"{part}.{name}": v for part in ("a", "ema") for name, v in state.items()}
    _, messages = opened_with_messages(saved(path, both), model_class=CLASS)
    assert "begin with 'a.' are used; it also has weights under 'ema.'" in messages
    assert "For the others, save them alone" in messages.partition("'ema.'")[2]


def test_submodules_that_were_compiled(tmp_path: Path) -> None:
    whole = Distributed().eval()
    state = {
        name.replace("coder.", "coder._orig_mod."): value
        for name, value in whole.state_dict().items()
    }
    path = saved(tmp_path / "w.pt", state)
    assert opened(path, model_class="tests.adoption.models:Distributed").can_encode


@pytest.mark.parametrize("given", [{}, {"latent": 2, "hidden": 9}])
def test_arguments_that_a_checkpoint_states(tmp_path: Path, given: dict[str, int]) -> None:
    module = MLP(hidden=9, latent=2)
    settings = {"hidden": 9, "latent": 2, "lr": 1e-3}
    content = {"state_dict": module.state_dict(), "hyper_parameters": settings}
    path = saved(tmp_path / "w.ckpt", content)
    model, messages = opened_with_messages(path, model_class=CLASS, kwargs=given)
    assert model.latent_dim == 2
    assert ("is called with hidden=9, latent=2, as its file states" in messages) == (not given)


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


def test_code_in_a_file_is_refused_and_not_run(tmp_path: Path) -> None:
    marker = tmp_path / "ran"

    class Evil:
        def __reduce__(self) -> tuple[Any, ...]:
            return (marker.touch, ())

    torch.save({"state_dict": {}, "config": Evil()}, tmp_path / "evil.pt")
    with pytest.raises(ModelError, match="would run code.*--trust"):
        opened(tmp_path / "evil.pt", model_class=CLASS)
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
        opened(tmp_path / "w.pt", model_class=CLASS)
    message = str(caught.value)
    assert "lacks fc3.bias (40,)" in message
    assert "unexpected extra.weight (2, 3)" in message
    assert "fc4.weight (1, 2), not (144, 40)" in message


@pytest.mark.parametrize("prefix", ["", "decoder.", "module.decoder."])
def test_weights_of_the_decoder_only(tmp_path: Path, prefix: str) -> None:
    torch.manual_seed(0)
    whole = Distributed().eval()
    state = {f"{prefix}{name}": value for name, value in whole.decoder.state_dict().items()}
    torch.save(state, tmp_path / "w.pt")
    model, messages = opened_with_messages(
        tmp_path / "w.pt", model_class="tests.adoption.models:Distributed"
    )
    assert not model.can_encode
    assert "only the decoder's weights" in messages
    z = np.random.default_rng(0).standard_normal((3, 3), dtype=np.float32)
    with torch.no_grad():
        expected = whole.decoder(torch.from_numpy(z)).mean.numpy()
    np.testing.assert_allclose(model.decode(z).reshape(expected.shape), expected, atol=1e-5)


class Short(torch.nn.Module):
    """Its decoder is called `dec`."""

    def __init__(self) -> None:
        super().__init__()
        self.enc, self.dec = torch.nn.Linear(144, 5), torch.nn.Linear(5, 144)

    def encode(self, x: torch.Tensor) -> torch.Tensor:
        return self.enc(x.flatten(1))

    def decode(self, z: torch.Tensor) -> torch.Tensor:
        return self.dec(z).sigmoid().view(-1, 1, 12, 12)


@pytest.mark.parametrize("prefix", ["", "dec."])
def test_a_decoder_of_another_name(tmp_path: Path, prefix: str) -> None:
    module = Short()
    state = {f"{prefix}{name}": value for name, value in module.dec.state_dict().items()}
    path = saved(tmp_path / "w.pt", state)
    model, messages = opened_with_messages(path, model_class=f"{__name__}:Short")
    assert not model.can_encode
    assert "only the decoder's weights" in messages
    with torch.no_grad():
        expected = module.decode(torch.from_numpy(Z)).numpy()
    np.testing.assert_allclose(model.decode(Z), expected, atol=1e-5)


def test_weights_of_the_decoder_beside_others_that_do_not_fit(tmp_path: Path) -> None:
    state = Short().state_dict() | {"enc.weight": torch.zeros(9, 144)}
    path = saved(tmp_path / "w.pt", state)
    with pytest.raises(ModelError, match=r"enc.weight \(9, 144\), not \(5, 144\)"):
        opened(path, model_class=f"{__name__}:Short")


def test_decoder_weights_are_not_enough_if_decoding_needs_others(tmp_path: Path) -> None:
    torch.save(Quantized().decoder.state_dict(), tmp_path / "w.pt")
    with pytest.raises(ModelError, match="NaN"):
        opened(tmp_path / "w.pt", model_class="tests.adoption.models:Quantized")


def test_a_missing_device(tmp_path: Path, mlp: MLP) -> None:
    torch.save(mlp.state_dict(), tmp_path / "w.pt")
    with pytest.raises(SettingsError, match="Cannot use the device 'cuda:9'"):
        opened(tmp_path / "w.pt", model_class=CLASS, device="cuda:9")


def test_a_damaged_program_that_is_trusted(tmp_path: Path) -> None:
    (tmp_path / "x.pt2").write_bytes(b"no zip")
    with pytest.raises(ModelError, match="torch.export.save"):
        opened(tmp_path / "x.pt2", trust=True)


def test_weights_without_a_class_are_listed(tmp_path: Path, mlp: MLP) -> None:
    torch.save(mlp.state_dict(), tmp_path / "w.pt")
    with pytest.raises(ModelError, match=r"--model.*fc1.weight \(40, 144\).*and 5 more"):
        opened(tmp_path / "w.pt")


@pytest.mark.parametrize(
    ("version", "safe"), [("2.5.1+cu121", False), ("1.13", False), ("2.6.0a0", True), ("3.0", True)]
)
def test_an_unsafe_torch_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mlp: MLP, version: str, safe: bool
) -> None:
    torch.save(mlp.state_dict(), tmp_path / "w.pt")
    monkeypatch.setattr("importlib.metadata.version", lambda name: version)
    if safe:
        assert opened(tmp_path / "w.pt", model_class=CLASS).latent_dim == 5
    else:
        with pytest.raises(MissingError, match="can run code"):
            opened(tmp_path / "w.pt", model_class=CLASS)
