"""Layouts of the encoded data in the plane, by UMAP and others, and their way back."""
