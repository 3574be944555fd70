"""Models as a page that needs no Python: one file, or a folder for a static host."""

from latentwalk.hosts.sharing.lesson import Lesson
from latentwalk.hosts.sharing.page import Exported, Options, share

__all__ = ["Exported", "Lesson", "Options", "share"]
