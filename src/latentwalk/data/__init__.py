"""Labelled images, wherever they come from, as uint8 arrays in memory. No torch here."""

from latentwalk.data.dataset import Dataset, Images
from latentwalk.data.sources import load

__all__ = ["Dataset", "Images", "load"]
