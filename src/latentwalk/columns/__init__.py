"""Columns of a table about the encoded items, and the file of a model folder that holds them."""
