"""The convolutional VAE and its loss, in PyTorch."""
