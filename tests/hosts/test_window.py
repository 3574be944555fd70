"""The window on a real, virtual screen."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
import tkinter
from tkinter import ttk
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image, ImageGrab

import latentwalk
from latentwalk.errors import LatentwalkError
from latentwalk.hosts.window.app import Window
from latentwalk.hosts.window.sliders import STEP, Sliders
from latentwalk.latent.movement import DURATION
from tests.conftest import command
from tests.kinds import OUTPUTS, model_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture
def window(display: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Window]:
    monkeypatch.setenv("DISPLAY", display)
    root = tkinter.Tk()
    root.geometry("+0+0")
    shown = Window(root, latentwalk.open("mnist"), seed=0)
    root.update()
    yield shown
    root.destroy()


def wait(window: Window, until: Callable[[], bool], seconds: float = 5.0) -> None:
    end = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < end, "waited in vain"
        window.root.update()
        time.sleep(0.002)


def settle(window: Window) -> None:
    wait(window, lambda: not window.session.moving)
    window.root.update()


def shown(window: Window) -> np.ndarray:
    """What the screen shows of the image, (h, w) uint8."""
    window.root.update()
    place = window.picture
    x, y = place.winfo_rootx(), place.winfo_rooty()
    box = (x, y, x + place.winfo_width(), y + place.winfo_height())
    return np.asarray(ImageGrab.grab(box, xdisplay=window.root.winfo_screen()).convert("L"))


def expected(window: Window) -> np.ndarray:
    """The decoded image as it should be on the screen."""
    pixels = window.model.pixels(window.session.z)[..., 0]
    side = min(window.picture.winfo_width(), window.picture.winfo_height())
    return np.asarray(Image.fromarray(pixels).resize((side, side), Image.Resampling.BICUBIC))


def test_it_starts_at_the_origin_and_shows_it(window: Window) -> None:
    np.testing.assert_array_equal(window.session.z, np.zeros(6))
    np.testing.assert_allclose(shown(window), expected(window), atol=2)


def test_a_movement_to_a_preset_takes_its_duration(window: Window) -> None:
    began = time.monotonic()
    window.walk_to_preset("3")
    settle(window)
    assert time.monotonic() - began >= DURATION - 0.05
    np.testing.assert_array_equal(window.session.z, window.model.preset("3"))
    np.testing.assert_allclose(shown(window), expected(window), atol=2)
    typed = [float(field.get()) for field in window.sliders._fields]
    np.testing.assert_allclose(typed, window.model.preset("3"), atol=1e-4)


def test_a_new_movement_replaces_the_old_one(window: Window) -> None:
    window.walk_to_preset("0")
    wait(window, lambda: bool(np.abs(window.session.z).max() > 0.05))
    window.walk_to_preset("7")
    settle(window)
    np.testing.assert_array_equal(window.session.z, window.model.preset("7"))


def test_the_mouse_drags_a_slider(window: Window, display: str) -> None:
    if shutil.which("xdotool") is None:
        if os.environ.get("CI"):
            pytest.fail("xdotool is missing, and in CI the mouse must be tested")
        pytest.skip("needs xdotool")
    scale = window.sliders._scales[1]
    x, y = (
        scale.winfo_rootx() + scale.winfo_width() // 2,
        scale.winfo_rooty() + scale.winfo_height() // 2,
    )
    before = shown(window)
    for step in (
        ["mousemove", x, y], ["mousedown", 1], ["mousemove", x + 20, y],
        ["mousemove", x + 40, y], ["mouseup", 1],
    ):  # fmt: skip
        subprocess.run(["xdotool", *map(str, step)], check=True)
        wait(window, lambda: True)
        window.root.update()
        time.sleep(0.05)
    wait(window, lambda: bool(window.session.z[1] > 0.3))
    assert np.delete(window.session.z, 1).max() == 0
    steps = float(window.session.z[1]) / STEP
    assert steps == pytest.approx(round(steps), abs=0.01)
    assert np.abs(shown(window).astype(int) - before).mean() > 0.5


def test_a_number_can_be_typed(window: Window) -> None:
    field = window.sliders._fields[0]
    for text, value in (
        ("1.2345", 1.2345),
        ("-4,5", -4.5),
        ("nonsense", -4.5),
        ("nan", -4.5),
        ("1e39", -4.5),
    ):
        field.delete(0, tkinter.END)
        field.insert(0, text)
        field.focus_force()
        window.root.update()
        field.event_generate("<Return>")
        window.root.update()
        assert window.session.z[0] == pytest.approx(value)
        assert float(field.get()) == pytest.approx(value)


def test_a_double_click_sets_a_dimension_to_zero(window: Window) -> None:
    window.set_dimension(2, 2.0)
    for _ in range(2):
        window.sliders._scales[2].event_generate("<Button-1>", x=5, y=5)
        window.sliders._scales[2].event_generate("<ButtonRelease-1>", x=5, y=5)
    window.root.update()
    assert window.session.z[2] == 0


def test_reset_and_random(window: Window) -> None:
    window.wander()
    settle(window)
    assert np.abs(window.session.z).max() > 0
    window.reset()
    settle(window)
    np.testing.assert_array_equal(window.session.z, np.zeros(6))


def test_a_drawing_is_encoded(window: Window) -> None:
    window.draw()
    window.root.update()
    assert window._sketchpad is not None
    pad = window._sketchpad.pad
    pad.event_generate("<Button-1>", x=140, y=40)
    for y in range(50, 250, 20):
        pad.event_generate("<B1-Motion>", x=140, y=y)
    pad.event_generate("<ButtonRelease-1>", x=140, y=240)
    settle(window)
    drawn = window._sketchpad.drawing()
    assert drawn.shape == (28, 28, 1)
    mean = window.model.encode(drawn[None]).mean[0]
    np.testing.assert_array_equal(window.session.z, mean)
    nearest = min(window.model.presets, key=lambda n: np.linalg.norm(window.model.preset(n) - mean))
    assert nearest == "1"
    window._sketchpad.clear()
    assert window._sketchpad.drawing().max() == 0


def test_the_image_grows_with_the_window(window: Window) -> None:
    before = window.picture.winfo_width()
    window.root.geometry("1200x860")
    wait(window, lambda: window.picture.winfo_width() > before + 200)
    window.root.update()
    image = shown(window)
    bright = np.flatnonzero(image.max(0) > 60)
    assert bright[-1] - bright[0] > before / 4
    window.picture.smooth = False
    window.picture.redraw()
    window.root.update()
    factor = min(window.picture.winfo_width(), window.picture.winfo_height()) // 28
    exact = shown(window)
    left = (exact.shape[1] - 28 * factor) // 2
    top = (exact.shape[0] - 28 * factor) // 2
    block = exact[top : top + 28 * factor, left : left + 28 * factor]
    pixels = window.model.pixels(window.session.z)[..., 0]
    np.testing.assert_array_equal(block[factor // 2 :: factor, factor // 2 :: factor], pixels)


def test_saving_a_picture_and_the_last_movement(window: Window, tmp_path: Path) -> None:
    with pytest.raises(LatentwalkError, match="There has been no movement"):
        window.save_gif(tmp_path / "a.gif")
    window.walk_to_preset("5")
    settle(window)
    window.save_png(tmp_path / "a.png")
    window.save_gif(tmp_path / "a.gif")
    with Image.open(tmp_path / "a.png") as picture:
        assert picture.size == (336, 336)
    with Image.open(tmp_path / "a.gif") as film:
        assert film.n_frames == 30  # 0.6 s there and 0.6 s back at 25 a second


def test_a_failed_save_is_shown_not_raised(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, reason in (("missing/a.png", "Cannot write"), ("a.foo", "must end in")):
        monkeypatch.setattr(
            "tkinter.filedialog.asksaveasfilename", lambda name=name, **_: str(tmp_path / name)
        )
        window.root.after(0, window._ask_and_save, ".png", window.save_png)
        wait(window, lambda reason=reason: reason in str(window.status.cget("text")))
    assert list(tmp_path.iterdir()) == []


def test_keys_move_to_presets(window: Window) -> None:
    window.root.focus_force()
    window.root.update()
    window.root.event_generate("<Key>", keysym="8")
    settle(window)
    np.testing.assert_array_equal(window.session.z, window.model.preset("8"))


def test_many_dimensions_scroll(display: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", display)
    root = tkinter.Tk()
    try:
        changed: list[tuple[int, float]] = []
        sliders = Sliders(root, 40, lambda dim, value: changed.append((dim, value)))
        sliders.pack(fill="both", expand=True)
        sliders.show(np.linspace(-2, 2, 40, dtype=np.float32))
        root.update()
        assert root.winfo_reqheight() < 600
        assert changed == []
        assert float(sliders._fields[39].get()) == 2.0
    finally:
        root.destroy()


def test_a_missing_display_gives_one_line() -> None:
    result = command("window", "mnist", DISPLAY="")
    assert result.returncode == 2
    assert result.stderr.startswith("latentwalk: No display")
    assert result.stderr.count("\n") == 1


def test_without_tk_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    from latentwalk.errors import MissingError
    from latentwalk.hosts.window import show

    monkeypatch.setitem(__import__("sys").modules, "tkinter", None)
    with pytest.raises(MissingError, match="python3-tk"):
        show(latentwalk.open("mnist"))


def test_conditions_have_controls(display: str, monkeypatch: pytest.MonkeyPatch) -> None:
    torch = pytest.importorskip("torch")
    from tests.adoption.conditional import Several
    from tests.adoption.opening import opened

    torch.manual_seed(0)
    model = opened(Several(), conditions={"label": list("abcde"), "weight": (0, 2)})
    monkeypatch.setenv("DISPLAY", display)
    root = tkinter.Tk()
    window = Window(root, model, seed=0)
    try:
        root.update()
        box, scale = window.choices.controls["label"], window.choices.controls["weight"]
        box.set("d")  # type: ignore[attr-defined]
        box.event_generate("<<ComboboxSelected>>")
        scale.set(1.5)  # type: ignore[attr-defined]
        root.update()
        np.testing.assert_allclose(window.session.numbers, [0, 0, 0, 1, 0, 1.5])
        pixels = model.pixels(window.session.z, conditions={"label": "d", "weight": 1.5})
        side = min(window.picture.winfo_width(), window.picture.winfo_height())
        picture = Image.fromarray(pixels[..., 0]).resize((side, side), Image.Resampling.BICUBIC)
        np.testing.assert_allclose(shown(window), np.asarray(picture), atol=2)
    finally:
        root.destroy()


@pytest.mark.parametrize("kind", OUTPUTS)
def test_each_kind_is_drawn_walked_and_saved(
    display: str, monkeypatch: pytest.MonkeyPatch, kind: str, tmp_path: Path
) -> None:
    monkeypatch.setenv("DISPLAY", display)
    root = tkinter.Tk()
    window = Window(root, model_of(kind), seed=0)
    try:
        window.walk_to_preset("warm")
        settle(window)
        point = window.model.preset("warm")
        np.testing.assert_array_equal(window.session.z, point)
        window.save_png(tmp_path / "sample.png")
        saved = np.asarray(Image.open(tmp_path / "sample.png").convert("RGB"))
        high, wide = saved.shape[:2]
        drawn = window.model.output.draw(window.model.decode([point]), wide, high)[0]
        np.testing.assert_array_equal(saved, np.broadcast_to(drawn, saved.shape))
        assert 300 <= max(wide, high) <= 500
        window.save_gif(tmp_path / "walk.gif")
        assert "Draw" not in [one["text"] for one in buttons(root)]
    finally:
        root.destroy()


def buttons(widget: tkinter.Misc) -> list[ttk.Button]:
    """The buttons inside a widget."""
    inside = [one for child in widget.winfo_children() for one in buttons(child)]
    return [*inside, widget] if isinstance(widget, ttk.Button) else inside
