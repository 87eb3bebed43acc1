"""A saved filter of companies: what it asks, how it is kept, said in a sentence, and opened as a list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from persona_core.companies.own_wishes import MOST_VALUES, Wishes, read_wishes
from persona_core.deals.queries import SheetFilter
from persona_core.kit.errors import Invalid
from persona_core.kit.words import N_, Words
from persona_core.vocabulary.fields import FIELDS
from persona_core.vocabulary.fixed_lists import ENUM_LABELS, ENUMS
from persona_core.vocabulary.models import ListName
from persona_core.vocabulary.queries import Lists

Range = tuple[float | None, float | None]
OPEN: Range = (None, None)
_PARAMS = {"status": "status", "industry": "industry", "prior_kind": "prior", "lead_source": "source"}
_RANGES = {"headcount": "size", "annual_fee": "fee"}
_LISTS = {"industry": ListName.INDUSTRY, "lead_source": ListName.LEAD_SOURCE}


@dataclass(frozen=True)
class Conditions:
    """Which companies are meant; empty means all. Both ends of a range are included; `own` asks own fields, by code."""

    status: tuple[str, ...] = ()
    industry: tuple[str, ...] = ()
    prior_kind: tuple[str, ...] = ()
    lead_source: tuple[str, ...] = ()
    headcount: Range = OPEN
    annual_fee: Range = OPEN
    own: Wishes = ()

    @property
    def everybody(self) -> bool:
        """Whether nothing is asked."""
        return self == EVERYBODY

    def sheet(self) -> SheetFilter:
        """The same for the company sheet."""
        low, high = self.headcount
        return SheetFilter(
            status=self.status,
            industry=self.industry,
            prior_kind=self.prior_kind,
            lead_source=self.lead_source,
            headcount=(_whole(low), None if high is None else int(high) + 1),
            annual_fee=self.annual_fee,
            own=self.own,
        )

    def stored(self) -> dict[str, Any]:
        """The form in which a card keeps it: only what is asked."""
        every = {one.name: getattr(self, one.name) for one in fields(self)}
        own = {code: wish.stored() for code, wish in every.pop("own")}
        asked = {name: list(value) for name, value in every.items() if value and value != OPEN}
        return asked | ({"own": own} if own else {})

    def params(self, **more: str) -> dict[str, str]:
        """The address of the companies' page that shows the same."""
        said = {param: ",".join(getattr(self, name)) for name, param in _PARAMS.items()}
        for name, param in _RANGES.items():
            low, high = getattr(self, name)
            if (low, high) != OPEN:
                said[param] = f"{_plain(low)}-{_plain(high)}"
        for code, wish in self.own:
            said |= wish.params(code)
        return {param: value for param, value in (said | more).items() if value}

    def sentence(self, t: Words, known: Lists, currency: str, *, masked: bool = False) -> str:
        """What is asked in plain words: 行业 家居、美妆；人数 100–499 人; empty for everybody.

        To masked viewers own fields are only counted: nobody knows what is written in them.
        """
        parts = []
        for name in _PARAMS:
            if values := getattr(self, name):
                said = t.listing([_label(t, known, name, value) for value in values])
                parts.append(t("{label} {values}", label=t(FIELDS[name].label), values=said))
        if self.headcount != OPEN:
            parts.append(
                _range(t, N_("{lo}–{hi} people"), N_("{lo} people or more"), N_("up to {hi} people"), *self.headcount)
            )
        if self.annual_fee != OPEN:
            money = (None if x is None else t.money(x, currency) for x in self.annual_fee)
            parts.append(
                _range(
                    t, N_("annual fee {lo} to {hi}"), N_("annual fee from {lo}"), N_("annual fee up to {hi}"), *money
                )
            )
        if masked and self.own:
            parts.append(t.plural("{n} field of its own", "{n} fields of its own", len(self.own)))
        parts += [] if masked else [wish.sentence(t, known, code) for code, wish in self.own]
        return t("; ").join(parts)


EVERYBODY = Conditions()


def read_conditions(stored: Mapping[str, Any]) -> Conditions:
    """The conditions behind `stored`, however they were typed; Invalid says what cannot be meant."""
    said: dict[str, Any] = {}
    for name in _PARAMS:
        values = tuple(dict.fromkeys(str(value)[:200] for value in stored.get(name) or ()))
        if len(values) > MOST_VALUES:
            raise Invalid(N_("At most {n} values fit here. Choose fewer."), field=name, n=MOST_VALUES)
        if name in ENUMS and not set(values) <= set(ENUMS[name]):
            raise Invalid(N_("This filter names something that does not exist. Choose again."), field=name)
        said[name] = values
    for name in _RANGES:
        low, high = stored.get(name) or OPEN
        if any(end is not None and not 0 <= float(end) < 1e15 for end in (low, high)):
            raise Invalid(N_("A range lies between 0 and a large number. Type it again."), field=name)
        if low is not None and high is not None and low > high:
            raise Invalid(N_("The range ends before it begins. Type it again."), field=name)
        said[name] = (low, high)
    return Conditions(**said, own=read_wishes(stored.get("own") or {}))


def _label(t: Words, known: Lists, name: str, value: str) -> str:
    return known.label(_LISTS[name], value, t) if name in _LISTS else t(ENUM_LABELS[name][value])


def _range(t: Words, both: str, from_here: str, up_to: str, low: Any, high: Any) -> str:
    said = {
        "lo": low if isinstance(low, str) else t.number(low),
        "hi": high if isinstance(high, str) else t.number(high),
    }
    return t(up_to if low is None else from_here if high is None else both, **said)


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)


def _plain(value: float | None) -> str:
    return "" if value is None else f"{value:.10g}"
