"""Every error that Latentwalk raises on purpose: what was expected, what came, what to do.

The command line prints the message of a `LatentwalkError` as one sentence and leaves with
status 2. Anything else that escapes is a defect.
"""

from latentwalk.terminal.plain_text import shown


class LatentwalkError(Exception):
    """The root of the tree: bad input or a missing means, told in one sentence.

    What it names may be a stranger's, and steers no terminal that it is shown on.
    """

    def __str__(self) -> str:
        return shown(super().__str__())


class DataError(LatentwalkError):
    """Images or labels that cannot be read, or do not fit what reads them."""


class DownloadError(DataError):
    """A data set that could not be fetched, or is not what it should be."""


class FolderError(LatentwalkError):
    """A model folder that is missing, incomplete, altered or too new."""


class ModelError(LatentwalkError):
    """A model of somebody else's that cannot be opened, or that does not do what it should."""


class LatentError(LatentwalkError):
    """A latent point of the wrong length, or one that is not finite."""


class OutputError(LatentwalkError):
    """A file that cannot be written where it was asked for."""


class SettingsError(LatentwalkError):
    """Settings that contradict each other or the model that they are for."""


class MissingError(LatentwalkError):
    """A package or a means of the system (a display, Tk) that this task needs."""
