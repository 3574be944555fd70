"""Pictures and films of decoded images, by Pillow (and PyAV for MP4)."""
