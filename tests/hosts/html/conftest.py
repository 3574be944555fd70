"""Exported pages."""

from __future__ import annotations

import pytest

import latentwalk
from latentwalk.hosts.html import ExportOptions, write_page


@pytest.fixture(scope="package")
def mnist() -> latentwalk.Model:
    return latentwalk.open("mnist")


@pytest.fixture(scope="package")
def page(mnist: latentwalk.Model, tmp_path_factory: pytest.TempPathFactory) -> str:
    """`mnist` and `mnist-2d` as one file."""
    out = tmp_path_factory.mktemp("export") / "page.html"
    write_page([mnist, latentwalk.open("mnist-2d")], out, ExportOptions())
    return out.read_text(encoding="utf-8")
