"""One change at a time, saved at once: what follows from it, what is refused, and two people changing one chain."""

from __future__ import annotations

from datetime import date

import pytest

from persona_core.decision_chain import queries
from persona_core.decision_chain.commands import add_seat
from persona_core.decision_chain.editing import edit_at_moment, edit_chances, switch_points, take_stances
from persona_core.decision_chain.models import Moment
from persona_core.kit import clock
from persona_core.kit.errors import Conflict, Invalid
from persona_core.kit.words import Words
from tests.factories.chains import CEO, CHAIRMAN, DIRECTOR, STAFF, example_chain

PURCHASE, RENEWAL = Moment.PURCHASE, Moment.RENEWAL


@pytest.fixture
def chain(session, viewer, company):
    return example_chain(session, viewer, company)


@pytest.fixture
def row(session, viewer, company):
    def find(label, moment=PURCHASE):
        view = queries.chain(session, viewer, company.id)
        return next(r for r in view.moments[moment].rows if r.seat.label == label)

    return find


@pytest.fixture
def change(session, viewer, row):
    """change(label, moment, **changes): as if the screen showed what is stored, unless `base` says otherwise."""

    def save(label, moment=PURCHASE, base=None, **changes):
        changes = {k.replace("listens_", "listens:"): v for k, v in changes.items()}
        now = row(label, moment)
        shown = {f: getattr(now, f) for f in changes if not f.startswith("listens:")}
        shown |= {f"listens:{p}": points for p, points in now.listens}
        return edit_at_moment(session, viewer, now.seat.id, moment, base=shown | (base or {}), changes=changes)

    return save


def test_a_word_changes_the_totals_and_nothing_else(chain, change, row):
    before = row(DIRECTOR)
    change(CHAIRMAN, say=0)
    assert row(CHAIRMAN).total == 0
    assert row(CHAIRMAN).listens == (("marketing_director", 25.0), ("ceo", 25.0))
    assert row(DIRECTOR).total > before.total
    assert row(DIRECTOR).stance == before.stance


def test_a_new_stance_counts_from_today_unless_told(chain, change, row):
    change(CEO, stance=1, stance_on=date(2026, 1, 2), stance_source="customer")
    assert (row(CEO).stance, row(CEO).stance_on, row(CEO).stance_source) == (1, date(2026, 1, 2), "customer")
    change(CEO, stance_source="sales")
    assert (row(CEO).stance_on, row(CEO).stance_source) == (date(2026, 1, 2), "sales")
    change(CEO, stance=2)
    assert (row(CEO).stance_on, row(CEO).stance_source) == (clock.today(), None)
    change(CEO, stance=None)
    assert (row(CEO).stance, row(CEO).stance_on) == (None, None)


def test_listening_is_added_changed_and_ended(chain, change, row):
    change(DIRECTOR, listens_ceo=25)
    assert row(DIRECTOR).listens == (("ceo", 25.0),)
    change(CEO, listens_marketing_director=25)
    assert row(CEO).listens == (("marketing_director", 25.0),)
    change(CEO, listens_marketing_director=None)
    assert row(CEO).listens == ()


def test_a_third_name_is_refused_in_words_and_taken_in_points(chain, change, row):
    with pytest.raises(Invalid) as refusal:
        change(CHAIRMAN, listens_marketing_staff=25)
    assert "听 3 个人的。留下最要紧的两个" in refusal.value.text(Words("zh"))
    change(CHAIRMAN, RENEWAL, listens_marketing_staff=10)
    assert len(row(CHAIRMAN, RENEWAL).listens) == 3


def test_in_points_own_judgement_is_what_is_left(chain, change, row):
    change(STAFF, RENEWAL, listens_ceo=30)
    assert row(STAFF, RENEWAL).own_points == 70
    with pytest.raises(Invalid) as refusal:
        change(STAFF, RENEWAL, listens_ceo=130)
    assert "130" in refusal.value.text(Words("zh"))


def test_a_seat_that_joined_later_is_part_of_the_moment(session, viewer, chain, change, row):
    add_seat(session, viewer, chain.id, "法务")
    change("法务", veto=True)
    assert row("法务").veto
    change("法务", RENEWAL, points=10)
    assert row("法务", RENEWAL).share == pytest.approx(10 / 110)


def test_others_changes_stay_and_a_clash_shows_both(chain, change, row):
    change(CEO, veto=True)
    change(CEO, base={"stance": None, "veto": False}, stance=-1)
    assert (row(CEO).veto, row(CEO).stance) == (True, -1)
    with pytest.raises(Conflict) as clash:
        change(CEO, base={"stance": None}, stance=2)
    assert (clash.value.current, clash.value.mine) == ({"stance": -1}, {"stance": 2})
    change(CEO, base={"stance": None}, stance=-1)  # both meant the same
    assert row(CEO).stance == -1


def test_chances_are_changed_one_by_one(session, viewer, company, chain):
    def told():
        moment = queries.chain(session, viewer, company.id).moments[PURCHASE]
        return moment.base_rate, dict(moment.anchors)

    def chances(base, **changes):
        changes = {k.replace("anchor_", "anchor:"): v for k, v in changes.items()}
        base = {k.replace("anchor_", "anchor:"): v for k, v in base.items()}
        edit_chances(session, viewer, chain.id, PURCHASE, base=base, changes=changes)

    chances({"base_rate": 0.2}, base_rate=0.3)
    chances({}, anchor_ceo=0.5)
    assert told() == (0.3, {"marketing_director": 0.7, "ceo": 0.5})
    chances({"anchor_marketing_director": 0.7}, anchor_marketing_director=None)
    assert told() == (0.3, {"ceo": 0.5})
    with pytest.raises(Conflict):
        chances({"anchor_ceo": 0.9}, anchor_ceo=0.8)
    with pytest.raises(Invalid):
        chances({}, anchor_marketing_staff=0.8)  # has no influence
    with pytest.raises(Invalid):
        chances({"base_rate": 0.3}, base_rate=0.6)  # above what the experience says
    assert told() == (0.3, {"ceo": 0.5})


def test_stances_that_were_tried_are_saved_together(session, viewer, company, chain, change, row):
    ceo, wanted = row(CEO).seat.id, {row(CEO).seat.id: 1, row(CHAIRMAN).seat.id: -1}
    change(DIRECTOR, veto=True)  # what somebody else says of other things stays
    take_stances(session, viewer, chain.id, PURCHASE, base={}, stances=wanted)
    assert row(DIRECTOR).veto
    assert (row(CEO).stance, row(CHAIRMAN).stance, row(CEO).stance_on) == (1, -1, clock.today())
    assert queries.chain(session, viewer, company.id).moments[PURCHASE].anchors == {"marketing_director": 0.7}
    with pytest.raises(Conflict):
        take_stances(session, viewer, chain.id, PURCHASE, base={ceo: None}, stances={ceo: 2})
    assert row(CEO).stance == 1


def test_points_are_offered_and_taken_back(session, viewer, company, chain, row):
    def switch(points):
        seen = queries.chain(session, viewer, company.id).moments[PURCHASE].version
        switch_points(session, viewer, chain.id, PURCHASE, seen=seen, points=points)

    switch(True)
    assert (row(CEO).points, row(CEO).own_points) == (43, 50)
    switch(False)
    assert (row(CEO).points, row(CEO).own_points, row(CEO).say) == (None, None, 3)
