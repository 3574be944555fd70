"""One step of a run: the gradient of a batch, and the update of the weights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import torch

from latentwalk.vae.loss import elbo_loss

if TYPE_CHECKING:
    from collections.abc import Callable

    import lightning_fabric
    from torch import Tensor

    from latentwalk.training.descent import Descent
    from latentwalk.training.objective import Objective
    from latentwalk.vae.loss import Loss
    from latentwalk.vae.network import Members, Output


class Batch(NamedTuple):
    """The inputs of a step: this process's part of a batch."""

    images: Tensor
    """(b, c, h, w) in [-1, 1]."""
    noise: Tensor
    """(b, d), draws of N(0, I)."""
    prior: Tensor
    """(b, d), further draws if the objective needs them, else (0, d)."""
    price: Tensor | float
    """(), the cost of a nat of divergence."""
    aim: Tensor | float
    """(), the nats at which the divergence is held."""
    share: Tensor | float
    """(), this process's gradient weight."""
    condition: Tensor | None = None
    """(b, k), the images' classes, one-hot; None without a condition."""
    members: Members | None = None
    """The groups of the images, which share points; None without groups."""
    kept: Tensor | None = None
    """(d,), 1 for the latent dimensions that are decoded, 0 for others; None if all are."""
    cost: Tensor | None = None
    """(d,), the relative cost of a nat of each dimension; None if they are equal."""


class Step:
    """Makes one step of a run per call."""

    def __init__(
        self,
        model: Callable[..., Output],
        descent: Descent,
        objective: Objective,
        images: int,
        fabric: lightning_fabric.Fabric,
    ) -> None:
        """Take a VAE that `fabric` has set up, and the size of its data set in images."""
        self._model, self._descent, self._objective = model, descent, objective
        self._images, self._fabric = images, fabric

    def __call__(self, batch: Batch) -> Tensor:
        """Make a step; return the `sums` of the batch's loss before it."""
        members = batch.members
        output = self._model(batch.images, batch.noise, batch.condition, members, batch.kept)
        loss = elbo_loss(batch.images, output, self._objective.likelihood, members)
        value = self._objective.value(
            loss, output, batch.price, batch.aim, self._images, batch.prior, batch.cost
        )
        self._descent.zero_grad()
        self._fabric.backward(value * batch.share)
        self._descent.step()
        return sums(loss if batch.kept is None else loss.of(batch.kept))


class ReplayedStep(Step):
    """A step on one GPU, replayed as a CUDA graph: one launch instead of hundreds of small ones.

    After the first steps, one step is recorded, and all others with the same batch size are replays
    of it. A smaller batch, the last of an epoch, is run normally. It is not for groups, whose
    numbers of encoded images vary.
    """

    FIRST = 3
    """Steps before the recorded one, in which libraries choose their algorithms."""

    _made = 0
    _size = 0
    _graph: torch.cuda.CUDAGraph | None = None
    _batch: Batch
    _sums: Tensor

    def __call__(self, batch: Batch) -> Tensor:
        """Make or replay a step; the returned tensor is valid until the next call."""
        self._size = self._size or len(batch.images)
        whole = len(batch.images) == self._size
        if self._graph is None and whole and self._made >= self.FIRST:
            self._record(batch)
        if self._graph is None:
            self._made += 1
            return self._on_side_stream(batch)
        if not whole:
            return super().__call__(batch)
        for kept, given in zip(self._batch, batch, strict=True):
            if isinstance(kept, torch.Tensor) and isinstance(given, torch.Tensor):
                kept.copy_(given)
            elif isinstance(kept, torch.Tensor) and isinstance(given, (int, float)):
                kept.fill_(given)
        self._graph.replay()
        return self._sums

    def _on_side_stream(self, batch: Batch) -> Tensor:
        """Make a step on a separate stream, as recording requires."""
        stream = torch.cuda.Stream()  # type: ignore[no-untyped-call]
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            made = super().__call__(batch)
        torch.cuda.current_stream().wait_stream(stream)
        return made

    def _record(self, batch: Batch) -> None:
        device = batch.images.device
        tensors: dict[str, Any] = {
            name: given.clone() if isinstance(given, torch.Tensor) else torch.tensor(given)
            for name, given in batch._asdict().items()
            if given is not None
        }
        self._batch = Batch(**{name: tensor.to(device) for name, tensor in tensors.items()})
        self._descent.zero_grad()
        self._graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(self._graph):
            self._sums = super().__call__(self._batch)


def sums(loss: Loss) -> Tensor:
    """(2 + d,): the number of images, the sum of their reconstruction, and of KL by dimension."""
    reconstruction, kl = loss.reconstruction.detach(), loss.kl.detach()
    return torch.cat([kl.new_full((1,), len(kl)), reconstruction.sum()[None], kl.sum(0)])
