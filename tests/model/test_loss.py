from __future__ import annotations

import torch

from latentwalk.model.loss import elbo_loss
from latentwalk.model.vae import Output


def test_it_is_the_original_s_loss_by_image() -> None:
    torch.manual_seed(0)
    x, y = torch.randn(4, 1, 8, 8), torch.randn(4, 1, 8, 8)
    mean, logvar = torch.randn(4, 3), torch.randn(4, 3)
    loss = elbo_loss(x, Output(y, mean, mean, logvar))
    # the original sums over the whole batch
    squared = torch.nn.functional.mse_loss(y.tanh(), x, reduction="sum")
    normal = torch.distributions.Normal(mean, (0.5 * logvar).exp())
    kl = torch.distributions.kl_divergence(normal, torch.distributions.Normal(0.0, 1.0)).sum()
    torch.testing.assert_close(loss.total().sum(), squared + kl)
    torch.testing.assert_close(loss.total(beta=4).sum(), squared + 4 * kl)
    assert loss.reconstruction.shape == (4,)
    assert loss.kl.shape == (4, 3)
