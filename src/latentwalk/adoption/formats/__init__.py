"""Opens models of other libraries from files and from memory, as `ForeignModel`s."""
