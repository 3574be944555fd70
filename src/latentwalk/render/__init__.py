"""Writes pictures and films of decoded images, with Pillow (and PyAV for MP4)."""
