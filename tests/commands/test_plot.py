from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from latentwalk.cli import main

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    "options",
    [
        ("map", "--colour", "weight", "--images", "3"),
        ("strips", "--at", "Lato bold", "--frames", "3"),
        ("sheet", "--plane", "2,1", "--frames", "3"),
        ("path", "--through", "Lato bold,Open Sans", "--frames", "3"),
    ],
)
def test_each_figure_is_written(tmp_path: Path, options: tuple[str, ...]) -> None:
    out = tmp_path / "figure.pdf"
    main(["plot", "typefaces", "--figure", *options, "--dpi", "50", "-o", str(out)])
    assert out.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--colour", "nothing"), "no column 'nothing'"),
        (("--plane", "7"), "two different dimensions"),
        (("--figure", "path"), "--through"),
        (("--dpi", "1"), "--dpi must be from 10"),
        (("--images", "101"), "--images must be from 0 to 100"),
        (("-o", "figure.gif"), "must end in .svg"),
    ],
)
def test_bad_options_end_in_a_sentence(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as stopped:
        main(["plot", "mnist-2d", *options])
    assert stopped.value.code == 2
    assert message in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
