"""The fuzzing targets: every reader of untrusted files, and how its files are damaged."""
