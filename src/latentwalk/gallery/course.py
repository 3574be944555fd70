"""The course: the shipped lessons in the order in which they build on each other."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CourseLesson:
    """What the overview of the course says of a lesson."""

    name: str
    """The name of its Markdown file in `lessons/`."""
    learns: str
    """What one learns, in a sentence."""
    minutes: int
    """How long it takes."""


COURSE = (
    CourseLesson(
        "latent-spaces",
        "What a latent dimension is, where an autoencoder has holes, and what a prior is for.",
        15,
    ),
    CourseLesson(
        "beta",
        "What beta weighs and why dimensions collapse, with models that you train in the page.",
        15,
    ),
    CourseLesson(
        "reading-critically",
        "Which pictures of a latent space to believe, and how to check them.",
        15,
    ),
)
