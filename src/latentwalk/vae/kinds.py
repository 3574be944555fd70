"""The names of what a VAE can be, for those who only name it: this file needs no PyTorch."""

from __future__ import annotations

from typing import Literal

Kind = Literal["plain", "residual"]
"""Of architecture."""
Likelihood = Literal["squared", "bernoulli", "gaussian"]
"""Of an image, given the decoded one."""
