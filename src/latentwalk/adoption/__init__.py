"""Opens foreign models: anything that decodes latent points to samples of an output kind.

`adopting` opens a model in memory, and `writing` writes it as a model folder, in these steps:

1. `formats` recognizes what the user gave, and `user_code` imports its class if it needs one. The
   result is a `ForeignModel` (in `foreign`).
2. `sources` reads the user's data and labels.
3. `fitting` finds the output kind, shapes and layouts by trying.
4. `interpretation` finds what the values mean.
5. `export` writes the networks as ONNX files, if possible.
"""
