"""Hostile files, each created by a function that is named after the attack.

    python -m tests.attacks.make_attacks

writes them into `tests/attacks/files`, where they are stored, so that the tests do not depend on
what future versions of libraries write. A successful attack writes a file called `marker`, fills
the memory, or never ends.
"""

from __future__ import annotations

import gzip
import io
import json
import pickle
import shutil
import struct
import tarfile
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from safetensors.numpy import save
from trials.fuzzing import seeds

from latentwalk.folder.model_folder import sha256

if TYPE_CHECKING:
    from collections.abc import Callable

FILES = Path(__file__).parent / "files"
MARKER = "marker"
"""What an attack that had its way would leave in the current folder."""
ZEROS = 70 * 2**20
"""Bytes of zeros: more than a small file may unpack to."""


def folder(name: str, change: Callable[[dict[str, Any]], object], **files: bytes) -> None:
    """Write a model folder whose manifest was changed; its hashes are right."""
    manifest = json.loads(seeds.manifests()[0])
    held = {"decoder.onnx": seeds.decoder()}
    held |= {key.replace("_", "."): content for key, content in files.items()}
    manifest["files"] = {key: sha256(content) for key, content in held.items()}
    change(manifest)
    target = FILES / name
    target.mkdir(parents=True)
    (target / "latentwalk.json").write_text(json.dumps(manifest))
    for key, content in held.items():
        (target / key).write_bytes(content)


def unchanged(_: dict[str, Any]) -> None:
    """Leave a manifest as it is."""


# --- manifests


def manifest_that_leads_out() -> None:
    """A listed file lies above the folder."""
    folder("leads-out", lambda manifest: manifest["files"].update({"../../secret": "0" * 64}))


def manifest_of_an_absolute_path() -> None:
    """A listed file is one of the system's."""
    folder("absolute", lambda manifest: manifest["files"].update({"/etc/passwd": "0" * 64}))


def manifest_nested_deep() -> None:
    """Brackets within brackets, which a recursive reader follows to its end."""
    folder("nested", unchanged)
    path = FILES / "nested" / "latentwalk.json"
    deep = "[" * 20_000 + "]" * 20_000
    path.write_text(path.read_text().replace('"data": {', f'"deep": {deep}, "data": {{'))


def manifest_nested_a_little_too_deep() -> None:
    """Shallow enough to be parsed, too deep to be copied and written again."""
    folder("nested-400", unchanged)
    path = FILES / "nested-400" / "latentwalk.json"
    deep = '{"a":' * 400 + "0" + "}" * 400
    path.write_text(path.read_text().replace('"data": {', f'"deep": {deep}, "data": {{'))


def manifest_of_a_trillion_dimensions() -> None:
    """A single latent point would fill the memory."""

    def change(manifest: dict[str, Any]) -> None:
        manifest.update(latent_dim=10**12, presets={})

    folder("trillion", change)


def manifest_of_a_huge_image() -> None:
    """An image of a million pixels each way."""
    folder("huge-image", lambda manifest: manifest["image"].update(height=10**6, width=10**6))


def manifest_of_a_number_beyond_all() -> None:
    """An integer that no float can hold."""
    folder("beyond", lambda manifest: manifest["image"].update(low=-(10**400)))


def manifest_of_infinity() -> None:
    """NaN and infinity, which JSON does not have and a page cannot parse."""
    folder("infinity", lambda manifest: manifest["provenance"].update(loss=float("inf")))


def manifest_of_half_a_character() -> None:
    """A surrogate, which cannot be printed."""
    folder("half", lambda manifest: manifest.update(name="a\ud800b"))


def manifest_of_a_prior_without_end() -> None:
    """Many empty Gaussians over many dimensions, which a careless check multiplies."""

    def change(manifest: dict[str, Any]) -> None:
        part = {"weight": 1, "mean": [], "factor": []}
        manifest.update(latent_dim=2**20, presets={}, prior=[part] * 2000)

    folder("prior", change)


def names_that_steer_the_terminal() -> None:
    """Escapes that clear the screen, ring, set its title, and turn the direction of writing."""

    def change(manifest: dict[str, Any]) -> None:
        evil = (
            "\x1b[2J\x1b]0;owned\x07\x9b31mred\u202egnp.exe [bold]b[/bold][link=file:///x]l[/link]"
        )
        manifest.update(name=evil, classes=[evil], presets={evil: [0.0, 0.0]})
        manifest.update(provenance={evil: evil})

    folder("steering", change)


def names_of_html() -> None:
    """Names and labels that are scripts, against pages that do not escape them."""

    def change(manifest: dict[str, Any]) -> None:
        evil = (
            '</script><img src=x onerror="window.marker=1"><script>window.marker=1</script>\'"&amp;'
        )
        manifest.update(
            name=evil, classes=[evil, "two"], presets={evil: [0.0, 0.0]}, provenance={evil: evil}
        )

    rng = np.random.default_rng(0)
    rows = {
        "mean": rng.normal(size=(40, 2)).astype(np.float32),
        "logvar": np.zeros((40, 2), np.float32),
        "label": (np.arange(40) % 2).astype(np.int32), "split": np.zeros(40, np.uint8),
        "error": np.ones(40, np.float32),
    }  # fmt: skip
    folder("html", change, atlas_safetensors=save(rows))


# --- arrays


def safetensors(head: dict[str, Any], rest: bytes) -> bytes:
    """A safetensors file with a header as given."""
    text = json.dumps(head).encode()
    return len(text).to_bytes(8, "little") + text + rest


def arrays_that_overlap() -> None:
    """Two arrays of the atlas share their bytes."""
    head = {
        name: {"dtype": "F32", "shape": [2, 2], "data_offsets": [0, 16]}
        for name in ("mean", "logvar")
    }
    folder("overlap", unchanged, atlas_safetensors=safetensors(head, bytes(16)))


def array_larger_than_its_file() -> None:
    """An array says that it has 2^62 bytes."""
    head = {"mean": {"dtype": "F32", "shape": [2**59, 2], "data_offsets": [0, 2**62]}}
    folder("larger", unchanged, atlas_safetensors=safetensors(head, bytes(16)))


def array_whose_size_wraps_round() -> None:
    """A shape whose product is 0 in 64 bits."""
    head = {"mean": {"dtype": "F32", "shape": [2**32, 2**32], "data_offsets": [0, 0]}}
    folder("wraps", unchanged, atlas_safetensors=safetensors(head, b""))


def header_of_2_to_the_63_bytes() -> None:
    """A header that says it is larger than any file."""
    content = (2**63).to_bytes(8, "little") + b"{}"
    folder("header", unchanged, atlas_safetensors=content)


def array_of_an_unknown_type() -> None:
    """Numbers of eight bits, which NumPy has no type for."""
    head = {"mean": {"dtype": "F8_E4M3", "shape": [2, 2], "data_offsets": [0, 4]}}
    folder("unknown-type", unchanged, atlas_safetensors=safetensors(head, bytes(4)))


def atlas_of_nan() -> None:
    """Posteriors of NaN."""
    rows = {
        "mean": np.full((2, 2), np.nan, np.float32), "logvar": np.zeros((2, 2), np.float32),
        "label": np.zeros(2, np.int32), "split": np.zeros(2, np.uint8),
        "error": np.zeros(2, np.float32),
    }  # fmt: skip
    folder("nan-atlas", unchanged, atlas_safetensors=save(rows))


# --- networks


def network(nodes: list[Any], **constants: Any) -> bytes:
    """A network of some nodes, `z` (n, 2) to `image` (n, 1, 4, 4)."""
    from onnx import TensorProto, helper, numpy_helper

    shaped = {"w": np.ones((2, 16), np.float32), "t": np.array([-1, 1, 4, 4]), **constants}
    graph = helper.make_graph(
        nodes,
        "g",
        [helper.make_tensor_value_info("z", TensorProto.FLOAT, ["n", 2])],
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["n", 1, 4, 4])],
        [
            numpy_helper.from_array(np.asarray(value), name)
            if not hasattr(value, "dims")
            else value
            for name, value in shaped.items()
        ],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    return bytes(made.SerializeToString())


def node(kind: str, inputs: str, output: str, **attributes: Any) -> Any:
    """A node; its inputs with spaces between."""
    from onnx import helper

    return helper.make_node(kind, inputs.split(), [output], **attributes)


def ends() -> tuple[Any, Any]:
    """The first and the last node: `z` to `x`, `y` to `image`."""
    return node("MatMul", "z w", "x"), node("Reshape", "y t", "image")


def pointing_out() -> Any:
    """A weight that lies in a file of the system's."""
    from onnx import TensorProto

    weight = TensorProto(name="w", data_type=TensorProto.FLOAT, dims=[2, 16])
    weight.data_location = TensorProto.EXTERNAL
    weight.external_data.add(key="location", value="../../../../../../etc/passwd")
    return weight


def network_with_data_outside() -> None:
    """ONNX external data that names /etc/passwd."""
    nodes = [node("MatMul", "z w", "x"), node("Reshape", "x t", "image")]
    content = network(nodes, w=pointing_out())
    folder("outside", unchanged, decoder_onnx=content)
    (FILES / "outside.onnx").write_bytes(content)
    # the same with a length that is written in two bytes where one would do
    long = content.replace(b"\x0a\x08location", b"\x0a\x88\x00location")
    entry = content.index(b"\x0a\x08location") - 1
    assert content[entry - 1] == 0x6A, "external_data is field 13"
    grown = bytearray(long)
    grown[entry] += 1
    (FILES / "outside-long.onnx").write_bytes(_lengthened(content, bytes(grown)))


def _lengthened(before: bytes, after: bytes) -> bytes:
    """Set the lengths of the tensor and of the graph right, which have one byte more."""
    made = bytearray(after)
    for start in _enclosing(before, before.index(b"\x0a\x08location")):
        made[start] += 1
    return bytes(made)


def _enclosing(content: bytes, at: int) -> list[int]:
    """Where the lowest bytes of the lengths of the graph and of its initializer stand."""
    found, place, end = [], 0, len(content)
    while len(found) < 2:
        key = content[place]
        place += 1
        start, value, shift = place, 0, 0
        while True:
            byte = content[place]
            value, shift, place = value | (byte & 127) << shift, shift + 7, place + 1
            if byte < 128:
                break
        if key & 7 == 2:
            if place <= at < place + value:
                found.append(start)
                end = place + value
            else:
                place += value
        assert place < end
    return found


def network_of_two_thousand_million_numbers() -> None:
    """A constant of 2^31 elements, declared in twelve bytes: 8 GB."""
    first, last = ends()
    nodes = [
        first, node("ConstantOfShape", "s", "big"), node("ReduceSum", "big", "r", keepdims=0),
        node("Add", "x r", "y"), last,
    ]  # fmt: skip
    folder("two-to-31", unchanged, decoder_onnx=network(nodes, s=np.array([2**31])))


def weights_declared_and_not_there() -> None:
    """A weight says that it has 2^31 elements, and holds 16."""
    from onnx import TensorProto

    weight = TensorProto(name="w", data_type=TensorProto.FLOAT, dims=[2**27, 16])
    weight.raw_data = bytes(64)
    first, last = node("MatMul", "z w", "y"), node("Reshape", "y t", "image")
    folder("declared", unchanged, decoder_onnx=network([first, last], w=weight))


def network_in_a_circle() -> None:
    """A graph in which two nodes wait for each other."""
    first, last = ends()
    nodes = [first, node("Add", "x b", "a"), node("Relu", "a", "b"), node("Relu", "b", "y"), last]
    folder("circle", unchanged, decoder_onnx=network(nodes))


def network_within_networks() -> None:
    """Graphs inside the attributes of nodes inside graphs, 3000 times."""
    inner = b""
    for _ in range(3000):
        graph = _field(
            1, _field(4, b"If") + _field(5, _field(1, b"then_branch") + _field(6, inner))
        )
        inner = graph[:60_000]
        if len(inner) > 50_000:
            break
    folder("within", unchanged, decoder_onnx=b"\x08\x08" + _field(7, inner))


def _field(number: int, content: bytes) -> bytes:
    length, made = len(content), bytearray([number << 3 | 2])
    while length > 127:
        made.append(length & 127 | 128)
        length >>= 7
    return bytes(made) + bytes([length]) + content


def network_that_never_ends() -> None:
    """A loop of 2^62 rounds."""
    from onnx import TensorProto, helper

    body = helper.make_graph(
        [node("Identity", "c0", "c1"), node("Relu", "v0", "v1")],
        "body",
        [
            helper.make_tensor_value_info("i", TensorProto.INT64, []),
            helper.make_tensor_value_info("c0", TensorProto.BOOL, []),
            helper.make_tensor_value_info("v0", TensorProto.FLOAT, None),
        ],
        [
            helper.make_tensor_value_info("c1", TensorProto.BOOL, []),
            helper.make_tensor_value_info("v1", TensorProto.FLOAT, None),
        ],
    )
    first, last = ends()
    nodes = [first, node("Loop", "m c x", "y", body=body), last]
    content = network(nodes, m=np.array(2**62), c=np.array(True))
    folder("never", unchanged, decoder_onnx=content)


def network_of_nan() -> None:
    """Weights that are NaN."""
    nodes = [node("MatMul", "z w", "y"), node("Reshape", "y t", "image")]
    weights = np.full((2, 16), np.nan, np.float32)
    folder("nan", unchanged, decoder_onnx=network(nodes, w=weights))


def network_of_infinity() -> None:
    """Weights that are infinite."""
    nodes = [node("MatMul", "z w", "y"), node("Reshape", "y t", "image")]
    weights = np.full((2, 16), np.inf, np.float32)
    folder("infinite", unchanged, decoder_onnx=network(nodes, w=weights))


# --- data


def idx_that_unpacks_to_much() -> None:
    """A gzipped IDX file of nothing but zeros."""
    (FILES / "bomb-idx3-ubyte.gz").write_bytes(gzip.compress(bytes(ZEROS), 9, mtime=0))


def idx_of_four_thousand_million_images() -> None:
    """A header that counts 2^32 - 1 images of as many pixels, and none there."""
    content = struct.pack(">4B3I", 0, 0, 8, 3, 2**32 - 1, 2**32 - 1, 2**32 - 1)
    (FILES / "many-idx3-ubyte").write_bytes(content)


def idx_of_images_without_pixels() -> None:
    """33 million images of 4 x 0 pixels, which need no bytes, but their labels would be many."""
    (FILES / "empty-idx3-ubyte").write_bytes(struct.pack(">4B3I", 0, 0, 8, 3, 2**25, 4, 0))


def npy(shape: tuple[int, ...], kind: str, content: bytes) -> bytes:
    """An array whose header says what it likes."""
    head = repr({"descr": kind, "fortran_order": False, "shape": shape}).encode() + b"\n"
    return b"\x93NUMPY\x01\x00" + len(head).to_bytes(2, "little") + head + content


def npz_that_unpacks_to_much() -> None:
    """A gigabyte of zeros in a kilobyte of bzip2, which archives may use."""
    path = FILES / "bomb.npz"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_BZIP2) as archive,
        archive.open("images.npy", "w", force_zip64=True) as file,
    ):
        file.write(npy((2**20, 32, 32), "|u1", b""))
        for _ in range(64):
            file.write(bytes(2**24))


def npz_that_lies_about_its_size() -> None:
    """An archive that says 100 bytes where its deflated data are 70 MB."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("images.npy", npy((2, 4, 4), "|u1", bytes(ZEROS)))
    content = made.getvalue()
    stated = struct.pack("<I", ZEROS + len(npy((2, 4, 4), "|u1", b"")))
    size = struct.pack("<I", len(npy((2, 4, 4), "|u1", bytes(32))))
    assert content.count(stated) == 2
    (FILES / "lies.npz").write_bytes(content.replace(stated, size))


def npz_of_a_pickle() -> None:
    """An array of objects, one of which runs code when it is read."""
    made = io.BytesIO()
    np.save(made, np.array([Touch()], dtype=object), allow_pickle=True)
    with zipfile.ZipFile(FILES / "pickle.npz", "w") as archive:
        archive.writestr("images.npy", made.getvalue())


def npz_larger_than_its_file() -> None:
    """A header that says 2^40 pixels, and 16 there."""
    with zipfile.ZipFile(FILES / "larger.npz", "w") as archive:
        archive.writestr("images.npy", npy((2**20, 2**10, 2**10), "|u1", bytes(16)))


def npz_with_names_that_lead_out() -> None:
    """An archive whose files would land above the folder, were it unpacked."""
    with zipfile.ZipFile(FILES / "traversal.npz", "w") as archive:
        archive.writestr("../../marker.npy", npy((2, 4, 4), "|u1", bytes(32)))
        link = zipfile.ZipInfo("link.npy")
        link.external_attr = 0o120777 << 16  # a symbolic link
        archive.writestr(link, "/etc/passwd")


def png(width: int, height: int, *chunks: tuple[bytes, bytes]) -> bytes:
    """A picture of one bit a pixel with chunks as given."""
    head = (b"IHDR", struct.pack(">2I5B", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in (head, *chunks, (b"IEND", b""))
    )


def picture_of_many_pixels() -> None:
    """3,600 million pixels, by two numbers of the header."""
    packed = zlib.compress(bytes(100_000), 9)
    (FILES / "bomb.png").write_bytes(png(60_000, 60_000, (b"IDAT", packed)))


def picture_of_much_text() -> None:
    """A comment that unpacks to 64 MB."""
    text = b"a\0\0" + zlib.compress(bytes(2**26), 9)
    pixels = zlib.compress(bytes(8 * 2), 9)
    (FILES / "text.png").write_bytes(png(8, 8, (b"zTXt", text), (b"IDAT", pixels)))


def picture_that_is_a_program() -> None:
    """PostScript under the name of a PNG: Pillow would have Ghostscript run it."""
    (FILES / "program.png").write_bytes(
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 8 8\n%%EndComments\n"
        b"(marker) (w) file dup (x) writestring closefile\nshowpage\n%%EOF\n"
    )


def gif_of_many_pixels() -> None:
    """A frame of 65,535 x 65,535."""
    (FILES / "bomb.gif").write_bytes(
        b"GIF89a" + struct.pack("<2H", 65535, 65535) + b"\x80\0\0\0\0\0\xff\xff\xff,"
        + struct.pack("<4H", 0, 0, 65535, 65535) + b"\0\x02\x02\x44\x01\0;"
    )  # fmt: skip


def tiff_without_end() -> None:
    """A list of tags that says where the next one is: where it is itself."""
    tags = struct.pack("<H", 1) + struct.pack("<2HII", 256, 4, 2**31, 8) + struct.pack("<I", 8)
    (FILES / "circle.tif").write_bytes(b"II*\0" + struct.pack("<I", 8) + tags)


def table_that_is_none() -> None:
    """A Parquet file whose footer says that it is longer than the file."""
    (FILES / "footer.parquet").write_bytes(
        b"PAR1" + bytes(40) + struct.pack("<I", 2**31 - 1) + b"PAR1"
    )


# --- weights


class Touch:
    """Whoever unpickles it writes a marker."""

    def __reduce__(self) -> tuple[Any, ...]:
        return (exec, (f"open({MARKER!r}, 'w').close()",))


def weights_that_run_code() -> None:
    """A pickle in an archive, as a bare file of old, and as a checkpoint of Lightning's."""
    import torch

    torch.save({"a": torch.zeros(2), "evil": Touch()}, FILES / "code.pt")
    torch.save(
        {"a": torch.zeros(2), "evil": Touch()},
        FILES / "code-old.pt",
        _use_new_zipfile_serialization=False,
    )
    lightning = {"epoch": 1, "state_dict": {"a": torch.zeros(2)}, "hyper_parameters": Touch()}
    torch.save(lightning, FILES / "code.ckpt")
    (FILES / "code.bin").write_bytes(pickle.dumps(Touch()))


def whole_module() -> None:
    """A module and not its weights: reading it imports and builds whatever it names."""
    import torch

    torch.save(torch.nn.Linear(2, 16), FILES / "module.pt")


def weights_in_a_tape_archive() -> None:
    """The oldest format of PyTorch's, whose reader ran code in spite of weights_only."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        for name in ("storages", "tensors", "pickle"):
            content = pickle.dumps(Touch()) if name == "pickle" else pickle.dumps(0)
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    (FILES / "tape.pt").write_bytes(made.getvalue())


def program_that_writes_files() -> None:
    """TorchScript that saves a tensor wherever it likes, when it is called."""
    import torch

    class Writes(torch.nn.Module):
        def forward(self, z: torch.Tensor) -> torch.Tensor:
            torch.save(z, "marker")
            return z

    torch.jit.script(Writes()).save(str(FILES / "script.pt"))


def program_with_pickled_parts() -> None:
    """An exported program with a part that PyTorch unpickles."""
    import torch

    made = io.BytesIO()
    torch.export.save(torch.export.export(torch.nn.Linear(2, 3), (torch.zeros(2, 2),)), made)
    evil = io.BytesIO()
    torch.save({"a": Touch()}, evil)
    with zipfile.ZipFile(made) as before, zipfile.ZipFile(FILES / "program.pt2", "w") as after:
        for info in before.infolist():
            pickled = info.filename.endswith(".pt")
            after.writestr(info.filename, evil.getvalue() if pickled else before.read(info))


def weights_that_unpack_to_much() -> None:
    """An archive of PyTorch's whose numbers are 70 MB of deflated zeros."""
    import torch

    made = io.BytesIO()
    torch.save({"a": torch.zeros(4)}, made)
    with (
        zipfile.ZipFile(made) as before,
        zipfile.ZipFile(FILES / "bomb.pt", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as after,
    ):
        for info in before.infolist():
            name = info.filename
            after.writestr(name, bytes(ZEROS) if "/data/" in name else before.read(info))


def weights_of_one_number_many_times() -> None:
    """Our decoder's names with shapes of a million by a million: one number, with strides of 0."""
    import torch

    one = torch.zeros(1)
    torch.save(
        {
            "linear.weight": one.expand(2**20, 2**20), "linear.bias": one.expand(2**20),
            "deconv_stack.0.weight": one.expand(32, 16, 4, 4),
            "deconv_stack.0.bias": one.expand(16),
            "deconv_stack.2.weight": one.expand(16, 1, 4, 4), "deconv_stack.2.bias": one.expand(1),
        },
        FILES / "strides.pt",
    )  # fmt: skip


def weights_of_no_number() -> None:
    """Our decoder's names with 2^40 rows of no columns: nothing there, and much to make."""
    import torch

    torch.save(
        {"linear.weight": torch.zeros(2**40, 0), "linear.bias": torch.zeros(1),
         "deconv_stack.2.weight": torch.zeros(16, 1, 4, 4)},
        FILES / "columns.pt",
    )  # fmt: skip


def weights_whose_key_doubles() -> None:
    """A key of pairs of pairs of ..., 200 times: few bytes, and 2^200 parts to hash."""
    pairs = b"\x80\x02})q\0" + b"h\0h\0\x86q\0" * 200 + b"K\x01s."  # (), then (t, t) each time
    made = io.BytesIO()
    import torch

    torch.save({}, made)
    with zipfile.ZipFile(made) as before, zipfile.ZipFile(FILES / "key.pt", "w") as after:
        for info in before.infolist():
            content = pairs if info.filename.endswith("data.pkl") else before.read(info)
            after.writestr(info.filename, content)


def checkpoint_of_nonsense() -> None:
    """A stopped run whose settings are not settings."""
    header = {
        "settings": {"latent_dim": "six"},
        "data_sha256": 0,
        "epoch": "last",
        "best_loss": None,
        "param_groups": 3,
    }
    target = FILES / "run"
    target.mkdir()
    content = save(
        {"weights.a": np.zeros(2, np.float32)}, metadata={"latentwalk": json.dumps(header)}
    )
    (target / "checkpoint.safetensors").write_bytes(content)


def settings_nested_deep() -> None:
    """A folder of a library's whose settings are brackets within brackets."""
    target = FILES / "library"
    target.mkdir()
    (target / "config.json").write_text("[" * 50_000)


def old_keras_file() -> None:
    """An HDF5 file, whose code Keras runs when it reads it."""
    (FILES / "net.h5").write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(64))


def lesson_of_html() -> None:
    """A text with a script in it, and with a link that is one."""
    (FILES / "lesson.md").write_text(
        "# Look <script>window.marker=1</script>\n\n[x](javascript:alert(1)) "
        "<img src=x onerror=window.marker=1>\n\n[go](#z=0,1)\n"
    )


def main() -> None:
    """Write all files again."""
    shutil.rmtree(FILES, ignore_errors=True)
    FILES.mkdir()
    made = [one for one in globals().values() if getattr(one, "__module__", "") == __name__]
    for attack in made:
        code = getattr(attack, "__code__", None)
        if (
            code
            and not code.co_argcount
            and attack.__name__ not in {"main", "ends", "pointing_out"}
        ):
            attack()
    for path in sorted(FILES.rglob("*")):
        if path.is_file():
            print(f"{path.stat().st_size:8,}  {path.relative_to(FILES)}")


if __name__ == "__main__":
    main()
