"""What a decoder takes besides the latent point: classes, batches, numbers."""
