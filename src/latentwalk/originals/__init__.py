"""Originals: the samples of the data behind the rows of an atlas, as the model sees them."""
