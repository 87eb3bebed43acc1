"""Labels beside marks: none covers another, each stays near its own."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_core.kit.labels import apart, lines

ROOMS = st.lists(st.tuples(st.floats(0, 1), st.floats(0.01, 0.2)), min_size=1, max_size=12)


@given(ROOMS)
def test_no_label_covers_another_and_their_order_stays(given_rooms):
    values, rooms = zip(*given_rooms, strict=True)
    placed = apart(values, rooms)
    order = sorted(range(len(values)), key=lambda i: values[i])
    for low, high in pairwise(order):
        assert placed[high] - placed[low] >= (rooms[low] + rooms[high]) / 2 - 1e-9


def test_labels_with_room_stay_where_they_are_and_others_share_the_way():
    assert apart([0.1, 0.9], [0.1, 0.1]) == [0.1, 0.9]
    assert apart([0.5, 0.5], [0.2, 0.4]) == pytest.approx([0.35, 0.65])
    assert apart([], []) == []


def test_a_label_has_as_many_lines_as_it_is_broken_into():
    assert [lines("老板 65%"), lines("Owner's wife<br>(keeps the books) 15%")] == [1, 2]
