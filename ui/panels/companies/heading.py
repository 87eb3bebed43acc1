"""The head of one company's page: its answer in a sentence, and the ways to its chain and stories."""

from __future__ import annotations

import streamlit as st

from persona_core.companies.models import Company
from persona_core.companies.naming import shorten
from persona_core.deals.models import Deal
from persona_core.kit.words import Words
from persona_core.vocabulary.queries import Lists
from ui import shell
from ui.panels.companies import facts


def answer(t: Words, known: Lists, company: Company, latest: Deal | None, count: int) -> str:
    """Where the company stands: status, kind, size, contract."""
    told = [facts.text_of(company, name, t, known) for name in ("status", "industry", "region")]
    headcount = facts.text_of(company, "headcount", t, known)
    if headcount:
        told.append(t("{n} people", n=headcount))
    if latest is not None and latest.signed_on:
        told.append(t("signed {date}", date=t.date(latest.signed_on)))
    if latest is not None and latest.ends_on:
        told.append(t("contract until {date}", date=t.date(latest.ends_on)))
    if count > 1:
        told.append(t.plural("{n} deal", "{n} deals", count))
    return " · ".join(shorten(part, 40) for part in told if part)


def story_label(t: Words, stories: int) -> str:
    """What the link to the stories says."""
    return t.plural("{n} story", "{n} stories", stories) if stories else t("Stories · none yet")


def gone(t: Words) -> None:
    """The company of this address is not there (any more)."""
    with shell.head(1, t("Companies"), t("One company")):
        shell.link("companies", t("All companies"), icon=":material/arrow_back:")
    st.text(t("This company is not there, or not any more. Go back to the list."))
