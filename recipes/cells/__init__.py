"""The recipe of the gallery's `cells`."""
