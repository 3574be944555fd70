"""Measures of a latent space, its model and its samples: NumPy only. Each states its source."""
