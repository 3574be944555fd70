"""A lesson: steps beside the explorer, each with a view, a prediction and its answer.

A lesson is a Markdown file. A second-level heading starts a step; the text before the first one is
a step as well. In a step

- a link to a view (`[look](#model=mnist&z=0,1)`) in a paragraph of its own moves the explorer;
- a rule (`---`) separates the question from the answer, which may have a view of its own;
- a link to a training (`[train](#train=mnist&beta=20)`) has the reader train a model;
- a list whose items begin with `[ ]` or `[x]` holds the predictions to choose from.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from latentwalk.errors import SettingsError
from latentwalk.gallery import LESSONS, lessons
from latentwalk.hosts.html.exercise import Exercise
from latentwalk.hosts.html.notes import Notes
from latentwalk.links import parts_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

TRAIN = "#train="
"""How a link to a training begins."""
MARKS = {"[ ] ": False, "[x] ": True, "[X] ": True}


@dataclass(frozen=True)
class Part:
    """The question of a step, or its answer."""

    html: str
    view: str
    """The view to show, as the part of a link after its #; empty to keep the current one."""
    exercises: tuple[Exercise, ...] = ()
    """The trainings that its links begin."""


@dataclass(frozen=True)
class Step:
    """One step of a lesson."""

    question: Part
    answer: Part | None

    @property
    def parts(self) -> list[Part]:
        """The question, and the answer if there is one."""
        return [part for part in (self.question, self.answer) if part]

    @property
    def views(self) -> list[str]:
        """The views that the step shows."""
        return [part.view for part in self.parts if part.view]


@dataclass(frozen=True)
class Lesson:
    """The steps of a lesson."""

    title: str
    """The text of its first heading; empty if it has none."""
    steps: tuple[Step, ...]

    @property
    def predicts(self) -> bool:
        """Whether a view shows what a second network reads."""
        return any(parts.get("field") == "prediction" for parts in self._parts)

    def uses(self, part: str) -> bool:
        """Whether a view has a part of links, such as `at`."""
        return any(part in parts for parts in self._parts)

    @classmethod
    def read(cls, named: str) -> Lesson:
        """Read a lesson: a Markdown file, or the name of a shipped lesson.

        Raises:
            SettingsError: the lesson does not exist, or has an empty step or an invalid link.
        """
        shipped = lessons()
        path = LESSONS / f"{named}.md" if named in shipped else Path(named)
        if not path.is_file():
            raise SettingsError(
                f"Lesson '{named}' not found: give a Markdown file, or a shipped lesson "
                f"({', '.join(shipped)})."
            )
        notes = Notes.read(path, "--lesson")
        steps = [_step(notes, tokens, path) for tokens in _split_steps(notes.tokens)]
        if not steps:
            raise SettingsError(f"{path} is empty: a lesson has at least one step.")
        return cls(_title(notes.tokens), tuple(steps))

    @property
    def models(self) -> list[str]:
        """The models that its views name, without duplicates."""
        named = [name for part in self._parts for name in (part.get("model"), part.get("with"))]
        drawn = [exercise.model for exercise in self.exercises]
        return list(dict.fromkeys(filter(None, [*named, *drawn])))

    @property
    def exercises(self) -> list[Exercise]:
        """The trainings that its links begin."""
        parts = [part for step in self.steps for part in step.parts]
        return [exercise for part in parts for exercise in part.exercises]

    @property
    def _parts(self) -> list[dict[str, str]]:
        """The parts of its views."""
        return [parts_of(view) for step in self.steps for view in step.views]

    @property
    def start(self) -> str:
        """The view of its first step."""
        return self.steps[0].question.view

    def html(self) -> str:
        """The HTML of its steps; the page shows one at a time."""
        return "\n".join(
            f'<section data-view="{_attribute(step.question.view)}">{step.question.html}'
            + (
                f'<div class="revealed" data-view="{_attribute(step.answer.view)}" hidden>'
                f"{step.answer.html}</div>"
                if step.answer
                else ""
            )
            + "</section>"
            for step in self.steps
        )


def _title(tokens: Sequence[Token]) -> str:
    """The text of the first heading."""
    headings = (i for i, token in enumerate(tokens) if token.type == "heading_open")
    first = next(headings, None)
    texts = [] if first is None else tokens[first + 1].children or []
    return "".join(child.content for child in texts)


def _split_steps(tokens: Sequence[Token]) -> list[list[Token]]:
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
            f"{path}: line {_line(tokens[rules[1]])} is the second rule of its step. A step has at "
            "most one, which separates the question from the answer."
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
                    f"{path}: line {_line(tokens[i])} is the second view of a question or answer."
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
    exercises = _exercises(kept, path)
    html = notes.html(kept)
    if not html.strip():
        raise SettingsError(f"{path} has a step, or an answer, without text.")
    return Part(html, view, exercises)


def _exercises(tokens: list[Token], path: Path) -> tuple[Exercise, ...]:
    """The trainings that links begin, which are marked as buttons."""
    found = []
    for token in tokens:
        for child in token.children or []:
            address = str(child.attrs.get("href", ""))
            if child.type != "link_open" or not address.startswith(TRAIN):
                continue
            try:
                found.append(Exercise.parse(address.removeprefix("#")))
            except SettingsError as error:
                raise SettingsError(f"{path}: line {_line(token)}: {error}") from error
            child.attrs["class"] = "exercise"
    return tuple(found)


def _view(tokens: list[Token]) -> str:
    """The view that a paragraph links to, if it consists of that link only."""
    if [token.type for token in tokens] != ["paragraph_open", "inline", "paragraph_close"]:
        return ""
    children = tokens[1].children or []
    kinds = [child.type for child in children]
    if kinds != ["link_open", "text", "link_close"] or tokens[0].level:
        return ""
    address = str(children[0].attrs["href"])
    return address if address.startswith("#") and not address.startswith(TRAIN) else ""


def _mark_choices(tokens: list[Token]) -> None:
    """Mark lists of predictions, and the right ones among them, with attributes."""
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
