"""Small models of many kinds, opened as their authors would: `python -m trials.foreign`."""
