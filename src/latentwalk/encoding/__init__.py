"""Encodes images, few or many, with at most a batch of them in memory."""

from latentwalk.encoding.atlases import Labelled, encode_atlas

__all__ = ["Labelled", "encode_atlas"]
