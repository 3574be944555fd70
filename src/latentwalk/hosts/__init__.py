"""Where a person meets a model. Hosts never import each other."""
