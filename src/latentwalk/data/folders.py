"""Folders of pictures: classes are subfolders, and splits may be above them."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from latentwalk.data.dataset import Dataset, Images, split
from latentwalk.data.findings import Findings
from latentwalk.data.formats import advice, endings
from latentwalk.data.framing import framed
from latentwalk.data.picture_options import DEFAULT, PictureOptions
from latentwalk.data.pictures import read_picture
from latentwalk.data.splits import SPLITS, TRAINING, parted
from latentwalk.errors import DataError
from latentwalk.terminal.console import track

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray


class Pictures:
    """The picture files of a folder and its subfolders, as a sequence that reads lazily."""

    def __init__(
        self,
        folder: Path,
        options: PictureOptions = DEFAULT,
        findings: Findings | None = None,
        alpha: bool = False,
    ) -> None:
        """Find the files. Links to folders are followed, each folder once.

        Args:
            folder: the folder.
            options: how to read the pictures.
            findings: counts what is assumed while they are read.
            alpha: whether they are RGBA, with their transparency.

        Raises:
            DataError: the folder has no pictures.
        """
        self.remarks: list[str] = []
        """What was left out, and which folders are splits, in sentences."""
        self.folder = folder
        self.options = options
        self.channels = 4 if alpha else None
        self.findings = findings or Findings()
        accepted = endings()
        files = [path for path in self._files(folder) if not _hidden(path.relative_to(folder))]
        self.paths = sorted(path for path in files if path.suffix.lower() in accepted)
        """The files, in order."""
        skipped = Counter(path.suffix.lower() for path in files) - Counter(
            path.suffix.lower() for path in self.paths
        )
        counts = ", ".join(
            f"{count} {ending or 'without an ending'}{advice(ending)}"
            for ending, count in sorted(skipped.items())
        )
        if not self.paths:
            kinds = ", ".join(sorted(accepted))
            has = f"; it has {counts}" if counts else ""
            raise DataError(f"{folder} has no pictures ({kinds}){has}.")
        if counts:
            self.remarks.append(f"{folder}: left out files that are not pictures: {counts}.")
        parts = [path.relative_to(folder).parts[:-1] for path in self.paths]
        tops = {part[0] for part in parts if part}
        named = {top for top in tops if top.lower() in SPLITS}
        above = bool(tops) and named == tops
        if above:
            are = "are splits" if len(tops) > 1 else "is a split"
            self.remarks.append(
                f"{folder}: {', '.join(sorted(tops))} {are}; the classes are the folders in "
                "them. Name one of them to use it alone."
            )
        elif named:
            self.remarks.append(
                f"{folder}: {', '.join(sorted(named))} are classes, not splits, because "
                f"{', '.join(sorted(tops - named)[:3])} are beside them."
            )
        self.splits = [part[0].lower() if above and part else "" for part in parts]
        """The split of each file, in lower case; empty without splits."""
        names = [_name(part[above:]) for part in parts]
        self.classes = tuple(sorted({*names} - {""}))
        """The names of the subfolders with pictures."""
        index = {name: label for label, name in enumerate(self.classes)} | {"": -1}
        self.labels = np.array([index[name] for name in names], dtype=np.int32)
        """(n,): indices into `classes`, -1 for a picture in no class's folder."""
        self.stems = [os.fsencode(path.stem).decode("utf-8", "replace") for path in self.paths]
        """The files' names without folders and ending."""

    def __len__(self) -> int:
        return len(self.paths)

    def name(self, row: int) -> str:
        """The path of one picture within the folder, with slashes."""
        return self.paths[row].relative_to(self.folder).as_posix()

    def __getitem__(self, row: int) -> NDArray[np.uint8]:
        """The pixels (h, w, c) of one picture.

        Raises:
            DataError: the picture cannot be read.
        """
        return read_picture(self.paths[row], self.channels, self.options, self.findings)

    def _files(self, folder: Path) -> Iterator[Path]:
        """All files. Folders proper come before links, so that a link never hides a folder."""
        seen: set[str] = set()
        links: list[Path] = [folder]
        base, repeated = Path(os.path.realpath(folder)), 0
        while links:
            link = links.pop(0)
            real = os.path.realpath(link)
            if real in seen or Path(real) in base.parents:
                repeated += 1
                continue
            for root, folders, files in os.walk(link):
                seen.add(os.path.realpath(root))
                kept = sorted(name for name in folders if not name.startswith("."))
                inside = [Path(root, name) for name in kept]
                links += [path for path in inside if _link(path)]
                folders[:] = [path.name for path in inside if os.path.realpath(path) not in seen]
                yield from (Path(root, name) for name in files)
        if repeated:
            self.remarks.append(
                f"{folder}: {repeated} linked folder{'s' if repeated > 1 else ''} left out, "
                "because the same folder is read already."
            )


def load_folder(
    folder: Path,
    size: int | None = None,
    options: PictureOptions = DEFAULT,
    group: str | None = None,
    alpha: bool = False,
) -> Dataset:
    """A folder of pictures as a data set; the names of subfolders are its classes.

    Pictures in the folder itself have no label. All are RGB if one of them has colour. If the
    folder has splits (`train/`, `test/`, `val/`), all but the training split are held out.

    Args:
        folder: the folder; subfolders are included.
        size: scale every picture to a square of this side; by default they must have one size.
        options: how to read the pictures.
        group: `folder`: the pictures of a subfolder are a group, and the file's name without its
            ending is the class, as in STYLE/CHARACTER.png. `file`: pictures of the same name are a
            group, as in CHARACTER/STYLE.png.
        alpha: whether the images are RGBA, with the pictures' transparency.

    Raises:
        DataError: no pictures, an unreadable one, or pictures of different sizes; another `group`,
            or pictures in no subfolder if they have one.
    """
    files = Pictures(folder, options, alpha=alpha)
    _check_grouping(folder, files, group)
    good: list[int] = []
    pictures: list[NDArray[np.uint8]] = []
    broken: list[str] = []
    for row in track(range(len(files)), "reading pictures", len(files)):
        try:
            picture = files[row]
        except DataError as error:
            if not options.skip_broken:
                raise DataError(f"{error} --skip-broken leaves such pictures out.") from error
            broken.append(str(error))
            continue
        if size is not None:
            name = str(files.paths[row])
            picture = framed(picture[None], size, size, options.fit, files.findings, name)[0]
        good.append(row)
        pictures.append(picture)
    if broken:
        files.remarks.append(left_out(broken))
    if not pictures:
        raise DataError(f"{folder} has no readable pictures. The first error: {broken[0]}")
    files.findings.print(files.remarks)
    channels = max(picture.shape[2] for picture in pictures)
    _check_sizes([files.paths[row] for row in good], pictures)
    pixels = np.stack([np.repeat(p, channels // p.shape[2], axis=2) for p in pictures])
    names = np.array([files.name(row) for row in good], object)
    rows = np.array(good, np.int32)
    labels, classes = files.labels[good], files.classes
    of, groups = None, tuple[str, ...]()
    if group is not None:
        stems, indices = np.unique([files.stems[row] for row in good], return_inverse=True)
        of, groups = indices.astype(np.int32), tuple(map(str, stems))
        if group == "folder":
            labels, of, classes, groups = of, labels, groups, classes
    images, name = Images(pixels, labels, None, rows, names, of), folder.resolve().name
    held_out = [files.splits[row] not in TRAINING for row in good]
    if not any(files.splits) or all(held_out) or not any(held_out):
        return split(name, images, classes, groups=groups)
    return parted(name, images, np.array(held_out), classes, groups)


def _check_grouping(folder: Path, files: Pictures, group: str | None) -> None:
    """Check that pictures can be grouped in this way.

    Raises:
        DataError: they cannot.
    """
    if group not in {None, "folder", "file"}:
        raise DataError(
            f"The pictures of {folder} are grouped by folder (STYLE/CHARACTER.png) or by file "
            f"(CHARACTER/STYLE.png), got --group {group}."
        )
    outside = np.flatnonzero(files.labels < 0)
    if group is not None and len(outside):
        raise DataError(
            f"{files.paths[outside[0]]} is in no subfolder of {folder}, but --group {group} needs "
            "the folder's name: move it."
        )


def left_out(broken: Sequence[str]) -> str:
    """How many pictures could not be read, and why the first could not."""
    plural = "s" if len(broken) > 1 else ""
    return f"{len(broken):,} picture{plural} left out; the first: {broken[0]}"


def _link(path: Path) -> bool:
    return path.is_symlink() or (hasattr(path, "is_junction") and path.is_junction())


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _name(parts: Sequence[str]) -> str:
    """The class of a file in these folders; a manifest is UTF-8."""
    return os.fsencode(parts[0]).decode("utf-8", "replace") if parts else ""


def _check_sizes(paths: Sequence[Path], pictures: Sequence[NDArray[np.uint8]]) -> None:
    first = pictures[0].shape[:2]
    for path, picture in zip(paths, pictures, strict=True):
        if picture.shape[:2] != first:
            raise DataError(
                f"{path} is {picture.shape[0]} x {picture.shape[1]}, but {paths[0]} is "
                f"{first[0]} x {first[1]}: give --size to scale them all to one size."
            )
