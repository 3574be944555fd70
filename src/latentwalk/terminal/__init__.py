"""The terminal: the console with its progress bars, and escaping of untrusted text."""
