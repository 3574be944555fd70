"""A lesson: steps beside the explorer, each with a view, in which one predicts and then sees.

It is a file of Markdown. A heading of the second level begins a step; what stands before the first
one is a step, too. In a step

- a link to a view (`[look](#model=mnist&z=0,1)`) that is a paragraph of its own is where the
  explorer goes;
- a rule (`---`) parts what is asked from what is then revealed, with a view of its own if it likes;
- a list whose items begin with `[ ]` or `[x]` are the predictions to choose from.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from latentwalk.errors import SettingsError
from latentwalk.gallery import LESSONS, lessons
from latentwalk.hosts.html.notes import Notes
from latentwalk.links import parts_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

MARKS = {"[ ] ": False, "[x] ": True, "[X] ": True}


@dataclass(frozen=True)
class Part:
    """What is asked in a step, or what is revealed."""

    html: str
    view: str
    """Where the explorer goes: what a link has after its #; empty if it stays."""


@dataclass(frozen=True)
class Step:
    """One step of a lesson."""

    asked: Part
    revealed: Part | None

    @property
    def views(self) -> list[str]:
        """The views that it shows."""
        return [part.view for part in (self.asked, self.revealed) if part and part.view]


@dataclass(frozen=True)
class Lesson:
    """The steps of a lesson."""

    steps: tuple[Step, ...]

    @classmethod
    def read(cls, named: str) -> Lesson:
        """Read a lesson: a file of Markdown, or one that ships, by its name.

        Raises:
            SettingsError: there is none, or it has a step without words or a link that is no view.
        """
        known = lessons()
        path = LESSONS / f"{named}.md" if named in known else Path(named)
        if not path.is_file():
            raise SettingsError(
                f"'{named}' is no lesson: name a file of Markdown, or one that ships: "
                f"{', '.join(known)}."
            )
        notes = Notes.read(path, "--lesson")
        steps = [_step(notes, tokens, path) for tokens in _parted(notes.tokens)]
        if not steps:
            raise SettingsError(f"{path} is empty: a lesson has at least one step.")
        return cls(tuple(steps))

    @property
    def models(self) -> list[str]:
        """The models that its views name, each once."""
        parts = [parts_of(view) for step in self.steps for view in step.views]
        named = [name for part in parts for name in (part.get("model"), part.get("with")) if name]
        return list(dict.fromkeys(named))

    @property
    def start(self) -> str:
        """The view that it begins with."""
        return self.steps[0].asked.view

    def html(self) -> str:
        """Its steps, one of which is shown at a time."""
        return "\n".join(
            f'<section data-view="{_attribute(step.asked.view)}">{step.asked.html}'
            + (
                f'<div class="revealed" data-view="{_attribute(step.revealed.view)}" hidden>'
                f"{step.revealed.html}</div>"
                if step.revealed
                else ""
            )
            + "</section>"
            for step in self.steps
        )


def _parted(tokens: Sequence[Token]) -> list[list[Token]]:
    """The tokens of each step."""
    steps: list[list[Token]] = [[]]
    for token in tokens:
        if token.type == "heading_open" and token.tag == "h2":
            steps.append([])
        steps[-1].append(token)
    return [step for step in steps if step]


def _step(notes: Notes, tokens: list[Token], path: Path) -> Step:
    rules = [i for i, token in enumerate(tokens) if token.type == "hr" and not token.level]
    if len(rules) > 1:
        raise SettingsError(
            f"{path}: line {_line(tokens[rules[1]])} is the second rule of its step; one parts "
            "what is asked from what is revealed."
        )
    if not rules:
        return Step(_part(notes, tokens, path), None)
    (rule,) = rules
    return Step(_part(notes, tokens[:rule], path), _part(notes, tokens[rule + 1 :], path))


def _part(notes: Notes, tokens: list[Token], path: Path) -> Part:
    view, kept, i = "", [], 0
    while i < len(tokens):
        found = _view(tokens[i : i + 3])
        if found:
            if view:
                raise SettingsError(
                    f"{path}: line {_line(tokens[i])} is the second view of its part of the step."
                )
            try:
                parts_of(found)
            except SettingsError as error:
                raise SettingsError(f"{path}: line {_line(tokens[i])}: {error}") from error
            view = found.lstrip("#")
            i += 3
            continue
        kept.append(tokens[i])
        i += 1
    _mark_choices(kept)
    html = notes.html(kept)
    if not html.strip():
        raise SettingsError(f"{path} has a step, or what one reveals, without a word in it.")
    return Part(html, view)


def _view(tokens: list[Token]) -> str:
    """The view that a paragraph is, if it is nothing but a link to one."""
    if [token.type for token in tokens] != ["paragraph_open", "inline", "paragraph_close"]:
        return ""
    children = tokens[1].children or []
    kinds = [child.type for child in children]
    if kinds != ["link_open", "text", "link_close"] or tokens[0].level:
        return ""
    address = str(children[0].attrs["href"])
    return address if address.startswith("#") else ""


def _mark_choices(tokens: list[Token]) -> None:
    """Tell lists of predictions, and which of them are right, by attributes."""
    for i, token in enumerate(tokens):
        if token.type != "bullet_list_open":
            continue
        end = next(
            k
            for k, one in enumerate(tokens[i:], i)
            if one.type == "bullet_list_close" and one.level == token.level
        )
        items = [k for k in range(i, end) if tokens[k].type == "list_item_open"]
        texts = [text for k in items for text in (tokens[k + 2].children or [])[:1]]
        marks = [MARKS.get(text.content[:4]) for text in texts]
        if len(marks) < len(items) or None in marks:
            continue
        token.attrs["class"] = "choices"
        for k, text, right in zip(items, texts, marks, strict=True):
            text.content = text.content[4:]
            if right:
                tokens[k].attrs["data-right"] = "1"


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 0


def _attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
