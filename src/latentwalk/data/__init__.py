"""Labelled images from any source, as uint8 arrays in memory. Does not use PyTorch."""

from latentwalk.data.dataset import Dataset, Images
from latentwalk.data.sources import load

__all__ = ["Dataset", "Images", "load"]
