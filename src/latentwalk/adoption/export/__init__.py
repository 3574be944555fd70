"""Writes a fitted model's networks as the ONNX files of a model folder."""
