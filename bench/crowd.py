"""A made-up crowd of companies with deals, dated stages, chains, people and stories, the same for every run.

A company has 1.2 deals, 20 dated stages and 5 people on its chain: 10 000 companies are 12 000 deals, 200 000 dates
and 50 000 seats. All of it goes in through the import, as a customer's files would.
"""

from __future__ import annotations

import csv
import random
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

from sqlalchemy import insert, update
from sqlmodel import Session, select

from persona_core import migrate
from persona_core.access.models import Viewer
from persona_core.access.queries import viewer_for
from persona_core.companies.models import Company
from persona_core.decision_chain.models import Anchor, ChainMoment, Seat
from persona_core.exchange.commands import import_path
from persona_core.exchange.workspaces import open_workspace
from persona_core.journeys.models import StageEvent
from persona_core.journeys.queries import stages
from persona_core.kit import clock
from persona_core.kit.db import Database
from persona_core.search.commands import refresh
from persona_core.stories.commands import mark, write_story

INDUSTRIES = (
    "家居零售",
    "母婴连锁",
    "美妆",
    "职业教育",
    "茶饮",
    "医美",
    "酒店",
    "药店",
    "汽车服务",
    "早教",
    "仪器",
    "餐饮",
)
SOURCES = ("转介绍", "展会", "官网", "市场活动", "电话拓展")
REFERRERS = ("老周", "老秦", "韩姐", "")
TAGS = ("一线嫌麻烦", "系统打不通", "人走客户走", "嫌贵", "怕封号骚扰", "换对接人从头来")
SENTENCES = (
    "店长走的时候带走了十几个群。",
    "收银和会员两套号，谁也不认谁。",
    "二十万换来什么，老板问了三次。",
    "员工说多点几下太烦。",
    "同行那家已经用了半年。",
)
SEATS = (("市场总监", "有一票", ""), ("CEO", "说了算", "很听市场总监"), ("市场部员工", "没份", ""))
"""Position, say and to whom it listens of those on every chain."""

MORE_SEATS = ("董事长", "IT", "采购财务", "运营主管", "法务", "店长")
"""Two of these are on a chain too."""

WEIGHTS = ("说了算", "有一票", "过问", "没份")
DEALS = 1.2
"""How many deals a company has on average."""

FILE = 100_000
"""So many rows a file has at most; a chain is never cut, for it has a number of rows that divides this."""


def build(url: str, companies: int, name: str = "crowd") -> str:
    """Migrate `url` and fill a workspace with `companies` companies, none for a fresh one; returns its name."""
    migrate.upgrade(url)
    db = Database(url)
    chance = random.Random(20240101)
    with db.write() as session:
        viewer = viewer_for(open_workspace(session, name=name, title=f"{companies} 家企业", lang="zh"), "zh")
    if not companies:
        db.close()
        return name
    names = [f"{chance.choice('青禾云海安北柏恒')}{chance.choice('岚木麓棠屿辰川睦')}{n:05d}" for n in range(companies)]
    dates = list(_dates(companies, chance))
    with tempfile.TemporaryDirectory() as folder:
        for kind, rows in (
            ("companies", _companies(names, chance)),
            ("deals", _deals(names, chance)),
            ("stage-events", _first(dates)),
            ("chain", _seats(names, chance)),
        ):
            for path in _files(Path(folder), kind, rows):
                refused = import_path(db, viewer, path, kind, source="sales").plan.refused
                if refused:
                    raise SystemExit(f"{refused} rows of {kind} were refused")
    with db.write() as session:
        _visits(session, viewer, dates)
        _chances(session, viewer)
        _stories(session, viewer, chance)
    refresh(db)
    db.close()
    return name


def _files(folder: Path, kind: str, rows: Iterator[Sequence[object]]) -> Iterator[Path]:
    """The rows in files of at most `FILE` rows, each under the same heads."""
    head = next(rows)
    for number, part in enumerate(iter(lambda: list(islice(rows, FILE)), [])):
        path = folder / f"{kind}-{number}.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([head, *part])
        yield path


def _companies(names: Sequence[str], chance: random.Random) -> Iterator[Sequence[object]]:
    yield "external_id", "name", "industry", "headcount", "annual_revenue", "region", "prior_kind", "problem", "owner"
    for n, name in enumerate(names):
        yield (
            f"X{n:06d}",
            name,
            chance.choice(INDUSTRIES),
            chance.randint(20, 900),
            chance.randint(10, 900) * 10**6,
            chance.choice(("华东", "华南", "华北", "西南")),
            chance.choice(("competitor", "none_felt", "in_house", "manual")),
            chance.choice(SENTENCES),
            chance.choice(("小乔", "老范", "阿澈", "小满")),
        )


def _deals(names: Sequence[str], chance: random.Random) -> Iterator[Sequence[object]]:
    yield "external_id", "company_external_id", "company", "lead_source", "referrer", "pushed_by", "annual_fee"
    for n in range(round(len(names) * DEALS)):
        at = n % len(names)
        pushed = chance.choice(("市场总监", "CEO"))
        yield (
            f"D{n:06d}",
            f"X{at:06d}",
            names[at],
            chance.choice(SOURCES),
            chance.choice(REFERRERS),
            pushed,
            chance.randint(2, 40) * 10000,
        )


def _dates(companies: int, chance: random.Random) -> Iterator[tuple[int, str, date]]:
    """Deal (counted from 0), stage and day of everything that happened until today."""
    today = clock.today()
    for n in range(round(companies * DEALS)):
        day = today - timedelta(days=chance.randint(20, 1500))
        for stage, wait in _path(chance):
            if day > today:
                break
            yield n, stage, day
            day += timedelta(days=wait)


def _first(dates: Iterable[tuple[int, str, date]]) -> Iterator[Sequence[object]]:
    """What a file of dates keeps of a deal: a stage once, renewals as often as they come."""
    yield "deal_external_id", "stage", "date"
    said: set[tuple[int, str]] = set()
    for n, stage, day in dates:
        if stage == "renew" or (n, stage) not in said:
            said.add((n, stage))
            yield f"D{n:06d}", stage, day.isoformat()


def _visits(session: Session, viewer: Viewer, dates: Iterable[tuple[int, str, date]]) -> None:
    """The stages to which deals came back, each a row beside the first; nothing else follows from them."""
    nums = {stage.code: stage.num for stage in stages(session, viewer)}
    place = {"workspace_id": viewer.workspace_id, "source": "sales"}
    said: set[tuple[int, str, date]] = set()
    rows = []
    came: set[tuple[int, str]] = set()
    for n, stage, day in dates:
        if (n, stage, day) not in said and (n, stage) in came and stage != "renew":
            rows.append({**place, "deal_num": n + 1, "stage_num": nums[stage], "day": clock.day_number(day)})
        said.add((n, stage, day))
        came.add((n, stage))
    session.execute(insert(StageEvent.__table__), rows)


def _path(chance: random.Random) -> Iterator[tuple[str, int]]:
    """Stages with the days until the next: back and forth before signing, month after month once it is signed."""
    if chance.random() < 0.3:
        yield "need", chance.randint(0, 40)
    if chance.random() < 0.8:
        yield "aware", chance.randint(1, 45)
    yield "weigh", chance.randint(3, 60)
    while chance.random() < 0.45:
        yield ("aware", "weigh")[chance.random() < 0.6], chance.randint(3, 30)
    fate = chance.random()
    if fate < 0.12:
        return
    if fate < 0.5:
        yield "lost", 0
        return
    yield "signed", chance.randint(5, 40)
    if chance.random() < 0.85:
        yield "live", chance.randint(10, 60)
    while chance.random() < 0.985:
        yield "use", chance.randint(14, 28)
        yield "renew", chance.randint(14, 28)
    yield "churned", 0


def _seats(names: Sequence[str], chance: random.Random) -> Iterator[Sequence[object]]:
    """Five seats at both moments: three that every chain has, two that vary."""
    yield "company", "position", "moment", "say", "person", "listens_to", "stance", "veto"
    for n, name in enumerate(names):
        seats = [*SEATS, *((p, chance.choice(WEIGHTS[1:]), "会参考CEO") for p in chance.sample(MORE_SEATS, 2))]
        for moment in ("采购", "续费"):
            for at, (position, say, listens) in enumerate(seats):
                said = say if moment == "采购" else chance.choice(WEIGHTS[:3])
                stance = chance.choice(("力推", "支持", "中立", "有顾虑", "还不清楚"))
                veto = "是" if position == "CEO" and n % 5 == 0 else "否"
                yield name, position, moment, said, f"{'王李张刘陈'[at]}{n}", listens, stance, veto


def _chances(session: Session, viewer: Viewer) -> None:
    """What won deals are asked for on a chain's page and no file says: a base rate and one experience a moment."""
    mine = ChainMoment.workspace_id == viewer.workspace_id
    session.execute(update(ChainMoment).where(mine).values(base_rate=0.2))
    seats = select(Seat.id).where(Seat.workspace_id == viewer.workspace_id, Seat.sort == 0)
    rows = [
        {"workspace_id": viewer.workspace_id, "seat_id": seat, "moment": moment, "probability": 0.7}
        for (seat,) in session.execute(seats)
        for moment in ("purchase", "renewal")
    ]
    session.execute(insert(Anchor), rows)


def _stories(session: Session, viewer: Viewer, chance: random.Random) -> None:
    """A story of every third company, with a tag on it."""
    told = {s.code: s.id for s in stages(session, viewer) if s.code in {"aware", "weigh", "use"}}
    every = session.exec(select(Company.id).where(Company.workspace_id == viewer.workspace_id).order_by(Company.num))
    for number, company in enumerate(every.all()[::3]):
        story = write_story(
            session, viewer, text="".join(chance.choices(SENTENCES, k=5)) + f"（{number}）", company_id=company,
            stage_ids=[told[chance.choice(tuple(told))]], positions=["市场总监"], source="sales",
        )  # fmt: skip
        mark(session, viewer, story.id, chance.choice(TAGS), kind="obstacle")


if __name__ == "__main__":
    print(build(sys.argv[1], int(sys.argv[2])))
