"""The characters of the alphabet that the model draws."""

import string

CHARACTERS = string.digits + string.ascii_uppercase + string.ascii_lowercase
"""All 62."""
