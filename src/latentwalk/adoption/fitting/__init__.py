"""Finds by trying which shapes and layouts a foreign model takes and returns."""
