"""The commands: a frozen dataclass each, whose fields are its arguments and `run` its deed."""
