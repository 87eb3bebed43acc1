"""Counting a journey the slow and obvious way, one unit after the other, for comparison."""

from __future__ import annotations

from collections import Counter, defaultdict

STILL, UNKNOWN = "still", None


def paths(events, steps, outcomes, as_of):
    """Unit → its visits as (place, day), following the rules in words: see `analysis.walking`."""
    forward = [s for s in steps if not s.ends]
    order = {s.num: place for place, s in enumerate([*forward, *(s for s in steps if s.ends)])}
    repeats = {order[s.num] for s in steps if s.kind == "repeating"}
    found = defaultdict(list)
    for unit, num, day in events:
        if num in order and unit in outcomes and day <= as_of:
            found[unit].append((day, order[num]))
    walked = {}
    for unit, visits in found.items():
        visits.sort()
        ends = [at for at, (_, place) in enumerate(visits) if place >= len(forward)]
        if outcomes[unit] in {"lost", "churned"}:
            visits = visits[: ends[-1] + 1] if ends else visits
        else:
            while visits and visits[-1][1] >= len(forward):
                visits = visits[:-1]
        path = []
        for day, place in visits:
            again = path and path[-1][0] == place
            if not again or (place in repeats and path[-1][1] != day):
                path.append((place, day))
        if path:
            walked[unit] = path
    return walked, len(forward)


def moves(walked, forward, sign, says, outcomes, as_of):
    """Counter of (place, where to, days or None): every visit forward, and the visits to signing nobody dated."""
    found = Counter()
    for unit, outcome in outcomes.items():
        path = walked.get(unit, [])
        steps = [place for place, _ in path if place < forward]
        signed, ended = outcome in {"won", "churned"}, outcome in {"lost", "churned"}
        unseen = signed and max(steps, default=-1) < sign
        out = says.get(outcome, STILL)
        for at, (place, day) in enumerate(path):
            last_step = place < forward and all(p >= forward for p, _ in path[at + 1 :])
            if unseen and last_step:
                found[place, sign, UNKNOWN] += 1
            elif at + 1 < len(path):
                found[place, path[at + 1][0], path[at + 1][1] - day] += 1
            elif place < forward:
                found[place, out, UNKNOWN if ended else as_of - day] += 1
        if unseen:
            found[sign, out, UNKNOWN] += 1
    return found
