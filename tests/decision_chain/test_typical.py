"""The typical chain of a group: who sits on how many chains, whom they hear, where they stand, what is missing."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import pytest
from sqlmodel import select

from persona_core import migrate
from persona_core.access.queries import viewer_for
from persona_core.companies.commands import create_company
from persona_core.companies.models import SIGNED, Company
from persona_core.companies.own_wishes import OwnWish
from persona_core.companies.queries import owners
from persona_core.deals.commands import create_deal
from persona_core.deals.queries import SheetFilter
from persona_core.decision_chain import queries
from persona_core.decision_chain import typical_wording as wording
from persona_core.decision_chain.commands import SeatInput, edit_seat, ensure_chain, save_moment
from persona_core.decision_chain.models import Chain, ChainMoment, Listening, Moment, Seat, SeatMoment
from persona_core.decision_chain.queries import seats_of, typical
from persona_core.decision_chain.typical import chains_by_status, without
from persona_core.exchange.workspaces import open_workspace
from persona_core.kit.db import Database
from persona_core.kit.words import Words
from persona_core.vocabulary.own_fields import add_own_field
from persona_core.vocabulary.queries import lists
from tests.factories.chains import CEO, CHAIRMAN, DIRECTOR, STAFF, example_chain

PURCHASE, RENEWAL = Moment.PURCHASE, Moment.RENEWAL


def customer(session, viewer, name, status="在用", **fields):
    return create_company(session, viewer, {"name": name, "status": status, **fields})


def crowd(session, viewer):
    """Three customers with the example's chain, one of them with IT that can block, and one company in talks."""
    one = customer(session, viewer, "海棠", headcount="180", industry="家居零售", owner="小乔")
    two = customer(session, viewer, "禾木", headcount="260", industry="母婴连锁", owner="老范", prior_kind="竞品")
    three = customer(session, viewer, "青岚", "流失", headcount="120", industry="美妆", owner="小乔")
    talking = customer(session, viewer, "澄湖", "在谈", headcount="150", industry="家居零售", owner="小乔")
    example_chain(session, viewer, one, **{DIRECTOR: 2, CEO: 1})
    example_chain(session, viewer, two, **{DIRECTOR: 2, CEO: -1})
    example_chain(session, viewer, three, **{DIRECTOR: -2})
    chain = ensure_chain(session, viewer, talking.id)
    seats = [SeatInput(position=CEO, say=3), SeatInput(position="IT", say=0, veto=True, listens={CEO: 25})]
    save_moment(session, viewer, chain.id, PURCHASE, seen=None, seats=seats)
    return one, two, three, talking


@pytest.fixture
def four(session, viewer):
    return crowd(session, viewer)


def positions(found):
    return {p.label: p for p in found.positions}


def test_means_with_their_spread(session, viewer, four):
    found = typical(session, viewer, wanted=SheetFilter())
    assert (found.chains, found.signed, found.moments) == (4, False, {PURCHASE: 4, RENEWAL: 3})
    ceo = positions(found)[CEO]
    assert (ceo.k, ceo.purchase.n, ceo.renewal.n) == (4, 4, 3)
    assert (ceo.purchase.lo, ceo.purchase.hi) == (pytest.approx(0.25), pytest.approx(1.0))
    assert ceo.purchase.value == pytest.approx((3 * 0.25 + 1) / 4)
    assert (ceo.shares[PURCHASE].lo, ceo.shares[PURCHASE].hi) == (pytest.approx(3 / 7), pytest.approx(1))
    assert ceo.received(PURCHASE) == pytest.approx(ceo.purchase.value - ceo.kept[PURCHASE].value)
    assert positions(found)[STAFF].received(RENEWAL) == pytest.approx(0.454, abs=1e-3)
    assert positions(found)["IT"].received(RENEWAL) is None


def test_whom_they_hear_and_who_can_block(session, viewer, four):
    found = positions(typical(session, viewer, wanted=SheetFilter()))
    assert found[CHAIRMAN].listens[PURCHASE] == (("ceo", 3), ("marketing_director", 3))
    assert found["IT"].listens[PURCHASE] == (("ceo", 1),)
    assert (found["IT"].veto, found[CEO].veto) == (1, 0)


def test_a_usual_stance_is_held_by_more_than_half_of_those_known(session, viewer, four):
    found = positions(typical(session, viewer, wanted=SheetFilter()))
    assert found[DIRECTOR].stance(PURCHASE) == (2, 2, 3)
    assert found[CEO].stance(PURCHASE) == (None, 1, 2)
    assert found[STAFF].stance(PURCHASE) == (None, 0, 0)


def test_roles_that_chains_name_nobody_for(session, viewer, four):
    chain = ensure_chain(session, viewer, four[0].id)
    for seat in seats_of(session, viewer, chain.id)[:2]:
        changes = {"buying_role": "decider"}
        edit_seat(session, viewer, seat.id, seen=seat.version, base={}, changes=changes)
    found = typical(session, viewer, wanted=SheetFilter())
    assert found.missing == {"decider": 3, "user": 4, "technical_gate": 4}


@pytest.mark.parametrize(
    ("wanted", "chains", "signed"),
    [
        (SheetFilter(status=SIGNED), 3, True),
        (SheetFilter(status=("talking",)), 1, False),
        (SheetFilter(status=("active", "talking")), 3, False),
        (SheetFilter(industry=("家居零售",)), 2, False),
        (SheetFilter(prior_kind=("competitor",)), 1, False),
        (SheetFilter(owner=("小乔",), status=SIGNED), 2, True),
        (SheetFilter(headcount=(100, 200)), 3, False),
        (SheetFilter(lead_source=("event",)), 1, False),
        (SheetFilter(annual_fee=(150_000.5, 250_000)), 1, False),
        (SheetFilter(annual_fee=(None, 150_000)), 0, False),
        (SheetFilter(owner=("没有这个人",)), 0, False),
    ],
)
def test_a_filter_narrows_the_chains(session, viewer, four, wanted, chains, signed):
    create_deal(session, viewer, four[0], {"lead_source": "展会", "annual_fee": "200000"})
    found = typical(session, viewer, wanted=wanted)
    assert (found.chains, found.signed) == (chains, signed)
    assert all(p.k <= chains for p in found.positions)


def test_own_fields_narrow_the_chains_too(session, viewer):
    score, kind = (
        add_own_field(session, viewer, label, what) for label, what in (("评分", "number"), ("门店", "text"))
    )
    for n, name in enumerate(("甲", "乙", "丙")):
        company = customer(session, viewer, name, **{f"own:{score.code}": f"{n}.5", f"own:{kind.code}": f"{name}型"})
        example_chain(session, viewer, company)
    for wish, chains in (((score.code, OwnWish(low=1, high=2.5)), 2), ((kind.code, OwnWish(values=("乙型",))), 1)):
        assert typical(session, viewer, wanted=SheetFilter(own=(wish,))).chains == chains


def test_nobody_asked_for_is_nobody_counted(session, viewer, four):
    assert typical(session, viewer, set()).chains == 0


def test_what_can_be_chosen_from(session, viewer, four):
    customer(session, viewer, "无链", owner="阿澈")
    assert chains_by_status(session, viewer) == {"active": 2, "churned": 1, "talking": 1}
    assert chains_by_status(session, viewer, SheetFilter(owner=("老范",))) == {"active": 1}
    assert owners(session, viewer) == ["小乔", "老范", "阿澈"]
    assert owners(session, replace(viewer, masked=True)) == []


def test_what_is_known_while_nobody_decides_counts_nowhere(session, viewer, four):
    begun = ensure_chain(session, viewer, customer(session, viewer, "才开始").id)
    seats = [SeatInput(position=CEO, listens={DIRECTOR: 50}), SeatInput(position=DIRECTOR, stance=1)]
    save_moment(session, viewer, begun.id, PURCHASE, seen=None, seats=seats)
    found = typical(session, viewer, wanted=SheetFilter())
    ceo = positions(found)[CEO]
    assert (found.chains, found.moments[PURCHASE], ceo.k, ceo.purchase.n) == (5, 4, 5, 4)
    assert ceo.purchase.lo == pytest.approx(0.25)
    assert dict(ceo.listens[PURCHASE])["marketing_director"] == 3


def test_who_lacks_a_position(session, viewer, four):
    customer(session, viewer, "无链")
    known = lists(session, viewer)
    lacking = without(session, viewer, "it", limit=9, known=known)
    assert [name for _, name in lacking] == ["海棠", "禾木", "青岚"]
    signed = SheetFilter(status=SIGNED, owner=("小乔",))
    assert [i for i, _ in without(session, viewer, "it", wanted=signed, limit=1, known=known)] == [four[0].id]
    assert without(session, viewer, "ceo", limit=9, known=known) == []


ZH, EN = Words("zh"), Words("en")


def test_the_answer_says_whose_chains_and_how_far_they_carry(session, viewer, four):
    one = typical(session, viewer, {four[0].id})
    assert wording.answer(one, ZH) == (
        "1 条决策链（只当线索）：采购时市场总监话语权最大（61%）；续费时市场部员工话语权最大（65%）。"
    )
    signed = typical(session, viewer, wanted=SheetFilter(status=SIGNED))
    assert wording.answer(signed, ZH, SIGNED).startswith("3 家客户的决策链（只当线索）")
    talking = typical(session, viewer, wanted=SheetFilter(status=("talking",)))
    assert wording.answer(talking, ZH, ("talking",)) == "1 家在谈企业的链（只当线索）：采购时 CEO 话语权最大（100%）。"
    assert wording.answer(talking, EN, ("talking",)).startswith("1 chain of a company in talks (only a clue).")


def test_remarks_carry_their_counts(session, viewer, four):
    known = lists(session, viewer)
    found = typical(session, viewer, wanted=SheetFilter())
    said = wording.remarks(found, PURCHASE, ZH, known)
    assert said[0].startswith("平时谁听谁：CEO 听市场总监（3/4）、")
    assert said[1:] == [
        "平时的态度（只算知道的）：市场总监力推（2/3）。",
        "能一票否决：IT（1/1）。",
        "没标出谁是：拍板人（4/4）、使用人（4/4）、技术把关（4/4）。",
    ]
    lonely = typical(session, viewer, wanted=SheetFilter(status=("talking",)))
    assert wording.remarks(lonely, RENEWAL, EN, known)[0].startswith("Nobody usually listens")


def test_only_what_half_of_the_chains_do_is_usual(session, viewer, four):
    chain = ensure_chain(session, viewer, four[3].id)
    seats = [SeatInput(position=CEO, say=3, listens={"IT": 25}), SeatInput(position="IT", say=0)]
    seen = queries.chain(session, viewer, four[3].id).moments[PURCHASE].version
    save_moment(session, viewer, chain.id, PURCHASE, seen=seen, seats=seats)
    pairs = wording.usual(typical(session, viewer, wanted=SheetFilter()), PURCHASE)
    assert (CEO, DIRECTOR, 3, 4) in [(a.label, b.label, k, n) for a, b, k, n in pairs]
    assert (CEO, "IT") not in [(a.label, b.label) for a, b, _, _ in pairs]


def test_the_bracket_is_the_smallest_and_the_largest(session, viewer, four):
    found = positions(typical(session, viewer, wanted=SheetFilter()))
    assert wording.spread(found[CEO].purchase, ZH) == "44%（25–100）"
    assert wording.spread(found[DIRECTOR].purchase, ZH) == "61%"
    assert wording.spread(found["IT"].renewal, ZH) == ""
    assert wording.stance(found[CEO], PURCHASE, ZH) == "不一（知道 2 家）"


def test_the_same_on_postgresql(postgres_url):
    migrate.upgrade(postgres_url)
    database = Database(postgres_url)
    with database.write() as session:
        viewer = viewer_for(open_workspace(session, name="here", title="", lang="zh"), "zh")
        crowd(session, viewer)
        found = typical(session, viewer, wanted=SheetFilter(status=SIGNED, owner=("小乔",)))
        director = positions(found)[DIRECTOR]
        assert (found.chains, found.signed, director.k) == (2, True, 2)
        assert director.purchase.value == pytest.approx(0.607, abs=5e-4)
        assert director.stance(PURCHASE) == (None, 1, 2)
        assert positions(found)[CEO].listens[RENEWAL] == (("marketing_director", 2), ("marketing_staff", 2))
        assert typical(session, viewer, wanted=SheetFilter()).missing["user"] == 4
    database.close()


def plainly(session, viewer, statuses):
    """The typical chain counted row by row: what it must be equal to."""
    said, heard, on, decided = {}, {}, {}, {}
    companies = {
        c.id: c.status for c in session.exec(select(Company).where(Company.workspace_id == viewer.workspace_id))
    }
    chains = {c.id for c in session.exec(select(Chain)) if companies.get(c.company_id) in statuses}
    says = {(m.chain_id, m.moment): m.decided for m in session.exec(select(ChainMoment)) if m.chain_id in chains}
    for (_, moment), yes in says.items():
        decided[moment] = decided.get(moment, 0) + yes
    for seat in session.exec(select(Seat)):
        if seat.chain_id in chains:
            on.setdefault(seat.position, set()).add(seat.chain_id)
    for one in session.exec(select(SeatMoment)):
        if says.get((one.chain_id, one.moment)):
            said.setdefault((one.position, one.moment), []).append(one)
    for one in session.exec(select(Listening)):
        if says.get((one.chain_id, one.moment)):
            key = (one.position, one.moment, one.to_position)
            heard[key] = heard.get(key, 0) + 1
    return said, heard, on, decided


@pytest.mark.parametrize("statuses", [("active", "churned"), ("lost",), ("active", "churned", "lost", "talking")])
def test_a_random_crowd_is_counted_as_row_by_row(session, viewer, statuses):
    chance = random.Random(11)
    for n in range(40):
        company = customer(session, viewer, f"公司{n}", chance.choice(["在用", "流失", "丢单", "在谈"]))
        chain = ensure_chain(session, viewer, company.id)
        for moment in Moment:
            places = chance.sample([CEO, DIRECTOR, STAFF, CHAIRMAN, "IT", "法务"], chance.randint(1, 5))
            seats = [
                SeatInput(
                    position=p,
                    say=chance.choice([0, 0, 1, 2, 3]),
                    veto=chance.random() < 0.3,
                    stance=chance.choice([None, -2, -1, 0, 1, 2]),
                    listens={} if p == places[0] else {places[0]: chance.choice([25, 50])},
                )
                for p in places
            ]
            save_moment(session, viewer, chain.id, moment, seen=None, seats=seats)
    found = typical(session, viewer, wanted=SheetFilter(status=statuses))
    said, heard, on, decided = plainly(session, viewer, statuses)
    assert {p.position: p.k for p in found.positions} == {position: len(chains) for position, chains in on.items()}
    assert found.moments == {m: decided.get(m, 0) for m in Moment}
    for p in found.positions:
        for m in Moment:
            rows = said.get((p.position, m), [])
            assert p.total(m).n == len(rows)
            for estimate, name in ((p.total(m), "total"), (p.shares[m], "share"), (p.kept[m], "kept")):
                values = [getattr(row, name) for row in rows]
                assert estimate.value == (pytest.approx(sum(values) / len(values), abs=1e-12) if values else None)
            ends = (min(r.total for r in rows), max(r.total for r in rows)) if rows else (None, None)
            assert (p.total(m).lo, p.total(m).hi) == pytest.approx(ends, abs=1e-12)
            assert p.stances[m] == Counter(row.stance for row in rows if row.stance is not None)
            assert dict(p.listens[m]) == {to: n for (at, when, to), n in heard.items() if (at, when) == (p.position, m)}
        assert p.veto == max(sum(r.veto for r in said.get((p.position, m), [])) for m in Moment)
