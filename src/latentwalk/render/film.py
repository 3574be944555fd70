"""Films: a walk's images as a GIF, an MP4 or a PNG strip, by the ending of the name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from latentwalk.errors import MissingError, OutputError, SettingsError
from latentwalk.files.atomic import replacing
from latentwalk.render.sheet import picture, sheet
from latentwalk.terminal.console import track

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray
    from PIL import Image

FORMATS = (".gif", ".mp4", ".png")
SLOWEST = 0.1
"""Frames a second: ten seconds for one image."""
GIF_TICK = 0.01
"""Seconds: a GIF counts time in hundredths."""


def write_film(
    path: Path, pixels: NDArray[np.uint8], fps: float, scale: int = 1, *, smooth: bool = False
) -> None:
    """Write images as a film that plays at `fps` frames a second, or as a strip (`.png`).

    Args:
        path: its ending, `.gif`, `.mp4` or `.png`, chooses the format.
        pixels: (frames, h, w, c) uint8.
        fps: frames a second, up to 50 in a GIF, which counts time in hundredths of a second.
        scale: a whole factor of enlargement.
        smooth: enlarge bicubically instead of pixel-exactly.

    Raises:
        OutputError: another ending, or a file that cannot be written.
        MissingError: an MP4 without PyAV.
    """
    check_film(path, fps)
    with replacing(path) as temporary:
        if path.suffix.lower() == ".png":
            picture(sheet(pixels, columns=len(pixels), gap=0), scale, smooth=smooth).save(temporary)
            return
        images = track(pixels, "drawing", len(pixels))
        frames = [picture(image, scale, smooth=smooth) for image in images]
        _WRITERS[path.suffix.lower()](temporary, frames, fps)


def check_film(path: Path, fps: float) -> None:
    """Say before the work is done whether a film can be written to `path`.

    Raises:
        OutputError: an ending that names no film format.
        MissingError: an MP4 without PyAV.
        SettingsError: a speed that cannot be played.
    """
    ending = path.suffix.lower()
    if ending not in FORMATS:
        raise OutputError(f"{path} should end in {', '.join(FORMATS)}; that chooses the format.")
    fastest = 50 if ending == ".gif" else 240
    if not SLOWEST <= fps <= fastest:
        raise SettingsError(f"A {ending} plays {SLOWEST} to {fastest} frames a second, got {fps}.")
    if ending == ".mp4":
        _av()


def _write_gif(path: Path, frames: list[Image.Image], fps: float) -> None:
    # Rounded tick by tick, so that the film as a whole keeps its time.
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
        # yuv420p, which every player shows, halves the colour planes: sides must be even
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
            "An MP4 needs PyAV: pip install 'latentwalk[video]'. A GIF needs nothing more."
        ) from None
    return av


_WRITERS: dict[str, Callable[[Path, list[Image.Image], float], None]] = {
    ".gif": _write_gif,
    ".mp4": _write_mp4,
}
