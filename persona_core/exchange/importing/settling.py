"""The end of a dry run: what two rows undo between them is nothing, and every other row is new, changed or the same."""

from __future__ import annotations

from persona_core.exchange.importing.memory import Memory
from persona_core.exchange.importing.plan import Action, Plan, Thing


def settle(made: Plan, memory: Memory) -> None:
    """Say of every row that is not refused what it does, once all rows are weighed."""
    _void_round_trips(memory)
    for row in made.rows:
        if row.parts:
            row.parts = [part for part in row.parts if part.said]
        if row.action is Action.REFUSED:
            continue
        if row.new:
            row.action = Action.NEW
        elif row.made or ((row.parts or row.notes) and any(not change.kept for change in row.changes)):
            row.action = Action.CHANGED
        made.work.parts += row.parts


def _void_round_trips(memory: Memory) -> None:
    """Two rows on one thing that leave it as it was say nothing: the same file again must change nothing."""
    for kind in memory.things.values():
        for thing in kind.values():
            if thing.fresh:
                continue
            if len(thing.parts) > 1 and thing.columns == thing.loaded and not _strengthens(thing):
                for part in thing.parts:
                    part.changes, part.said = [], {}
    back = [e for e in memory.work.entries if set(e.deal.events[e.stage_num]) == e.deal.loaded_events.get(e.stage_num)]
    for entry in back:
        entry.row.notes.remove(entry.change)
    gone = set(map(id, back))
    memory.work.entries = [entry for entry in memory.work.entries if id(entry) not in gone]


def _strengthens(thing: Thing) -> bool:
    """Whether a field now rests on another source than before."""
    return any(thing.provenance[f]["source"] != told["source"] for f, told in thing.loaded_provenance.items())
