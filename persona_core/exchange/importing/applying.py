"""Carrying out a plan, in the caller's one transaction: all of it is stored, or nothing."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import and_, delete
from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.companies.models import name_digest
from persona_core.decision_chain.bulk_saving import save_chains
from persona_core.evidence.bulk import Statement, Subject, insert_noted, record_many
from persona_core.evidence.changes import noted
from persona_core.evidence.commands import add_external_id, open_batch
from persona_core.evidence.models import ExternalId, ImportBatch
from persona_core.evidence.queries import batch_of
from persona_core.evidence.tracing import Trace, tracing
from persona_core.exchange.importing.columns import said_key
from persona_core.exchange.importing.fresh_writing import write_fresh
from persona_core.exchange.importing.mapping import FILE, TEXT, TITLE
from persona_core.exchange.importing.memory import MODELS, latest_deal
from persona_core.exchange.importing.plan import Action, Plan, StoryWork, Thing
from persona_core.exchange.importing.progress import STORE, Tell, silent
from persona_core.exchange.importing.remembered import decided
from persona_core.exchange.importing.result import ImportResult
from persona_core.journeys.models import StageEvent
from persona_core.stories.commands import mark, mark_many, set_positions, set_stages, write_story
from persona_core.stories.models import Story
from persona_core.stories.speaking import say_sides
from persona_core.vocabulary.commands import add_term
from persona_core.vocabulary.own_fields import add_own_field
from persona_core.vocabulary.queries import Lists, lists


def apply(
    session: Session, viewer: Viewer, plan: Plan, *, all_or_nothing: bool = False, tell: Tell = silent
) -> ImportResult:
    """Write what a plan made in this same transaction says, and note it as a batch.

    Nothing is written when no row brings anything new (the batch named is then the earlier one of the same file),
    when every row is refused, and with `all_or_nothing` as soon as one is.
    """
    if (all_or_nothing and plan.refused) or plan.work.empty:
        earlier = batch_of(session, viewer, plan.kind, plan.digest)
        return ImportResult(
            plan, batch=earlier.id if earlier else None, stored=False, held_back=bool(all_or_nothing and plan.refused)
        )
    headers = {c.header or f"#{c.number + 1}": said_key(c) for c in plan.columns if c.header not in {FILE, TITLE, TEXT}}
    batch = open_batch(
        session,
        viewer,
        kind=plan.kind,
        file_name=plan.sheet.name,
        digest=plan.digest,
        source=plan.source,
        columns=headers,
    )
    with session.no_autoflush, tracing(session, batch) as trace:
        _Writer(session, viewer, plan, batch, trace).write(tell)
    batch.summary = {
        "rows": len(plan.rows),
        "created": plan.count(Action.NEW),
        "updated": plan.count(Action.CHANGED),
        "unchanged": plan.count(Action.SAME),
        "refused": plan.refused,
        "sha256": plan.sheet.sha256,
        **decided(plan.columns),
    }
    session.add(batch)
    session.flush()
    return ImportResult(plan, batch=batch.id, stored=True)


class _Writer:
    """Writes the work of one plan, a few hundred rows at a time."""

    def __init__(self, session: Session, viewer: Viewer, plan: Plan, batch: ImportBatch, trace: Trace) -> None:
        self.session, self.viewer, self.plan, self.work = session, viewer, plan, plan.work
        self.batch, self.trace = batch, trace

    def write(self, tell: Tell) -> None:
        """Everything, in the order in which it depends on each other."""
        total = len(self.plan.rows)
        for field in self.work.new_fields:
            add_own_field(self.session, self.viewer, field.label, field.kind, code=field.code)
        known = lists(self.session, self.viewer)
        for (list_name, _), label in self.work.terms.items():
            self._term(known, list_name, label)
        if self.work.fresh is not None:
            write_fresh(self.session, self.viewer, self.plan, self.batch, tell)
        for step, kind in enumerate(MODELS):
            tell(STORE, total * step // 6, total, step / 6)
            record_many(self.session, self.viewer, MODELS[kind], self._subjects(kind), batch=self.batch)
        tell(STORE, total // 2, total, 0.5)
        self._ids()
        self._events()
        for story in self.work.stories:
            self._story(story, known)
        mark_many(
            self.session,
            self.viewer,
            ((work.story_id, work.tag, work.kind, work.start, work.end) for work in self.work.marks),
            source=self.plan.source,
            batch=self.batch,
        )
        tell(STORE, total * 2 // 3, total, 0.66)
        save_chains(self.session, self.viewer, self.work.chains)
        tell(STORE, total, total, 1.0)

    def _term(self, known: Lists, list_name: str, label: str) -> None:
        zh = self.viewer.lang == "zh"
        add_term(self.session, self.viewer, list_name, zh=label if zh else None, en=None if zh else label, known=known)

    def _subjects(self, kind: str) -> Collection[Subject]:
        """Every row of a table that is new, of which something is said, or that follows others."""
        found: dict[uuid.UUID, Subject] = {}
        touched = {thing.id: thing for thing in self.work.made if thing.kind == kind}
        touched |= {part.thing.id: part.thing for part in self.work.parts if part.thing.kind == kind}
        touched |= {thing.id: thing for thing in self._following(kind)}
        for thing in touched.values():
            fixed = _FIXED[kind](thing)
            found[thing.id] = Subject(thing.id, thing.loaded, thing.loaded_provenance, thing.version, fixed=fixed)
        for part in self.work.parts:
            if part.thing.kind == kind:
                found[part.thing.id].statements.append(Statement(part.source, self.plan.day, part.said))
        return found.values()

    def _following(self, kind: str) -> Iterable[Thing]:
        """Companies follow their deals, deals join the journey of their first dated stage, people find a home."""
        if kind == "company":
            return self.work.companies.values()
        if kind == "person":
            return self.work.homes
        return (entry.deal for entry in self.work.entries)

    def _ids(self) -> None:
        rows = [
            {
                "workspace_id": self.viewer.workspace_id,
                "kind": kind,
                "system": "",
                "value": value,
                "subject_id": subject,
            }
            for kind, value, subject in self.work.ids
        ]
        insert_noted(self.session, ExternalId, rows, "subject_id")
        made = {thing.id for thing in self.work.made}
        self.trace.keys = [[kind, value, subject.hex] for kind, value, subject in self.work.ids if subject not in made]

    def _events(self) -> None:
        """The days that changed, deal by deal: those gone are deleted, new ones added."""
        touched = {(entry.deal.id, entry.stage_num): entry.deal for entry in self.work.entries}
        fresh, gone = [], []
        for (_, num), deal in touched.items():
            before = deal.loaded_events.get(num, set())
            place = {"workspace_id": self.viewer.workspace_id, "deal_num": deal.num, "stage_num": num}
            fresh += [
                {**place, "day": day, "source": source, "batch_id": self.batch.id}
                for day, source in deal.events[num].items()
                if day not in before
            ]
            gone += [(deal.num, num, day) for day in before - set(deal.events[num])]
        for deal_num, stage_num, day in gone:
            table = StageEvent.__table__
            mine = and_(
                table.c.workspace_id == self.viewer.workspace_id,
                table.c.deal_num == deal_num,
                table.c.stage_num == stage_num,
                table.c.day == day,
            )
            with noted(self.session, table, mine):
                self.session.execute(delete(table).where(mine))
        insert_noted(self.session, StageEvent, fresh, "deal_num")

    def _story(self, work: StoryWork, known: Lists) -> None:
        company_id = work.company.id if work.company else None
        if work.id is None:
            story = write_story(
                self.session,
                self.viewer,
                **work.values,
                company_id=company_id,
                stage_ids=[stage.id for stage in work.stages],
                positions=work.positions,
                batch=self.batch,
                known=known,
                sides=work.sides,
            )
            for key in work.external_ids:
                add_external_id(self.session, self.viewer, kind="story", value=key, subject_id=story.id)
        else:
            story = self.session.get(Story, work.id)
            for field, value in work.values.items():
                if field != "text":
                    setattr(story, field, value)
            story.company_id = company_id or story.company_id
            self.session.add(story)
            self._widen(story, work, known)
            if work.sides:
                say_sides(self.session, self.viewer, story.id, work.sides)
        for tag in work.tags:
            mark(
                self.session,
                self.viewer,
                story.id,
                tag,
                source=work.values["source"] or self.plan.source,
                batch=self.batch,
            )

    def _widen(self, story: Story, work: StoryWork, known: Lists) -> None:
        self.session.flush()
        if work.stages:
            set_stages(self.session, self.viewer, story.id, [*work.had_stages, *(stage.id for stage in work.stages)])
        if work.positions:
            set_positions(self.session, self.viewer, story.id, [*work.had_positions, *work.positions], known=known)


def _company(thing: Thing) -> dict[str, Any]:
    name = thing.columns["name"]
    latest = latest_deal(thing)
    fixed = {"num": thing.num, "name_digest": name_digest(name), "status": thing.columns["status"]}
    return {**fixed, "latest_deal_id": latest.id if latest else None}


def _deal(thing: Thing) -> dict[str, Any]:
    return {"num": thing.num, "company_id": thing.company.id, "journey_id": thing.journey_id}


def _person(thing: Thing) -> dict[str, Any]:
    return {"company_id": thing.company.id if thing.company else None}


_FIXED = {"company": _company, "person": _person, "deal": _deal}
