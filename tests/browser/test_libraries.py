"""Models of other libraries, each on its own page: `nox -s libraries`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.adoption.libraries import CASES, needs
from tests.adoption.opening import opened
from tests.browser.test_foreign_models import opens_on

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.mark.parametrize("name", CASES)
def test_its_page_opens(blank: Page, name: str, tmp_path: Path) -> None:
    library, made = CASES[name]
    needs(library)
    case = made(tmp_path)
    opens_on(blank, opened(case.model, **case.options))
