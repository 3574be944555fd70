"""The server behind a real proxy: under a path, with the host name passed on or rewritten."""

from __future__ import annotations

import contextlib
import http.client
import socket
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

import numpy as np
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

import latentwalk
from latentwalk.hosts.server.options import ServerOptions
from latentwalk.hosts.server.serving import Page
from tests.hosts.server.frames import frame
from tests.hosts.server.proxy import proxied

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

HUB = "hub.example.org"
PASSED_ON = {"Host": "$http_host"}
"""Without it, nginx names the server that it asks."""
PLACES = {
    "/stripped/": PASSED_ON,
    "/rewritten/": {"X-Forwarded-Prefix": "/rewritten"},
    "/whole/ann/": PASSED_ON | {"X-Forwarded-Proto": "https"},
}


class Answer(NamedTuple):
    """What a server answers."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def ask(port: int, path: str, headers: Mapping[str, str]) -> Answer:
    """The answer to a request, without following redirects."""
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as wire:
        wire.request("GET", path, headers=dict(headers))
        answer = wire.getresponse()
        return Answer(answer.status, answer.headers, answer.read())


class Client:
    """A browser's requests for the page at one place of the proxy."""

    def __init__(self, port: int, place: str, token: str) -> None:
        """Open the page with its token, and keep the cookie."""
        self.port, self.place = port, place
        self.cookie = ""
        answer = self.get(f"?token={token}")
        assert (answer.status, answer.headers["location"]) == (303, "./")
        self.attributes = answer.headers["set-cookie"]
        self.cookie = self.attributes.partition(";")[0]

    def get(self, path: str) -> Answer:
        """The answer to a request."""
        headers = {"Host": f"{HUB}:{self.port}", "Cookie": self.cookie}
        return ask(self.port, self.place + path, headers)

    def decode(self, origin: str) -> bytes:
        """The reply to a request to decode one point, from a page of an origin."""
        with connect(
            f"ws://{HUB}:{self.port}{self.place}models/0/decode",
            sock=socket.create_connection(("127.0.0.1", self.port)), compression=None,
            additional_headers={"Cookie": self.cookie, "Origin": origin},
        ) as wire:  # fmt: skip
            wire.send(frame(1, 0, np.zeros((1, 6))))
            reply = wire.recv()
            assert isinstance(reply, bytes)
            return reply


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, dict[str, str]]]:
    """The proxy's port, and the token for each place."""
    models = [latentwalk.open("mnist")]
    plain = Page(models, ServerOptions(port=0, allow_host=(HUB,)))
    rooted = Page(models, ServerOptions(port=0, allow_host=(HUB,), root_path="/whole/ann"))
    targets, tokens = {}, {}
    for place, headers in PLACES.items():
        page = rooted if place.startswith("/whole") else plain
        url, _, tokens[place] = page.address.partition("?token=")
        # with a path in its target, nginx removes the location's
        targets[place] = (url.rstrip("/") if page is rooted else url, headers)
    with proxied(tmp_path_factory.mktemp("proxy"), targets) as port:
        yield port, tokens
    plain.stop()
    rooted.stop()


@pytest.fixture(params=PLACES)
def client(request: pytest.FixtureRequest, hub: tuple[int, dict[str, str]]) -> Client:
    """A browser at each place."""
    port, tokens = hub
    return Client(port, request.param, tokens[request.param])


def test_the_page_and_its_models_are_served(client: Client) -> None:
    page = client.get("")
    assert page.status == 200
    assert b"<title>" in page.body
    assert client.get("models/index.json").status == 200
    assert client.get("models/0/latentwalk.json").status == 200


def test_its_own_page_decodes_and_others_do_not(client: Client) -> None:
    assert len(client.decode(f"https://{HUB}")) == 24 + 784
    with pytest.raises(InvalidStatus, match="403"):
        client.decode("https://evil.example")


def test_the_cookie_is_for_its_place_and_secure_behind_https(
    hub: tuple[int, dict[str, str]],
) -> None:
    port, tokens = hub
    attributes = {place: Client(port, place, tokens[place]).attributes for place in PLACES}
    assert "Path=/rewritten/;" in attributes["/rewritten/"]
    assert "Path=/whole/ann/;" in attributes["/whole/ann/"]
    assert "Secure" in attributes["/whole/ann/"]
    assert "Secure" not in attributes["/rewritten/"]


def test_the_root_without_its_slash_leads_to_the_page() -> None:
    page = Page([latentwalk.open("mnist")], ServerOptions(port=0, root_path="/whole/ann"))
    try:
        port = urlsplit(page.address).port
        assert port
        answer = ask(port, "/whole/ann?a=1", {})
        assert (answer.status, answer.headers["location"]) == (307, "/whole/ann/?a=1")
    finally:
        page.stop()
