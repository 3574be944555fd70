"""The local server: the page, the model folders, and decoding for models the page cannot run."""
