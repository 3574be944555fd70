from __future__ import annotations

import functools
import gzip
import hashlib
import http.server
import socket
import threading
from typing import TYPE_CHECKING

import pytest

from latentwalk.data.download import fetch
from latentwalk.data.mnist import fetch_mnist
from latentwalk.errors import DownloadError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CONTENT = b"digits" * 40_000
DIGEST = hashlib.sha256(CONTENT).hexdigest()


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[str]:
    """A mirror on this machine that has the file whole, cut, altered, and not gzipped."""
    served = tmp_path / "served"
    served.mkdir()
    packed = gzip.compress(CONTENT)
    (served / "good.gz").write_bytes(packed)
    (served / "cut.gz").write_bytes(packed[:-50])
    (served / "other.gz").write_bytes(gzip.compress(b"malice"))
    (served / "plain.gz").write_bytes(CONTENT)
    handler = functools.partial(Quiet, directory=served)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def test_it_fetches_and_leaves_nothing_beside(mirror: str, tmp_path: Path) -> None:
    target = tmp_path / "cache" / "deep" / "a.gz"
    fetch([f"{mirror}good.gz"], target, DIGEST)
    assert gzip.decompress(target.read_bytes()) == CONTENT
    assert list(target.parent.iterdir()) == [target]


@pytest.mark.parametrize("first", ["missing.gz", "cut.gz", "other.gz", "plain.gz"])
def test_the_next_mirror_is_tried(mirror: str, tmp_path: Path, first: str) -> None:
    fetch([mirror + first, f"{mirror}good.gz"], tmp_path / "cache" / "a.gz", DIGEST)
    assert gzip.decompress((tmp_path / "cache" / "a.gz").read_bytes()) == CONTENT


def broken_mirror(reply: bytes) -> tuple[socket.socket, threading.Thread]:
    """A server that sends `reply` to every request, and breaks off."""
    listening = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        connection, _ = listening.accept()
        with connection:
            connection.recv(4096)
            connection.sendall(reply)

    thread = threading.Thread(target=answer)
    thread.start()
    return listening, thread


@pytest.mark.parametrize(
    "reply",
    [
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\nabc",
        b"HTTP/1.1 200 OK\r\nContent-Length: abc\r\n\r\nabc",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nabc",
        b"",
    ],
)
def test_the_next_mirror_is_used_after_a_failure(mirror: str, tmp_path: Path, reply: bytes) -> None:
    listening, thread = broken_mirror(reply)
    with listening:
        first = f"http://127.0.0.1:{listening.getsockname()[1]}/a.gz"
        fetch([first, f"{mirror}good.gz"], tmp_path / "cache" / "a.gz", DIGEST)
        thread.join()
    assert gzip.decompress((tmp_path / "cache" / "a.gz").read_bytes()) == CONTENT


@pytest.mark.parametrize(
    ("name", "reason"),
    [("missing.gz", "(?i)not found"), ("other.gz", "SHA-256"), ("cut.gz", "SHA-256")],
)
def test_a_wrong_hash_is_discarded(mirror: str, tmp_path: Path, name: str, reason: str) -> None:
    with pytest.raises(DownloadError, match=reason):
        fetch([mirror + name], tmp_path / "cache" / "a.gz", DIGEST)
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_missing_network_gives_one_error(tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match="--data digits"):
        fetch_mnist(tmp_path / "cache", mirrors=["http://127.0.0.1:9/", "http://127.0.0.1:1/"])


def test_existing_files_are_not_downloaded(tmp_path: Path) -> None:
    (tmp_path / "a.gz").touch()
    fetch_mnist(tmp_path, mirrors=["http://127.0.0.1:9/"], files={"a": DIGEST})
