"""Coloured shapes with known factors, and two models of them."""
