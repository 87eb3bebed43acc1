"""What an import has to say besides its counts, in sentences: what is left out, made along the way, or kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from persona_core.exchange.importing.alike_names import Lookalike
from persona_core.exchange.importing.plan import Plan
from persona_core.journeys.remarks import Odd
from persona_core.journeys.remarks_wording import MANY
from persona_core.kit.sheets import Note
from persona_core.kit.words import N_
from persona_core.vocabulary.models import ListName
from persona_core.vocabulary.specs import OWN

_SHOWN = 8
_LISTS = {
    ListName.INDUSTRY: N_("New industries: {names}."),
    ListName.LEAD_SOURCE: N_("New lead sources: {names}."),
    ListName.POSITION: N_("New positions: {names}."),
    ListName.SOURCE: N_("New sources: {names}."),
}


def _names(names: Sequence[str | Note]) -> tuple[str | Note, ...]:
    """The first few names; the rest as a number."""
    shown = [name if isinstance(name, Note) or len(name) <= 60 else name[:59] + "…" for name in names[:_SHOWN]]
    return (*shown, *([f"… +{len(names) - _SHOWN}"] if len(names) > _SHOWN else []))


def _left_out(plan: Plan) -> list[str | Note]:
    """Columns of the file that no field takes; one without a name goes by its place."""
    left = [c for c in plan.columns if c.key is None and not c.header.startswith("@") and (c.header or c.samples)]
    return [column.header or Note(N_("Column {n}"), n=column.number + 1) for column in left]


def notes_of(plan: Plan, memory: Any, rows: Any, desk: Any) -> list[Note]:
    """The sentences, in the order in which they matter."""
    notes: list[Note] = []
    if out := _left_out(plan):
        notes.append(Note(N_("Left out, since no field takes them: {columns}."), columns=_names(out)))
    if plan.journey is not None and plan.kind in {"deals", "stage-events", "several"}:
        notes.append(Note(N_("Read along the journey “{name}”."), name=plan.journey.name))
    made = Counter(thing.kind for thing in plan.work.made)
    if plan.kind == "several":
        notes += _several(made, plan)
    elif plan.kind != "companies" and made["company"]:
        names = _names([thing.columns["name"] for thing in plan.work.made if thing.kind == "company"])
        notes.append(Note(N_("New companies made along the way: {n} ({names})."), n=made["company"], names=names))
    if plan.kind not in {"deals", "several"} and desk.opened:
        notes.append(Note(N_("Deals made along with their companies: {n}."), n=desk.opened))
    for list_name, sentence in _LISTS.items():
        found = [label for (where, _), label in plan.work.terms.items() if where == list_name]
        if found:
            notes.append(Note(sentence, names=_names(found)))
    notes += _alike(plan, memory.alike.alone)
    notes += _own(plan)
    notes += _chains(plan, rows)
    if plan.work.tags:
        notes.append(Note(N_("Tags on the stories: {names}."), names=_names(list(plan.work.tags.values()))))
    if getattr(rows, "alike", ()):
        pairs = tuple(f"{new} ≈ {old}" for new, old in rows.alike.items())
        sentence = N_("New tags that may say what another says already: {names}. Merge them under Tags if they do.")
        notes.append(Note(sentence, names=_names(list(pairs))))
    notes += _stories(rows)
    notes += _kept(plan)
    counts = (
        (
            len(rows.companies.apart),
            N_("Companies that share a name but have ids of their own: {n}; they are kept apart."),
        ),
        (
            getattr(rows, "status_kept", 0),
            N_("Rows whose status the deals do not bear out: {n}; the status follows the deals."),
        ),
        (
            desk.expected_days,
            N_("Open deals with a day of signing in the file: {n}; it is only expected, and was left out."),
        ),
        (desk.lost_days, N_("Lost deals with a day of signing in the file: {n}; that day was left out.")),
        (getattr(rows, "left_out", 0), N_("Rows about stages that are left out: {n}.")),
        *((n, MANY[odd]) for odd, n in sorted(desk.odd().items(), key=lambda pair: list(Odd).index(pair[0]))),
        (
            getattr(rows, "nameless", 0),
            N_("Stories that do not say whose they are: {n}. Choose the customer under Stories."),
        ),
    )
    return notes + [Note(sentence, n=n) for n, sentence in counts if n]


def _several(made: Counter[str], plan: Plan) -> list[Note]:
    """What one table brings of each kind."""
    counts = {
        "companies": made["company"],
        "people": made["person"],
        "deals": made["deal"],
        "days": len(plan.work.entries),
        "stories": sum(work.id is None for work in plan.work.stories),
    }
    sentence = N_("New from this table: companies {companies}, people {people}, deals {deals}, stories {stories}.")
    notes = [Note(sentence, **counts)] if any(counts.values()) else []
    if counts["days"]:
        notes.append(Note(N_("Days of stages: {n}."), n=counts["days"]))
    return notes


def _alike(plan: Plan, alone: int) -> list[Note]:
    """Rows taken for a company whose name is written otherwise, and names that may mean one that is here."""
    here, within = ([one for one in plan.lookalikes if (one.company_id is None) is inside] for inside in (False, True))
    found = (
        (N_("Taken for companies that are here, written otherwise: {n} ({names})."), _taken(here)),
        (N_("New companies whose names are like some that are here: {n} ({names})."), _open(here)),
        (N_("Names of the file taken for one company, written otherwise: {n} ({names})."), _taken(within)),
        (N_("New companies whose names are like others of the file: {n} ({names})."), _open(within)),
    )
    notes = [Note(sentence, n=len(names), names=_names(names)) for sentence, names in found if names]
    if alone:
        sentence = N_(
            "The {n} new names of the file were not compared with each other, they are too many; "
            "Companies lists possible duplicates afterwards."
        )
        notes.append(Note(sentence, n=alone))
    return notes


def _taken(pairs: Sequence[Lookalike]) -> list[str]:
    return [f"{one.name} = {one.company}" for one in pairs if one.taken or one.said]


def _open(pairs: Sequence[Lookalike]) -> list[str]:
    return list(dict.fromkeys(one.name for one in pairs if not one.taken and one.said is None))


def _own(plan: Plan) -> list[Note]:
    """Fields of the workspace's own that come with the file, and their new choices."""
    notes = []
    fields = [one.label for one in plan.work.new_fields]
    if fields:
        notes.append(Note(N_("New fields of your own: {names}."), names=_names(fields)))
    new = {OWN + one.code for one in plan.work.fields}
    for key, spec in plan.own.items():
        choices = [label for (where, _), label in plan.work.terms.items() if where == spec.list and spec.list]
        if choices and key not in new:
            sentence = N_("New choices of “{field}”: {names}.")
            notes.append(Note(sentence, field=str(spec.label), names=_names(choices)))
    return notes


def _stories(rows: Any) -> list[Note]:
    """Conversations, stories that are here in nearly the same words, and customers that do not count as signed."""
    found = []
    if nearly := getattr(rows, "nearly", ()):
        sentence = N_(
            "Stories that are here already but for spaces, punctuation or width: {n} ({names}). "
            "They were not stored again."
        )
        found.append(Note(sentence, n=len(nearly), names=_names(list(nearly))))
    if getattr(rows, "conversations", 0):
        found.append(Note(N_("Conversations read with their speakers and times: {n}."), n=rows.conversations))
    if unasked := getattr(rows, "unasked", ()):
        sentence = N_(
            "Speakers of whom nobody said whether they are ours: {names}. "
            "Say so under Stories; until then everything they say counts as the customer's."
        )
        found.append(Note(sentence, names=_names(list(unasked))))
    if cut := getattr(rows, "cut", ()):
        sentence = N_("Conversations that seem to break off: {n} ({names}). They were read as far as they go.")
        found.append(Note(sentence, n=len(cut), names=_names(list(cut))))
    if getattr(rows, "mixed", 0):
        sentence = N_(
            "Stories that mix simplified and traditional characters: {n}. They are stored as they are; "
            "the same word in both counts as two."
        )
        found.append(Note(sentence, n=rows.mixed))
    if unsigned := getattr(rows, "unsigned", ()):
        sentence = N_(
            "Customers of these stories that have not signed: {n}. What they share counts those who signed; "
            "there you can also look at all of them."
        )
        found.append(Note(sentence, n=len(unsigned)))
    return found


def _chains(plan: Plan, rows: Any) -> list[Note]:
    """Chains that are written and refused, people met on them for the first time, and points that make no hundred."""
    if plan.kind != "chain":
        return []
    people = [thing.columns["name"] for thing in plan.work.made if thing.kind == "person"]
    found = (
        (N_("Chains to write, each moment counted: {n}."), sum(len(save.moments) for save in plan.work.chains)),
        (N_("Chains refused as a whole, each moment counted: {n}."), rows.refused_chains),
    )
    notes = [Note(sentence, n=n) for sentence, n in found if n]
    if people:
        notes.append(Note(N_("New people: {n} ({names})."), n=len(people), names=_names(people)))
    begun = (
        (
            N_("Chains on which nobody has a say yet: {n} (from lines {lines}). They count once somebody decides."),
            rows.undecided,
        ),
        (
            N_(
                "Chains whose points for the decision do not add up to 100: {n} (from lines {lines}). "
                "They count in proportion."
            ),
            rows.uneven,
        ),
    )
    notes += [Note(sentence, n=len(at), lines=_names([str(line) for line in at])) for sentence, at in begun if at]
    return notes


def _kept(plan: Plan) -> list[Note]:
    """Values that lose against a better source: kept in the ledger, not shown."""
    kept = Counter(c.source for row in plan.rows for c in row.changes if c.kept and c.source != "deals")
    if not kept:
        return []
    sentence = N_(
        "Values that differ from what a better source says: {n}. "
        "The better source stays; both stand on the company's page under “What was said, and by whom”."
    )
    return [Note(sentence, n=sum(kept.values()))]
