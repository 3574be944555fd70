"""The terminal: the console with its progress bars, and untrusted text as it may be shown."""
