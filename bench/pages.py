"""Server time of every page on a crowd of companies, beside an empty page in the same run.

Each view is run again as it is, with a filter nobody asked before, and as the first after somebody wrote something.
"""

from __future__ import annotations

import gc
import logging
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import product
from pathlib import Path
from string import Formatter
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from sqlalchemy import func
from sqlmodel import Session, select

from bench import crowd
from persona_core.access.models import Viewer
from persona_core.companies.commands import edit_company
from persona_core.companies.models import Company
from persona_core.deals.models import Deal
from persona_core.decision_chain.editing import edit_at_moment
from persona_core.decision_chain.models import Chain, Moment, SeatMoment
from persona_core.journeys.dating import add_events
from persona_core.journeys.models import Stage
from persona_core.kit import clock
from persona_core.kit.db import Database
from persona_core.stories.marking import mark, unmark
from persona_core.stories.models import Mark, Story

ROOT = Path(__file__).resolve().parents[1]
Asked = dict[str, str]

WARM = 2
"""Runs before measuring: the server warms its imports up at the start too."""


class Took(NamedTuple):
    """Seconds of a run: on the clock, and of computing, which tells more on a busy machine."""

    wall: float
    work: float


@dataclass(frozen=True)
class View:
    """A page with what its address asks for, what is held open, and what else a changed filter asks for."""

    address: str
    opened: dict[str, Any] = field(default_factory=dict)
    changed: Callable[[int], Asked] | None = None

    @property
    def page(self) -> str:
        """The script under `pages/`, without its ending."""
        return self.address.partition("?")[0]

    @property
    def names(self) -> set[str]:
        """The single things that the address names."""
        return {name for _, name, _, _ in Formatter().parse(self.address) if name}

    @property
    def asked(self) -> Asked:
        """What the address asks for."""
        return dict(parse_qsl(self.address.partition("?")[2]))


def times(number: int) -> Asked:
    """Times of the journey, never the same twice."""
    day = (clock.today() - timedelta(days=60 + number)).isoformat()
    year = (clock.today() - timedelta(days=365 + number)).isoformat()
    turns = ({"asof": day}, {"from": year}, {"unit": "deal", "from": year}, {"from": year, "to": day})
    return turns[number % len(turns)]


def _mixed(**values: Sequence[str]) -> Callable[[int], Asked]:
    """Every mixture of some values of some parameters, the narrow ones among the wide."""
    mixed = list(product(*values.values()))

    def ask(number: int) -> Asked:
        chosen = mixed[number * 7 % len(mixed)]
        return {param: value for param, value in zip(values, chosen, strict=True) if value}

    return ask


SIZES, KINDS, POSITIONS = ("", "30-99", "100-299"), ("", "manual", "competitor", "in_house"), ("", "市场总监")
LISTS = _mixed(status=("", "lost", "active,churned"), size=SIZES, prior=KINDS, q=("", "青禾"))
CHAINS = _mixed(who=("", "lost", "all"), size=SIZES, prior=KINDS)
STORIES = _mixed(text=("", "老板", "收银", "员工"), position=POSITIONS, untagged=("", "1"), stage=("", "{stage}"))
THEMES = _mixed(kind=("obstacle", "motive", "concern", "need", ""), stage=("", "{stage}"))
GROUPS = _mixed(by=("", "industry", "headcount", "prior_kind", "annual_revenue", "pushed_by"), stage=("", "{stage}"))

VIEWS = (
    View("start/home"),
    View("persona/companies", changed=LISTS),
    View("persona/company?id={company}"),
    View("persona/decision_chain"),
    View("persona/decision_chain?view=typical", changed=CHAINS),
    View("persona/decision_chain?view=review"),
    View("persona/journey", changed=times),
    View("persona/journey?show=time", changed=times),
    View("persona/journey?show=flows", changed=times),
    View("persona/journey?by=industry", changed=times),
    View("persona/journey?by=industry&show=time", changed=times),
    View("persona/journey?open=due"),
    View("persona/journey?view=concerns"),
    View("persona/journey?view=stages"),
    View("persona/stories", changed=STORIES),
    View("persona/stories?view=themes", changed=THEMES),
    View("persona/stories?view=differ", changed=GROUPS),
    View("persona/stories?tag={tag}", opened={"suggesting": True}),
    View("persona/card"),
    View("manage/import_export"),
    View("manage/settings"),
)


def main(companies: int = 1000, runs: int = 20, *only: str) -> None:
    """Build the crowd (or take the one at BENCH_CROWD), run every view, or those that contain `only`; print a table.

    Of no companies at all, a fresh workspace, views of single things are left out, and nothing is written.

    p50 and p95 of the clock, the median of computing, both again for changed filters and for the first run after a
    write, and the ratio to an empty page in the same run.
    """
    from streamlit.testing.v1 import AppTest

    from ui.session import database

    logging.getLogger("streamlit").setLevel(logging.ERROR)
    folder = tempfile.mkdtemp()
    url, name = os.environ.get("BENCH_CROWD", ""), "crowd"
    if not url:
        url = f"sqlite:///{folder}/bench.db"
        print(f"building {companies} companies …", flush=True)
        name = crowd.build(url, companies)
    os.environ["PERSONA_DATABASE_URL"] = url
    db = database()  # the app's own: it is told apart what its people write from what other programs do
    some = _some(db)
    blank = Path(folder) / "blank.py"
    blank.write_text("import streamlit as st\nst.text('·')\n")
    gc.collect()
    gc.freeze()  # as the server does at its start
    base = statistics.median(took.wall for took in timed(AppTest.from_file(str(blank)).run(), runs))
    print(f"{'ms, empty page ' + format(base * 1000, '.1f'):44} {'p50':>8} {'p95':>8} {'work':>8} {'ratio':>7}")
    for view in VIEWS:
        if view.names <= set(some) and (not only or any(part in view.address for part in only)):
            measure(view, name, some, db, runs, base)
    db.close()


def measure(view: View, name: str, some: Asked, db: Database, runs: int, base: float) -> None:
    """The lines of one view."""
    app = _stand(view, name, some)
    timed(app, WARM)
    tell(view.address, timed(app, runs), base)
    if view.changed is not None:
        tell("… a changed filter", _changed(app, view, some, runs), base)
        _ask(app, view.asked, some)
        timed(app, 1)
    if "company" in some:
        tell("… after a write", _written(app, db, max(4, runs // 2)), base)
    if "company" in some and view.address == "persona/decision_chain":
        tell("… a changed stance", _stances(app, runs), base)


def _some(db: Database) -> Asked:
    """A company, the tag most used and a stage that stories name, as far as there are any: what addresses need."""
    wanted = {
        "tag": select(Mark.tag_id).group_by(Mark.tag_id).order_by(func.count().desc()),
        "company": select(Company.id).order_by(Company.num),
        "stage": select(Stage.id).where(Stage.code == "weigh"),
    }
    with db.read() as session:
        found = {name: session.exec(statement.limit(1)).first() for name, statement in wanted.items()}
    return {name: str(one) for name, one in found.items() if one is not None}


def _stand(view: View, name: str, some: Asked) -> Any:
    """An app that shows the view."""
    from streamlit.testing.v1 import AppTest

    app = AppTest.from_file(str(ROOT / "ui" / "main.py"), default_timeout=60)
    app.query_params["w"] = name
    app.run()
    app.switch_page(str(ROOT / "pages" / f"{view.page}.py"))
    _ask(app, view.asked, some)
    for key, value in view.opened.items():
        app.session_state[key] = value
    app.run()
    return app


def _ask(app: Any, asked: Asked, some: Asked) -> None:
    """Let the address ask for this and nothing else."""
    for param in set(app.query_params) - {"w"}:
        del app.query_params[param]
    for param, value in asked.items():
        app.query_params[param] = value.format(**some)


def timed(app: Any, runs: int) -> list[Took]:
    """What each of `runs` runs of the page took on which the app stands."""
    took = []
    for _ in range(runs):
        start, working = time.perf_counter(), time.process_time()
        app.run(timeout=60)
        took.append(Took(time.perf_counter() - start, time.process_time() - working))
        if app.exception:
            raise SystemExit(f"the page failed: {app.exception[0].value}")
    return took


def _changed(app: Any, view: View, some: Asked, runs: int) -> list[Took]:
    """What `runs` runs took, each of which asks for something else than the one before."""
    took = []
    for number in range(runs):
        _ask(app, view.asked | view.changed(number), some)
        took += timed(app, 1)
    return took


def _written(app: Any, db: Database, runs: int) -> list[Took]:
    """What `runs` runs took, each of which is the first after somebody else wrote what people write all day."""
    took = []
    for number in range(runs):
        with db.write() as session:
            company = session.exec(select(Company).order_by(Company.num).offset(number).limit(1)).one()
            WRITES[number % len(WRITES)](session, Viewer(company.workspace_id), company, number)
        took += timed(app, 1)
    return took


def _field(session: Session, viewer: Viewer, company: Company, number: int) -> None:
    """A field of a company."""
    changes = {"headcount": str((company.headcount or 100) + 1)}
    edit_company(
        session, viewer, company.id, seen=company.version, base={"headcount": company.headcount}, changes=changes
    )


def _stance(session: Session, viewer: Viewer, company: Company, number: int) -> None:
    """Where a seat stands."""
    seats = select(SeatMoment).join(Chain, Chain.id == SeatMoment.chain_id).where(Chain.company_id == company.id)
    seat = session.exec(seats.where(SeatMoment.moment == Moment.PURCHASE).limit(1)).one()
    changes = {"stance": 1 if seat.stance == -1 else -1}
    edit_at_moment(session, viewer, seat.seat_id, Moment.PURCHASE, base={"stance": seat.stance}, changes=changes)


def _date(session: Session, viewer: Viewer, company: Company, number: int) -> None:
    """A day on which a deal was at a stage."""
    deal = session.exec(select(Deal).where(Deal.company_id == company.id).limit(1)).one()
    stage = session.exec(select(Stage).where(Stage.workspace_id == viewer.workspace_id, Stage.code == "weigh")).one()
    add_events(session, viewer, deal, [(stage, clock.today() - timedelta(days=number))], visits=True)


def _mark(session: Session, viewer: Viewer, company: Company, number: int) -> None:
    """A tag on a story, or off it."""
    story = session.exec(select(Story).order_by(Story.created_at).offset(number).limit(1)).one()
    there = session.exec(select(Mark).where(Mark.story_id == story.id)).first()
    if there is None:
        mark(session, viewer, story.id, "嫌贵", kind="obstacle")
    else:
        unmark(session, viewer, there.id)


WRITES = (_field, _stance, _date, _mark)


def _stances(app: Any, runs: int) -> list[Took]:
    """A stance changed beside the map: saved, and the whole page drawn anew with what follows."""
    app.query_params["seat"] = "ceo"
    app.run()
    took = []
    for number in range(runs):
        stances = next(group for group in app.get("button_group") if "-stance-" in str(group.key))
        stances.set_value(1 if number % 2 else -1)
        took += timed(app, 1)
    return took


def tell(what: str, took: Sequence[Took], base: float) -> None:
    """One line of the table."""
    wall = sorted(one.wall for one in took)
    p95 = wall[min(len(wall) - 1, round(0.95 * (len(wall) - 1)))]
    p50, work = statistics.median(wall), statistics.median(one.work for one in took)
    print(f"{what:44} {p50 * 1000:8.1f} {p95 * 1000:8.1f} {work * 1000:8.1f} {p50 / base:7.1f}", flush=True)
