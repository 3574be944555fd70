"""The page of a training run: what clients receive, and the commands they send."""

from __future__ import annotations

import json
import time
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect

import latentwalk
from latentwalk.errors import SettingsError
from latentwalk.hosts.messages import RunCommand
from latentwalk.hosts.server.options import ServerOptions
from latentwalk.hosts.server.watch import TrainingPage
from tests.hosts.server.servers import serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow

PORT = 18765


class Run:
    """A fake run, which records the commands."""

    def __init__(self, model: latentwalk.Model) -> None:
        self.asked: list[RunCommand] = []
        self.page = TrainingPage(model, self.act, ServerOptions(port=PORT))
        self.address = self.page.address

    def act(self, command: RunCommand) -> None:
        self.asked.append(command)
        if command.name == "shoes":
            raise SettingsError("It has no shoes.")

    def watched(self, **headers: str) -> ClientConnection:
        return connect(
            self.address.replace("http", "ws") + "training",
            additional_headers=headers,
            max_size=2**26,
            legacy=True,
        )

    def manifest(self) -> dict[str, Any]:
        with urllib.request.urlopen(f"{self.address}models/0/latentwalk.json") as answer:
            content: dict[str, Any] = json.load(answer)
        return content


@pytest.fixture
def run(trained: Path) -> Iterator[Run]:
    run = Run(latentwalk.open(trained))
    yield run
    run.page._page.stop()


def status_of(wire: ClientConnection) -> dict[str, Any]:
    message = wire.recv(timeout=10)
    assert isinstance(message, str)
    content: dict[str, Any] = json.loads(message)
    return content


def test_the_manifest_is_marked_as_training_and_files_are_served(run: Run) -> None:
    assert run.manifest()["training"] is True
    with urllib.request.urlopen(f"{run.address}models/0/decoder.onnx") as answer:
        assert answer.status == 200
    with urllib.request.urlopen(f"{run.address}models/index.json") as answer:
        assert [entry["id"] for entry in json.load(answer)] == ["0"]


def test_a_late_client_gets_all_points_and_the_newest_snapshot(run: Run) -> None:
    run.page.point("train", 10, 400.0)
    run.page.show(b"old")
    run.page.point("train", 15, float("nan"))
    run.page.point("train", 20, 300.0)
    run.page.state(now="training", step=20)
    run.page.show(b"new")
    for _ in range(2):
        with run.watched() as wire:
            first = status_of(wire)
            assert first["points"] == [["train", 10, 400], ["train", 15, None], ["train", 20, 300]]
            assert (first["now"], first["step"]) == ("training", 20)
            assert wire.recv(timeout=10) == b"new"
            run.page.point("train", 30, 200.0)
            assert status_of(wire)["points"][-1:] == [["train", 30, 200.0]]
            run.page._feed._points.pop()


def test_commands_are_executed_or_refused(run: Run) -> None:
    run.page.state(now="training")
    with run.watched() as wire:
        status_of(wire)
        wire.send(json.dumps({"do": "pause"}))
        for command in (json.dumps({"do": "change", "what": "shoes", "to": 4}), "half a co"):
            wire.send(command)
            assert status_of(wire)["type"] == "error"
    assert run.asked == [RunCommand("pause"), RunCommand("change", "shoes", 4.0)]


def test_other_machines_need_the_token(trained: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = TrainingPage(latentwalk.open(trained), lambda _: None, ServerOptions("0.0.0.0", 0))
    try:
        page.announce("it")
        assert capsys.readouterr().out.count("token=") == 2
        address, _, token = page.address.replace("http", "ws").partition("?")
        with pytest.raises(InvalidStatus), connect(f"{address}training"):
            pass
        with connect(f"{address}training?{token}"):
            pass
    finally:
        page._page.stop()


def test_a_client_that_stops_reading_delays_nobody(run: Run) -> None:
    with run.watched():
        began = time.perf_counter()
        for step in range(40):
            run.page.show(bytes(4_000_000))
            run.page.point("train", step, 1.0)
        assert time.perf_counter() - began < 5
        with run.watched() as other:
            assert len(status_of(other)["points"]) == 40


def test_pages_of_other_origins_and_names_are_refused(run: Run) -> None:
    for headers in ({"origin": "http://evil.example"}, {"host": "evil.example"}):
        with pytest.raises(InvalidStatus), run.watched(**headers):
            pass


def test_at_the_end_the_trained_model_is_served(run: Run, trained: Path) -> None:
    run.page.state(now="training")
    with run.watched() as wire:
        status_of(wire)
        run.page.finish(latentwalk.open(trained))
        assert status_of(wire)["now"] == "ended"
    assert "training" not in run.manifest()


@pytest.mark.parametrize(("failed", "now"), [(False, "stopped"), (True, "failed")])
def test_without_a_model_clients_get_the_reason(run: Run, failed: bool, now: str) -> None:
    run.page.state(now="training")
    with run.watched() as wire:
        status_of(wire)
        run.page.leave("Stopped.", failed)
        assert status_of(wire) == {
            "type": "status",
            "points": [],
            "now": now,
            "message": "Stopped.",
        }


def test_the_command_prints_the_address_for_other_machines(tmp_path: Path) -> None:
    words = ["--data", "digits", "--accelerator", "cpu", "--out", str(tmp_path / "m"), "--watch"]
    with serving("train", *words, "--host", "0.0.0.0") as (process, _):
        assert process.stdout is not None
        assert "?token=" in process.stdout.readline()
