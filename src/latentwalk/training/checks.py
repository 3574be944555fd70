"""Checks of a run's options: the range of each, and which exclude each other."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, get_args

from latentwalk.errors import SettingsError
from latentwalk.folder.snapshots import MAX_SNAPSHOTS
from latentwalk.training.keywords import Augment, Optimizer, Samples
from latentwalk.training.recipe import RECIPES, Schedule
from latentwalk.vae.kinds import Kind

if TYPE_CHECKING:
    from latentwalk.training.options import TrainOptions

MAX_SIDE = 128
"""The longest side of images to train on."""


def check(options: TrainOptions) -> None:
    """Check the options of a run.

    Raises:
        SettingsError: a value is out of range, or two exclude each other.
    """
    if not 1 <= options.latent_dim <= 4096:
        raise SettingsError(f"latent_dim must be from 1 to 4096, got {options.latent_dim}.")
    if not 0 <= options.seed < 2**63 or options.atlas < 0:
        raise SettingsError("seed and atlas must not be negative, and seed below 2^63.")
    if options.snapshots and not 2 <= options.snapshots <= MAX_SNAPSHOTS:
        raise SettingsError(
            f"snapshots must be 0, or from 2 to {MAX_SNAPSHOTS}, got {options.snapshots}."
        )
    if options.recipe not in RECIPES:
        raise SettingsError(f"recipe must be one of {', '.join(RECIPES)}, got '{options.recipe}'.")
    if options.arch not in get_args(Kind):
        kinds = ", ".join(get_args(Kind))
        raise SettingsError(f"arch must be one of {kinds}, got '{options.arch}'.")
    if not 0 <= options.mixture <= 1000:
        raise SettingsError(f"mixture must be from 0 to 1000 Gaussians, got {options.mixture}.")
    if not 1 <= options.devices <= 1024:
        raise SettingsError(f"devices must be from 1 to 1024, got {options.devices}.")
    if options.chosen_recipe().batch_size < options.devices:
        raise SettingsError(
            f"Cannot share a batch of {options.chosen_recipe().batch_size} among "
            f"{options.devices} devices: give a --batch-size of at least that number."
        )
    if options.group is not None and options.devices > 1:
        raise SettingsError("A run with groups uses one device: leave out --devices.")
    if options.group is not None and options.columns is not None:
        raise SettingsError("A map of groups has no columns of images: leave out --columns.")
    if options.group is not None and options.originals:
        raise SettingsError("A map of groups has no image for each: leave out --originals.")
    for name, choices in (
        ("output", get_args(Samples)),
        ("augment", get_args(Augment)),
        ("optimizer", get_args(Optimizer)),
        ("schedule", get_args(Schedule)),
    ):
        value = getattr(options, name)
        if value is not None and value not in choices:
            raise SettingsError(f"{name} must be one of {', '.join(choices)}, got '{value}'.")
    _check_samples(options)
    if options.augment == "none" and options.warp:
        raise SettingsError(f"augment none warps nothing: leave out warp = {options.warp}.")
    if options.dim_tolerance is not None and not 0 < options.dim_tolerance < math.inf:
        raise SettingsError(f"dim_tolerance must be positive, got {options.dim_tolerance}.")
    if options.size is not None and options.size > MAX_SIDE:
        raise SettingsError(f"size must be at most {MAX_SIDE}, got {options.size}.")
    options.objective()
    if options.spare and (not options.has_room or options.chosen_recipe().keep == "best"):
        raise SettingsError(
            "--spare is for images without groups, the plain objective with a beta above 0, "
            "and a recipe that keeps the last epoch: leave it out."
        )
    if (options.starts or 1) > 1 and options.chosen_recipe().keep == "best":
        raise SettingsError("--starts is for recipes that keep the last epoch: leave it out.")


def _check_samples(options: TrainOptions) -> None:
    """Check the options of runs on curves and tables."""
    if options.output == "image":
        return
    for name in ("size", "group"):
        if getattr(options, name) is not None:
            raise SettingsError(f"--{name} is for images: leave it out with --output.")
    if options.arch != "plain" or options.alpha:
        name = "alpha" if options.alpha else f"arch {options.arch}"
        raise SettingsError(f"--{name} is for images: leave it out with --output.")
    if options.augment not in {None, "none"} and (options.output, options.augment) != (
        "curve",
        "shift",
    ):
        kept = "shift or none" if options.output == "curve" else "none"
        raise SettingsError(
            f"--augment must be {kept} with --output {options.output}, got {options.augment}."
        )
