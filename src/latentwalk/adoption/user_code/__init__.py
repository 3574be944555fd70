"""Reads and runs the user's Python code: imports classes, and finds the modules in functions."""
