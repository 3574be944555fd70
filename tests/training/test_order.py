"""Which images are in each step of an epoch."""

from __future__ import annotations

import numpy as np
import torch

from latentwalk.training.order import DECODED, ENCODED, ByGroup, ByImage

GROUPS = np.repeat([3, 0, 7, 5], [2, 5, 30, 9]).astype(np.int32)


def test_by_image_every_image_comes_once() -> None:
    order, generator = ByImage(25, 8), torch.Generator().manual_seed(0)
    assert order.begin(generator) == 25
    drawn = [order.draw(step, generator) for step in range(order.steps)]
    assert [len(one.images) for one in drawn] == [8, 8, 8, 1]
    assert sorted(torch.cat([one.images for one in drawn]).tolist()) == list(range(25))
    assert all(one.members is None for one in drawn)


def test_by_group_the_encoded_and_the_decoded_images_differ() -> None:
    order, generator = ByGroup(GROUPS, 3 * DECODED), torch.Generator().manual_seed(0)
    counts: list[int] = []
    for _ in range(20):
        points = order.begin(generator)
        assert points == 1 + 1 + 4 + 2  # as often as their images fill the places
        for step in range(order.steps):
            images, part, members = order.draw(step, generator)
            assert members is not None
            assert (members.encoded ^ members.decoded).all()
            for point in range(part.stop - part.start):
                mine = members.group == point
                first, others = (images[mine & chosen] for chosen in members[1:3])
                (group,) = set(GROUPS[images[mine].numpy()].tolist())
                size = int((group == GROUPS).sum())
                assert not set(first.tolist()) & set(others.tolist())
                assert len(set(first.tolist())) == len(first) <= max(1, min(ENCODED, size // 2))
                assert len(others) == DECODED
                assert len(set(others.tolist())) == min(DECODED, size - len(first))
                assert members.sizes[point] == size
                counts.append(len(first))
    assert set(counts) == set(range(1, ENCODED + 1))


def test_by_group_the_same_seed_gives_the_same_steps() -> None:
    def drawn() -> list[list[int]]:
        order, generator = ByGroup(GROUPS, 2 * DECODED), torch.Generator().manual_seed(4)
        order.begin(generator)
        return [order.draw(step, generator).images.tolist() for step in range(order.steps)]

    assert drawn() == drawn()
