"""The documentation of the page's engine names its operators."""

from __future__ import annotations

import re

from latentwalk.hosts.html.bundle import Bundle
from tests.conftest import ROOT

LIST = re.compile(r"<!-- operators -->(.*)<!-- end -->", re.DOTALL)


def test_the_list_of_operators_is_the_engines() -> None:
    found = LIST.search((ROOT / "docs" / "engine.md").read_text(encoding="utf-8"))
    assert found is not None
    rows = [row.split("|")[2] for row in found[1].strip().splitlines()[2:]]
    names = [name.strip() for row in rows for name in row.split(",")]
    assert len(names) == len(set(names))
    assert set(names) == Bundle.read().operators
