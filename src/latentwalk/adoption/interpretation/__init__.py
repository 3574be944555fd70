"""Finds what the values of a fitted model mean: black and white, outputs, space, prior."""
