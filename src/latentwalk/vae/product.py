"""The product of Gaussian experts: the posterior of a group, from those of its members.

Items x_i that share a latent point z and are independent given it have the posterior
p(z | x_1 ... x_n) proportional to p(z) prod_i p(z | x_i) / p(z). With q(z | x_i) in the place of
each p(z | x_i), it is a Gaussian again (Wu and Goodman, "Multimodal Generative Models for Scalable
Weakly-Supervised Learning", 2018, section 2.1; Bouchacourt, Tomioka and Nowozin, "Multi-Level
Variational Autoencoder", 2018, multiply without the prior).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from latentwalk.latent.posterior import LOGVAR_BOUND

if TYPE_CHECKING:
    from torch import Tensor


def product(mean: Tensor, logvar: Tensor, group: Tensor, groups: int) -> tuple[Tensor, Tensor]:
    """The posterior of each group from those of its members, by dimension.

    With precisions t_i = exp(-logvar_i), its precision is 1 + sum_i (t_i - 1), and its mean
    sum_i t_i mean_i divided by that. The posterior of one member is its own. Members less precise
    than the prior could make the sum too small or negative, so a group is never less precise than
    its most precise member; of others, the rule changes nothing.

    Args:
        mean: (n, d), of each member.
        logvar: (n, d), clamped as for sampling.
        group: (n,), the group of each member, from 0 to groups - 1.
        groups: g; each group has a member.

    Returns:
        The means and log-variances, (g, d) each.
    """
    precision = (-logvar.clamp(-LOGVAR_BOUND, LOGVAR_BOUND)).exp()
    nothing = mean.new_zeros(groups, mean.shape[1])
    most = nothing.scatter_reduce(0, group[:, None].expand_as(mean), precision, "amax")
    sharper = (1 + nothing.index_add(0, group, precision - 1)).maximum(most)
    return nothing.index_add(0, group, precision * mean) / sharper, -sharper.log()
