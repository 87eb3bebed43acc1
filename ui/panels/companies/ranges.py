"""Ranges that a link asks for beside the bands on offer: 100-499, 500-, -50."""

from __future__ import annotations

import re

import streamlit as st

from persona_core.kit.words import Words

Range = tuple[float | None, float | None]
_RANGE = re.compile(r"(\d{0,15}(?:\.\d{1,2})?)-(\d{0,15}(?:\.\d{1,2})?)", re.ASCII)


def asked(param: str) -> str:
    """The range in the address; empty where it asks for none."""
    said = st.query_params.get(param, "")
    return said if said != "-" and _RANGE.fullmatch(said) else ""


def ends(text: str) -> Range:
    """From and to, both included; None where an end is open."""
    found = _RANGE.fullmatch(text)
    return tuple(float(end) if end else None for end in found.groups()) if found else (None, None)


def people(text: str) -> tuple[int | None, int | None]:
    """The same for the sheet's headcount: from (included) and to (excluded)."""
    low, high = ends(text)
    return None if low is None else int(low), None if high is None else int(high) + 1


def money(t: Words, text: str, currency: str) -> str:
    """A range of amounts as it is said."""
    low, high = (t.money(end, currency) if end is not None else "" for end in ends(text))
    if not low:
        return t("up to {hi}", hi=high)
    return t("{lo} to {hi}", lo=low, hi=high) if high else t("from {lo}", lo=low)
