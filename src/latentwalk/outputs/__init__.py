"""Output kinds: what a sample of a model is, how it is drawn, and how it is saved."""
