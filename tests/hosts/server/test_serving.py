from __future__ import annotations

import signal
import socket
import time
import urllib.request
from typing import TYPE_CHECKING

import numpy as np
import pytest
from websockets.sync.client import connect

import latentwalk
from latentwalk.errors import SettingsError
from latentwalk.hosts.server import serving
from latentwalk.hosts.server.options import ServerOptions
from latentwalk.hosts.server.serving import listen
from tests.hosts.server.frames import frame
from tests.hosts.server.servers import running

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def model(trained: Path) -> latentwalk.Model:
    return latentwalk.open(trained)


def test_a_blocking_browser_does_not_block_the_server(
    model: latentwalk.Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered: list[int] = []

    def browse(address: str) -> bool:
        with urllib.request.urlopen(address, timeout=10) as answer:
            answered.append(answer.status)
        signal.raise_signal(signal.SIGINT)
        return True

    monkeypatch.setattr("webbrowser.open", browse)
    with pytest.raises(KeyboardInterrupt):
        serving.serve([model], ServerOptions(port=0))
    assert answered == [200]


def test_the_next_port_is_used_if_one_is_taken() -> None:
    with listen("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with listen("127.0.0.1", port) as second:
            assert port < second.getsockname()[1] <= port + serving.PORTS


def test_no_free_port_and_an_unknown_address(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError, match="Cannot listen on 192.0.2.1"):
        listen("192.0.2.1", 8765)
    monkeypatch.setattr(serving, "PORTS", 1)
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        pytest.raises(SettingsError, match="No free port"),
    ):
        listen("127.0.0.1", taken.getsockname()[1])


def test_ctrl_c_stops_it_immediately_with_a_connected_page() -> None:
    with running("mnist") as (process, address):
        with urllib.request.urlopen(address, timeout=10) as answer:
            assert answer.status == 200
        with connect(address.replace("http", "ws") + "models/0/decode", compression=None) as wire:
            wire.send(frame(1, 0, np.zeros((1, 6))))
            assert len(wire.recv()) == 24 + 784
            began = time.monotonic()
            process.send_signal(signal.SIGINT)
            _, error = process.communicate(timeout=10)
    assert time.monotonic() - began < 2
    assert process.returncode == 130
    assert error == ""


def test_an_interruption_stops_a_process_started_to_ignore_it() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # as a script's background has it
    try:
        with running("mnist") as (process, _):
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=10) == 130
    finally:
        signal.signal(signal.SIGINT, before)


def test_two_servers_run_side_by_side() -> None:
    with running("mnist") as (_, first), running("mnist") as (_, second):
        assert first != second
