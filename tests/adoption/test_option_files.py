"""Positions, names and edges as lists, arrays, text and files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from latentwalk.adoption.option_files import pairs, positions, texts
from latentwalk.errors import ModelError


def test_positions(tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", [0.0, 0.5, 2.0])
    (tmp_path / "x.txt").write_text("0\n0.5\n2\n")
    (tmp_path / "x.csv").write_text("0, 0.5, 2\n")
    given: list[Any] = [[0, 0.5, 2], (0, 0.5, 2), np.array([0, 0.5, 2]), torch.tensor([0, 0.5, 2])]
    given += ["0,0.5,2", *(tmp_path / f"x.{end}" for end in ("npy", "txt", "csv"))]
    assert {positions(one) for one in given} == {(0.0, 0.5, 2.0)}
    assert len(positions(np.arange(10**6))) == 10**6


def test_names(tmp_path: Path) -> None:
    (tmp_path / "names.txt").write_text("a\nb c\n\nd\n")
    assert texts(tmp_path / "names.txt") == texts(["a", "b c", "d"]) == texts("a, b c, d")
    assert texts(np.array(["a", "b c", "d"])) == ("a", "b c", "d")


def test_edges(tmp_path: Path) -> None:
    (tmp_path / "edges.txt").write_text("0-1\n1 2\n2,3\n")
    np.save(tmp_path / "edges.npy", [[0, 1], [1, 2], [2, 3]])
    given: list[Any] = [[(0, 1), (1, 2), (2, 3)], "0-1,1-2,2-3", np.array([[0, 1], [1, 2], [2, 3]])]
    given += [tmp_path / "edges.txt", str(tmp_path / "edges.npy")]
    assert {pairs(one) for one in given} == {((0, 1), (1, 2), (2, 3))}


@pytest.mark.parametrize(
    ("read", "given", "reason"),
    [
        (positions, [], "a list of 1 to"),
        (positions, [[0, 1]], "a list of 1 to"),
        (positions, [0, 0], "x must ascend, but number 2 is 0, after 0"),
        (positions, [0, np.nan], "finite"),
        (positions, [0, 1e300], "finite"),
        (positions, "a", "must be numbers"),
        (positions, object(), "must be numbers"),
        (positions, Path("nowhere.txt"), "does not exist"),
        (texts, [], "1 to"),
        (texts, 5, "1 to"),
        (texts, "nowhere.txt", "does not exist"),
        (texts, ["x" * 2**20], "at most 4,096 characters, but 'xxx.*1,048,576"),
        (texts, "x" * 2**20, "at most 4,096 characters"),
        (pairs, [], "pairs of point numbers"),
        (pairs, [(0, 1, 2)], "pairs of point numbers"),
        (pairs, [(0, -1)], "pairs of point numbers"),
        (pairs, [(0, 0.5)], "pairs of point numbers"),
        (pairs, [(0, np.inf)], "pairs of point numbers"),
        (pairs, "0-x", "pairs of point numbers"),
        (pairs, "edges.csv", "does not exist"),
    ],
)
def test_bad_values_end_in_a_sentence(read: Any, given: Any, reason: str) -> None:
    with pytest.raises(ModelError, match=reason) as caught:
        read(given)
    assert len(str(caught.value)) < 400


def test_hostile_files(tmp_path: Path) -> None:
    (tmp_path / "names.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ModelError, match="not text in UTF-8"):
        texts(tmp_path / "names.txt")
    (tmp_path / "x.npy").write_bytes(b"not an array")
    with pytest.raises(ModelError, match="must be numbers"):
        positions(tmp_path / "x.npy")
    np.save(tmp_path / "object.npy", np.array([{}], dtype=object), allow_pickle=True)
    with pytest.raises(ModelError, match="must be numbers"):
        positions(tmp_path / "object.npy")


@pytest.mark.parametrize("given", [{"a", "b"}, ["a", None], ["a", float("nan")], [["a"], ["b"]]])
def test_names_that_are_no_list_of_texts(given: Any) -> None:
    with pytest.raises(ModelError, match="names must be"):
        texts(given)


def test_names_in_bytes() -> None:
    assert texts([b"a", b"b"]) == ("a", "b")


@pytest.mark.parametrize("given", [np.empty((0, 2)), "-1-2", "-1,2", "0--1", "0-1-2"])
def test_edges_that_are_none(given: Any) -> None:
    with pytest.raises(ModelError, match="edges must be"):
        pairs(given)


def test_positions_are_real(tmp_path: Path) -> None:
    complex_ones = np.array([1 + 1j, 2])
    np.save(tmp_path / "x.npy", complex_ones)
    for given in (complex_ones, tmp_path / "x.npy"):
        with pytest.raises(ModelError, match="complex"):
            positions(given)
