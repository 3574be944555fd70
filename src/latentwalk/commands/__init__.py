"""The commands: one frozen dataclass each, with its arguments as fields and a `run` method."""
