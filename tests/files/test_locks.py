from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from latentwalk.errors import SettingsError
from latentwalk.files.locks import exclusive_lock
from latentwalk.training.claim import LOCK, claimed

if TYPE_CHECKING:
    from pathlib import Path

HOLD = """
import sys
from pathlib import Path
from latentwalk.files.locks import exclusive_lock
with exclusive_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_lock_is_exclusive_and_names_its_owner(tmp_path: Path) -> None:
    with exclusive_lock(tmp_path / "lock") as owner:
        assert owner is None
        with exclusive_lock(tmp_path / "lock") as other:
            assert other == os.getpid()
        assert (tmp_path / "lock").exists()
    assert not (tmp_path / "lock").exists()


def test_a_killed_process_releases_its_lock(tmp_path: Path) -> None:
    lock = tmp_path / LOCK
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(lock)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.readline()
    message = rf"process {process.pid}\) is training into"
    with pytest.raises(SettingsError, match=message), claimed(tmp_path):
        pass
    process.kill()
    process.communicate()
    assert lock.exists()
    with claimed(tmp_path):
        pass
    assert not lock.exists()
