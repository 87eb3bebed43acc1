"""帮我选: which questions are asked, and which word they lead to."""

from __future__ import annotations

import pytest

from persona_core.decision_chain.choosing_words import CONTACTS, FIRST, Proposal, Question, follow
from persona_core.decision_chain.models import Say, Stance
from persona_core.kit.words import Words


def ends(step):
    """Every proposal that a question can lead to, with the answers on the way."""
    if isinstance(step, Proposal):
        return [((), step)]
    return [((place, *rest), end) for place, answer in enumerate(step.answers) for rest, end in ends(answer.then)]


@pytest.mark.parametrize(
    ("field", "answers", "word"),
    [
        ("say", (0, 0, 0), Say.DECIDES),  # no nod, no deal; a no ends it; their money
        ("say", (0, 0, 1), Say.VOTE),
        ("say", (0, 1), Say.VOTE),
        ("say", (0, 2), Say.ASKED),  # signs, but stops nothing
        ("say", (1, 0), Say.VOTE),  # their money
        ("say", (1, 1, 0), Say.VOTE),
        ("say", (1, 1, 1), Say.ASKED),
        ("say", (1, 1, 2), Say.NONE),
        ("stance", (1,), None),
        ("stance", (0, 0, 0), Stance.CHAMPIONS),
        ("stance", (0, 0, 1), Stance.SUPPORTS),
        ("stance", (0, 1, 0), Stance.SUPPORTS),
        ("stance", (0, 1, 1), Stance.DOUBTS),
        ("stance", (0, 2, 0), Stance.NEUTRAL),
        ("stance", (0, 2, 2), Stance.OPPOSES),
        ("contact", (1,), "never"),
        ("contact", (0, 1), "met"),
        ("contact", (0, 0, 1), "regular"),
        ("contact", (0, 0, 0), "candid"),
    ],
)
def test_answers_lead_to_a_word(field, answers, word):
    asked, proposal = follow(FIRST[field], answers)
    assert proposal.value == word
    assert [a.given for a in asked] == list(answers)


def test_one_who_can_stop_it_gets_a_veto_too():
    assert follow(FIRST["say"], (0, 0, 1))[1].veto
    assert follow(FIRST["say"], (1, 1, 0))[1].veto
    assert not follow(FIRST["say"], (0, 1))[1].veto


def test_questions_come_one_after_the_other():
    asked, proposal = follow(FIRST["say"], [])
    assert ([a.given for a in asked], proposal) == ([None], None)
    asked, proposal = follow(FIRST["say"], [0])
    assert ([a.given for a in asked], proposal) == ([0, None], None)
    asked, proposal = follow(FIRST["say"], [0, 7])  # an answer that is none is not one
    assert ([a.given for a in asked], proposal) == ([0, None], None)
    asked, proposal = follow(FIRST["say"], [0, 2, 1])  # more than is asked
    assert (len(asked), proposal.value) == (2, Say.ASKED)


def test_nobody_is_asked_more_than_three_questions_and_every_word_can_be_reached():
    for field, words in {"say": set(Say), "stance": {*Stance, None}, "contact": set(CONTACTS)}.items():
        found = ends(FIRST[field])
        assert max(len(way) for way, _ in found) == 3
        assert {end.value for _, end in found} == words


def test_both_languages_say_it_all():
    def texts(step):
        if isinstance(step, Proposal):
            return [step.reason]
        assert isinstance(step, Question)
        return [step.text, *(x for a in step.answers for x in [a.text, *texts(a.then)])]

    zh = Words("zh")
    for first in FIRST.values():
        assert all(zh(text) != text for text in texts(first))
