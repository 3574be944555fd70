"""What a server requires of requests, which depends on where it listens and behind what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import HTTPConnection

from latentwalk.hosts.server.access import Access
from latentwalk.hosts.server.options import LOCAL, ServerOptions

HUB = ServerOptions(allow_host=("hub.example.org",))


def _asking(**headers: str) -> HTTPConnection:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    raw = [(name.encode(), value.encode()) for name, value in named.items()]
    return HTTPConnection({"type": "http", "headers": raw})


@pytest.mark.parametrize(
    ("options", "bound", "private"),
    [
        (LOCAL, "127.0.0.1", False),
        (ServerOptions("::1"), "::1", False),
        (HUB, "127.0.0.1", True),
        (ServerOptions("0.0.0.0"), "0.0.0.0", True),
        (ServerOptions("0.0.0.0", no_token=True), "0.0.0.0", False),
        (ServerOptions(allow_host=("hub.example.org",), no_token=True), "127.0.0.1", False),
    ],
)
def test_a_token_is_required_where_others_can_connect(
    options: ServerOptions, bound: str, private: bool
) -> None:
    token = Access.to(options, bound, 8765).token
    assert (token is not None) == private
    if token:
        assert len(token) >= 43  # 256 bits
        assert token != Access.to(options, bound, 8765).token


def test_the_name_that_a_proxy_passes_on_is_accepted_if_allowed() -> None:
    assert not Access.to(LOCAL, "127.0.0.1", 8765).is_own_name("hub.example.org")
    access = Access.to(HUB, "127.0.0.1", 8765)
    assert access.is_own_name("hub.example.org")
    assert access.is_own_name("HUB.example.org:8443")
    assert not access.is_own_name("hub.example.org.evil.example")


def test_the_origin_may_differ_from_a_rewritten_host_if_allowed() -> None:
    access = Access.to(HUB, "127.0.0.1", 8765)
    for origin, own in {
        "https://hub.example.org": True,
        "https://hub.example.org:8443": True,
        "https://evil.example": False,
        "https://hub.example.org@evil.example": False,
        "https://[": False,
        "null": False,
    }.items():
        assert access.is_own_page(_asking(host="127.0.0.1:8765", origin=origin)) == own
    # another page of this machine is not the server's own, although its name is
    assert not access.is_own_page(_asking(host="127.0.0.1:8765", origin="http://localhost:3000"))


@pytest.mark.parametrize(
    ("root", "path", "within"),
    [
        ("", "/models/0", "/models/0"),
        ("/ann/x", "/ann/x/models/0", "/models/0"),  # the proxy passes the path on
        ("/ann/x", "/models/0", "/models/0"),  # the proxy has removed the root
        ("/ann/x", "/ann/x/", "/"),
        ("/ann/x", "/ann/x", None),
        ("/ann/x", "/ann/xyz", "/ann/xyz"),
        ("/ann%40x", "/ann@x/models", "/models"),
    ],
)
def test_paths_are_found_with_and_without_the_root(
    root: str, path: str, within: str | None
) -> None:
    assert Access(root=root).path_within(path) == within


@pytest.mark.parametrize(
    ("root", "prefix", "path"),
    [
        ("", "", "/"),
        ("", "/lab/8765", "/lab/8765/"),
        ("", "/lab/8765/", "/lab/8765/"),
        ("/ann/x", "/lab", "/ann/x/"),
        ("", "/a; Domain=evil.example", "/"),
        ("", "//evil.example", "/"),
    ],
)
def test_the_cookie_is_sent_to_this_server_only(root: str, prefix: str, path: str) -> None:
    assert Access(root=root).cookie_path(_asking(x_forwarded_prefix=prefix)) == path


@given(st.text(max_size=40))
def test_no_header_breaks_the_checks(text: str) -> None:
    access = Access.to(HUB, "127.0.0.1", 8765)
    access.is_own_name(text)
    header = text.encode("utf-8", "replace").decode("latin-1")
    access.is_own_page(_asking(origin=header, host=header))
    access.kept_token(_asking(cookie=header))
    assert access.cookie_path(_asking(x_forwarded_prefix=header)).endswith("/")
