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
        "What a latent dimension is, how to read the map, and what a space does not contain.",
        15,
    ),
    CourseLesson(
        "variational",
        "Where an autoencoder has holes, and how a prior and noise close them.",
        15,
    ),
    CourseLesson(
        "beta",
        "What beta weighs and why dimensions collapse, with models that you train in the page.",
        15,
    ),
    CourseLesson(
        "network",
        "What each layer of a decoder does, with its line of PyTorch and its values.",
        15,
    ),
    CourseLesson(
        "directions",
        "What a direction means, where it fails, and what lies between two points.",
        15,
    ),
    CourseLesson(
        "reading-critically",
        "Which pictures of a latent space to believe, and how to check them.",
        15,
    ),
)
