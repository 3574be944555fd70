"""Predictors, which read what a model decodes: classifiers and regressors that users bring."""
