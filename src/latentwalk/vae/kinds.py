"""The names of VAE variants, in a file that does not import PyTorch."""

from __future__ import annotations

from typing import Literal

Kind = Literal["plain", "residual"]
"""Kinds of architecture."""
Likelihood = Literal["squared", "bernoulli", "gaussian"]
"""Likelihoods of an image given the decoded one."""
