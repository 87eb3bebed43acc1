"""A made-up crowd of companies, each with a deal, events, a chain, some with a story; the same for every run."""

from __future__ import annotations

import random
import sys
from datetime import timedelta

from sqlmodel import Session

from persona_core import migrate
from persona_core.access.models import Viewer
from persona_core.access.queries import viewer_for
from persona_core.companies.commands import create_company
from persona_core.companies.models import Company
from persona_core.deals.commands import create_deal
from persona_core.decision_chain.commands import SeatInput, ensure_chain, save_moment
from persona_core.exchange.workspaces import open_workspace
from persona_core.journeys.commands import add_events
from persona_core.journeys.queries import stages
from persona_core.kit import clock
from persona_core.kit.db import Database
from persona_core.stories.commands import mark, write_story
from persona_core.vocabulary.queries import lists

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
TAGS = ("一线嫌麻烦", "系统打不通", "人走客户走", "嫌贵", "怕封号骚扰", "换对接人从头来")
SENTENCES = (
    "店长走的时候带走了十几个群。",
    "收银和会员两套号，谁也不认谁。",
    "二十万换来什么，老板问了三次。",
    "员工说多点几下太烦。",
    "同行那家已经用了半年。",
)


def build(url: str, companies: int, name: str = "crowd") -> str:
    """Migrate `url` and fill a workspace with `companies` companies; returns the workspace's name."""
    migrate.upgrade(url)
    db = Database(url)
    chance = random.Random(20240101)
    with db.write() as session:
        workspace = open_workspace(session, name=name, title="一千家企业", lang="zh")
        viewer = viewer_for(workspace, "zh")
        known, every = lists(session, viewer), {s.code: s for s in stages(session, viewer)}
        for number in range(companies):
            _one(session, viewer, known, every, number, chance)
    db.close()
    return name


def _one(session: Session, viewer: Viewer, known, every, number: int, chance: random.Random) -> None:
    company = create_company(
        session, viewer,
        {
            "name": f"{chance.choice('青禾云海安北柏恒')}{chance.choice('岚木麓棠屿辰川睦')}{number:05d}",
            "industry": chance.choice(INDUSTRIES), "headcount": chance.randint(20, 900),
            "annual_revenue": chance.randint(10, 900) * 10**6,
            "region": chance.choice(("华东", "华南", "华北", "西南")),
            "prior_kind": chance.choice(("competitor", "none_felt", "in_house", "manual")),
            "problem": chance.choice(SENTENCES), "owner": chance.choice(("小乔", "老范", "阿澈", "小满")),
        },
        known=known, num=number + 1, external_id=f"X{number:06d}", source="sales",
    )  # fmt: skip
    deal = create_deal(
        session, viewer, company,
        {"lead_source": "转介绍", "pushed_by": chance.choice(("市场总监", "CEO")), "annual_fee": 200000},
        known=known, num=number + 1, journey_id=every["aware"].journey_id, source="sales",
    )  # fmt: skip
    add_events(session, viewer, deal, _events(every, chance), source="sales")
    _chain(session, viewer, known, company, chance)
    if number % 3 == 0:
        story = write_story(
            session, viewer, text="".join(chance.choices(SENTENCES, k=5)) + f"（{number}）", company_id=company.id,
            stage_ids=[every[chance.choice(("aware", "weigh", "use"))].id], positions=["市场总监"], source="sales",
        )  # fmt: skip
        mark(session, viewer, story.id, chance.choice(TAGS), kind="obstacle")


def _chain(session: Session, viewer: Viewer, known, company: Company, chance: random.Random) -> None:
    """Five seats at both moments: three that every chain has, two that vary."""
    seats = [
        SeatInput(position="市场总监", say=2, stance=chance.choice((2, 1, None))),
        SeatInput(position="CEO", say=3, listens={"市场总监": 50}, veto=chance.random() < 0.2),
        SeatInput(position="市场部员工", say=0, stance=chance.choice((None, -1, 0, 1))),
        *(
            SeatInput(position=position, say=chance.choice((0, 1, 2)), listens={"CEO": 25})
            for position in chance.sample(("董事长", "IT", "采购财务", "运营主管", "法务", "店长"), 2)
        ),
    ]
    chain = ensure_chain(session, viewer, company.id)
    anchors = {"市场总监": 0.7}
    for moment in ("purchase", "renewal"):
        save_moment(
            session, viewer, chain.id, moment, seen=None, seats=seats, base_rate=0.2, anchors=anchors, known=known
        )
        seats = [s.model_copy(update={"say": chance.choice((1, 2, 3))}) for s in seats]


def _events(every, chance: random.Random) -> list:
    day = clock.today() - timedelta(days=chance.randint(200, 900))
    path = chance.choice(
        (
            ("aware",),
            ("aware", "weigh"),
            ("aware", "weigh", "lost"),
            ("aware", "lost"),
            ("aware", "weigh", "signed", "live", "use"),
        )
    )
    found = []
    for code in path:
        found.append((every[code], day))
        day += timedelta(days=chance.randint(3, 35))
    return found


if __name__ == "__main__":
    print(build(sys.argv[1], int(sys.argv[2])))
