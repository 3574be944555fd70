"""The Python side of the widget, addressed as a page in a notebook does."""

from __future__ import annotations

import json
import re
import struct
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import latentwalk
from latentwalk import links
from latentwalk.adoption.adopting import adopted
from latentwalk.adoption.predictors.adding import with_digits
from latentwalk.errors import ConditionError, LatentError, MissingError, SettingsError
from latentwalk.hosts.widget import Widget
from latentwalk.hosts.widget.explorer import ESM
from tests.conditional import conditional_folder
from tests.conftest import ROOT
from tests.infer.functions import lived

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def mnist() -> latentwalk.Model:
    return latentwalk.open("mnist")


@pytest.fixture(scope="module")
def plane() -> latentwalk.Model:
    return latentwalk.open("mnist-2d")


@pytest.fixture
def widget(mnist: latentwalk.Model, plane: latentwalk.Model) -> Widget:
    return Widget([mnist, plane])


def asked(widget: Widget, monkeypatch: pytest.MonkeyPatch, content: object, *frames: bytes) -> Any:
    """What the widget answers to a message of its page."""
    answers: list[tuple[Any, Any]] = []
    monkeypatch.setattr(widget, "send", lambda *answer: answers.append(answer))
    widget._handle_custom_msg(content, [memoryview(frame) for frame in frames])
    (answer,) = answers
    return answer


def request(lane: int, z: np.ndarray) -> bytes:
    return struct.pack("<3I", 7, lane, len(z)) + z.astype("<f4").tobytes()


def test_the_page_gets_each_model_once_as_bytes(widget: Widget, mnist: latentwalk.Model) -> None:
    state = widget.get_state()
    first, second = state["_models"]
    assert (first["name"], second["name"]) == ("mnist", "mnist-2d")
    assert set(first["files"]) == {"decoder.onnx", "encoder.onnx", "atlas.safetensors"}
    assert first["files"]["decoder.onnx"] == mnist.folder.content("decoder.onnx")
    assert json.loads(first["manifest"])["live"] == []
    assert (state["model"], state["z"], state["path"], state["selected"]) == (
        "mnist", bytes(24), b"", [],
    )  # fmt: skip
    assert str(widget._esm) == ESM.read_text()


def test_a_function_travels_as_a_name_only() -> None:
    (bundled,) = Widget(lived()).get_state()["_models"]
    assert bundled["files"] == {}
    assert json.loads(bundled["manifest"])["live"] == ["decoder"]


def test_models_with_equal_names_are_distinguished(mnist: latentwalk.Model) -> None:
    widget = Widget([mnist, mnist, mnist])
    assert [one["name"] for one in widget._models] == ["mnist", "mnist (2)", "mnist (3)"]
    widget.model = "mnist (2)"
    assert widget.opened is mnist


def test_it_starts_at_the_given_view(mnist: latentwalk.Model, plane: latentwalk.Model) -> None:
    three = mnist.preset("3")
    widget = Widget(
        mnist,
        start={"z": three, "pins": [three, np.zeros(6)], "locked": [1, 2], "loop": True},
        hide="path,map",
    )
    np.testing.assert_array_equal(widget.z, three)
    np.testing.assert_array_equal(widget.path, [three, np.zeros(6)])
    assert widget._start == {"locked": "1,2", "loop": "1"}
    assert widget.hide == ["path", "map"]
    link = "http://127.0.0.1:8765/#model=mnist-2d&z=1,-2.5&plane=z1,z2&hide=header"
    widget = Widget([mnist, plane], start=link, hide=["path"])
    assert widget.z.tolist() == [1, -2.5]
    assert (widget.model, widget._start, widget.hide) == (
        "mnist-2d", {"plane": "z1,z2"}, ["path", "header"],
    )  # fmt: skip


def test_two_models_are_compared(mnist: latentwalk.Model, plane: latentwalk.Model) -> None:
    widget = Widget([mnist, plane], start={"with": "mnist-2d", "by": "class"})
    assert (widget.beside, widget._start) == ("mnist-2d", {"by": "class"})
    widget.beside = ""
    with pytest.raises(SettingsError, match="no model 'mnist-3d'. Did you mean mnist-2d?"):
        widget.beside = "mnist-3d"
    assert widget.beside == ""


def test_the_grammar_is_that_of_the_page() -> None:
    view = (ROOT / "frontend" / "src" / "state" / "viewText.ts").read_text()
    grammar = view[view.index("const GRAMMAR") :]
    assert tuple(re.findall(r"^  (\w+):", grammar, re.MULTILINE)) == links.PARTS


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        ({"start": {"zed": [0] * 6}}, SettingsError, "Unknown part 'zed' of a link"),
        ({"start": {"z": [0] * 5}}, SettingsError, "A point has 6 numbers, got 5"),
        ({"start": "z=a,b"}, SettingsError, "numbers separated by commas"),
        ({"start": {"pins": [[0] * 6, [1]]}}, SettingsError, "got 1 in"),
        ({"start": {"z": [[0] * 6, [1] * 6]}}, SettingsError, "starts at one point, got 2"),
        ({"start": {"z": [float("nan")] * 6}}, LatentError, "finite"),
        ({"start": "model=mnits"}, SettingsError, "no model 'mnits'. Did you mean mnist?"),
        ({"hide": ["footer"]}, SettingsError, "Unknown panel 'footer'; these can be hidden"),
        ({"height": 100}, SettingsError, "at least 240 pixels, got 100"),
    ],
)
def test_an_invalid_start_is_refused(
    mnist: latentwalk.Model, settings: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=re.escape(message)):
        Widget(mnist, **settings)


def test_a_missing_model_and_a_missing_page_are_refused(
    mnist: latentwalk.Model, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises(
        SettingsError, match="got int. Use latentwalk.explore to open a model of your own"
    ):
        Widget(3)  # type: ignore[arg-type]
    with pytest.raises(SettingsError, match="at least one model"):
        Widget([])
    monkeypatch.setattr("latentwalk.hosts.widget.explorer.ESM", tmp_path / "widget.js")
    with pytest.raises(MissingError, match="lacks the page"):
        Widget(mnist)


def test_points_are_checked_and_cannot_be_changed_in_place(widget: Widget) -> None:
    widget.z = [1, 2, 3, 4, 5, 6]
    assert (widget.z.dtype, widget.z.shape) == (np.float32, (6,))
    for value, message in (
        ([1, 2], "6 numbers"),
        ([np.inf] * 6, "finite"),
        (np.zeros((2, 6)), "one point"),
        (3.0, "single number"),
    ):
        with pytest.raises(LatentError, match=message):
            widget.z = value
    assert widget.z.tolist() == [1, 2, 3, 4, 5, 6]
    with pytest.raises(ValueError, match="read-only"):
        widget.z[0] = 0


def test_a_path_and_a_selection_are_checked(widget: Widget) -> None:
    widget.path = [[0] * 6, [1] * 6]
    assert (widget.path.dtype, widget.path.shape) == (np.float32, (2, 6))
    widget.path = []
    assert widget.path.shape == (0, 6)
    for path in ([[0] * 5], [[np.nan] * 6], [0.0] * 6, np.zeros((1, 1, 6))):
        with pytest.raises(LatentError):
            widget.path = path
    widget.selected = [[3, 1]]
    assert widget.selected[0].tolist() == [3, 1]
    for selected in ([[0], [1], [2]], [[10_000]], [[-1]], [[[1]]]):
        with pytest.raises(LatentError):
            widget.selected = selected


def test_what_the_page_sends_is_read_and_notified_once(widget: Widget) -> None:
    seen: list[tuple[str, Any]] = []
    widget.observe(
        lambda change: seen.append((change["name"], change["new"])), ["z", "path", "selected"]
    )
    z = np.arange(6, dtype="<f4")
    state = {"z": memoryview(z.tobytes()), "path": memoryview(bytes(48))}
    widget.set_state({**state, "selected": [memoryview(np.array([4, 2], "<i4").tobytes())]})
    assert widget.z.tolist() == z.tolist()
    assert widget.path.shape == (2, 6)
    assert [group.tolist() for group in widget.selected] == [[4, 2]]
    assert sorted(name for name, _ in seen) == ["path", "selected", "z"]
    widget.set_state(state)
    widget.z = z
    assert len(seen) == 3


def test_what_the_page_sent_is_not_sent_back(
    widget: Widget, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[Any] = []
    monkeypatch.setattr(widget, "send_state", lambda key=None: sent.append(key))
    monkeypatch.setattr(widget, "_send", lambda *_, **__: None)
    widget.set_state({"z": memoryview(np.ones(6, "<f4").tobytes())})
    assert sent == []
    widget.z = np.zeros(6)
    assert sent == ["z"]


def test_another_model_keeps_what_fits(mnist: latentwalk.Model, plane: latentwalk.Model) -> None:
    widget = Widget([mnist, plane, mnist], start={"z": [1] * 6, "pins": [[2] * 6]})
    widget.model = "mnist (2)"
    assert (widget.z.tolist(), widget.path.shape) == ([1] * 6, (1, 6))
    widget.model = "mnist-2d"
    assert (widget.z.tolist(), widget.path.shape) == ([0, 0], (0, 2))
    with pytest.raises(SettingsError, match="It has mnist, mnist-2d, mnist"):
        widget.model = "faces"
    # the page names what it left before the model that it now shows
    sent = {"z": np.ones(6, "<f4").tobytes(), "path": b"", "selected": [], "model": "mnist"}
    widget.set_state(sent)
    assert (widget.model, widget.z.tolist()) == ("mnist", [1] * 6)


def test_a_selection_is_a_table(widget: Widget, mnist: latentwalk.Model) -> None:
    atlas = mnist.atlas
    assert atlas is not None
    widget.selected = [[5, 7], [9]]
    table = widget.selection()
    assert [*table.columns] == [
        "index", "group", "label", "split", "error", "row", *(f"mean_{i}" for i in range(1, 7)),
    ]  # fmt: skip
    assert table["index"].tolist() == table["row"].tolist() == [5, 7, 9]
    assert table["group"].tolist() == ["A", "A", "B"]
    assert table["label"].tolist() == [mnist.classes[atlas.label[i]] for i in (5, 7, 9)]
    assert set(table["split"]) == {"held out"}
    np.testing.assert_array_equal(table["error"], atlas.error[[5, 7, 9]])
    np.testing.assert_array_equal(table["mean_4"], atlas.mean[[5, 7, 9], 3])
    widget.selected = []
    assert widget.selection().shape == (0, 12)
    assert Widget(lived()).selection().shape == (0, 7)


def test_a_selection_needs_pandas(widget: Widget, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingError, match="pip install pandas"):
        widget.selection()


def test_linked_widgets_share_a_point(
    widget: Widget, mnist: latentwalk.Model, plane: latentwalk.Model
) -> None:
    other = Widget([mnist, plane], start={"z": [1] * 6})
    link = other.link(widget)
    assert widget.z.tolist() == [1] * 6
    widget.z = [2] * 6
    assert other.z.tolist() == [2] * 6
    other.model = "mnist-2d"
    other.z = [3, 3]
    assert widget.z.tolist() == [2] * 6
    other.model = "mnist"
    link.unlink()
    widget.z = [4] * 6
    assert other.z.tolist() == [0] * 6
    with pytest.raises(LatentError, match="mnist has 6 dimensions and mnist-2d 2"):
        widget.link(Widget(plane))


def test_the_kernel_decodes_and_encodes(
    widget: Widget, mnist: latentwalk.Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    z = np.stack([mnist.preset("3"), mnist.preset("5")])
    content = {"type": "decode", "page": "p", "model": "0", "id": 7}
    reply, (frame,) = asked(widget, monkeypatch, content, request(2, z))
    assert reply == {"page": "p", "id": 7}
    assert struct.unpack_from("<6I", frame) == (7, 2, 2, 28, 28, 1)
    assert frame[24:] == mnist.pixels(z).tobytes()
    images = mnist.decode(z)
    exact = struct.pack("<3I", 7, 2, 2**31 + 2) + z.astype("<f4").tobytes()
    _, (frame,) = asked(widget, monkeypatch, content, exact)
    np.testing.assert_array_equal(np.frombuffer(frame, "<f4", offset=24), images.ravel())
    content = {**content, "type": "encode"}
    _, (frame,) = asked(widget, monkeypatch, content, images.astype("<f4").tobytes())
    posterior = mnist.encode(images)
    expected = np.concatenate([posterior.mean.ravel(), posterior.logvar.ravel()])
    np.testing.assert_array_equal(np.frombuffer(frame, "<f4"), expected)


def test_the_kernel_predicts(mnist: latentwalk.Model, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = with_digits(mnist)
    widget = Widget(ours)
    assert "predictor.onnx" in widget._models[0]["files"]
    samples = ours.decode([ours.preset("3")])
    content = {"type": "predict", "page": "p", "model": "0", "id": 7}
    _, (frame,) = asked(widget, monkeypatch, content, samples.tobytes())
    np.testing.assert_array_equal(np.frombuffer(frame, "<f4"), ours.predict(samples)[0])


def test_the_kernel_reads_parts_of_the_originals(
    mnist: latentwalk.Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = adopted(mnist, data=np.zeros((9, 28, 28), np.uint8), originals=True)
    widget = Widget(kept)
    assert "originals.bin" not in widget._models[0]["files"]
    content = {"type": "part", "page": "p", "model": "0", "id": 7, "start": 3, "stop": 40}
    reply, (part,) = asked(widget, monkeypatch, content, b"")
    assert reply == {"page": "p", "id": 7}
    assert part == kept.folder.content("originals.bin")[3:40]
    for change in ({"start": -1}, {"stop": 3}, {"stop": 10**12}, {"stop": None}, {"stop": "x"}):
        reply, parts = asked(widget, monkeypatch, content | change, b"")
        assert "invalid message" in reply["message"]
        assert parts == []


@pytest.mark.parametrize(
    ("change", "frame", "message"),
    [
        ({}, request(0, np.zeros((1, 5))), "has 36 bytes, got 32"),
        ({"type": "encode"}, b"1234", "has a multiple of 3136 bytes"),
        ({"model": "9"}, request(0, np.zeros((1, 6))), "The kernel received an invalid message"),
        ({"model": None}, b"", "The kernel received an invalid message"),
    ],
)
def test_a_failing_request_gets_an_error(
    widget: Widget,
    monkeypatch: pytest.MonkeyPatch,
    change: dict[str, Any],
    frame: bytes,
    message: str,
) -> None:
    content = {"type": "decode", "page": "p", "model": "0", "id": 7, **change}
    reply, frames = asked(widget, monkeypatch, content, frame)
    assert message in reply["message"]
    assert (reply["page"], reply["id"], frames) == ("p", 7, [])


def test_an_exception_of_a_user_s_function_reaches_the_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def decoder(z: np.ndarray) -> list[np.ndarray]:
        raise ValueError("too far out")

    content = {"type": "decode", "page": "p", "model": "0", "id": 1}
    reply, _ = asked(Widget(lived(decoder)), monkeypatch, content, request(0, np.zeros((1, 2))))
    assert reply["message"] == "The decoder of waves failed on 1 inputs: too far out"


def test_it_says_what_to_install() -> None:
    code = (
        "import sys; sys.modules['anywidget'] = None\n"
        "import latentwalk\n"
        "try: latentwalk.Widget\n"
        "except latentwalk.LatentwalkError as error: print(error)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    expected = "The widget needs anywidget: pip install 'latentwalk[notebook]'."
    assert result.stdout.strip() == expected


@pytest.fixture
def conditional() -> latentwalk.Widget:
    return latentwalk.Widget(latentwalk.Model(conditional_folder()))


def test_conditions_are_read_and_set_by_name(conditional: latentwalk.Widget) -> None:
    assert conditional.conditions == {"digit": "0", "weight": "0.5"}
    conditional.conditions = {"digit": "2"}
    np.testing.assert_array_equal(conditional.given, [0, 0, 1, 0.5])
    conditional.conditions = {"weight": 0.25}
    assert conditional.conditions == {"digit": "2", "weight": "0.25"}
    conditional.given = [0.5, 0, 0.5, 1]
    assert conditional.conditions["digit"] == "0.5 0 + 0.5 2"


def test_wrong_conditions_change_nothing(conditional: latentwalk.Widget) -> None:
    with pytest.raises(ConditionError, match="one of 0, 1, 2, got '7'"):
        conditional.conditions = {"digit": "7"}
    with pytest.raises(ConditionError, match="no condition 'colour'"):
        conditional.conditions = {"colour": "red"}
    for wrong in ([0, 1], [np.nan, 0, 0, 1]):
        with pytest.raises(LatentError, match="given must be 4 finite numbers"):
            conditional.given = wrong
    assert conditional.conditions == {"digit": "0", "weight": "0.5"}


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("", [1, 0, 0, 0.5]),
        ("digit:2", [0, 0, 1, 0.5]),
        ("digit:0*0.25,2*0.75;weight:1", [0.25, 0, 0.75, 1]),
        ("%64igit:%32", [0, 0, 1, 0.5]),
    ],
)
def test_a_start_may_give_conditions(text: str, numbers: list[float]) -> None:
    model = latentwalk.Model(conditional_folder())
    widget = latentwalk.Widget(model, start={"given": text})
    np.testing.assert_allclose(widget.given, numbers)


@pytest.mark.parametrize("text", ["colour:red", "digit:9", "digit:0*x", "weight:heavy"])
def test_a_start_with_wrong_conditions_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="`given` of a link"):
        latentwalk.Widget(latentwalk.Model(conditional_folder()), start={"given": text})


def test_another_model_has_its_own_conditions(mnist: latentwalk.Model) -> None:
    widget = latentwalk.Widget([mnist, latentwalk.Model(conditional_folder())])
    assert widget.conditions == {}
    widget.model = "conditional"
    assert widget.conditions == {"digit": "0", "weight": "0.5"}


def test_a_selection_has_the_columns_of_the_model(mnist: latentwalk.Model) -> None:
    atlas = mnist.atlas
    assert atlas is not None
    n = len(atlas)
    known = adopted(mnist, columns={"place": np.arange(n), "site": ["a", None] * (n // 2)})
    widget = Widget(known)
    widget.selected = [[5, 8]]
    table = widget.selection()
    assert table["place"].tolist() == [5, 8]
    assert table["site"].fillna("").tolist() == ["", "a"]
    assert "columns.arrow" in widget._models[0]["files"]


def test_pins_hold_conditions(conditional: latentwalk.Widget) -> None:
    conditional.conditions = {"digit": "2", "weight": 0.25}
    conditional.path = [[1, 2]]
    assert conditional.path.tolist() == [[1, 2, 0, 0, 1, 0.25]]
    rows = np.array([[1, 2, 1, 0, 0, 0.5], [3, 4, 0, 1, 0, 1]], "<f4")
    conditional.set_state({"path": memoryview(rows.tobytes())})
    np.testing.assert_array_equal(conditional.path, rows)
    assert conditional.opened.decode_rows(conditional.path).shape == (2, 5)
    with pytest.raises(LatentError):
        conditional.path = [[1, 2, 3]]


def test_pins_of_a_link_may_leave_conditions_to_it() -> None:
    model = latentwalk.Model(conditional_folder())
    widget = latentwalk.Widget(model, start="given=digit:1&pins=1,2;3,4,0,0,1,1")
    assert widget.path.tolist() == [[1, 2, 0, 1, 0, 0.5], [3, 4, 0, 0, 1, 1]]
