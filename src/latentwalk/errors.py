"""The exceptions of Latentwalk. Messages say what was expected, what came, and what to do.

The command line prints the message of a `LatentwalkError` and exits with status 2. Any other
exception that escapes is a defect.
"""

from latentwalk.terminal.plain_text import printable


class LatentwalkError(Exception):
    """The base class: invalid input, or something missing.

    Messages may contain untrusted names, so they are escaped for the terminal.
    """

    def __str__(self) -> str:
        return printable(super().__str__())


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
