"""Runs models: decodes latent points and encodes images."""
