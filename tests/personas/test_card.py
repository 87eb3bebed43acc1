"""The card: every line has its counts and its way to the rows; small numbers are said to be small."""

import json

import pytest

from persona_core.access.models import Viewer
from persona_core.access.queries import viewer_for, workspace
from persona_core.companies.commands import create_company
from persona_core.deals.commands import create_deal
from persona_core.decision_chain.commands import SeatInput, ensure_chain, save_moment
from persona_core.decision_chain.models import Moment
from persona_core.exchange.workspaces import open_workspace
from persona_core.kit.db import Database
from persona_core.kit.errors import Conflict, Invalid
from persona_core.kit.words import Words
from persona_core.personas.commands import confirm, set_advice
from persona_core.personas.kept import read_card
from persona_core.personas.reading import advice, card

ZH, EN = Words("zh"), Words("en")


@pytest.fixture
def seen(db: Database) -> Viewer:
    with db.write() as session:
        return viewer_for(open_workspace(session, name="mine"), "zh")


def lines(composed):
    return {line.key: line for block in composed.blocks for line in block.lines}


def test_an_empty_workspace_says_what_to_do_in_every_block(db, seen):
    with db.read() as session:
        composed = card(session, seen, ZH)
    assert not lines(composed)
    assert all(block.empty for block in composed.blocks)
    assert composed.summary == ""
    assert composed.top.startswith("0 家客户 · 0 篇故事")


def test_three_customers_are_only_a_clue(db, seen):
    with db.write() as session:
        for name, people in (("甲", 10), ("乙", 30), ("丙", 20)):
            company = create_company(session, seen, {"name": name, "headcount": people, "industry": "餐饮"})
            create_deal(session, seen, company, {"outcome": "won"})
    with db.read() as session:
        found = lines(card(session, seen, ZH))
    assert found["who.headcount"].text == "人数：一般 20 人，10 人 到 30 人"
    assert found["who.headcount"].trust == "只当线索"
    assert (found["who.industry"].k, found["who.industry"].asked, found["who.industry"].n) == (3, 3, 3)
    assert found["journey.funnel"].text == "谈过 3 家，签了 3 家 = 3/3（44–100%）"


def test_companies_that_did_not_sign_stay_out_of_the_profile(db, seen):
    with db.write() as session:
        signed = create_company(session, seen, {"name": "签了", "headcount": 50})
        create_deal(session, seen, signed, {"outcome": "won"})
        lost = create_company(session, seen, {"name": "丢了", "headcount": 5000})
        create_deal(session, seen, lost, {"outcome": "lost", "lost_reason": "太远"})
    with db.read() as session:
        found = lines(card(session, seen, ZH))
    assert "5,000" not in found["who.headcount"].text
    assert found["leave.lost"].text == "丢单的去向：太远 1"
    assert (found["journey.funnel"].k, found["journey.funnel"].n) == (1, 2)


def test_a_field_known_of_some_says_of_how_many(db, seen):
    with db.write() as session:
        for name, people in (("甲", 10), ("乙", None)):
            company = create_company(session, seen, {"name": name, "headcount": people})
            create_deal(session, seen, company, {"outcome": "won"})
    with db.read() as session:
        composed = card(session, seen, EN)
    assert lines(composed)["who.headcount"].counts == "known of 1 of 2 companies"
    assert "Headcount is not known of 1 customer." in [x.text for x in composed.missing]


@pytest.mark.parametrize(("lang", "words"), [("zh", "反转"), ("en", "turns round")])
def test_the_example_says_the_chain_turns_round(example_db, lang, words):
    with example_db.read() as session:
        viewer = viewer_for(workspace(session, f"scrm-{lang}"), lang)
        composed = card(session, viewer, Words(lang))
    found = lines(composed)
    assert words in found["decides.turn"].text
    assert found["decides.purchase"].n == 12
    assert found["leave.churn"].k == 3
    assert all(line.way.page for line in found.values())
    told = [
        x for block in composed.blocks if block.key in ("come", "leave") for x in block.lines if x.key.count("-") == 4
    ]
    assert told
    assert all(x.quotes and x.lost for x in told)


def test_half_a_point_is_no_reversal_and_chains_nobody_filled_in_carry_nothing(db, seen):
    with db.write() as session:
        for name, purchase, renewal in (("甲", 50, 49.9), ("乙", 60, None), ("丙", None, None)):
            company = create_company(session, seen, {"name": name, "status": "在用"})
            chain = ensure_chain(session, seen, company.id)
            for moment, points in zip(Moment, (purchase, renewal), strict=True):
                shares = {"老板": points or 0, "店员": 100 - points if points else 0}
                seats = [SeatInput(position=p, points=n) for p, n in shares.items()]
                save_moment(session, seen, chain.id, moment, seen=None, seats=seats)
    with db.read() as session:
        found = lines(card(session, seen, ZH))
    assert [found[f"decides.{key}"].counts for key in ("purchase", "renewal", "turn")] == [
        "2 条决策链",
        "1 条决策链",
        "1 条决策链",
    ]
    assert found["decides.turn"].text == "没有反转：采购和续费都是老板话语权最大"


def test_a_masked_card_names_nobody(example_db):
    with example_db.read() as session:
        plain = viewer_for(workspace(session, "scrm-zh"), "zh")
        masked = viewer_for(workspace(session, "scrm-zh"), "zh", masked=True)
        open_card, shut = card(session, plain, ZH), card(session, masked, ZH)
    assert "海棠生活" in str(open_card.as_json())
    text = str(shut.as_json())
    for name in ("海棠生活", "澄湖家居", "林晓", "周总", "范总", "石总"):
        assert name not in text
    assert "华东 · 家居零售 · 180 人" in text


def test_advice_is_kept_and_a_second_writer_sees_the_first(db, seen):
    with db.write() as session:
        first = set_advice(session, seen, "say", "先问店长")
    with db.write() as session:
        set_advice(session, seen, "say", "先问总监", seen=first.version)
    with db.write() as session, pytest.raises(Conflict) as clash:
        set_advice(session, seen, "say", "先问老板", seen=first.version)
    assert clash.value.current == {"text": "先问总监"}
    with db.read() as session:
        assert [a.text for a in advice(session, seen, ZH)] == ["先问总监", "", "", ""]


def test_confirmation_shows_on_top_and_can_be_taken_back(db, seen):
    with db.write() as session:
        confirm(session, seen, by="乔经理")
    with db.read() as session:
        assert "销售已确认" in card(session, seen, ZH).top
    with db.write() as session:
        confirm(session, seen, by="")
    with db.read() as session:
        assert "销售还没确认" in card(session, seen, ZH).top


def test_advice_of_an_unknown_part_is_refused(db, seen):
    with db.write() as session, pytest.raises(Invalid) as refused:
        set_advice(session, seen, "shout", "x")
    assert refused.value.text(ZH) == "画像卡上没有这一项。"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_card_kept_as_json_reads_back_as_it_was(example_db, lang):
    with example_db.read() as session:
        composed = card(session, viewer_for(workspace(session, f"scrm-{lang}"), lang), Words(lang))
    assert read_card(json.loads(json.dumps(composed.as_json(), default=str))) == composed


def test_charts_print_the_counts_of_the_example(example_db):
    with example_db.read() as session:
        composed = card(session, viewer_for(workspace(session, "scrm-zh"), "zh"), ZH)
    turning, road, said = (composed.block(key).charts[0] for key in ("decides", "journey", "themes"))
    assert [(p.label, p.text, p.then_text) for p in turning.points if p.label == "市场总监"] == [
        ("市场总监", "61%", "22%")
    ]
    assert [p.text for p in road.points][:3] == ["42 家", "31 家", "12 家"]
    assert next((p.label, p.text, p.then_text) for p in said.points) == ("嫌贵", "9/12", "3/8")
    assert road.most == 42


def test_tables_hold_profile_chain_and_themes(example_db):
    with example_db.read() as session:
        composed = card(session, viewer_for(workspace(session, "scrm-zh"), "zh"), ZH)
    rows = {row.key: row.cells for key in ("profile", "chain", "themes") for row in composed.block(key).tables[0].rows}
    assert rows["headcount"] == ("人数", "195 人（中位数）", "12/12", "95 人到 500 人")
    assert rows["prior_kind"][1] == "竞品（5/12 家）"
    assert any(cells[:4] == ("CEO", "12/12", "25%", "10%") for cells in rows.values())


def test_the_surprises_of_the_example_stand_under_differences(example_db):
    with example_db.read() as session:
        composed = card(session, viewer_for(workspace(session, "scrm-zh"), "zh"), ZH)
    text = " ".join(line.text for line in composed.block("differences").lines)
    assert "“嫌贵”：签约前问过 12 家，9 家说了；走的时候问过 3 家，没人拿它当理由" in text
    assert "CEO 推动的签得快（38 天，5 家；市场总监 96 天，7 家），但续得少（1/4；市场总监 6/6；只当线索）" in text


def test_no_customer_speaks_for_all_of_them(example_db):
    with example_db.read() as session:
        composed = card(session, viewer_for(workspace(session, "scrm-zh"), "zh"), ZH)
    first = [line.quotes[0].who for key in ("come", "leave") for line in composed.block(key).lines if line.quotes]
    assert len(first) >= 8
    assert max(first.count(who) for who in first) <= 2
