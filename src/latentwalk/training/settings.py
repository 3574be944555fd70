"""The settings of a training run: its options, checked, as a checkpoint stores them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from latentwalk.errors import SettingsError
from latentwalk.training.checks import check
from latentwalk.training.options import TrainOptions

CHECKPOINT = "checkpoint.safetensors"
"""The file that a stopped run leaves in its folder, from which it can be resumed."""
CHANGEABLE = ("rate",)
"""Settings that may change when a run is resumed."""


@dataclass(frozen=True)
class TrainSettings(TrainOptions):
    """One training run.

    Raises:
        SettingsError: an option is out of range, or two exclude each other.
    """

    def __post_init__(self) -> None:
        super().__post_init__()
        check(self)

    def to_json(self) -> dict[str, Any]:
        """The settings for a checkpoint: all except where and how the run was started."""
        content = asdict(self)
        for name in _OF_THE_CALL:
            del content[name]
        return content

    def resumed(self, stored: dict[str, Any]) -> TrainSettings:
        """The settings of a stopped run, with the paths and devices of these.

        Raises:
            SettingsError: these settings differ from those of the run.
        """
        ours = self.to_json()
        if set(stored) != set(ours):
            raise SettingsError(
                f"The run in {self.out} was started by another version of Latentwalk: continue it "
                "with that version, or start again with --overwrite."
            )
        for name, value in ours.items():
            default = getattr(TrainSettings, name, None)
            if name in CHANGEABLE and value != default:
                stored = {**stored, name: value}
            elif value not in (default, stored[name]):
                raise SettingsError(
                    f"The run in {self.out} has {name} = {stored[name]}, not {value}: leave it out "
                    "to continue the run, or start a new one in another folder."
                )
        try:
            return replace(self, **stored)
        except (TypeError, ValueError, AttributeError, OverflowError) as error:
            raise SettingsError(
                f"The run in {self.out} has invalid settings: {error}. Start again with "
                "--overwrite."
            ) from error


_OF_THE_CALL = (
    "out", "data_dir", "columns", "originals", "layout", "accelerator", "devices", "resume",
    "overwrite",
)  # fmt: skip
