"""Opens foreign models: anything that decodes latent points to images.

The entry point is `adopting`. A `ForeignModel` is a model as it was found, `fitting` finds its
shapes by trying, and the result is a `Model`, whose networks are exported to files if possible.
"""
