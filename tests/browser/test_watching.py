"""Watching a training run: the real command, in a real browser."""

from __future__ import annotations

import json
import re
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

import latentwalk
from tests.browser.looking import shown
from tests.browser.sizes import phone
from tests.hosts.server.servers import serving

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow

ENDS = 60_000
"""Milliseconds in which a short run is over, even on a machine that does other things."""


@contextmanager
def learning(out: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A run on the 8 x 8 digits that is watched, and its page's address."""
    words = ["--data", "digits", "--latent-dim", "2", "--accelerator", "cpu", "--out", str(out)]
    with serving("train", *words, "--watch", *arguments) as run:
        yield run


def step(page: Page) -> int:
    """How many steps were made."""
    text = page.get_by_text(re.compile(r"^step [\d,]+ of")).inner_text()
    return int(text.split()[1].replace(",", ""))


def curve(page: Page) -> int:
    """How many points the curve of held-out losses has."""
    points = page.locator("polyline.held").get_attribute("points") or ""
    return len(points.split())


def test_a_run_is_paused_stepped_changed_and_opened(blank: Page, tmp_path: Path) -> None:
    with learning(tmp_path / "m", "--epochs", "50") as (process, address):
        blank.goto(address)
        expect(blank.get_by_role("region", name="Training")).to_be_visible()
        blank.get_by_role("button", name="Pause the training").click()
        go_on = blank.get_by_role("button", name="Resume the training")
        expect(go_on).to_be_visible()
        blank.wait_for_timeout(400)
        before, points, image = step(blank), curve(blank), shown(blank)
        blank.wait_for_timeout(600)
        assert step(blank) == before

        blank.get_by_role("button", name="Step", exact=True).click()
        expect(blank.get_by_text(re.compile(rf"^step {before + 1:,} of"))).to_be_visible()
        blank.wait_for_timeout(400)
        assert step(blank) == before + 1
        assert curve(blank) == points + 1

        beta = blank.get_by_role("slider", name="Weight of the divergence from the prior")
        beta.focus()
        for _ in range(20):
            blank.keyboard.press("ArrowRight")
        expect(beta).to_have_attribute("aria-valuetext", "10")
        blank.get_by_role("button", name="Epoch", exact=True).click()
        expect(blank.locator("text.changed").get_by_text("β 10")).to_be_visible()
        after = 13 * (1 + (before + 1) // 13)
        expect(blank.get_by_text(re.compile(rf"^step {after:,} of"))).to_be_visible(timeout=ENDS)
        assert (shown(blank) != image).any()

        go_on.click()
        expect(blank.get_by_text("The training has ended")).to_be_visible(timeout=ENDS)
        expect(blank.get_by_role("region", name="Training")).to_have_count(0)
        expect(blank.get_by_role("button", name="Go to 3")).to_be_visible()
        expect(blank.get_by_role("slider", name="Snapshot of the training")).to_be_visible()
        model = latentwalk.open(tmp_path / "m")
        assert model.folder.snapshots() is not None
        lines = (tmp_path / "m" / "history.jsonl").read_text().splitlines()
        changes = [change for line in lines for change in json.loads(line).get("changes", [])]
        assert {change["what"] for change in changes} == {"beta"}
        assert changes[-1]["to"] == 10
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=10) == 130


@phone
def test_a_run_is_stopped_from_a_phone_and_resumed(blank: Page, tmp_path: Path) -> None:
    with learning(tmp_path / "m", "--epochs", "400") as (process, address):
        blank.goto(address)
        blank.get_by_role("button", name="Epoch", exact=True).click()
        expect(blank.get_by_role("button", name="Resume the training")).to_be_visible()
        blank.get_by_role("button", name="Resume the training").click()
        expect(blank.get_by_text(re.compile(r"^epoch ([3-9]|\d\d+)$"))).to_be_visible(timeout=ENDS)
        blank.get_by_role("button", name="Stop", exact=True).click()
        blank.get_by_role("button", name="Really stop?").click()
        expect(blank.get_by_text("Completed epochs are saved")).to_be_visible()
        assert process.wait(timeout=20) == 130
        assert process.stderr is not None
        assert "--watch --no-browser --resume" in process.stderr.read()
    done = len((tmp_path / "m" / "history.jsonl").read_text().splitlines())
    assert done >= 2
    with learning(tmp_path / "m", "--resume") as (_, address):
        blank.goto(address)
        now = blank.get_by_text(re.compile(r"^epoch \d+$"))
        expect(now).to_be_visible()
        assert int(now.inner_text().removeprefix("epoch ")) > done
        assert curve(blank) >= done
