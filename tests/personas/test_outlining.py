"""What Home says of the persona is what the card says of it, counted without gathering a card."""

from __future__ import annotations

from dataclasses import replace

import pytest

from persona_core.access.queries import viewer_for, workspace
from persona_core.decision_chain.queries import coverage
from persona_core.kit.words import Words
from persona_core.personas import composing
from persona_core.personas.findings import Findings
from persona_core.personas.gathering import findings
from persona_core.personas.outlining import outline
from persona_core.vocabulary.queries import lists


def outlined(session, viewer, t):
    return outline(session, viewer, t, lists(session, viewer), coverage(session, viewer))


def said(t, f):
    """All that is taken from it."""
    themes = [(x.tag_id, x.name, x.kind, x.k, x.asked, x.n) for x in f.themes if x.k]
    numbers = (f.population, f.win_rate, f.lost_at, f.stories, f.with_stories, f.chained, f.contracts, themes)
    return composing.summary(t, f), composing.missing(t, f), f.road.days_to_sign, numbers


@pytest.mark.parametrize("name", ["scrm-zh", "scrm-en", "inventory-zh", "inventory-en"])
def test_it_says_what_the_card_says(example_db, name):
    lang = name[-2:]
    t = Words(lang)
    with example_db.read() as session:
        for masked in (False, True):
            viewer = replace(viewer_for(workspace(session, name), lang), masked=masked)
            short, whole = outlined(session, viewer, t), findings(session, viewer, t, brief=True)
            assert said(t, short) == said(t, whole)
            assert not isinstance(short, Findings)
