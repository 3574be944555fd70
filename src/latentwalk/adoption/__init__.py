"""From a stranger's model to one of ours: whatever decodes latent points to images.

`adopting` is the way in. A `ForeignModel` is a model as it was found, `fitting` finds its shapes by
trying, and what comes of it is a `Model`, whose networks are files where they can be.
"""
