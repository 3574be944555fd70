"""What the tests of hosts share."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Function) -> Generator[None, object, object]:
    """Collect the window of a test at once.

    Tcl aborts the process if its interpreter is deleted in another thread than its own, and the
    collector runs in whichever thread comes by.
    """
    result = yield
    if "display" in item.fixturenames:
        gc.collect()
    return result
