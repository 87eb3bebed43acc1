"""Chains begun from a template, copied to another company or deal, and persons recognised on their seats."""

from __future__ import annotations

import pytest

from persona_core.companies.commands import create_company, create_person
from persona_core.deals.commands import create_deal
from persona_core.decision_chain import queries
from persona_core.decision_chain.arranging import set_layout
from persona_core.decision_chain.commands import SeatInput, add_seat, edit_seat, ensure_chain, save_moment
from persona_core.decision_chain.models import Moment
from persona_core.decision_chain.of_company import company_chains
from persona_core.decision_chain.shaping import Existing, begin_from_template, copy_chain
from persona_core.decision_chain.templates import templates
from persona_core.evidence.changes import recording, undo
from persona_core.kit.errors import Invalid, NotFound
from persona_core.kit.words import Words
from persona_core.vocabulary.models import ListName
from persona_core.vocabulary.queries import lists
from tests.factories.access import fresh_viewer
from tests.factories.chains import CEO, CHAIRMAN, DIRECTOR, STAFF, example_chain

PURCHASE, RENEWAL = Moment.PURCHASE, Moment.RENEWAL


def totals(view, moment):
    return {r.seat.label: round(r.total, 2) for r in view.moments[moment].rows}


@pytest.fixture
def other(session, viewer):
    return create_company(session, viewer, {"name": "听风家居", "status": "在谈"})


# templates


@pytest.mark.parametrize(
    ("name", "purchase", "renewal"),
    [
        ("long", {DIRECTOR: 0.61, CEO: 0.25, CHAIRMAN: 0.14, STAFF: 0}, STAFF),
        ("owner", {"老板": 0.66, "老板娘": 0.12, "店员": 0, "同行/上游": 0.22}, "老板"),
        ("tender", None, "使用部门负责人"),
    ],
)
def test_a_template_says_who_decides_at_both_moments(session, viewer, company, name, purchase, renewal):
    begin_from_template(session, viewer, company.id, name)
    view = queries.chain(session, viewer, company.id)
    if purchase:
        assert totals(view, PURCHASE) == purchase
    at_renewal = totals(view, RENEWAL)
    assert max(at_renewal, key=at_renewal.get) == renewal
    for moment in Moment:
        assert sum(r.total for r in view.moments[moment].rows) == pytest.approx(1)
        assert (view.moments[moment].base_rate, view.moments[moment].anchors) == (None, {})
    assert all(r.stance is None for m in Moment for r in view.moments[m].rows)


def test_every_template_is_whole_in_both_languages(session, viewer):
    roles = lists(session, viewer).terms[ListName.BUYING_ROLE]
    for shape in templates().values():
        for lang in ("zh", "en"):
            t = Words(lang)
            assert shape.label(t)
            assert shape.when(t)
            labels = [s.label(t) for s in shape.seats]
            assert len(set(labels)) == len(labels)
        assert {s.role for s in shape.seats} - {None} <= set(roles)
        codes = {s.code for s in shape.seats}
        assert all(set(s.moments[m].listens) <= codes for s in shape.seats for m in Moment)
        assert {"decider"} <= {s.role for s in shape.seats}


def test_the_committee_template_marks_gates_and_adds_positions_in_both_languages(session, viewer, company):
    begin_from_template(session, viewer, company.id, "tender")
    view = queries.chain(session, viewer, company.id)
    gates = {r.seat.label: (r.veto, r.trial_gate) for r in view.moments[PURCHASE].rows if r.veto or r.trial_gate}
    assert gates == {"技术负责人": (False, True), "财务/法务": (True, False), "拍板领导": (True, False)}
    assert view.missing_roles == ["user"]
    known = lists(session, viewer)
    committee = known.terms[ListName.POSITION][known.code(ListName.POSITION, "bid committee")]
    assert (committee.zh, committee.en) == ("评标委员会", "Bid committee")


def test_optional_positions_join_when_chosen_and_none_listens_to_one_left_out(session, viewer, company):
    begin_from_template(session, viewer, company.id, "long", positions=["ceo", "chairman", "it"])
    view = queries.chain(session, viewer, company.id)
    assert [s.label for s in view.seats] == [CEO, CHAIRMAN, "IT"]
    rows = {r.seat.label: r for r in view.moments[PURCHASE].rows}
    assert rows[CEO].listens == ()
    assert rows[CHAIRMAN].listens == (("ceo", 25),)
    assert rows["IT"].veto


def test_a_template_is_for_an_empty_chain(session, viewer, company):
    begin_from_template(session, viewer, company.id, "owner")
    with pytest.raises(Invalid) as refused:
        begin_from_template(session, viewer, company.id, "long")
    assert "已经有岗位" in refused.value.text(Words("zh"))
    with pytest.raises(Invalid, match="long, owner, tender"):
        begin_from_template(session, viewer, company.id, "wide")
    deal = create_deal(session, viewer, company, {"product": "第二套"})
    with pytest.raises(Invalid, match="at least one"):
        begin_from_template(session, viewer, company.id, "long", deal_id=deal.id, positions=[])


def test_a_template_in_a_workspace_whose_list_of_positions_is_empty(session, company):
    viewer = fresh_viewer(session, lang="en")
    for term in lists(session, viewer).terms[ListName.POSITION].values():
        session.delete(term)
    session.flush()
    own = create_company(session, viewer, {"name": "Shop"})
    begin_from_template(session, viewer, own.id, "owner")
    view = queries.chain(session, viewer, own.id)
    assert [s.label for s in view.seats] == [
        "Owner",
        "Owner's wife (keeps the books)",
        "Shop assistant",
        "Peer or supplier",
    ]
    assert totals(view, PURCHASE)["Owner"] == 0.66


# copies


def test_a_copy_takes_the_shape_and_leaves_the_people(session, viewer, company, other):
    chain = example_chain(session, viewer, company, **{DIRECTOR: 2})
    view = queries.chain(session, viewer, company.id)
    seat = next(s for s in view.seats if s.label == DIRECTOR)
    person = create_person(session, viewer, {"name": "何澄", "position": DIRECTOR}, company_id=company.id)
    base = {"person_id": None, "contact": None, "note": None, "buying_role": None, "coach": False}
    changes = {"person_id": person.id, "contact": "常联系", "note": "爱喝茶", "buying_role": "发起人", "coach": True}
    edit_seat(session, viewer, seat.id, seen=seat.version, base=base, changes=changes)

    done = copy_chain(session, viewer, chain.id, company_id=other.id)

    copied = queries.chain(session, viewer, other.id)
    assert len(done.added) == 4
    for moment in Moment:
        assert totals(copied, moment) == totals(view, moment)
        assert all(r.stance is None for r in copied.moments[moment].rows)
        assert copied.moments[moment].anchors == {}
    director = next(s for s in copied.seats if s.label == DIRECTOR)
    assert director.buying_role == "initiator"
    assert (director.person_id, director.contact, director.note, director.coach) == (None, None, None, False)
    assert copied.moments[PURCHASE].base_rate == 0.2  # says how often we win, not who they are
    assert copied.moments[RENEWAL].base_rate is None


def test_a_copy_to_a_deal_of_the_same_company_takes_the_people_along_but_no_stance(session, viewer, company):
    chain = example_chain(session, viewer, company, **{DIRECTOR: 2})
    person = create_person(session, viewer, {"name": "何澄", "title": "总监"}, company_id=company.id)
    seat = queries.chain(session, viewer, company.id).seats[0]
    changes = {"person_id": person.id, "contact": "见过", "years": "3–6"}
    edit_seat(session, viewer, seat.id, seen=seat.version, base=dict.fromkeys(changes), changes=changes)
    deal = create_deal(session, viewer, company, {"product": "增购"})

    copy_chain(session, viewer, chain.id, company_id=company.id, deal_id=deal.id)

    copied = queries.chain(session, viewer, company.id, deal_id=deal.id)
    assert (copied.seats[0].person, copied.seats[0].contact, copied.seats[0].years) == ("何澄", "met", "3–6")
    assert [r.stance for r in copied.moments[PURCHASE].rows] == [None] * 4
    assert queries.chain(session, viewer, company.id).moments[PURCHASE].rows[0].stance == 2


def test_a_target_with_a_chain_is_refused_until_somebody_chooses(session, viewer, company, other):
    chain = example_chain(session, viewer, company)
    mine = ensure_chain(session, viewer, other.id)
    save_moment(
        session,
        viewer,
        mine.id,
        PURCHASE,
        seen=None,
        seats=[SeatInput(position=CEO, say=3, stance=1), SeatInput(position="店长", say=1, listens={CEO: 25})],
        base_rate=0.3,
        anchors={CEO: 0.8},
    )
    with pytest.raises(Invalid) as refused:
        copy_chain(session, viewer, chain.id, company_id=other.id)
    assert "听风家居" in refused.value.text(Words("zh"))

    copy_chain(session, viewer, chain.id, company_id=other.id, existing="fill")

    filled = queries.chain(session, viewer, other.id)
    assert [s.label for s in filled.seats] == [CEO, "店长", DIRECTOR, CHAIRMAN, STAFF]
    assert totals(filled, PURCHASE) == {CEO: 0.81, "店长": 0.19, DIRECTOR: 0, CHAIRMAN: 0, STAFF: 0}  # as it was
    assert totals(filled, RENEWAL)[STAFF] == 0.65  # nobody had spoken about it

    copy_chain(session, viewer, chain.id, company_id=other.id, existing=Existing.REPLACE)

    replaced = queries.chain(session, viewer, other.id)
    assert [s.label for s in replaced.seats] == [DIRECTOR, CEO, CHAIRMAN, STAFF]
    moment = replaced.moments[PURCHASE]
    assert totals(replaced, PURCHASE) == {DIRECTOR: 0.61, CEO: 0.25, CHAIRMAN: 0.14, STAFF: 0}
    assert {r.seat.label: r.stance for r in moment.rows if r.stance} == {CEO: 1}
    assert (moment.base_rate, moment.anchors) == (0.3, {"ceo": 0.8})


def test_replacing_drops_experiences_that_no_longer_fit(session, viewer, company, other):
    source = example_chain(session, viewer, company, renewal=False)
    target = ensure_chain(session, viewer, other.id)
    seats = [SeatInput(position=STAFF, say=3), SeatInput(position=CEO, say=1)]
    save_moment(session, viewer, target.id, PURCHASE, seen=None, seats=seats, anchors={STAFF: 0.9})
    save_moment(session, viewer, target.id, RENEWAL, seen=None, seats=[SeatInput(position="店长", say=3)])
    copy_chain(session, viewer, source.id, company_id=other.id, existing="replace")
    view = queries.chain(session, viewer, other.id)
    assert view.moments[PURCHASE].anchors == {}  # the staff has no influence at purchase any more
    assert [s.label for s in view.seats] == [DIRECTOR, CEO, CHAIRMAN, STAFF, "店长"]  # the renewal is still theirs
    assert totals(view, RENEWAL)["店长"] == 1


def test_what_cannot_be_copied_is_said(session, viewer, company, other):
    chain = ensure_chain(session, viewer, company.id)
    with pytest.raises(Invalid, match="nothing to copy"):
        copy_chain(session, viewer, chain.id, company_id=other.id)
    example_chain(session, viewer, company)
    with pytest.raises(Invalid, match="this very chain"):
        copy_chain(session, viewer, chain.id, company_id=company.id, existing="replace")
    stranger = fresh_viewer(session)
    with pytest.raises(NotFound):
        copy_chain(session, stranger, chain.id, company_id=create_company(session, stranger, {"name": "丙"}).id)
    deal = create_deal(session, viewer, other, {"product": "一"})
    with pytest.raises(Invalid, match="another company"):
        copy_chain(session, viewer, chain.id, company_id=company.id, deal_id=deal.id)


def test_cards_stand_on_the_copy_where_they_stood(session, viewer, company, other):
    chain = example_chain(session, viewer, company)
    director, ceo = queries.chain(session, viewer, company.id).seats[:2]
    set_layout(session, viewer, chain.id, {director.id: (1, 2), ceo.id: (3, 0.5)})
    copy_chain(session, viewer, chain.id, company_id=other.id)
    view = queries.chain(session, viewer, other.id)
    assert view.layout == {str(view.seats[0].id): [1, 2], str(view.seats[1].id): [3, 0.5]}
    copy_chain(session, viewer, chain.id, company_id=other.id, existing="replace")
    assert queries.chain(session, viewer, other.id).layout == view.layout  # what is there is left alone


def test_seats_without_a_word_are_copied_as_they_are(session, viewer, company, other):
    chain = ensure_chain(session, viewer, company.id)
    add_seat(session, viewer, chain.id, CEO)
    copy_chain(session, viewer, chain.id, company_id=other.id)
    view = queries.chain(session, viewer, other.id)
    assert [s.label for s in view.seats] == [CEO]
    assert all(view.moments[m].version is None for m in Moment)


def test_a_copy_can_be_undone_as_one_step(session, viewer, company, other):
    chain = example_chain(session, viewer, company)
    mine = ensure_chain(session, viewer, other.id)
    save_moment(session, viewer, mine.id, PURCHASE, seen=None, seats=[SeatInput(position="店长", say=3)])
    with recording(session, viewer, "copy") as log:
        copy_chain(session, viewer, chain.id, company_id=other.id, existing="replace")
    undo(session, viewer, log.change_id)
    view = queries.chain(session, viewer, other.id)
    assert totals(view, PURCHASE) == {"店长": 1}
    assert view.moments[RENEWAL].version is None


def test_templates_and_copies_recognise_persons(session, viewer, company, other):
    for firm, name in ((company, "秦望"), (other, "乔总")):
        create_person(session, viewer, {"name": name, "position": CEO}, company_id=firm.id)
    begun = begin_from_template(session, viewer, company.id, "long")
    assert begun.recognised == ("ceo",)
    copied = copy_chain(session, viewer, begun.chain.id, company_id=other.id)
    assert copied.recognised == ("ceo",)
    assert queries.chain(session, viewer, other.id).seats[1].person == "乔总"


def test_a_company_tells_which_of_its_deals_has_a_chain_of_its_own(session, viewer, company):
    chains = company_chains(session, viewer, company.id)
    assert (chains.seats, chains.deals, chains.several) == (0, (), False)
    first = create_deal(session, viewer, company, {"product": "SCRM", "outcome": "won"})
    example_chain(session, viewer, company)
    assert not company_chains(session, viewer, company.id).several
    second = create_deal(session, viewer, company, {})
    begin_from_template(session, viewer, company.id, "owner", deal_id=second.id, positions=["owner", "clerk"])
    chains = company_chains(session, viewer, company.id)
    told = [(d.deal_id, d.name, d.outcome, d.seats) for d in chains.deals]
    assert told == [(first.id, "SCRM", "won", 0), (second.id, "商机 2", "open", 2)]
    assert chains.several
    assert (chains.seats_of(None), chains.seats_of(first.id), chains.seats_of(second.id)) == (4, 0, 2)
    assert company_chains(session, fresh_viewer(session), company.id).deals == ()
