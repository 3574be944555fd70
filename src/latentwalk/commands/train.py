"""`latentwalk train`."""

from __future__ import annotations

import shlex
import sys
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING

from tyro.conf import OmitArgPrefixes

from latentwalk.errors import LatentwalkError, SettingsError
from latentwalk.hosts.server.options import ServerOptions
from latentwalk.terminal.plain_text import printable
from latentwalk.training.settings import CHECKPOINT, TrainSettings

if TYPE_CHECKING:
    from latentwalk.hosts.server.watch import TrainingPage
    from latentwalk.infer.model import Model

SNAPSHOTS = 24
"""Snapshots of a watched run, by default."""


@dataclass(frozen=True)
class Train(TrainSettings):
    """Train a VAE on images and write a model folder.

    For example: latentwalk train --data mnist --seed 0 --out my-model
    """

    watch: bool = False
    """Show the training model on a page in the browser, where it can be paused and changed."""
    no_browser: bool = False
    """Print the page's address without opening a browser."""
    server: OmitArgPrefixes[ServerOptions] = field(default_factory=ServerOptions)

    def run(self) -> None:
        """Train, with one line per epoch on standard error."""
        from latentwalk.training import train_with

        given = {field.name: getattr(self, field.name) for field in fields(TrainSettings)}
        settings, page = TrainSettings(**given), None
        if self.watch and self.devices > 1:
            raise SettingsError("A watched run uses one device: leave out --watch or --devices.")
        try:
            if self.watch:
                model, page = self._watched(settings)
            else:
                model = train_with(settings)
        except KeyboardInterrupt:
            if (self.out / CHECKPOINT).exists():
                print(f"{_STOPPED}\n  {self._resumed()}", file=sys.stderr)
            raise
        from latentwalk.training.devices import is_first_process

        if not is_first_process():
            return
        opening = shlex.join(["latentwalk", "open", str(self.out)])
        print(f"The model is in {self.out}: {opening}", file=sys.stderr)
        metrics = model.folder.manifest.provenance["metrics"]
        if metrics["held_out"]:
            print(f"held-out loss {metrics['held_out']['loss']:.2f} per image", flush=True)
        if metrics.get("condition"):
            found = metrics["condition"]
            print(
                f"decoded under another class, {found['read_as_condition']:.0%} of the images show "
                f"that class, {found['read_as_own']:.0%} their own; of the decoded variance, "
                f"{found['variance_by_condition']:.0%} are due to the class, "
                f"{found['variance_by_point']:.0%} to the latent point, "
                f"{found['variance_by_both']:.0%} to both together",
                flush=True,
            )
        if page is not None:
            print(f"The page stays open: {page.address}   (Ctrl-C stops it)", flush=True)
            page.wait()

    def _watched(self, settings: TrainSettings) -> tuple[Model, TrainingPage]:
        """Train beside a page, which shows the trained model at the end."""
        from latentwalk.hosts.server.watch import TrainingPage
        from latentwalk.training import train_with
        from latentwalk.training.controls import Controls
        from latentwalk.training.report import TerminalReport
        from latentwalk.training.watching import Watching

        if not settings.resume:
            snapshots = settings.snapshots or SNAPSHOTS
            # the page opens when the network is chosen: by default at the first step
            settings = replace(settings, snapshots=snapshots, starts=settings.starts or 1)
        pages: list[TrainingPage] = []

        def opened(model: Model) -> TrainingPage:
            page = TrainingPage(model, watching.act, self.server)
            page.announce(f"{printable(model.name)} is training")
            if not self.no_browser:
                page.open_browser()
            pages.append(page)
            return page

        controls = Controls()
        watching = Watching(TerminalReport(), controls, opened)
        try:
            model = train_with(settings, watching, controls, watching)
        except (KeyboardInterrupt, LatentwalkError) as error:
            for page in pages:
                failed = isinstance(error, LatentwalkError)
                page.leave(str(error) if failed else f"{_STOPPED} {self._resumed()}", failed)
            raise
        pages[0].finish(model)
        return model, pages[0]

    def _resumed(self) -> str:
        """The command line that resumes this run."""
        words = ["latentwalk", "train", "--data", self.data, "--out", str(self.out)]
        if self.data_dir is not None:
            words += ["--data-dir", str(self.data_dir)]
        if self.columns is not None:
            words += ["--columns", str(self.columns)]
        if self.originals:
            words += ["--originals"]
        if self.accelerator != "auto":
            words += ["--accelerator", self.accelerator]
        if self.devices != 1:
            words += ["--devices", str(self.devices)]
        if self.watch:
            words += ["--watch"]
            words += self.server.words()
            words += ["--no-browser"] if self.no_browser else []
        return shlex.join([*words, "--resume"])


_STOPPED = "Stopped. Completed epochs are saved; continue with"
