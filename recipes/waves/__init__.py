"""How the gallery's `waves` was made, from recorded notes to a model folder; see README.md."""
