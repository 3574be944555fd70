"""How the gallery's `typefaces` was made, from free fonts to a model folder; see README.md."""
