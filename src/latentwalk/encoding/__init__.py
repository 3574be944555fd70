"""Encoding images, few or many: never more than a batch of them is held."""

from latentwalk.encoding.atlases import Labelled, encode_atlas

__all__ = ["Labelled", "encode_atlas"]
