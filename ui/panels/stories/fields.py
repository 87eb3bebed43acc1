"""What is written down about a story beside its words: the inputs shared by writing and changing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from persona_core.stories.views import StoryView
from ui import shell


@dataclass(frozen=True)
class Choices:
    """What can be chosen, each value with what is shown: customers and stages by id, positions and sources by code.

    Customers are many, and are read when they are asked for.
    """

    everybody: Callable[[], Mapping[str, str]]
    stages: Mapping[str, str]
    positions: Mapping[str, str]
    sources: Mapping[str, str]

    @property
    def companies(self) -> Mapping[str, str]:
        """Every customer's name by id as text."""
        return self.everybody()


BLANK: Mapping[str, Any] = {
    "text": "",
    "title": "",
    "company_id": None,
    "told_on": "",
    "teller": "",
    "source": None,
    "stage_ids": [],
    "positions": [],
}


def values_of(story: StoryView) -> dict[str, Any]:
    """A story's values in the form the inputs give them."""
    return {
        "text": story.text,
        "title": story.title,
        "company_id": str(story.company_id) if story.company_id else None,
        "told_on": story.told_on.isoformat() if story.told_on else "",
        "teller": story.teller,
        "source": story.source,
        "stage_ids": [str(stage_id) for stage_id in story.stages],
        "positions": list(story.positions),
    }


def draw(key: str, choices: Choices, values: Mapping[str, Any], *, height: int = 300) -> dict[str, Any]:
    """The inputs with their first values; what they hold now, `company_id` and `source` None when not chosen.

    No form: what was typed is known at once, and is still there after a look at another page.
    """
    t = shell.words()
    with st.container(key=f"story-fields-{key}-who", horizontal=True, gap="small"):
        company = _one(key, "company_id", t("Customer"), choices.companies, values, t("May be asked for later"))
        stages = _several(key, "stage_ids", t("Stages it tells of"), choices.stages, values)
        positions = _several(key, "positions", t("Whose point of view"), choices.positions, values)
    text = st.text_area(
        t("What was told, in their words"),
        values["text"],
        key=f"{key}-text",
        height=height,
        placeholder=t("Type or paste. Several stories at once: put a line of --- between them."),
        persist_state="session",
    )
    with st.container(key=f"story-fields-{key}-more", horizontal=True, gap="small"):
        title = _line(key, "title", t("Title"), values, t("May stay empty"))
        told_on = _line(key, "told_on", t("Told on"), values, "2026-01-31")
        teller = _line(key, "teller", t("Told by"), values, t("Name or title"))
        source = _one(key, "source", t("Source"), choices.sources, values, t("Not stated"))
    return {
        "text": text,
        "title": title,
        "company_id": company,
        "told_on": told_on,
        "teller": teller,
        "source": source,
        "stage_ids": stages,
        "positions": positions,
    }


def _line(key: str, name: str, label: str, values: Mapping[str, Any], placeholder: str) -> str:
    return st.text_input(
        label, values[name], key=f"{key}-{name}", placeholder=placeholder, width=180, persist_state="session"
    )


def _one(
    key: str, name: str, label: str, options: Mapping[str, str], values: Mapping[str, Any], placeholder: str
) -> str | None:
    value = values[name]
    codes = [*options, value] if value and value not in options else list(options)
    return st.selectbox(
        label,
        codes,
        index=codes.index(value) if value else None,
        format_func=lambda code: options.get(code, code),
        key=f"{key}-{name}",
        placeholder=placeholder,
        filter_mode="contains",
        width=240,
        persist_state="session",
    )


def _several(key: str, name: str, label: str, options: Mapping[str, str], values: Mapping[str, Any]) -> list[str]:
    t = shell.words()
    codes = [*options, *(value for value in values[name] if value not in options)]
    return st.multiselect(
        label,
        codes,
        values[name],
        format_func=lambda code: options.get(code, code),
        key=f"{key}-{name}",
        placeholder=t("Choose, or leave empty"),
        filter_mode="contains",
        select_all=False,
        width=240,
        persist_state="session",
    )
