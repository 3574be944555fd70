"""The access checks before every route, and the messages of refused requests."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient, WebSocketDenialResponse

from latentwalk.hosts.server.access import Access
from latentwalk.hosts.server.gate import Gate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request
    from starlette.websockets import WebSocket

HOME = "http://127.0.0.1:8765"
RIGHT = "a-token-of-many-letters"


async def _page(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("inside")


async def _wire(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("inside")
    await socket.close()


def _gated(token: str | None) -> Gate:
    inside = Starlette(
        routes=[
            Route("/", _page),
            Route("/models/0/encode", _page, methods=["POST"]),
            WebSocketRoute("/wire", _wire),
        ]
    )
    return Gate(inside, Access(token=token, numeric=token is not None, cookie="latentwalk-8765"))


def _status_of_wire(client: TestClient, headers: dict[str, str]) -> int:
    """The status with which a WebSocket is refused."""
    with (
        pytest.raises(WebSocketDenialResponse) as refused,
        client.websocket_connect(f"{HOME.replace('http', 'ws')}/wire", headers=headers),
    ):
        pass
    return refused.value.status_code


@pytest.fixture
def local() -> Iterator[TestClient]:
    """A server on loopback only."""
    with TestClient(_gated(None), base_url=HOME, follow_redirects=False) as client:
        yield client


@pytest.fixture
def private() -> Iterator[TestClient]:
    """A server that asks for a token."""
    with TestClient(_gated(RIGHT), base_url=HOME, follow_redirects=False) as client:
        yield client


@pytest.mark.parametrize("host", ["localhost:9999", "127.0.0.1", "[::1]:8765", "LOCALHOST"])
def test_local_names_are_accepted_with_any_port(local: TestClient, host: str) -> None:
    assert local.get("/", headers={"host": host}).text == "inside"  # a tunnel has another port


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "localhost@evil.example", "[::1", "", "10.0.0.7"],
)
def test_other_names_are_refused_with_a_message(local: TestClient, host: str) -> None:
    answer = local.get("/", headers={"host": host})
    assert answer.status_code == 421
    assert "does not answer to the name" in answer.text


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://127.0.0.1:1", "http://["]
)
def test_pages_of_other_origins_are_refused(local: TestClient, origin: str) -> None:
    assert local.post("/models/0/encode", headers={"origin": origin}).status_code == 403
    assert _status_of_wire(local, {"origin": origin}) == 403


def test_its_own_page_and_programs_are_accepted(local: TestClient) -> None:
    assert local.post("/models/0/encode", headers={"origin": HOME}).text == "inside"
    assert local.post("/models/0/encode").text == "inside"


def test_a_foreign_page_may_link_here_but_embed_nothing(local: TestClient) -> None:
    foreign = {"sec-fetch-site": "cross-site"}
    assert local.get("/", headers=foreign | {"sec-fetch-mode": "navigate"}).text == "inside"
    assert local.get("/", headers=foreign | {"sec-fetch-mode": "no-cors"}).status_code == 403


def test_the_token_moves_from_the_address_to_a_cookie(private: TestClient) -> None:
    first = private.get(f"/?token={RIGHT}&a=1")
    assert (first.status_code, first.headers["location"]) == (303, "./?a=1")
    kept = first.headers["set-cookie"]
    assert kept.startswith(f"latentwalk-8765={RIGHT};")
    assert "HttpOnly" in kept
    assert "samesite=strict" in kept.lower()
    assert private.get("/").text == "inside"
    with private.websocket_connect(f"{HOME.replace('http', 'ws')}/wire") as wire:
        assert wire.receive_text() == "inside"


def test_a_link_of_another_site_with_the_token_starts_a_new_navigation(
    private: TestClient,
) -> None:
    foreign = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    first = private.get(f"/?token={RIGHT}", headers=foreign)
    assert first.status_code == 200
    assert 'content="0;url=./"' in first.text
    assert RIGHT not in first.text


@pytest.mark.parametrize("shown", ["", "?token=", "?token=wrong", "?token=%C3%A4", "?token=%FF"])
def test_a_missing_token_is_refused_with_a_message(private: TestClient, shown: str) -> None:
    answer = private.get(f"/{shown}", headers={"accept": "text/html"})
    assert answer.status_code == 401
    assert "This page is private." in answer.text
    assert RIGHT not in answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("cookie", ["latentwalk-8765=wrong", "latentwalk-1=" + RIGHT, "\x01;=;;"])
def test_a_wrong_cookie_does_not_open(private: TestClient, cookie: str) -> None:
    assert private.get("/", headers={"cookie": cookie}).status_code == 401
    assert _status_of_wire(private, {"cookie": cookie}) == 401


def test_a_program_sends_the_token_with_each_request(private: TestClient) -> None:
    assert private.post(f"/models/0/encode?token={RIGHT}").text == "inside"


def test_a_server_with_a_token_accepts_any_numeric_address_but_not_any_name(
    private: TestClient,
) -> None:
    for host, status in (("10.0.0.7:8765", 401), ("[fe80::1]:8765", 401), ("evil.example", 421)):
        assert private.get("/", headers={"host": host}).status_code == status


def test_a_refusal_repeats_nothing_as_markup(local: TestClient) -> None:
    answer = local.get("/", headers={"host": "<script>", "accept": "text/html"})
    assert "<script>" not in answer.text


def test_every_response_has_the_headers(private: TestClient) -> None:
    for path in ("/", f"/?token={RIGHT}", f"/missing?token={RIGHT}"):
        headers = private.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'self'; script-src")
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-resource-policy"] == "same-origin"


def test_the_policy_allows_only_the_page_s_own_styles() -> None:
    page = "<style>b{}</style><p><style>\ni {}</style>"
    with TestClient(Gate(Starlette(), page=page), base_url=HOME) as client:
        policy = client.get("/").headers["content-security-policy"]
        refused = client.get("/", headers={"host": "evil", "accept": "text/html"}).text
    assert "unsafe-inline" not in policy
    (own,) = re.findall("<style>(.*?)</style>", refused, re.DOTALL)
    for style in ("b{}", "\ni {}", own):
        assert b64encode(sha256(style.encode()).digest()).decode() in policy
    assert policy.count("sha256-") == 3
