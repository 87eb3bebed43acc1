"""Saving a chain: what is stored, what is refused and in which words, and two editors of one moment."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlmodel import select

from persona_core.companies.commands import create_company, create_person
from persona_core.deals.commands import create_deal
from persona_core.decision_chain import queries, wording
from persona_core.decision_chain.commands import (
    SeatInput,
    add_seat,
    copy_moment,
    edit_seat,
    ensure_chain,
    remove_seat,
    save_moment,
)
from persona_core.decision_chain.inputs import in_points, in_words
from persona_core.decision_chain.models import Chain, Listening, Moment, Say, Seat, SeatMoment
from persona_core.evidence.changes import recording, undo
from persona_core.kit import clock
from persona_core.kit.errors import Conflict, Invalid, NotFound
from persona_core.kit.words import Words
from tests.factories.access import fresh_viewer
from tests.factories.chains import CEO, CHAIRMAN, DIRECTOR, STAFF, example_chain, purchase_seats, renewal_seats

PURCHASE, RENEWAL = Moment.PURCHASE, Moment.RENEWAL


def totals(session, viewer, company, moment) -> dict[str, float]:
    return {r.seat.label: round(r.total, 3) for r in queries.chain(session, viewer, company.id).moments[moment].rows}


def save(session, viewer, chain, *seats, seen=None, **rest):
    return save_moment(session, viewer, chain.id, PURCHASE, seen=seen, seats=list(seats), **rest)


def test_one_chain_for_a_company_and_one_for_each_deal(session, viewer, company):
    first = ensure_chain(session, viewer, company.id)
    deal = create_deal(session, viewer, company, {})
    assert ensure_chain(session, viewer, company.id).id == first.id
    assert (
        ensure_chain(session, viewer, company.id, deal.id).id == ensure_chain(session, viewer, company.id, deal.id).id
    )
    assert len(session.exec(select(Chain)).all()) == 2
    other = create_company(session, viewer, {"name": "乙"})
    with pytest.raises(Invalid, match="another company"):
        ensure_chain(session, viewer, other.id, deal.id)


def test_the_example_in_words_and_in_points(session, viewer, company):
    example_chain(session, viewer, company)
    assert totals(session, viewer, company, PURCHASE) == {DIRECTOR: 0.607, CEO: 0.25, CHAIRMAN: 0.143, STAFF: 0}
    assert totals(session, viewer, company, RENEWAL) == {DIRECTOR: 0.216, CEO: 0.105, CHAIRMAN: 0.025, STAFF: 0.654}
    staff = queries.chain(session, viewer, company.id).moments[RENEWAL].rows[3]
    assert (staff.share, staff.kept) == pytest.approx((0.2, 0.2))
    assert staff.received == pytest.approx(0.454, abs=5e-4)


def test_positions_may_be_labels_aliases_or_new(session, viewer, company):
    chain = ensure_chain(session, viewer, company.id)
    save(
        session,
        viewer,
        chain,
        SeatInput(position="总经理", say=3, listens={"会员运营经理": 25}),
        SeatInput(position="会员运营经理"),
    )
    assert [s.position for s in queries.seats_of(session, viewer, chain.id)] == ["ceo", "会员运营经理"]


def test_words_are_read_in_both_languages(session, viewer, company):
    read = SeatInput(position="CEO", say="Decides", listens={"IT": "takes note", "法务": "很听"}, stance="有顾虑")
    assert (read.say, read.listens, read.stance) == (Say.DECIDES, {"IT": 25, "法务": 50}, -1)
    assert SeatInput(position="CEO", stance="还不清楚").stance is None
    with pytest.raises(Invalid, match="not one of the choices"):
        SeatInput(position="CEO", stance="随便")


@pytest.mark.parametrize(
    ("seats", "sentence"),
    [
        ([SeatInput(position="CEO", say=3), SeatInput(position="总经理")], "“CEO”出现了两次"),
        ([SeatInput(position="CEO", say=3, listens={"CEO": 50})], "“CEO”不能听自己"),
        ([SeatInput(position="CEO", say=3, listens={"法务": 50})], "“CEO”听“法务”的"),
        (
            [
                SeatInput(position="CEO", say=3, listens={"IT": 50, "法务": 75}),
                SeatInput(position="IT"),
                SeatInput(position="法务"),
            ],
            "125",
        ),
        ([SeatInput(position="CEO", say=3, own_points=80, listens={"IT": 50}), SeatInput(position="IT")], "130"),
        ([SeatInput(position="CEO", points=-5)], "-5"),
        ([SeatInput(position="CEO", points=500)], "500"),
        ([SeatInput(position="CEO", points=float("nan"))], "不知道就空着"),
        ([SeatInput(position="CEO", say=3, listens={"IT": float("inf")})], "不知道就空着"),
        ([SeatInput(position="CEO", say=3, stance=1, stance_on=date(1969, 1, 1))], "1970"),
        (
            [SeatInput(position="CEO", say=3, listens={"IT": 100}), SeatInput(position="IT", listens={"CEO": 100})],
            "CEO · IT：这几个人只互相听",
        ),
        (
            [
                SeatInput(position="CEO", say=3, listens={"IT": 25, "法务": 25, "老板": 25}),
                *(SeatInput(position=p) for p in ("IT", "法务", "老板")),
            ],
            "3 个人",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words(session, viewer, company, seats, sentence):
    chain = ensure_chain(session, viewer, company.id)
    with pytest.raises(Invalid) as refused:
        save(session, viewer, chain, *seats)
    assert sentence in refused.value.text(Words("zh"))
    assert session.exec(select(Seat)).all() == []


def test_what_is_known_is_kept_while_nobody_has_a_say_yet(session, viewer, company):
    """A chain built step by step: first a stance, whom somebody hears, an experience; then who decides."""
    chain = ensure_chain(session, viewer, company.id)
    seats = [SeatInput(position=DIRECTOR, stance=2), SeatInput(position=CEO, listens={DIRECTOR: 50})]
    row = save(session, viewer, chain, *seats, anchors={DIRECTOR: 0.7})
    moment = queries.chain(session, viewer, company.id).moments[PURCHASE]
    assert (row.decided, moment.decided, moment.success, moment.advice) == (False, False, None, ())
    assert (moment.rows[0].stance, moment.rows[1].listens) == (2, (("marketing_director", 50),))
    assert totals(session, viewer, company, PURCHASE) == {DIRECTOR: 0, CEO: 0}
    assert wording.answer(queries.chain(session, viewer, company.id), moment, Words("zh")) == (
        "这条链上还没有人有份拍板。至少给一个岗位选“说了算”或“有一票”。"
    )
    seats[1] = SeatInput(position=CEO, say="说了算", listens={DIRECTOR: 50})
    row = save(session, viewer, chain, *seats, anchors={DIRECTOR: 0.7}, seen=row.version)
    moment = queries.chain(session, viewer, company.id).moments[PURCHASE]
    assert (row.decided, moment.success.value) == (True, pytest.approx(0.7))
    assert totals(session, viewer, company, PURCHASE) == {DIRECTOR: 0.5, CEO: 0.5}


def test_taking_off_the_only_one_who_decides_leaves_the_rest_as_it_was(session, viewer, company):
    chain = ensure_chain(session, viewer, company.id)
    row = save(session, viewer, chain, SeatInput(position=CEO, say=3), SeatInput(position=STAFF, stance=1))
    remove_seat(session, viewer, queries.seats_of(session, viewer, chain.id)[0].id)
    moment = queries.chain(session, viewer, company.id).moments[PURCHASE]
    assert (row.decided, [(r.seat.label, r.stance, r.total) for r in moment.rows]) == (False, [(STAFF, 1, 0)])


@pytest.mark.parametrize(
    ("base", "anchors", "sentence"),
    [
        (0.5, {DIRECTOR: 0.4}, "还不如平时"),
        (None, {DIRECTOR: 0.1}, "还不如平时"),
        (0.2, {STAFF: 0.7}, "“市场部员工”在这里没有话语权"),
        (0.2, {"法务": 0.7}, "法务"),
        (1.2, {}, "0 到 10"),
    ],
)
def test_experiences_that_contradict_themselves_are_refused(session, viewer, company, base, anchors, sentence):
    chain = ensure_chain(session, viewer, company.id)
    with pytest.raises(Invalid) as refused:
        save(session, viewer, chain, *purchase_seats(), base_rate=base, anchors=anchors)
    assert sentence in refused.value.text(Words("zh"))


def test_points_may_go_to_any_number_of_others(session, viewer, company):
    chain = ensure_chain(session, viewer, company.id)
    others = {"IT": 20, "法务": 20, "老板": 20}
    save(
        session,
        viewer,
        chain,
        SeatInput(position="CEO", points=100, own_points=40, listens=others),
        *(SeatInput(position=p) for p in others),
    )
    assert totals(session, viewer, company, PURCHASE) == {"CEO": 0.4, "IT": 0.2, "法务": 0.2, "老板": 0.2}


def test_a_chain_of_one(session, viewer, company):
    chain = ensure_chain(session, viewer, company.id)
    save(session, viewer, chain, SeatInput(position="老板", say="说了算"))
    assert totals(session, viewer, company, PURCHASE) == {"老板": 1}


def test_a_chain_holds_sixty_positions_and_no_more(session, viewer, company):
    chain = ensure_chain(session, viewer, company.id)
    save(session, viewer, chain, *(SeatInput(position=f"岗位{n}", say=1, veto=True) for n in range(60)))
    assert sum(totals(session, viewer, company, PURCHASE).values()) == pytest.approx(1, abs=0.05)
    with pytest.raises(Invalid, match="at most 60"):
        add_seat(session, viewer, chain.id, "再来一个")


def test_the_second_of_two_editors_sees_both_values(session, viewer, company):
    chain = example_chain(session, viewer, company)
    seen = queries.chain(session, viewer, company.id).moments[PURCHASE].version
    first = purchase_seats(**{DIRECTOR: 2})
    save(session, viewer, chain, *first, seen=seen, base_rate=0.2, anchors={DIRECTOR: 0.7})
    mine = purchase_seats(**{DIRECTOR: -1})
    with pytest.raises(Conflict) as refused:
        save(session, viewer, chain, *mine, seen=seen, base_rate=0.3, anchors={DIRECTOR: 0.7})
    assert refused.value.current == {"seats": {"marketing_director": {"stance": 2}}, "base_rate": 0.2}
    assert refused.value.mine == {"seats": {"marketing_director": {"stance": -1}}, "base_rate": 0.3}
    row = save(session, viewer, chain, *mine, seen=refused.value.version, base_rate=0.3, anchors={DIRECTOR: 0.7})
    assert row.version == refused.value.version + 1


def test_a_form_drawn_before_anybody_saved_conflicts_too(session, viewer, company):
    chain = example_chain(session, viewer, company)
    with pytest.raises(Conflict):
        save(session, viewer, chain, *purchase_seats(), seen=None)


def test_a_seat_left_out_has_no_part_at_this_moment(session, viewer, company):
    chain = example_chain(session, viewer, company)
    seen = queries.chain(session, viewer, company.id).moments[PURCHASE].version
    save(session, viewer, chain, SeatInput(position=CEO, say=3), seen=seen)
    view = queries.chain(session, viewer, company.id)
    assert totals(session, viewer, company, PURCHASE) == {DIRECTOR: 0, CEO: 1, CHAIRMAN: 0, STAFF: 0}
    assert view.moments[PURCHASE].anchors == {}
    assert totals(session, viewer, company, RENEWAL)[STAFF] == 0.654


def test_a_stance_keeps_its_day_and_source_until_it_changes(session, viewer, company):
    chain = ensure_chain(session, viewer, company.id)
    long_ago = clock.today() - timedelta(days=40)
    seat = SeatInput(position=CEO, say=3, stance=2, stance_on=long_ago, stance_source="customer")
    row = save(session, viewer, chain, seat)
    row = save(session, viewer, chain, SeatInput(position=CEO, say=2, stance=2), seen=row.version)
    stored = session.exec(select(SeatMoment)).one()
    assert (stored.stance_on, stored.stance_source) == (long_ago, "customer")
    row = save(session, viewer, chain, SeatInput(position=CEO, say=2, stance=1), seen=row.version)
    assert (stored.stance_on, stored.stance_source) == (clock.today(), None)
    save(session, viewer, chain, SeatInput(position=CEO, say=2), seen=row.version)
    assert (stored.stance, stored.stance_on) == (None, None)


def test_renewal_starts_as_a_copy_of_purchase(session, viewer, company):
    chain = ensure_chain(session, viewer, company.id)
    with pytest.raises(Invalid, match="nothing to copy"):
        copy_moment(session, viewer, chain.id, PURCHASE, RENEWAL)
    example_chain(session, viewer, company, renewal=False, **{DIRECTOR: 2})
    copy_moment(session, viewer, chain.id, PURCHASE, RENEWAL)
    view = queries.chain(session, viewer, company.id)
    assert totals(session, viewer, company, RENEWAL) == totals(session, viewer, company, PURCHASE)
    assert view.moments[RENEWAL].rows[0].stance == 2
    assert (view.moments[RENEWAL].base_rate, view.moments[RENEWAL].anchors) == (None, {})  # those belong to the moment
    with pytest.raises(Conflict):
        copy_moment(session, viewer, chain.id, PURCHASE, RENEWAL)


def test_taking_a_seat_off_gives_the_listeners_their_judgement_back(session, viewer, company):
    example_chain(session, viewer, company)
    view = queries.chain(session, viewer, company.id)
    director = next(s for s in view.seats if s.label == DIRECTOR)
    remove_seat(session, viewer, director.id)
    assert totals(session, viewer, company, PURCHASE) == {CEO: 0.7, CHAIRMAN: 0.3, STAFF: 0}
    after = queries.chain(session, viewer, company.id)
    assert after.moments[PURCHASE].version > view.moments[PURCHASE].version
    assert sum(r.total for r in after.moments[PURCHASE].rows) == pytest.approx(1)
    assert {r.to_seat_id for r in session.exec(select(Listening))} <= {s.id for s in after.seats}


def test_a_saved_moment_can_be_undone(database, session, viewer, company):
    chain = example_chain(session, viewer, company)
    before = totals(session, viewer, company, PURCHASE)
    with recording(session, viewer, "chain") as log:
        seen = queries.chain(session, viewer, company.id).moments[PURCHASE].version
        save(session, viewer, chain, SeatInput(position=CEO, say=3), SeatInput(position="法务", say=1), seen=seen)
    undo(session, viewer, log.change_id)
    assert totals(session, viewer, company, PURCHASE) == before
    assert len(queries.seats_of(session, viewer, chain.id)) == 4


def test_a_seat_takes_a_person_of_its_company_and_words_of_the_lists(session, viewer, company):
    chain = ensure_chain(session, viewer, company.id)
    person = create_person(session, viewer, {"name": "林晓", "title": "市场总监"}, company_id=company.id)
    seat = add_seat(session, viewer, chain.id, DIRECTOR, person_id=person.id, buying_role="拍板人", contact="见过")
    assert (seat.buying_role, seat.contact) == ("decider", "met")
    stranger = create_person(
        session, viewer, {"name": "别人"}, company_id=create_company(session, viewer, {"name": "乙"}).id
    )
    for changes, words in (
        ({"person_id": stranger.id}, "另一家"),
        ({"contact": "熟得很"}, "没见过"),
        ({"openness": 9}, "对新事物"),
    ):
        with pytest.raises(Invalid) as refused:
            edit_seat(session, viewer, seat.id, seen=seat.version, base={}, changes=changes)
        assert words in refused.value.text(Words("zh"))
    with pytest.raises(Invalid):
        add_seat(session, viewer, chain.id, "总监")
    with pytest.raises(Invalid):
        add_seat(session, viewer, chain.id, "法务", salary=1)


def test_two_editors_of_one_seat_merge_or_see_both(session, viewer, company):
    chain = ensure_chain(session, viewer, company.id)
    seat = add_seat(session, viewer, chain.id, DIRECTOR)
    seen = seat.version
    edit_seat(session, viewer, seat.id, seen=seen, base={"contact": None}, changes={"contact": "见过"})
    edit_seat(session, viewer, seat.id, seen=seen, base={"coach": False}, changes={"coach": True})
    with pytest.raises(Conflict) as refused:
        edit_seat(session, viewer, seat.id, seen=seen, base={"contact": None}, changes={"contact": "常联系"})
    assert (refused.value.current, refused.value.mine) == ({"contact": "met"}, {"contact": "regular"})


def test_another_workspace_sees_nothing(session, viewer, company):
    chain = example_chain(session, viewer, company)
    stranger = fresh_viewer(session, name="别人")
    with pytest.raises(NotFound):
        queries.chain(session, stranger, company.id)
    with pytest.raises(NotFound):
        save_moment(session, stranger, chain.id, RENEWAL, seen=1, seats=renewal_seats())
    assert queries.typical(session, stranger).chains == 0


def test_words_become_points_and_come_back(session):
    points = in_points(purchase_seats())
    assert [s.points for s in points] == [29, 43, 29, 0]  # equal words stay equal
    assert [s.own_points for s in points] == [100, 50, 50, 100]
    assert [(s.say, s.listens) for s in in_words(points)] == [(s.say, s.listens) for s in purchase_seats()]
    words = in_words(renewal_seats())
    assert [s.say for s in words] == [Say.DECIDES, Say.VOTE, Say.ASKED, Say.ASKED]
    assert words[0].listens == {STAFF: 50}
