"""`latentwalk window`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from tyro.conf import Positional, arg

from latentwalk.commands.arguments import check_seed


@dataclass(frozen=True)
class Window:
    """Explore a latent space in a desktop window.

    For example: latentwalk window mnist
    """

    model: Positional[Annotated[str, arg(metavar="MODEL")]] = "mnist"
    """A gallery name or the path of a model folder."""
    seed: Annotated[int | None, arg(metavar="INT")] = None
    """The seed of Random; by default its points differ each time."""

    def run(self) -> None:
        """Show the window until it is closed."""
        from latentwalk.hosts.window import show
        from latentwalk.infer.model import open_model

        check_seed(self.seed)
        show(open_model(self.model), self.seed)
