"""Writes the images of a walk as a GIF, an MP4 or a PNG strip, by the ending of the name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.errors import MissingError, OutputError, SettingsError
from latentwalk.files.atomic import replacing
from latentwalk.outputs.checkerboard import opaque
from latentwalk.render.sheet import picture, sheet
from latentwalk.terminal.console import track

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray
    from PIL import Image

FORMATS = (".gif", ".mp4", ".png")
MIN_FPS = 0.1
"""Frames per second."""
GIF_TICK = 0.01
"""The time unit of a GIF, in seconds."""


def write_film(
    path: Path, pixels: NDArray[np.uint8], fps: float, scale: int = 1, *, smooth: bool = False
) -> None:
    """Write images as a film with `fps` frames per second, or as a strip (`.png`).

    Args:
        path: the file; its ending, `.gif`, `.mp4` or `.png`, chooses the format.
        pixels: (frames, h, w, c) uint8; alpha is kept in a strip, else it shows a checkerboard.
        fps: frames per second; at most 50 in a GIF, whose time unit is a hundredth of a second.
        scale: a whole factor of enlargement.
        smooth: enlarge bicubically instead of pixel-exactly.

    Raises:
        OutputError: an unknown ending, or a file that cannot be written.
        MissingError: an MP4 without PyAV.
    """
    check_film(path, fps)
    with replacing(path) as temporary:
        if path.suffix.lower() == ".png":
            picture(sheet(pixels, columns=len(pixels), gap=0), scale, smooth=smooth).save(temporary)
            return
        images = track(opaque(pixels), "drawing", len(pixels))
        frames = [picture(image, scale, smooth=smooth) for image in images]
        _WRITERS[path.suffix.lower()](temporary, frames, fps)


def check_film(path: Path, fps: float) -> None:
    """Check early whether a film can be written to `path`.

    Raises:
        OutputError: the ending is not that of a film format.
        MissingError: an MP4 without PyAV.
        SettingsError: the frame rate is out of range.
    """
    ending = path.suffix.lower()
    if ending not in FORMATS:
        raise OutputError(f"{path} must end in {' or '.join(FORMATS)}, which chooses the format.")
    max_fps = 50 if ending == ".gif" else 240
    if not MIN_FPS <= fps <= max_fps:
        raise SettingsError(
            f"The frame rate of a {ending} must be {MIN_FPS} to {max_fps} frames per second, got "
            f"{fps}."
        )
    if ending == ".mp4":
        _av()


def _write_gif(path: Path, frames: list[Image.Image], fps: float) -> None:
    # rounded cumulatively, so that the total duration is right
    ticks = np.diff(np.rint(np.arange(len(frames) + 1) / fps / GIF_TICK)).astype(int)
    frames[0].save(
        path,
        format="GIF",
        save_all=True,
        append_images=frames[1:],
        loop=0,
        disposal=1,
        duration=[int(10 * tick) for tick in ticks],
    )


def _write_mp4(path: Path, frames: list[Image.Image], fps: float) -> None:
    from fractions import Fraction

    av = _av()
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=Fraction(fps).limit_denominator(1000))
        # yuv420p, which every player supports, subsamples colour: sides must be even
        stream.width, stream.height = (side + side % 2 for side in frames[0].size)
        stream.pix_fmt = "yuv420p"
        stream.options = {"crf": "16", "preset": "slow"}
        for frame in frames:
            even = frame.convert("RGB").crop((0, 0, stream.width, stream.height))
            for packet in stream.encode(av.VideoFrame.from_image(even)):
                container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)


def _av() -> Any:
    try:
        import av
    except ImportError:
        raise MissingError(
            "An MP4 needs PyAV: pip install 'latentwalk[video]'. A GIF needs no extra."
        ) from None
    return av


_WRITERS: dict[str, Callable[[Path, list[Image.Image], float], None]] = {
    ".gif": _write_gif,
    ".mp4": _write_mp4,
}
