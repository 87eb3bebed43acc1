"""Several cards: each of its own companies, published as it reads on a day, and compared in plain sentences."""

import pytest

from persona_core.access.models import Viewer
from persona_core.access.queries import viewer_for, workspace
from persona_core.companies.commands import create_company
from persona_core.deals.commands import create_deal
from persona_core.exchange.workspaces import open_workspace
from persona_core.kit.db import Database
from persona_core.kit.errors import Conflict, Invalid, NotFound
from persona_core.kit.words import Words
from persona_core.personas.commands import create_card, delete_card, edit_card, set_advice, take_proposal
from persona_core.personas.publishing import between, publish, since_published, version_card, versions, withdraw
from persona_core.personas.queries import cards, find_card
from persona_core.personas.reading import advice, card
from persona_core.stories.commands import mark, write_story
from persona_core.vocabulary.commands import ensure_tag
from persona_core.vocabulary.models import TagKind

ZH, EN = Words("zh"), Words("en")
MANUAL = {"name": "手工起步的", "conditions": {"prior_kind": ["manual"]}}


@pytest.fixture
def seen(db: Database) -> Viewer:
    with db.write() as session:
        return viewer_for(open_workspace(session, name="mine"), "zh")


@pytest.fixture
def example(example_db):
    with example_db.read() as session:
        return viewer_for(workspace(session, "scrm-zh"), "zh")


def customer(session, viewer, name, **fields):
    company = create_company(session, viewer, {"name": name, **fields})
    create_deal(session, viewer, company, {"outcome": "won", "annual_fee": 10000})
    return company


def test_every_part_of_a_card_is_about_its_companies_only(example_db, example):
    with example_db.write() as session:
        row = create_card(session, example, MANUAL)
        narrow, whole = card(session, example, ZH, row=row), card(session, example, ZH)
        assert narrow.filter == "同类产品类型 Excel·手工"
        assert narrow.parts[0] == "4 家客户"
        assert whole.parts[0] == "12 家客户"
        lines = {line.key: line for block in narrow.blocks for line in block.lines}
        assert (lines["who.headcount"].asked, lines["decides.purchase"].n) == (4, 4)
        assert (lines["leave.churn"].k, lines["leave.churn"].n) == (1, 4)
        assert lines["journey.funnel"].k == 4
        assert lines["worth.fee"].n == 3
        assert all(row.asked == 4 for row in narrow.block("themes").tables[0].rows)
        road, worries = narrow.block("journey").charts[0], narrow.block("themes").charts[0]
        assert road.points[2].value == 4
        assert all(point.text.endswith("/4") for point in worries.points)
        session.rollback()


def test_a_card_needs_a_name_of_its_own_and_conditions(db, seen):
    with db.write() as session:
        create_card(session, seen, MANUAL)
        for fields, said in (
            ({**MANUAL, "name": "手工 起步的"}, "已经有一张叫“手工 起步的”的卡，换个名字。"),
            ({**MANUAL, "name": " "}, "给这张卡起个名字，同事才找得到。"),
            ({"name": "全部", "conditions": {}}, "这张卡讲哪些企业？至少选一个条件。"),
            ({"name": "坏", "conditions": {"headcount": [500, 100]}}, "范围的上限比下限小，重新填一下。"),
            ({"name": "坏", "conditions": {"prior_kind": ["magic"]}}, "条件里有不存在的选项，重新选一下。"),
        ):
            with pytest.raises(Invalid) as refused:
                create_card(session, seen, fields)
            assert refused.value.text(ZH) == said
        assert [row.name for row in cards(session, seen)] == ["", "手工起步的"]


def test_the_first_card_stays_about_everybody(db, seen):
    with db.write() as session:
        other = create_card(session, seen, MANUAL)
        first = cards(session, seen)[0]
        with pytest.raises(Invalid):
            delete_card(session, seen, first.id)
        with pytest.raises(Invalid):
            edit_card(session, seen, first.id, {"conditions": {"prior_kind": ["manual"]}})
        delete_card(session, seen, other.id)
        assert len(cards(session, seen)) == 1
        with pytest.raises(NotFound):
            find_card(session, seen, "手工起步的")


def test_a_second_editor_sees_the_first_ones_name(db, seen):
    with db.write() as session:
        row = create_card(session, seen, MANUAL)
        version = row.version
        edit_card(session, seen, row.id, {"owner": "小周"}, seen=version)
        with pytest.raises(Conflict) as clash:
            edit_card(session, seen, row.id, {"owner": "小吴"}, seen=version)
        assert clash.value.current == {"owner": "小周"}


def test_advice_of_one_card_is_not_on_another(db, seen):
    with db.write() as session:
        row = create_card(session, seen, MANUAL)
        set_advice(session, seen, "say", "讲回本", card_id=row.id)
        assert [a.text for a in advice(session, seen, ZH, row)][:1] == ["讲回本"]
        assert [a.text for a in advice(session, seen, ZH)][:1] == [""]


def test_a_proposal_is_taken_once_and_is_the_teams_own(example_db, example):
    with example_db.write() as session:
        before = card(session, example, ZH).advice[0]
        offered = before.proposals[0].text
        assert offered == "从“人走客户走”问起：最近一次是什么时候"
        assert before.proposals[0].counts == "7 家提到 / 问过 12 家 / 共 12 家"
        for _ in range(2):
            take_proposal(session, example, "say", offered)
        assert card(session, example, ZH).advice[0].rows == (*before.rows, offered)
        session.rollback()


def test_a_target_is_counted_and_opens_the_companies(example_db, example):
    with example_db.write() as session:
        asked = {"prior_kind": ["manual"], "headcount": [100, 200], "status": ["lead", "talking"]}
        edit_card(session, example, None, {"target": asked})
        found = card(session, example, ZH).target
        assert found.text == "客户状态 线索、在谈；同类产品类型 Excel·手工；100–200 人"
        assert found.way.params == {"status": "lead,talking", "prior": "manual", "size": "100-200"}
        assert found.counts.startswith(f"名单上 {found.n} 家")
        session.rollback()


def test_a_published_version_stays_as_it_was_and_the_difference_is_said(db, seen):
    with db.write() as session:
        tag = ensure_tag(session, seen, "一线嫌麻烦", kind=TagKind.OBSTACLE)
        told = []
        for number in range(6):
            company = customer(session, seen, f"客户{number}", headcount=100)
            told.append(write_story(session, seen, text="多点几下，没人愿意。", company_id=company.id))
        for story in told[:3]:
            mark(session, seen, story.id, tag_id=tag.id)
        first = publish(session, seen, by="乔经理")
        row = cards(session, seen)[0]
        for story in told[3:5]:
            mark(session, seen, story.id, tag_id=tag.id)
        set_advice(session, seen, "say", "先减两步")
        now = card(session, seen, ZH)
        assert since_published(session, seen, ZH, row, now) == ("一线嫌麻烦 3/6 → 5/6", "该说什么，加了：先减两步")
        assert '": 3/6 → 5/6' in since_published(session, seen, EN, row, card(session, seen, EN))[0]
        second = publish(session, seen)
        assert (first.number, second.number, row.status) == (1, 2, "published")
        kept = version_card(session, seen, row, 1).block("themes").tables[0].rows[0]
        assert (kept.k, kept.asked) == (3, 6)
        assert between(session, seen, ZH, row, 1, 2) == ("一线嫌麻烦 3/6 → 5/6", "该说什么，加了：先减两步")
        assert between(session, seen, ZH, row, 1, 0, card(session, seen, ZH, row=row)) == between(
            session, seen, ZH, row, 1, 2
        )
        assert [(v.number, len(v.changes)) for v in versions(session, seen, ZH, row)] == [(2, 2), (1, 0)]
        assert since_published(session, seen, ZH, row, card(session, seen, ZH)) == ()
        assert withdraw(session, seen).status == "draft"


def test_nothing_is_published_from_an_empty_workspace(db, seen):
    with pytest.raises(Invalid) as refused, db.write() as session:
        publish(session, seen)
    assert refused.value.text(ZH) == "这张卡上还没有内容可发布。先录客户。"


def test_a_masked_reader_of_a_version_reads_no_names(example_db, example):
    masked = Viewer(**{**vars(example), "masked": True})
    with example_db.write() as session:
        publish(session, example, by="乔经理")
        row = cards(session, example)[0]
        open_card, shut = (version_card(session, viewer, row, 1) for viewer in (example, masked))
        assert "海棠生活" in str(open_card.as_json())
        assert "海棠生活" not in str(shut.as_json())
        assert versions(session, masked, ZH, row)[0].by == ""
        session.rollback()
