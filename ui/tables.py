"""Tables on screen: heads with units, right-aligned numbers, 万 and 亿, pages of rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from math import ceil
from typing import Any

import pandas as pd
import streamlit as st

from persona_core.kit.sheets import write_csv
from persona_core.kit.words import Words
from persona_core.vocabulary.fields import FieldSpec
from persona_core.vocabulary.fixed_lists import ENUM_LABELS
from persona_core.vocabulary.queries import Lists
from ui import filters
from ui.look import plain

PAGE = 50
NUMERIC = frozenset({"count", "money", "percent", "number"})
_WIDTHS = {
    "count": 105,
    "number": 105,
    "money": 130,
    "percent": 100,
    "date": 115,
    "enum": 130,
    "term": 130,
    "long_text": 260,
}


def head(spec: FieldSpec, t: Words, currency: str = "CNY") -> str:
    """A field's label with its unit: 年营收（元）."""
    if spec.type == "money":
        unit = t("CNY") if currency == "CNY" else currency
    elif spec.type == "percent":
        unit = "%"
    else:
        return t(spec.label)
    return t("{label} ({unit})", label=t(spec.label), unit=unit)


def amount(t: Words, value: Decimal | None) -> str:
    """An amount in short as long as nothing is lost: 3.2 亿, 20 万, but 199,999.99."""
    if value is None:
        return ""
    short = t.big(value, 3)
    steps = (10**8, 10**4) if t.lang == "zh" else (10**9, 10**6, 10**3)
    step = next((s for s in steps if abs(value) >= s), None)
    exact = step is not None and (Decimal(value) / step * 1000) % 1 == 0
    return short if exact else t.number(value, 2)


def shown(spec: FieldSpec, value: Any, t: Words, known: Lists, *, band: str | None = None) -> str:
    """A column's value as a cell shows it, in a form that can be typed back."""
    if value is None or value == "":
        return ""
    if band:
        return band
    if spec.type == "enum":
        return t(ENUM_LABELS[spec.list][value]) if value in ENUM_LABELS[spec.list] else str(value)
    if spec.type == "term":
        return known.label(spec.list, str(value), t)
    if spec.type == "money":
        return amount(t, Decimal(str(value)))
    if spec.type == "count":
        return t.number(value)
    if spec.type == "number":
        return f"{value:,}" if isinstance(value, int) else t.number(value, 6)
    if spec.type == "percent":
        return f"{Decimal(str(round(value * 100, 6))).normalize():f}%"
    return value.isoformat() if isinstance(value, date) else str(value)


def column(
    spec: FieldSpec, t: Words, *, currency: str = "CNY", options: Mapping[str, str] | None = None, **rest: Any
) -> Any:
    """The settings of a table's column for a field; with `options` (code → label) cells are chosen, else typed."""
    about = t("Tells {what}.", what=t(spec.serves)) if spec.serves else None
    label = head(spec, t, currency)
    common = {"width": max(_WIDTHS.get(spec.type, 150), _needed(label)), "help": about, **rest}
    if options is not None:
        return st.column_config.SelectboxColumn(
            label, options=list(options), format_func=lambda code: options.get(code, code), **common
        )
    side = "right" if spec.type in NUMERIC else None
    return st.column_config.TextColumn(label, alignment=side, **common)


def _needed(label: str) -> int:
    """About the pixels that a column's head takes, up to the width of running text."""
    return min(44 + sum(14 if char > "\u2e7f" else 8 for char in label), _WIDTHS["long_text"])


def choices(spec: FieldSpec, t: Words, known: Lists) -> dict[str, str]:
    """What a field can be chosen from: code → label."""
    if spec.type == "enum":
        return {code: t(label) for code, label in ENUM_LABELS[spec.list].items()}
    return known.options(spec.list, t)


def pager(t: Words, total: int, *, size: int = PAGE, param: str = "page") -> int:
    """Which rows of `total` are on this page: the control, a line that says so, and the offset."""
    with st.container(horizontal=True, vertical_alignment="center", key=f"pager-{param}"):
        current = filters.page(param, ceil(total / size))
        offset = (current - 1) * size
        if total > size:
            st.text(
                t(
                    "Rows {first}–{last} of {total}",
                    first=t.number(offset + 1),
                    last=t.number(min(total, offset + size)),
                    total=t.number(total),
                )
            )
    return offset


def on_phone() -> bool:
    """Whether this browser says it is a phone's."""
    return "Mobi" in st.context.headers.get("User-Agent", "")


def behind(rows: Callable[[], pd.DataFrame], t: Words, *, key: str, file_name: str, **settings: Any) -> None:
    """看明细: the rows behind a picture, made once they are asked for, to read and to take along as CSV."""
    with st.expander(t("See the rows"), icon=":material/table:", key=f"{key}-see", on_change="rerun") as shown:
        if not shown.open:
            return
        frame = rows()
        listed(frame, key=key, **settings)
        st.download_button(
            t("Download as CSV"),
            lambda: write_csv(list(frame), frame.itertuples(index=False, name=None)),
            file_name=f"{file_name}.csv",
            mime="text/csv",
            key=f"{key}-csv",
            on_click="ignore",
        )


def listed(frame: pd.DataFrame, *, key: str, most: int = 40, **settings: Any) -> None:
    """A table; on a phone a card for each of the first `most` rows, headed by its first column."""
    if not on_phone():
        height = "content" if len(frame) <= 20 else 740
        whole = {name: st.column_config.NumberColumn(format="localized") for name in frame.select_dtypes("integer")}
        config = whole | settings.pop("column_config", {})
        st.dataframe(frame, hide_index=True, height=height, key=key, column_config=config, **settings)
        return
    first, *others = list(frame)
    for row in frame.head(most).to_dict("records"):
        with st.container(border=True):
            st.markdown(f"**{plain(str(row[first]))}**")
            st.text("\n".join(f"{name}  {row[name]}" for name in others if row[name] not in ("", None)))
