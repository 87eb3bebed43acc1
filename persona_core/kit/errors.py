"""Errors that are the user's affair: each carries a sentence that can be said in any language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from persona_core.kit.words import N_, Words, Written

_MANY = 10_000
"""From here on a number is parted by thousands."""


class PersonaError(Exception):
    """Something the user can mend; shown kindly, never with a traceback.

    `message` is an English catalogue text with `{name}` slots, `slots` fills them.
    """

    def __init__(self, message: str, **slots: Any) -> None:
        super().__init__(message)
        self.message = message
        self.slots = slots

    def text(self, t: Words) -> str:
        """The sentence in the reader's language."""
        return t(self.message, **{k: _said(v, t) for k, v in self.slots.items()})

    def __str__(self) -> str:
        return self.text(Words("en"))

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (type(self), self.args, self.__dict__)


def _again(kind: type[PersonaError], args: tuple[Any, ...], said: dict[str, Any]) -> PersonaError:
    """The same error in another process, whatever its class wants to be made of."""
    error = kind.__new__(kind, *args)
    error.__dict__.update(said)
    return error


class Msg(str):
    """A slot value that is itself a catalogue text and wants translating; a tuple of them is said as a listing."""

    __slots__ = ()


@dataclass(frozen=True)
class Either:
    """A slot value that a user wrote in both languages: each reader gets theirs."""

    zh: str
    en: str


def _said(value: Any, t: Words) -> Any:
    if isinstance(value, tuple):
        return t.listing([_said(item, t) for item in value])
    if isinstance(value, PersonaError):
        return value.text(t)
    if isinstance(value, Either):
        return t.pick(value.zh, value.en)
    if type(value) is int and abs(value) >= _MANY:
        return t.number(value)
    return t(value) if isinstance(value, Msg | Written) else value


class NotFound(PersonaError):
    """The thing is not there, or not this viewer's; the two are never told apart."""

    def __init__(
        self,
        message: str = N_("This entry is no longer there. Somebody may have deleted it; go back to the list."),
        **slots: Any,
    ) -> None:
        super().__init__(message, **slots)


class Invalid(PersonaError):
    """A value that cannot be accepted; `field` is the key of the field it belongs to."""

    def __init__(self, message: str, *, field: str | None = None, **slots: Any) -> None:
        super().__init__(message, **slots)
        self.field = field


class Conflict(PersonaError):
    """Somebody else saved first: `current` and `mine` map each clashing field to its value."""

    def __init__(
        self,
        message: str = N_("Somebody saved this row while you were editing. Compare both values and choose."),
        *,
        row_id: Any = None,
        current: dict[str, Any] | None = None,
        mine: dict[str, Any] | None = None,
        version: int | None = None,
        **slots: Any,
    ) -> None:
        super().__init__(message, **slots)
        self.row_id = row_id
        self.current = current or {}
        self.mine = mine or {}
        self.version = version
