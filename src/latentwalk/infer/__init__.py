"""Running a model: from latent points to images and back."""
