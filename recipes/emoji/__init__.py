"""Emoji in colour: every one of Noto Color Emoji, by group and subgroup."""
