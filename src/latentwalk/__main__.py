"""Runs `latentwalk` as `python -m latentwalk`."""

from latentwalk.cli import main

if __name__ == "__main__":
    main()
