"""What `latentwalk` and `latentwalk open` serve."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from latentwalk import gallery
from latentwalk.folder.manifest import DECODER
from latentwalk.hosts.server import serving
from tests.conftest import refused, run
from tests.kinds import model_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from latentwalk.infer.model import Model


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[tuple[list[str], bool]]:
    """The names of the models, and whether the gallery comes first."""
    seen: list[tuple[list[str], bool]] = []

    def serve(models: Sequence[Model], *_: Any, gallery: bool = False, **__: Any) -> None:
        seen.append(([model.name for model in models], gallery))

    monkeypatch.setattr(serving, "serve", serve)
    return seen


@pytest.mark.parametrize("words", [[], ["--no-browser"], ["open"], ["open", "--port", "9000"]])
def test_without_a_model_it_is_the_gallery(
    words: list[str], served: list[tuple[list[str], bool]]
) -> None:
    run(*words)
    assert served == [(gallery.names(), True)]


@pytest.mark.parametrize("models", [["mnist"], ["cells"], ["mnist-2d", "mnist"]])
def test_with_models_it_is_the_first(
    models: list[str], served: list[tuple[list[str], bool]]
) -> None:
    run("open", *models)
    [(names, entrance)] = served
    assert names[: len(models)] == models
    assert sorted(names) == sorted(gallery.names())
    assert not entrance


def test_a_model_of_our_own_says_itself_what_it_decodes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    sentence = refused(capsys, "open", "waves", "--rate", "8000")
    assert "waves is a model folder, whose manifest says it: leave it out" in sentence


def test_beside_a_foreign_model_the_options_are_its_own(
    served: list[tuple[list[str], bool]], tmp_path: Path
) -> None:
    decoder = tmp_path / "mine.onnx"
    decoder.write_bytes(model_of("curve").folder.content(DECODER))
    run("open", "waves", decoder, "--rate", "8000")
    assert served[0][0][:2] == ["waves", "mine"]


def test_what_is_said_of_a_model_is_of_the_default(
    served: list[tuple[list[str], bool]],
) -> None:
    run("open", "--name", "mine")
    assert [entrance for _, entrance in served] == [False]
