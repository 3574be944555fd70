"""Where a page is served, as given on the command line or as keyword arguments."""

from __future__ import annotations

from typing import Any

import pytest
import tyro
from hypothesis import given
from hypothesis import strategies as st

from latentwalk.errors import SettingsError
from latentwalk.hosts.server.options import LOCAL, ServerOptions


def test_names_and_paths_are_brought_into_one_form() -> None:
    options = ServerOptions(allow_host=(" Hub.Example.ORG ",), root_path="user/ann/proxy/8765/")
    assert options.allow_host == ("hub.example.org",)
    assert options.root_path == "/user/ann/proxy/8765"
    assert ServerOptions(root_path="/").root_path == ""


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"port": 99999}, "0 to 65535, got 99999"),
        ({"port": "8765"}, "0 to 65535, got '8765'"),
        ({"host": ""}, "address of this machine"),
        ({"allow_host": ("https://hub.example.org/",)}, "without scheme, port and path"),
        ({"allow_host": ("hub.example.org:8000",)}, "without scheme, port and path"),
        ({"allow_host": ("*",)}, "without scheme, port and path"),
        ({"allow_host": ("a..b",)}, "without scheme, port and path"),
        ({"root_path": "https://hub.example.org/x"}, "the path of a URL"),
        ({"root_path": "/a/../b"}, "the path of a URL"),
        ({"root_path": "/a b"}, "the path of a URL"),
        ({"root_path": "/a;Path=/"}, "the path of a URL"),
        ({"root_path": None}, "the path of a URL"),
    ],
)
def test_what_is_no_address_is_refused(given: dict[str, Any], expected: str) -> None:
    with pytest.raises(SettingsError, match=expected):
        ServerOptions(**given)


names = st.from_regex(r"[a-z][a-z0-9]{0,5}(\.[a-z][a-z0-9]{0,5}){0,2}", fullmatch=True)


@given(st.lists(names, max_size=3), st.sampled_from(["", "/a", "/a/b"]), st.booleans())
def test_the_words_of_options_give_the_same_options(
    allowed: list[str], root: str, free: bool
) -> None:
    options = ServerOptions("::1", 80, tuple(allowed), root, free)
    assert tyro.cli(ServerOptions, args=options.words()) == options


def test_defaults_need_no_words() -> None:
    assert LOCAL.words() == []
