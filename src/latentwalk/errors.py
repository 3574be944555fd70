"""The exceptions of Latentwalk. Messages say what was expected, what came, and what to do.

The command line prints the message of a `LatentwalkError` and exits with status 2. Any other
exception that escapes is a defect.
"""

from latentwalk.terminal.plain_text import printable

MOST, BEGINNING = 2000, 1200
"""The most characters of a message, and how many of a longer one's beginning are kept."""


class LatentwalkError(Exception):
    """The base class: invalid input, or something missing.

    Messages may contain untrusted names, so they are escaped for the terminal, and the middle of
    long ones is left out.
    """

    def __str__(self) -> str:
        message = super().__str__()
        if len(message) > MOST:
            message = f"{message[:BEGINNING]} … {message[BEGINNING - MOST :]}"
        return printable(message)


class DataError(LatentwalkError):
    """Images or labels that cannot be read, or do not fit their purpose."""


class DownloadError(DataError):
    """A data set that could not be downloaded, or whose content is wrong."""


class FolderError(LatentwalkError):
    """A model folder that is missing, incomplete, altered or too new."""


class ModelError(LatentwalkError):
    """A foreign model that cannot be opened, or that returns something unexpected."""


class LatentError(LatentwalkError):
    """A latent point of the wrong length, or with NaN or infinite values."""


class ConditionError(LatentwalkError):
    """A condition that the model does not have, or a value that it cannot have."""


class OutputError(LatentwalkError):
    """A file or folder that cannot be written."""


class SettingsError(LatentwalkError):
    """Settings that are invalid, or contradict each other or their model."""


class MissingError(LatentwalkError):
    """A missing package, or a missing part of the system (a display, Tk)."""
