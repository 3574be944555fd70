"""Figures for print: the map, strips, a sheet and a path of a model, drawn by Matplotlib."""
