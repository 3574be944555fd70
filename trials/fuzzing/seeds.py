"""Small valid files of every kind, made anew each time: what a fuzzer spoils."""

from __future__ import annotations

import gzip
import io
import json
import struct
import zipfile
from dataclasses import asdict
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image
from safetensors.numpy import save

from latentwalk.folder.atlas import Atlas
from latentwalk.folder.manifest import DECODER, FORMAT
from latentwalk.folder.model_folder import sha256
from latentwalk.folder.snapshots import Snapshots
from latentwalk.outputs.curve import CurveSpec
from latentwalk.outputs.image import ImageSpec
from latentwalk.outputs.points import PointsSpec
from latentwalk.outputs.values import ValuesSpec

if TYPE_CHECKING:
    from collections.abc import Callable

SIDE, DIM, ROWS = 4, 2, 6
CLASSES = ("zero", "one", "two")


@cache
def decoder(flat: bool = False) -> bytes:
    """A network of a matrix and a sigmoid: (n, 2) to (n, 1, 4, 4), or to (n, 16)."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    rng = np.random.default_rng(0)
    constants = {
        "w": rng.normal(size=(DIM, SIDE * SIDE)).astype(np.float32),
        "shape": np.array([-1, 1, SIDE, SIDE]),
    }
    nodes = [
        helper.make_node("MatMul", ["z", "w"], ["x"]),
        helper.make_node("Sigmoid", ["x"], ["flat"]),
        helper.make_node("Reshape", ["flat", "shape"], ["image"]),
    ]
    end, sides = ("flat", (SIDE * SIDE,)) if flat else ("image", (1, SIDE, SIDE))
    graph = helper.make_graph(
        nodes[:2] if flat else nodes,
        "g",
        [helper.make_tensor_value_info("z", TensorProto.FLOAT, ["n", DIM])],
        [helper.make_tensor_value_info(end, TensorProto.FLOAT, ["n", *sides])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(made)
    return bytes(made.SerializeToString())


@cache
def convolving_decoder() -> bytes:
    """A network of a dense layer and a transposed convolution, as VAEs have."""
    from onnx import TensorProto, helper, numpy_helper

    rng = np.random.default_rng(0)
    constants = {
        "w": rng.normal(size=(8, DIM)).astype(np.float32),
        "b": np.zeros(8, np.float32),
        "grid": np.array([-1, 2, 2, 2]),
        "k": rng.normal(size=(2, 1, 4, 4)).astype(np.float32),
    }
    nodes = [
        helper.make_node("Gemm", ["z", "w", "b"], ["x"], transB=1),
        helper.make_node("Reshape", ["x", "grid"], ["y"]),
        helper.make_node("Relu", ["y"], ["r"]),
        helper.make_node("ConvTranspose", ["r", "k"], ["c"], strides=[2, 2], pads=[1, 1, 1, 1]),
        helper.make_node("Tanh", ["c"], ["image"]),
    ]
    graph = helper.make_graph(
        nodes,
        "g",
        [helper.make_tensor_value_info("z", TensorProto.FLOAT, ["n", DIM])],
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["n", 1, SIDE, SIDE])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    return bytes(made.SerializeToString())


def networks() -> list[bytes]:
    """Decoders in ONNX."""
    return [decoder(), convolving_decoder(), decoder(flat=True)]


def manifests() -> list[bytes]:
    """Manifests: one with as little as may be, one with everything, and one of each other output."""
    plain: dict[str, Any] = {
        "format": 1,
        "name": "small",
        "latent_dim": DIM,
        "image": asdict(ImageSpec(SIDE, SIDE)),
        "classes": list(CLASSES),
        "presets": {name: [0.5, -1] for name in CLASSES},
        "provenance": {"data": {"name": "digits", "images": 12}, "metrics": {"loss": 1.5}},
        "files": {DECODER: sha256(decoder())},
    }
    gaussian = {"weight": 0.5, "mean": [0.0, 1.0], "factor": [[1.0], [0.1, 2.0]]}
    everything = plain | {
        "prior": [gaussian, gaussian],
        "files": plain["files"] | {"atlas.safetensors": sha256(atlases()[0])},
    }
    rest = {name: value for name, value in plain.items() if name != "image"}
    outputs = (
        CurveSpec(3, ("a", "b"), x=(0.0, 1.0, 2.5), x_label="time (s)", rate=8000.0),
        ValuesSpec(("CD3E", "GNLY"), label="expression"),
        PointsSpec(3, 3, ((0, 1), (1, 2)), ("hip", "knee", "foot")),
    )
    others = [
        rest | {"format": FORMAT, "output": {"kind": output.kind, **output.to_json()}}
        for output in outputs
    ]
    return [json.dumps(one).encode() for one in (plain, everything, *others)]


def atlases() -> list[bytes]:
    """Atlases of six rows, with and without places of their own, and an empty one."""
    rng = np.random.default_rng(0)

    def made(n: int, layout: bool) -> bytes:
        return Atlas(
            mean=rng.normal(size=(n, DIM)).astype(np.float32),
            logvar=rng.normal(size=(n, DIM)).astype(np.float32),
            label=(np.arange(n) % 3).astype(np.int32),
            split=np.zeros(n, np.uint8),
            error=np.ones(n, np.float32),
            layout=np.zeros((n, 2), np.float32) if layout else None,
        ).to_bytes()

    return [made(ROWS, False), made(ROWS, True), made(0, False)]


def snapshots() -> list[bytes]:
    """Three moments of a model with two arrays."""
    rng = np.random.default_rng(0)
    return [
        Snapshots(
            weights={"w": rng.normal(size=(3, DIM, 16)).astype(np.float16),
                     "b": np.zeros((3, 16), np.float16)},
            mean=rng.normal(size=(3, ROWS, DIM)).astype(np.float16),
            row=np.arange(ROWS, dtype=np.int32),
            epoch=np.array([0, 1, 2], np.float32),
            loss=np.array([9, np.nan, 7], np.float32),
        ).to_bytes()
    ]  # fmt: skip


def moments() -> list[bytes]:
    """A snapshot as a run keeps it until it ends."""
    about = {"step": 3, "reconstruction": 1.5, "kl": [0.5, 0.25], "beta": 1.0}
    arrays = {
        "decoder.w": np.zeros((DIM, 4), np.float16),
        "mean": np.zeros((ROWS, DIM), np.float16),
        "logvar": np.zeros((ROWS, DIM), np.float16),
    }
    return [save(arrays, metadata={"latentwalk": json.dumps(about)})]


def checkpoints() -> list[bytes]:
    """A run between two epochs, with two weights."""
    from latentwalk.training.settings import TrainSettings

    settings = TrainSettings(data="digits", out=None).to_json()  # type: ignore[arg-type]
    about = {
        "settings": settings,
        "data_sha256": "0" * 64,
        "epoch": 2,
        "best_loss": 12.5,
        "start": 0,
        "param_groups": [{"lr": 0.1, "betas": [0.9, 0.99], "eps": 1e-8, "params": [0, 1]}],
    }
    arrays = {"weights.a": np.zeros((2, 3), np.float32), "best.a": np.zeros((2, 3), np.float32)}
    for index in range(2):
        for moment in ("exp_avg", "exp_avg_sq", "step"):
            arrays[f"optimizer.{index}.{moment}"] = np.zeros((2, 3), np.float32)
    return [save(arrays, metadata={"latentwalk": json.dumps(about)})]


def histories() -> list[bytes]:
    """Two epochs, in one of which something was changed."""
    losses = {"loss": 30.5, "reconstruction": 25.0, "kl": 5.5}
    line: dict[str, Any] = {
        "epoch": 1, "seconds": 1.5, "rate": 0.006, "train": losses, "held_out": losses,
        "kl_by_dimension": [2.5, 3.0], "active_dimensions": 2,
    }  # fmt: skip
    change = {"step": 7, "what": "beta", "from": 1.0, "to": 2.0}
    lines = [line, line | {"epoch": 2, "held_out": None, "changes": [change]}]
    return ["".join(json.dumps(one) + "\n" for one in lines).encode()]


def idx_files() -> list[bytes]:
    """Images in the IDX format, packed and not."""
    plain = struct.pack(">4B3I", 0, 0, 8, 3, ROWS, SIDE, SIDE) + bytes(range(ROWS * SIDE * SIDE))
    return [plain, gzip.compress(plain, 1, mtime=0)]


def npz_files() -> list[bytes]:
    """Images with labels, with a part held out, as pixels and as numbers."""
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (ROWS, SIDE, SIDE), dtype=np.uint8)
    labels = np.arange(ROWS) % 3
    values = rng.random((ROWS, 3, SIDE, SIDE), dtype=np.float32)
    return [
        _npz(images=pixels, labels=labels, classes=np.array(CLASSES)),
        _npz(x_train=values, y_train=labels, x_test=values[:2], y_test=labels[:2]),
    ]


def _npz(**arrays: np.ndarray[Any, Any]) -> bytes:
    made = io.BytesIO()
    np.savez_compressed(made, allow_pickle=False, **arrays)
    return made.getvalue()


def pictures() -> list[bytes]:
    """Pictures of every kind that is read, in grey, colour, with a palette, transparent, deep."""
    rng = np.random.default_rng(0)
    colour = Image.fromarray(rng.integers(0, 256, (6, 5, 4), dtype=np.uint8))
    grey, opaque = colour.convert("L"), colour.convert("RGB")
    deep = Image.fromarray(rng.integers(0, 65536, (6, 5), dtype=np.uint16))
    kinds: list[tuple[Image.Image, str, dict[str, Any]]] = [
        (grey, "PNG", {}), (opaque, "PNG", {}), (colour, "PNG", {}), (deep, "PNG", {}),
        (opaque.quantize(4), "PNG", {"transparency": 1}), (opaque, "JPEG", {}), (grey, "JPEG", {}),
        (opaque.quantize(4), "GIF", {}), (opaque, "BMP", {}), (opaque, "TIFF", {}),
        (grey, "TIFF", {"compression": "tiff_lzw"}), (deep, "TIFF", {}), (colour, "WEBP", {}),
        (grey, "PPM", {}), (opaque, "PPM", {}),
    ]  # fmt: skip
    return [_picture(*one) for one in kinds]


def _picture(picture: Image.Image, kind: str, options: dict[str, Any]) -> bytes:
    made = io.BytesIO()
    picture.save(made, kind, **options)
    return made.getvalue()


def weights() -> list[bytes]:
    """Weights as `torch.save` writes them: our own decoder's, a trainer's checkpoint, old files."""
    import torch

    torch.manual_seed(0)
    own = {
        "linear.weight": torch.randn(32, DIM), "linear.bias": torch.zeros(32),
        "deconv_stack.0.weight": torch.randn(32, 16, 4, 4), "deconv_stack.0.bias": torch.zeros(16),
        "deconv_stack.2.weight": torch.randn(16, 1, 4, 4), "deconv_stack.2.bias": torch.zeros(1),
    }  # fmt: skip
    small = {"a": torch.zeros(2, 3), "b": torch.ones(1), "n": torch.arange(3)}
    trainer = {"epoch": 3, "state_dict": small, "lr": [0.1], "name": "x"}
    made = []
    for content, new in ((small, True), (trainer, True), (small, False), (own, True)):
        file = io.BytesIO()
        torch.save(content, file, _use_new_zipfile_serialization=new)
        made.append(file.getvalue())
    return made


def plain_weights() -> list[bytes]:
    """Weights as safetensors."""
    rng = np.random.default_rng(0)
    shapes = {
        "linear.weight": (32, DIM), "linear.bias": (32,),
        "deconv_stack.0.weight": (32, 16, 4, 4), "deconv_stack.0.bias": (16,),
        "deconv_stack.2.weight": (16, 1, 4, 4), "deconv_stack.2.bias": (1,),
    }  # fmt: skip
    own = {name: rng.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}
    small: dict[str, Any] = {
        "a": np.zeros((2, 3), np.float32),
        "b": np.ones(1, np.float32),
        "n": np.arange(3),
    }
    return [save(small, metadata={"format": "pt"}), save(own)]


def tables() -> list[bytes]:
    """Parquet with pictures and labels, as bytes and as Hugging Face's data sets have them."""
    import pyarrow
    import pyarrow.parquet

    picture = pictures()[0]
    made = []
    for images, labels in (
        ([picture, None, b""], [0, 1, 2]),
        ([{"bytes": picture, "path": "a.png"}, {"bytes": None, "path": None}], ["a", None]),
    ):
        file = io.BytesIO()
        table = pyarrow.table({"image": images, "label": labels})
        pyarrow.parquet.write_table(table, file, compression="none")
        made.append(file.getvalue())
    return made


def links() -> list[bytes]:
    """Links of the page."""
    return [
        b"http://127.0.0.1:8765/#model=mnist&z=0,1&pins=0,1;2,3&hide=map,path&at=3",
        b"#z=1e3,-2.5&range=3&locked=0,1&loop=1",
    ]


def points() -> list[bytes]:
    """Latent points as text."""
    return [b"# two points\n0, 1\n-2.5,1e-3\n", b"\xef\xbb\xbf1,2"]


def markers() -> list[bytes]:
    """What an exported site says of its files."""
    return [json.dumps({"format": 1, "files": ["index.html", "models/0/decoder.onnx"]}).encode()]


def configs() -> list[bytes]:
    """Settings of a model of diffusers."""
    return [json.dumps({"_class_name": "AutoencoderKL", "sample_size": 32}).encode()]


def lessons() -> list[bytes]:
    """A lesson of two steps."""
    return [
        b"# One\n\nlook\n\n[go](#z=0,1)\n\n---\n\nseen *that*\n\n## Two\n\n- [ ] this\n"
        b"- [x] that\n\n| a | b |\n|---|---|\n| `c` | <b>d</b> |\n"
    ]


def archives(content: Callable[[], list[bytes]]) -> list[bytes]:
    """Archives that hold other files, as a model's code or a link would lie in one."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for number, part in enumerate(content()):
            archive.writestr(f"net/{number}.pkl", part)
        archive.writestr("net/constants.pkl", b"\x80\x02).")
    return [made.getvalue()]
