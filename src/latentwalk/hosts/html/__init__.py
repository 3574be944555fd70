"""The exported page, which needs no Python: one file, or a folder for a static host."""

from latentwalk.hosts.html.options import ExportOptions
from latentwalk.hosts.html.page import Exported, write_page

__all__ = ["ExportOptions", "Exported", "write_page"]
