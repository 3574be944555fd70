"""Recipes: how models of the gallery that need data of their own were made."""
