"""What `reading` and `writing` share: the types of an Arrow stream, and the limits of its file."""

MAX_BYTES = 2**28
"""The largest file in bytes."""
FARTHEST = 864 * 10**13
"""The farthest date from 1970 that a page can show, in milliseconds."""
DAY = 86_400_000
"""Milliseconds."""

MARK = 0xFFFFFFFF
SCHEMA, DICTIONARY, BATCH = 1, 2, 3
"""Types of messages."""
INT, FLOAT, TEXT, BOOL, DATE, TIMESTAMP = 2, 3, 5, 6, 8, 10
"""Types of columns."""
VERSION = 4
