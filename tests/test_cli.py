"""The command line and its error messages, in a process of its own where that matters."""

from __future__ import annotations

import csv
import json
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

import latentwalk
from latentwalk.cli import COMMANDS, main
from latentwalk.data import load
from tests.conftest import command, refused, run

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow


@pytest.fixture
def model(trained: Path) -> str:
    return str(trained)


def test_help_names_every_command() -> None:
    result = command("--help")
    assert result.returncode == 0
    for name in COMMANDS:
        assert f" {name} " in result.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_an_example(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        run(name, "--help")
    assert left.value.code == 0
    assert f"latentwalk {name}" in capsys.readouterr().out.partition("For example:")[2]


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    run("--version")
    assert capsys.readouterr().out == f"latentwalk {latentwalk.__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [["dance"], ["sample", "mnist", "--sides", "3"], ["sample", "mnist", "-n", "x"]],
)
def test_unknown_commands_and_options_have_status_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        run(*arguments)
    assert left.value.code == 2
    assert "Traceback" not in capsys.readouterr().err


def test_options_without_a_command_are_those_of_open(capsys: pytest.CaptureFixture[str]) -> None:
    assert "0 to 65535" in refused(capsys, "--no-browser", "--port", "99999")


def test_export_prints_the_size_and_what_embeds_the_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "page.html"
    run("export", "mnist-2d", "-o", out, "--title", "Digits", "--hide", "map,path", "--embed")
    printed = capsys.readouterr().out
    assert f"{out.stat().st_size:,} bytes" in printed
    assert "<iframe" in printed
    assert "<latent-walk" in printed
    assert "<title>Digits</title>" in out.read_text(encoding="utf-8")


def test_sample(model: str, tmp_path: Path) -> None:
    for name, seed in (("a.png", 1), ("b.png", 1), ("c.png", 2)):
        run("sample", model, "-n", 10, "--seed", seed, "--scale", 1, "-o", tmp_path / name)
    first, again, other = (np.asarray(Image.open(tmp_path / f"{name}.png")) for name in "abc")
    assert first.shape == (3 * 10 - 2, 4 * 10 - 2)
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()
    run("sample", model, "--source", "data", "-o", tmp_path / "d.png")
    assert (tmp_path / "d.png").exists()


def test_grid(model: str, tmp_path: Path) -> None:
    run("grid", model, "--dims", "3,1", "-n", 5, "--at", "7", "-o", tmp_path / "a.png")
    with Image.open(tmp_path / "a.png") as picture:
        assert picture.size == (40, 40)


@pytest.mark.parametrize("name", ["a.gif", "a.mp4", "a.png"])
def test_walk(model: str, tmp_path: Path, name: str) -> None:
    run("walk", model, "--through", "3,8,0", "--frames", 12, "--loop", "-o", tmp_path / name)
    assert (tmp_path / name).stat().st_size > 0


@pytest.mark.parametrize("path", ["even", "data"])
def test_walk_on_paths_that_depend_on_the_model(
    model: str, tmp_path: Path, path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run("walk", model, "--through", "3,8", "--path", path, "--frames", 5, "-o", tmp_path / "a.png")
    assert (tmp_path / "a.png").stat().st_size > 0
    assert "from the nearest encoded item on average" in capsys.readouterr().err


def test_walk_through_points_in_a_file(model: str, tmp_path: Path) -> None:
    points = "\ufeff # two points\n0,0,0,0,0,0\n\n1, 1, 1, 1, 1, 1\n"
    (tmp_path / "points.csv").write_text(points, encoding="utf-8")
    run(
        "walk", model, "--through", tmp_path / "points.csv", "--path", "lerp", "--frames", 3,
        "--scale", 1, "-o", tmp_path / "a.png",
    )  # fmt: skip
    strip = np.asarray(Image.open(tmp_path / "a.png"))
    expected = latentwalk.open(model).pixels([[0.0] * 6, [0.5] * 6, [1.0] * 6])
    np.testing.assert_array_equal(strip, np.concatenate(list(expected[..., 0]), axis=1))


def test_encode(model: str, tmp_path: Path) -> None:
    pixels = load("digits").held_out.pixels[:2, :, :, 0]
    paths = [tmp_path / f"{index}.png" for index in range(2)]
    for image, path in zip(pixels, paths, strict=True):
        Image.fromarray(image).save(path)
    run("encode", model, *paths, "-o", tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    expected = latentwalk.open(model).encode(pixels).mean
    assert [row["image"] for row in rows] == [str(path) for path in paths]
    np.testing.assert_allclose([float(r["mean_1"]) for r in rows], expected[:, 0], rtol=1e-4)


def test_encode_inverts_and_centres(model: str, tmp_path: Path) -> None:
    paper = np.full((90, 120), 255, np.uint8)
    paper[20:70, 80:86] = 0
    Image.fromarray(paper).save(tmp_path / "a.png")
    for name, flags in (("a", ["--invert", "--centre"]), ("b", [])):
        run("encode", model, tmp_path / "a.png", *flags, "-o", tmp_path / f"{name}.npz")
    placed, bare = (np.load(tmp_path / f"{name}.npz")["mean"] for name in "ab")
    assert np.abs(placed - bare).max() > 0.1


def test_adopt_writes_a_model_folder_with_its_data(
    model: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    decoder = latentwalk.open(model).folder.content("decoder.onnx")
    encoder = latentwalk.open(model).folder.content("encoder.onnx")
    (tmp_path / "bare").mkdir()
    (tmp_path / "bare" / "decoder.onnx").write_bytes(decoder)
    (tmp_path / "bare" / "encoder.onnx").write_bytes(encoder)
    for name in ("zero", "one"):
        (tmp_path / "pictures" / name).mkdir(parents=True)
        Image.new("L", (20, 20), 120).save(tmp_path / "pictures" / name / "a.png")
    out = tmp_path / "mine"
    main(["adopt", str(tmp_path / "bare"), "-o", str(out), "--data", str(tmp_path / "pictures")])
    printed = capsys.readouterr()
    assert str(out) in printed.out
    assert "6 latent dimensions, images 8 x 8 grey" in printed.err
    made = latentwalk.open(out)
    assert (made.name, made.classes) == ("mine", ("one", "zero"))
    assert made.atlas is not None
    assert len(made.atlas) == 2


def test_a_model_that_only_decodes_places_pictures(model: str, tmp_path: Path) -> None:
    content = latentwalk.open(model).folder.content("decoder.onnx")
    (tmp_path / "net.onnx").write_bytes(content)
    main(["adopt", str(tmp_path / "net.onnx"), "-o", str(tmp_path / "mine")])
    made = latentwalk.open(tmp_path / "mine")
    z = np.array([0.5, -0.5, 0, 0, 0.2, 0])
    pixels = made.pixels(z)
    Image.fromarray(pixels[..., 0]).save(tmp_path / "a.png")
    main(["encode", str(tmp_path / "mine"), str(tmp_path / "a.png"), "-o", str(tmp_path / "z.npz")])
    found = np.load(tmp_path / "z.npz")["mean"]
    assert np.abs(made.pixels(found)[0].astype(int) - pixels).mean() < 6


def test_evaluate_prints_json_and_a_table(model: str, capsys: pytest.CaptureFixture[str]) -> None:
    run("evaluate", model, "--data", "digits", "--samples", 2, "--most", 20, "--json")
    result = json.loads(capsys.readouterr().out)
    for name in (
        "loss",
        "reconstruction",
        "kl",
        "kl_by_dimension",
        "active_units",
        "iwae",
        "knn_accuracy",
        "probe_accuracy",
        "mutual_information",
        "samples",
        "factors",
        "notes",
    ):
        assert name in result
    assert result["images"] == 20
    assert result["data"] == "digits"
    run("evaluate", model, "--data", "digits", "--samples", 2, "--most", 20)
    table = capsys.readouterr().out
    assert f"{result['loss']:.2f} +- {result['loss_error']:.2f}" in table
    assert result["notes"][0] in table


def test_evaluate_takes_the_data_that_a_model_was_trained_on(
    model: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    few = ("--samples", 2, "--most", 20, "--json")
    run("evaluate", model, *few)
    assert json.loads(capsys.readouterr().out)["data"] == "digits"
    seen = tmp_path / "seen"
    run(
        *("train", "--data", "digits", "--recipe", "original", "--epochs", 1),
        *("--accelerator", "cpu", "--out", seen),
    )
    capsys.readouterr()
    run("evaluate", seen, *few)
    assert "Not held out" in json.loads(capsys.readouterr().out)["notes"][0]


def test_models_and_info(model: str, capsys: pytest.CaptureFixture[str]) -> None:
    run("models")
    listed = capsys.readouterr().out
    assert listed.startswith("mnist ")
    assert "mnist-2d" in listed
    assert "held-out loss 83.00\n" in listed
    assert "held-out loss 199.35 at beta 20\n" in listed
    assert "\n    Every point is a typeface: " in listed
    run("info", model)
    assert "8 x 8 grey" in capsys.readouterr().out
    run("info", model, "--json")
    assert json.loads(capsys.readouterr().out)["latent_dim"] == 6


def test_train_prints_the_held_out_loss_and_quotes_an_unusual_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "a [bold] run"
    run("train", "--data", "digits", "--epochs", 1, "--out", out, "--accelerator", "cpu")
    printed = capsys.readouterr()
    assert printed.out.startswith("held-out loss ")
    assert f"latentwalk open '{out}'" in printed.err


def test_ctrl_c_stops_training_and_prints_how_to_resume(tmp_path: Path) -> None:
    out = tmp_path / "m"
    arguments = ["--data", "digits", "--epochs", "500", "--out", str(out), "--accelerator", "cpu"]
    process = subprocess.Popen(
        [sys.executable, "-m", "latentwalk", "train", *arguments],
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    end = time.monotonic() + 120
    while not (out / "checkpoint.safetensors").exists():
        assert time.monotonic() < end
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "--resume" in error
    assert "Traceback" not in error
    assert not list(out.glob(".*")), "no temporary file is left"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["sample", "mnits", "-o", "OUT.png"], "Did you mean mnist"),
        (["sample", "MODEL", "-o", "OUT.doc"], "must end in"),
        (["sample", "MODEL", "-n", "0", "-o", "OUT.png"], "--n must be from 1"),
        (["sample", "MODEL", "-n", "1000000000", "-o", "OUT.png"], "--n must be from 1"),
        (["sample", "MODEL", "--seed", "-1", "-o", "OUT.png"], "--seed must be from 0"),
        (["sample", "MODEL", "--columns", "0", "-o", "OUT.png"], "--columns must be from 1"),
        (["sample", "MODEL", "-n", "9000", "--scale", "90", "-o", "OUT.png"], "choose a smaller"),
        (
            ["sample", "MODEL", "-n", "400", "--columns", "400", "--scale", "5", "-o", "OUT.webp"],
            "Cannot write",
        ),
        (["sample", "", "-o", "OUT.png"], "neither a gallery model nor an existing folder"),
        (["sample", "a" * 5000, "-o", "OUT.png"], "neither a gallery model nor an existing folder"),
        (["walk", "MODEL", "--through", "b" * 5000, "-o", "OUT.gif"], "is neither a class"),
        (["walk", "MODEL", "--through", "FAR", "-o", "OUT.gif"], "finite"),
        (
            ["walk", "MODEL", "--through", "3,8", "--fps", "1e-9", "-o", "OUT.gif"],
            "frames per second",
        ),
        (["grid", "MODEL", "--gap", "-1", "-o", "OUT.png"], "--gap must be from 0 to 100, got -1"),
        (["evaluate", "MODEL", "--data", "digits", "--most", "0"], "--most must be from 1"),
        (["open", "MODEL", "--host", "\u00e9..", "--no-browser"], "not an address of this machine"),
        (["train", "--data", "digits", "--out", "OUT", "--seed", "99999999999999999999"], "seed"),
        (["sample", "MODEL", "-o", "missing/folder/a.png"], "Cannot write"),
        (["grid", "MODEL", "--dims", "1,9", "-o", "OUT.png"], "1 to 6, got 9"),
        (["grid", "MODEL", "--dims", "one", "-o", "OUT.png"], "--dims must be two numbers"),
        (["grid", "MODEL", "--at", "x", "-o", "OUT.png"], "neither a class"),
        (["walk", "MODEL", "--through", "3,x", "-o", "OUT.gif"], "'x' is neither a class"),
        (["walk", "MODEL", "--through", "3", "-o", "OUT.gif"], "at least two points"),
        (
            ["walk", "MODEL", "--through", "SHORT", "-o", "OUT.gif"],
            "row 1 has 2 numbers",
        ),
        (["walk", "MODEL", "--through", "NAN", "-o", "OUT.gif"], "finite"),
        (["walk", "MODEL", "--through", "TEXT", "-o", "OUT.gif"], "numbers separated by commas"),
        (["walk", "MODEL", "--through", "EMPTY", "-o", "OUT.gif"], "has no latent points"),
        (["walk", "MODEL", "--through", "3,8", "--fps", "0", "-o", "OUT.gif"], "frames per second"),
        (
            ["walk", "MODEL", "--through", "3,8", "--frames", "1", "-o", "OUT.gif"],
            "--frames must be",
        ),
        (["encode", "MODEL", "TEXT", "-o", "OUT.csv"], "TEXT as a picture: "),
        (["encode", "MODEL", "gone.png", "-o", "OUT.csv"], "gone.png does not exist"),
        (["evaluate", "MODEL", "--data", "nowhere"], "'nowhere' is not a data set"),
        (["evaluate", "MODEL", "--data", "mnist", "--data-dir", "HERE"], "has no train-images"),
        (["info", "HERE"], "it has no latentwalk.json"),
        (["adopt", "HERE", "-o", "OUT"], "has no latentwalk.json, no decoder.onnx"),
        (["adopt", "nowhere.pt", "-o", "OUT"], "Nothing found at 'nowhere.pt'"),
        (["adopt", "TEXT", "-o", "OUT"], "TEXT'. What can be opened: "),
        (
            ["adopt", "MODEL", "-o", "OUT", "--latent-dim", "two"],
            "--latent-dim expects positive numbers",
        ),
        (["adopt", "MODEL", "-o", "OUT", "--image", "3x64"], "--image expects CxHxW"),
        (
            ["adopt", "MODEL", "-o", "OUT", "--values", "1,0"],
            "--values expects the ends of",
        ),
        (["adopt", "MODEL", "-o", "OUT", "--values", "logit"], "or logits, got 'logit'"),
        (
            ["adopt", "MODEL", "-o", "OUT", "--data-values", "logits"],
            "--data-values expects the values of",
        ),
        (
            ["adopt", "MODEL", "-o", "OUT", "--normalize", "0.5,0.5/0.2"],
            "--normalize expects means and standard deviations",
        ),
        (["adopt", "MODEL", "-o", "OUT", "--kwargs", "{"], "--kwargs expects JSON"),
        (["adopt", "MODEL", "-o", "OUT", "--kwargs", "3"], "every value needs a name"),
        (["adopt", "MODEL", "-o", "OUT", "--kwargs", "a=open('x')"], "--kwargs expects JSON"),
        (["adopt", "MODEL", "-o", "OUT", "--atlas", "0"], "atlas must be a positive number"),
        (["adopt", "MODEL", "-o", "OUT", "--data", "nowhere"], "'nowhere' is not a data set"),
        (["open", "nowhere.onnx", "--no-browser"], "Nothing found at 'nowhere.onnx'"),
        (["train", "--data", "digits", "--out", "OUT", "--size", "30"], "multiple of 4"),
        (
            ["train", "--data", "digits", "--out", "OUT", "--size", "144"],
            "at most 128",
        ),
        (["train", "--data", "digits", "--out", "OUT", "--output", "curve"], "has no curves"),
        (["train", "--data", "HERE", "--out", "OUT"], "has no pictures"),
        (["train", "--data", "digits", "--out", "TEXT"], "Cannot write"),
        (["train", "--data", "digits", "--out", "OUT", "--epochs", "0"], "at least 1"),
        (["train", "--data", "digits", "--out", "OUT", "--group", "font"], "digits has no groups"),
        (["train", "--data", "HERE", "--out", "OUT", "--group", "folder"], "has no pictures"),
        (
            ["train", "--data", "HERE", "--out", "OUT", "--group", "file", "--devices", "2"],
            "one device",
        ),
    ],
)
def test_bad_input_gives_one_line_and_leaves_nothing(
    arguments: list[str],
    reason: str,
    model: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "here").mkdir()
    texts = {
        "SHORT": "0,0\n1,1\n",
        "NAN": "nan,0,0,0,0,0\n",
        "TEXT": "a walk\n",
        "EMPTY": "  # -\n",
    }
    texts["FAR"] = "1e39,0,0,0,0,0\n0,0,0,0,0,0\n"
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    words = {name: str(tmp_path / name) for name in texts} | {
        "MODEL": model,
        "HERE": str(tmp_path / "here"),
    }
    filled = [words.get(a, a.replace("OUT", str(tmp_path / "out" / "a"))) for a in arguments]
    assert reason in refused(capsys, *filled)
    assert list((tmp_path / "out").iterdir()) == []
