"""The persona as a story, role cards, what has aged; and cards of odd workspaces."""

from dataclasses import replace
from datetime import timedelta

import pytest

from persona_core.access.models import Viewer
from persona_core.access.queries import viewer_for, workspace
from persona_core.companies.commands import create_company
from persona_core.deals.commands import create_deal
from persona_core.decision_chain.commands import SeatInput, ensure_chain, save_moment
from persona_core.decision_chain.models import Moment
from persona_core.exchange.workspaces import open_workspace
from persona_core.journeys.queries import stages
from persona_core.kit import clock
from persona_core.kit.db import Database
from persona_core.kit.words import Words
from persona_core.personas.commands import confirm, edit_card
from persona_core.personas.reading import card
from persona_core.stories.commands import mark, write_story

ZH, EN = Words("zh"), Words("en")
MARKUP = "<b>粗</b> *星* #标 $x$ [链](http://x) `码` {{ t }} &amp; \\ _下_ @谁 | 栏"


@pytest.fixture
def seen(db: Database) -> Viewer:
    with db.write() as session:
        return viewer_for(open_workspace(session, name="mine"), "zh")


def composed(example_db, lang="zh", **looks):
    with example_db.read() as session:
        return card(session, viewer_for(workspace(session, f"scrm-{lang}"), lang, **looks), Words(lang))


def sentences(made):
    return [one for paragraph in made.story for one in paragraph.sentences]


def test_every_sentence_of_the_story_has_its_mark_and_its_way(example_db):
    told = sentences(composed(example_db))
    assert [one.mark for one in told] == list(range(1, len(told) + 1))
    assert all(one.way.page and one.text for one in told)
    text = "".join(one.text for one in told)
    assert "我们谈过 42 家，签了 12 家。" in text
    assert "买的时候市场总监话语权最大，占 61%。" in text
    assert "到续费就反转了：市场部员工占 65%。" in text
    assert "最让他们犹豫的是“嫌贵”。" in text


def test_the_story_reads_in_english_too(example_db):
    text = " ".join(one.text for one in sentences(composed(example_db, "en")))
    assert "We talked to 42 companies, and 12 of them signed." in text
    assert "When it comes to renewing it turns: marketing staff has 65%." in text.replace("Marketing", "marketing")


def test_worth_says_how_much_hangs_on_few_and_ends_soon(example_db):
    said = [line.text for line in composed(example_db).block("worth").lines]
    assert said[1:] == ["最大的 3 家占全部年费的 39%", "90 天内到期：一年 86 万元，占 41%"]


def test_core_positions_have_role_cards(example_db):
    roles = {role.title: role for role in composed(example_db).roles}
    assert list(roles) == ["市场部员工", "市场总监", "CEO", "董事长"]
    director = {block.key: block for block in roles["市场总监"].blocks}
    assert roles["市场总监"].top == "12 条链里 12 条有 · 话语权 采购 61%、续费 22%"
    assert ("20 万换来什么说不清", 8) in [(line.label, line.k) for line in director["facets"].lines]
    assert director["traits"].tables[0].rows[0].cells[:2] == ("年龄", "32–40（12/12 家）")
    assert [point.label for point in director["information"].charts[0].points] == ["同行群", "行业公众号", "展会"]
    worry = next(row for row in director["concerns"].tables[0].rows if row.cells[1] == "和 POS 会员打不打通")
    assert worry.cells[0] == "权衡利弊"
    assert (worry.k, worry.asked) == (3, 12)
    assert all(line.quotes for line in director["quotes"].lines)
    assert "“人走客户走”→ 聊天、标签和群都留在公司，交接时一键转给接手的人" in [x.text for x in director["say"].lines]


def test_a_brief_card_names_its_roles_and_says_all_the_rest(example_db):
    with example_db.read() as session:
        viewer = viewer_for(workspace(session, "scrm-zh"), "zh")
        whole, brief = (card(session, viewer, Words("zh"), brief=brief) for brief in (False, True))
    assert [(r.key, r.title, r.top, ()) for r in whole.roles] == [
        (r.key, r.title, r.top, r.blocks) for r in brief.roles
    ]
    assert replace(brief, roles=whole.roles) == whole


def test_a_masked_role_card_names_nobody(example_db):
    text = str(composed(example_db, masked=True).as_json())
    for name in ("海棠生活", "范总", "石总", "庄总"):
        assert name not in text


def test_what_has_aged_is_said(db, seen):
    long_ago = clock.today() - timedelta(days=400)
    with db.write() as session:
        company = create_company(session, seen, {"name": "甲", "headcount": 30}, observed_on=long_ago)
        create_deal(session, seen, company, {"outcome": "won"})
        write_story(session, seen, text="很久以前说的。", company_id=company.id, told_on=long_ago)
        chain = ensure_chain(session, seen, company.id)
        seats = [SeatInput(position="老板", points=100, stance=1, stance_on=long_ago)]
        save_moment(session, seen, chain.id, Moment.PURCHASE, seen=None, seats=seats)
        confirm(session, seen, by="乔经理", on=long_ago)
        edit_card(session, seen, None, {"review_on": clock.today()})
        said = [line.text for line in card(session, seen, ZH).stale]
    assert said == [
        f"这张卡 {clock.today():%Y-%m-%d} 就该复核了。",
        "销售是 400 天前确认的，再请他们看一遍。",
        "最新一篇故事是 400 天前的，再去访一家。",
        "1 个态度超过 90 天没更新，或没写日期（1 条决策链）。",
        "1 家客户的人数是一年多以前的。",
    ]


@pytest.mark.parametrize("t", [ZH, EN], ids=["zh", "en"])
def test_one_customer_without_stories_or_chain_says_what_is_missing(db, seen, t):
    with db.write() as session:
        company = create_company(session, seen, {"name": "甲", "headcount": 30})
        create_deal(session, seen, company, {"outcome": "won"})
        made = card(session, seen, t)
    assert made.roles == ()
    assert len(sentences(made)) == 2
    assert all(block.empty for block in made.blocks if block.bare)
    assert {line.key for line in made.missing} >= {"missing.stories", "missing.chains", "missing.industry"}


def test_long_names_markup_and_forty_tags_on_one_stage_stay_as_they_were_written(db, seen):
    long_name = (MARKUP * 5)[:200]
    with db.write() as session:
        stage = stages(session, seen)[0]
        for number in range(3):
            company = create_company(session, seen, {"name": f"{number}{long_name}"[:200], "region": MARKUP})
            create_deal(session, seen, company, {"outcome": "won", "lost_reason": MARKUP})
            told = write_story(session, seen, text=MARKUP * 3, company_id=company.id, stage_ids=[stage.id])
            for tag in range(40):
                mark(session, seen, told.id, f"{tag} {MARKUP[:50]}", kind="obstacle")
        made = card(session, seen, ZH)
    assert len(made.block("leave").lines) == 6
    assert len(made.block("themes").tables[0].rows) == 20
    assert all(MARKUP[:50] in row.cells[0] for row in made.block("themes").tables[0].rows)
    assert made.block("leave").lines[0].quotes[0].text
