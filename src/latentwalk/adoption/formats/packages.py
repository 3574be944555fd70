"""Optional packages for foreign models, imported when they are needed."""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import re
from typing import Any

from latentwalk.errors import MissingError

SAFE_TORCH = (2, 6)
"""Older versions can run code in files of weights even where that is turned off: CVE-2025-32434."""


def require_torch(why: str) -> None:
    """Check that a safe version of PyTorch is installed; `why` begins the error message.

    Raises:
        MissingError: it is missing, or older than `SAFE_TORCH`.
    """
    if importlib.util.find_spec("torch") is None:
        raise MissingError(f"{why}, which needs torch: pip install torch.")
    version = importlib.metadata.version("torch")
    if tuple(int(part) for part in re.findall(r"\d+", version)[:2]) < SAFE_TORCH:
        raise MissingError(
            f"{why}, and torch {version} can run code inside such a file: pip install 'torch>=2.6'."
        )


def require_library(name: str, why: str) -> Any:
    """Import a library; `why` begins the error message.

    Raises:
        MissingError: it is not installed, or cannot be imported.
    """
    if importlib.util.find_spec(name) is None:
        raise MissingError(f"{why}, which needs {name}: pip install {name}.")
    try:
        return importlib.import_module(name)
    except Exception as error:  # installed, but a backend or a dependency is missing
        reason = " ".join(str(error).split())[:300]
        raise MissingError(f"{why}, but {name} cannot be imported: {reason}") from error
