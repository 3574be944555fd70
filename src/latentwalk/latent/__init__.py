"""Mathematics of latent spaces: paths, planes, posteriors, presets, metrics. NumPy only."""
