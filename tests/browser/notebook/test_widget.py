"""The widget in a real JupyterLab: cells run, and the page and Python move each other."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import numpy as np
import pytest
from playwright.sync_api import expect

import latentwalk
from tests.browser.looking import decoded, point, shown
from tests.browser.notebook.driving import LIVE, OPEN, TELL, stands, tells

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.notebook.driving import Notebook

pytestmark = pytest.mark.slow


def test_the_page_and_python_move_each_other(notebook: Callable[..., Notebook]) -> None:
    three = latentwalk.open("mnist").preset("3")
    book = notebook(OPEN, TELL, 'w.z = model.preset("3")', "w.path = [[0] * 6, w.z]")
    book.run(0)
    widget = book.opened(0)
    assert np.abs(shown(widget) - decoded(np.zeros(6))).max() <= 1
    expect(widget).to_have_attribute("data-theme", "dark")
    thumb = widget.get_by_role("slider", name="z1", exact=True)
    thumb.focus()
    for _ in range(3):
        book.page.keyboard.press("Shift+ArrowRight")
    z = point(widget)
    assert z[0] == pytest.approx(0.3, abs=0.05)
    tells(book, 1, z)

    book.run(2)
    stands(widget, three)
    assert np.abs(shown(widget) - decoded(three)).max() <= 2
    book.run(3)
    expect(widget.get_by_role("button", name="Pin 2 of 2: go there")).to_be_visible()
    tells(book, 1, three)

    box = widget.get_by_role("slider", name="z2", exact=True).locator("..").bounding_box()
    assert box
    book.page.mouse.move(box["x"] + 0.2 * box["width"], box["y"] + 20)
    book.page.mouse.down()
    book.page.mouse.move(box["x"] + 0.9 * box["width"], box["y"] + 20, steps=30)
    book.page.mouse.up()
    dragged = point(widget)
    assert dragged[1] == pytest.approx(0.8 * 2.5758, abs=0.05)
    tells(book, 1, dragged)
    stands(widget, dragged)


def test_what_the_lasso_chooses_is_a_table(notebook: Callable[..., Notebook]) -> None:
    book = notebook(OPEN, "print(w.selection().groupby('group').size().to_dict())", "w")
    book.run(0)
    widget = book.opened(0)
    widget.get_by_role("button", name="Draw around points").click()
    box = widget.locator(".map canvas").first.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    book.page.mouse.move(x - 30, y - 30)
    book.page.mouse.down()
    for dx, dy in ((30, -30), (30, 30), (-30, 30), (-30, -30)):
        book.page.mouse.move(x + dx, y + dy, steps=5)
    book.page.mouse.up()
    shown = widget.locator("figcaption", has_text="A").last
    chosen = int(re.sub(r"\D", "", shown.inner_text()))
    assert chosen > 50
    assert json.loads(book.run(1).replace("'", '"')) == {"A": chosen}
    book.run(2)  # another view of the widget shows what was chosen, and does not undo it
    expect(book.opened(2).locator("figcaption", has_text="A").last).to_have_text(
        shown.inner_text().replace("\n", "")
    )
    assert json.loads(book.run(1).replace("'", '"')) == {"A": chosen}


def test_keys_belong_to_who_has_the_focus(notebook: Callable[..., Notebook]) -> None:
    book = notebook(OPEN, TELL)
    book.run(0)
    widget = book.opened(0)
    stands(widget, np.zeros(6))
    book.cell(1).locator(".jp-InputPrompt").click()
    book.page.keyboard.press("3")
    book.page.keyboard.press("p")
    book.page.wait_for_timeout(300)
    assert (point(widget) == 0).all()
    expect(widget.get_by_role("button", name="Pin 1")).to_have_count(0)
    widget.get_by_text("How typical").click()
    for key in ("d", "d", "a", "b", "x", "m", "3"):  # JupyterLab would delete, insert and cut cells
        book.page.keyboard.press(key)
    stands(widget, latentwalk.open("mnist").preset("3"))
    expect(book.page.locator(".jp-Notebook .jp-Cell")).to_have_count(2)
    expect(book.page.locator(".jp-Notebook .jp-MarkdownCell")).to_have_count(0)


def test_a_python_function_decodes_in_the_kernel(notebook: Callable[..., Notebook]) -> None:
    book = notebook(LIVE, TELL, "w.z = [1, 0]", "w.z = [5, 0]", "w.z = [-1, 0]")
    book.run(0)
    widget = book.widget(0)
    expect(widget.get_by_text("decoded in the kernel")).to_be_attached()
    for cell, value in ((2, 1.0), (4, -1.0)):
        book.run(cell)
        stands(widget, [value, 0])
        expected = round((np.tanh(value) + 1) * 127.5)
        for _ in range(50):
            if np.abs(shown(widget).astype(int) - expected).max() <= 1:
                break
            book.page.wait_for_timeout(50)
        else:
            raise AssertionError(f"{shown(widget)} is not {expected}")
        if cell == 2:
            book.run(3)
            expect(widget.get_by_text("nothing is known so far out").first).to_be_visible()


def test_models_are_switched_and_views_keep_step(notebook: Callable[..., Notebook]) -> None:
    book = notebook(OPEN, "w", TELL, 'w.model = "mnist"')
    book.run(0)
    book.run(1)
    first, second = book.opened(0), book.opened(1)
    first.get_by_role("button", name="Go to 7").click()
    for widget in (first, second):
        stands(widget, latentwalk.open("mnist").preset("7"))
    first.get_by_label("Model", exact=True).select_option(label="mnist-2d · 2 dimensions")
    for widget in (first, second):
        stands(widget, [0, 0])
    second.get_by_role("button", name="Go to 4").click()
    four = latentwalk.open("mnist-2d").preset("4")
    for widget in (first, second):
        stands(widget, four)
    tells(book, 2, four)
    assert json.loads(book.run(2))[2] == "mnist-2d"
    book.run(3)
    for widget in (first, second):
        stands(widget, np.zeros(6))
    tells(book, 2, np.zeros(6))


def test_linked_widgets_share_a_point_and_a_closed_one_is_removed(
    notebook: Callable[..., Notebook],
) -> None:
    book = notebook(
        OPEN,
        'other = latentwalk.Widget(model, height=400, hide=["path"], start={"z": [1] * 6})\nother',
        "link = w.link(other)",
        "link.unlink()",
        "other.close()",
    )
    book.run(0)
    book.run(1)
    first, second = book.opened(0), book.opened(1)
    expect(second.get_by_role("button", name="Pin", exact=True)).to_have_count(0)
    assert second.evaluate("(element) => element.clientHeight + 2") == 400
    stands(second, np.ones(6))
    book.run(2)
    stands(second, np.zeros(6))
    second.get_by_role("button", name="Go to 2").click()
    two = latentwalk.open("mnist").preset("2")
    stands(first, two)
    book.run(3)
    first.get_by_role("button", name="Reset").click()
    stands(first, np.zeros(6))
    stands(second, two)
    workers = len(book.page.workers)
    book.run(4)
    expect(book.widget(1)).to_have_count(0)
    assert len(book.page.workers) < workers


def test_a_restarted_kernel_is_reported_and_the_cell_opens_a_new_widget(
    notebook: Callable[..., Notebook],
) -> None:
    book = notebook(LIVE, "w.z = [1, 0]")
    book.run(0)
    expect(book.widget(0).get_by_text("decoded in the kernel")).to_be_attached()
    book.restart()
    book.widget(0).get_by_role("slider", name="z1", exact=True).press("End")
    stopped = "The kernel has stopped: run the cell again."
    expect(book.widget(0).get_by_text(stopped).first).to_be_visible()
    book.run(0)
    expect(book.widget(0).get_by_text(stopped)).to_have_count(0)
    book.run(1)
    stands(book.widget(0), [1, 0])


def test_two_kernels_have_their_own_points(notebook: Callable[..., Notebook]) -> None:
    model = latentwalk.open("mnist")
    one, other = notebook(OPEN, TELL), notebook(OPEN, TELL)
    for book in (one, other):
        book.page.bring_to_front()
        book.run(0)
    other.opened(0).get_by_role("button", name="Go to 2").click()
    tells(other, 1, model.preset("2"))
    one.page.bring_to_front()
    tells(one, 1, np.zeros(6))
    one.opened(0).get_by_role("button", name="Go to 7").click()
    tells(one, 1, model.preset("7"))
    other.page.bring_to_front()
    tells(other, 1, model.preset("2"))
