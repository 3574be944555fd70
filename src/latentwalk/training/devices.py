"""The devices of a run: one, several of this machine, or those that torchrun assigned."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING

import lightning_fabric
from lightning_fabric.utilities.exceptions import MisconfigurationException

from latentwalk.errors import SettingsError

if TYPE_CHECKING:
    from latentwalk.training.settings import TrainSettings


def fabric_of(settings: TrainSettings) -> lightning_fabric.Fabric:
    """Launch the processes of a run, one per device, and return their Fabric.

    With several devices, this command is started again for each of the others; under torchrun they
    are already running.

    Raises:
        SettingsError: the accelerator does not exist, or has too few devices.
    """
    logging.getLogger("lightning_fabric").setLevel(logging.WARNING)  # no greeting per process
    local = os.environ.get("LOCAL_WORLD_SIZE") if "TORCHELASTIC_RUN_ID" in os.environ else None
    devices = int(local) if local else settings.devices
    nodes = int(os.environ["WORLD_SIZE"]) // devices if local else 1
    strategy = "ddp" if devices * nodes > 1 else "auto"
    try:
        fabric = lightning_fabric.Fabric(
            accelerator=settings.accelerator, devices=devices, num_nodes=nodes, strategy=strategy
        )
        fabric.launch()
    except (RuntimeError, ValueError, MisconfigurationException) as error:
        reason = " ".join(str(error).split())
        raise SettingsError(
            f"Cannot use the accelerator '{settings.accelerator}' with {settings.devices} "
            f"device{'s' if settings.devices > 1 else ''}: {reason}"
        ) from error
    return fabric


def is_first_process() -> bool:
    """Whether this is the run's first process, as Lightning and torchrun number them."""
    return int(os.environ.get("RANK") or os.environ.get("LOCAL_RANK") or 0) == 0
