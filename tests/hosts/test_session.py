from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import latentwalk
from latentwalk.errors import LatentError
from latentwalk.hosts.window.session import Session
from latentwalk.latent.movement import DURATION

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def session(trained: Path) -> Session:
    return Session(latentwalk.open(trained), seed=0)


def test_a_movement_leads_to_the_target(session: Session) -> None:
    assert not session.tick(0.0)
    session.move(np.ones(6), clock=5.0)
    assert session.moving
    assert session.tick(5.0 + DURATION / 2)
    np.testing.assert_allclose(session.z, 0.5, atol=1e-6)
    assert session.tick(5.0 + DURATION)
    np.testing.assert_array_equal(session.z, np.ones(6))
    assert not session.moving
    assert not session.tick(9.0)


def test_a_new_movement_starts_at_the_current_point(session: Session) -> None:
    session.move(np.ones(6), clock=0.0)
    session.move(np.full(6, -1.0), clock=DURATION / 2)
    np.testing.assert_allclose(session.z, 0.5, atol=1e-6)
    assert session.last_movement is not None
    np.testing.assert_allclose(session.last_movement[0], 0.5, atol=1e-6)
    session.tick(DURATION)  # the old one would have ended at +1 by now
    assert (session.z < 0.5).all()
    session.tick(DURATION * 1.5)
    np.testing.assert_array_equal(session.z, np.full(6, -1.0))


def test_a_slider_cancels_the_movement(session: Session) -> None:
    session.move(np.ones(6), clock=0.0)
    session.tick(DURATION / 2)
    session.set(2, -3.0)
    assert not session.moving
    assert session.z[2] == -3
    np.testing.assert_allclose(np.delete(session.z, 2), 0.5, atol=1e-6)


def test_random_is_decided_by_the_seed(trained: Path) -> None:
    ends = []
    for _ in range(2):
        session = Session(latentwalk.open(trained), seed=4)
        session.move_randomly(0.0)
        session.tick(DURATION)
        ends.append(session.z)
    np.testing.assert_array_equal(*ends)
    assert np.abs(ends[0]).max() > 0


def test_an_invalid_point_changes_nothing(session: Session) -> None:
    with pytest.raises(LatentError):
        session.move(np.zeros(5), clock=0.0)
    with pytest.raises(LatentError):
        session.set(0, float("nan"))
    np.testing.assert_array_equal(session.z, np.zeros(6))
