"""Metrics of a latent space, its model and its samples, with their sources. NumPy only."""
