"""Labels beside the marks of a figure, kept from covering each other."""

from __future__ import annotations

from collections.abc import Sequence


def apart(values: Sequence[float], rooms: Sequence[float]) -> list[float]:
    """Where to write labels so that none covers another, each as near to its value as its neighbours let it.

    `rooms` is how much of the axis each label takes, half of it on either side.
    """
    order = sorted(range(len(values)), key=lambda i: values[i])
    at, offsets = 0.0, []  # of each label from the lowest, when all touch
    for below, i in zip([None, *order], order, strict=False):
        at += 0.0 if below is None else (rooms[below] + rooms[i]) / 2
        offsets.append(at)
    blocks: list[tuple[float, int]] = []  # neighbours that touch: mean of their values less offsets, how many
    for offset, i in zip(offsets, order, strict=True):
        mean, n = values[i] - offset, 1
        while blocks and blocks[-1][0] > mean:
            low, m = blocks.pop()
            mean, n = (low * m + mean * n) / (m + n), m + n
        blocks.append((mean, n))
    placed = list(values)
    for i, offset, mean in zip(order, offsets, [mean for mean, n in blocks for _ in range(n)], strict=True):
        placed[i] = mean + offset
    return placed


def lines(label: str) -> int:
    """On how many lines a label stands."""
    return label.count("<br>") + 1
