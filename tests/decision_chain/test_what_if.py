"""What if they stood elsewhere: the sentence in both languages, and nothing stored."""

from __future__ import annotations

from dataclasses import replace

import pytest

from persona_core.decision_chain import queries
from persona_core.decision_chain.models import Moment
from persona_core.decision_chain.what_if import told, what_if
from persona_core.kit.words import Words
from tests.factories.chains import CEO, CHAIRMAN, DIRECTOR, example_chain


@pytest.fixture
def said(session, viewer, company):
    example_chain(session, viewer, company, **{DIRECTOR: 2})
    return queries.chain(session, viewer, company.id).moments[Moment.PURCHASE]


def other(said, **stances):
    by_label = {r.seat.label: r.seat.id for r in said.rows}
    return what_if(said, {by_label[label]: stance for label, stance in stances.items()})


def test_the_chance_before_and_after_and_who_moves_it(said):
    found = other(said, **{CEO: 1, CHAIRMAN: -1})
    assert (found.before.value, found.after.value) == (pytest.approx(0.70, abs=0.005), pytest.approx(0.74, abs=0.02))
    assert [row.seat.label for row, _ in found.parts] == [CEO, CHAIRMAN]
    assert found.parts[0][1] == pytest.approx(0.087, abs=0.002)
    assert told(found, Words("zh")).startswith("70%（35–91%）→ ")
    assert "CEO +9 个点、董事长 −" in told(found, Words("zh"))
    assert "CEO +9 points" in told(found, Words("en"))


def test_nothing_tried_says_what_to_do(said):
    assert told(other(said, **{DIRECTOR: 2}), Words("zh")) == "现在是 70%（35–91%）。换几个态度，看看会变成多少。"


def test_without_experience_there_is_nothing_to_tell(session, viewer, company):
    example_chain(session, viewer, company)
    assert other(queries.chain(session, viewer, company.id).moments[Moment.RENEWAL], **{CEO: 1}) is None


def test_a_range_beyond_what_is_told_keeps_its_signs(said):
    found = other(said, **{DIRECTOR: 2})
    wide = replace(found, before=replace(found.before, lo=0.004, hi=0.999))
    assert told(wide, Words("zh")).startswith("现在是 70%（<1% – >99%）。")
