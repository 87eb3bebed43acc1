"""What is asked of fields of the workspace's own: of the database, in an address, as a card keeps it, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from persona_core.companies.models import Company
from persona_core.companies.own_fields import held_in
from persona_core.kit.errors import Invalid
from persona_core.kit.words import N_, Words
from persona_core.vocabulary.queries import Lists
from persona_core.vocabulary.specs import OWN

MOST_VALUES, LONGEST = 50, 200
FARTHEST = 1e15


@dataclass(frozen=True)
class OwnWish:
    """What is asked of one own field: one of `values`, words in it, from `low` to `high` (included)."""

    values: tuple[str, ...] = ()
    text: str = ""
    low: float | str | None = None
    high: float | str | None = None

    @property
    def anything(self) -> bool:
        """Whether anything will do."""
        return self == ANYTHING

    def clauses(self, code: str) -> list[Any]:
        """The same for a statement about companies."""
        numbers = any(isinstance(end, int | float) for end in (self.low, self.high))
        value = Company.custom[code].as_float() if numbers else held_in(code)
        clauses = [held_in(code).in_(list(self.values))] if self.values else []
        clauses += [held_in(code).icontains(self.text, autoescape=True)] if self.text else []
        clauses += [value >= self.low] if self.low is not None else []
        return clauses + ([value <= self.high] if self.high is not None else [])

    def stored(self) -> dict[str, Any]:
        """The form in which it is kept: only what is asked."""
        said = {"values": list(self.values), "text": self.text, "from": self.low, "to": self.high}
        return {key: value for key, value in said.items() if value not in ([], "", None)}

    def params(self, code: str) -> dict[str, str]:
        """The address of a list that shows the same, as filters by own fields read it."""
        param = param_of(OWN + code)
        low, high = ("" if end is None else _plain(end) for end in (self.low, self.high))
        said = {param: ",".join(self.values) or self.text, f"{param}-from": low, f"{param}-to": high}
        return {key: value for key, value in said.items() if value}

    def sentence(self, t: Words, known: Lists, code: str) -> str:
        """What is asked in plain words: 门店类型 直营; a field that was deleted is said to be gone."""
        spec = known.spec(OWN + code)
        label = t(spec.label) if spec else t("a field that was deleted")
        if self.values:
            said = t.listing([known.label(OWN + code, value, t) for value in self.values])
            return t("{label} {values}", label=label, values=said)
        if self.text:
            return t("{label} with “{text}”", label=label, text=self.text)
        low, high = (_said(t, end) for end in (self.low, self.high))
        if self.low is None:
            return t("{label} up to {hi}", label=label, hi=high)
        if self.high is None:
            return t("{label} from {lo}", label=label, lo=low)
        return t("{label} {lo} to {hi}", label=label, lo=low, hi=high)


ANYTHING = OwnWish()
Wishes = tuple[tuple[str, OwnWish], ...]
"""What is asked of each own field, by its code."""


def param_of(key: str) -> str:
    """What the address calls a filter by an own field."""
    return key.replace(":", "-")


def read_wishes(stored: Any) -> Wishes:
    """The wishes behind `stored` (code → wish as kept); Invalid says what cannot be meant."""
    if not isinstance(stored, Mapping):
        raise Invalid(N_("This filter names something that does not exist. Choose again."), field="own")
    asked = ((str(code), _read_wish(str(code), kept)) for code, kept in stored.items())
    return tuple(sorted((code, wish) for code, wish in asked if not wish.anything))


def _read_wish(code: str, kept: Mapping[str, Any]) -> OwnWish:
    field = OWN + code
    values = tuple(dict.fromkeys(str(value)[:LONGEST] for value in kept.get("values") or ()))
    if len(values) > MOST_VALUES:
        raise Invalid(N_("At most {n} values fit here. Choose fewer."), field=field, n=MOST_VALUES)
    low, high = (_end(kept.get(end), field) for end in ("from", "to"))
    if low is not None and high is not None and (isinstance(low, str) is not isinstance(high, str) or low > high):
        raise Invalid(N_("The range ends before it begins. Type it again."), field=field)
    return OwnWish(values, str(kept.get("text") or "").strip()[:LONGEST], low, high)


def _end(value: Any, field: str) -> float | str | None:
    """One end of a range as values are kept: a number, or a day such as 2026-01-31."""
    if value is None or value == "":
        return None
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError:
            raise Invalid(N_("This is no day. Write it as 2026-01-31."), field=field) from None
    if isinstance(value, bool) or not -FARTHEST <= float(value) <= FARTHEST:
        raise Invalid(N_("This number is too large for a range. Type it again."), field=field)
    return int(value) if float(value).is_integer() else float(value)


def _plain(end: float | str) -> str:
    return end if isinstance(end, str) else f"{end:.15g}"


def _said(t: Words, end: float | str | None) -> str:
    if end is None:
        return ""
    return t.date(date.fromisoformat(end)) if isinstance(end, str) else t.number(end, 6)
