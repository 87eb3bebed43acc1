"""Names of a file that nobody here has, beside companies and other names of the file that they may mean."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select
from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.companies.alikeness import names_alike
from persona_core.companies.models import Company, name_digest
from persona_core.companies.said_names import pairs_said, said_of

MOST_WITHIN = 20_000
"""With more new names than this they are not compared with each other: that is left to the list of companies."""


@dataclass(eq=False)
class Lookalike:
    """A name of the file and a company it may mean, or (`company_id` None) a name further up in the file.

    `said` is what somebody answered, `same` says that only the legal form differs, `taken` that the row was taken for
    that company without asking.
    """

    name: str
    company_id: uuid.UUID | None
    company: str
    likeness: float
    same: bool = False
    said: bool | None = None
    taken: bool = False


class AlikeNames:
    """`meant`: digest of a name → the company it was said to mean; `formed`: → the one it is written like.

    `alone` is how many new names were too many to be compared with each other.
    """

    def __init__(self, session: Session, viewer: Viewer) -> None:
        self.session, self.viewer = session, viewer
        self.meant: dict[str, uuid.UUID] = {}
        self.formed: dict[str, uuid.UUID] = {}
        self.alone = 0
        self._looked: set[str] = set()
        self._new: dict[str, str] = {}
        self._found: dict[str, list[Lookalike]] = {}
        self._twins: dict[str, list[str]] = {}

    def look(self, names: Collection[str], keyed: Collection[str] = ()) -> None:
        """Compare those names with all companies which none of them has, and with each other, in the file's order.

        `keyed` are digests of names that come with an external id: two of those are two companies.
        """
        by_digest: dict[str, str] = {}
        for name in names:
            by_digest.setdefault(name_digest(name), name)
        self.look_at(by_digest, keyed)

    def look_at(self, names: Mapping[str, str], keyed: Collection[str] = ()) -> None:
        """The same for names by their digest."""
        fresh = {digest: name for digest, name in names.items() if digest not in self._looked}
        self._looked |= fresh.keys()
        if not fresh:
            return
        rows = self.session.execute(
            select(Company.id, Company.name, Company.name_digest).where(
                Company.workspace_id == self.viewer.workspace_id
            )
        )
        there = [tuple(row) for row in rows]
        here = {row[2]: row[0] for row in there}
        unknown = {digest: name for digest, name in fresh.items() if digest not in here}
        if unknown and there:
            self._look_here(unknown, there, here)
        if unknown:
            self._look_within(unknown, keyed)

    @cached_property
    def _pairs(self) -> Mapping[frozenset[str], bool]:
        return pairs_said(self.session, self.viewer)

    def _look_here(
        self,
        unknown: Mapping[str, str],
        there: Sequence[tuple[uuid.UUID, str, str]],
        here: Mapping[str, uuid.UUID],
    ) -> None:
        """New names beside the companies that are here."""
        said = {(one.digest, one.company_id): one.same for one in said_of(self.session, self.viewer, unknown.keys())}
        for pair, same in self._pairs.items():
            for digest, other in (tuple(pair), tuple(pair)[::-1]):
                if digest in unknown and other in here:
                    said.setdefault((digest, here[other]), same)
        self.meant |= {digest: company for (digest, company), same in said.items() if same}
        digests = list(unknown)
        for pair in names_alike([unknown[digest] for digest in digests], [row[1] for row in there]):
            company, name, _ = there[pair.right]
            digest = digests[pair.left]
            one = Lookalike(unknown[digest], company, name, pair.likeness, pair.same, said.get((digest, company)))
            self._found.setdefault(digest, []).append(one)
        self._meant_besides({row[0]: row[1] for row in there}, unknown)
        for digest, found in self._found.items():
            same = [one for one in found if one.same]
            if len(same) == 1 and same[0].said is None and digest not in self.meant:
                self.formed[digest] = same[0].company_id

    def _meant_besides(self, names: Mapping[uuid.UUID, str], unknown: Mapping[str, str]) -> None:
        """Names that mean a company by somebody's word alone."""
        for digest, company in self.meant.items():
            found = self._found.setdefault(digest, [])
            if digest in unknown and all(one.company_id != company for one in found):
                found.append(Lookalike(unknown[digest], company, names[company], 0.0, said=True))

    def _look_within(self, unknown: Mapping[str, str], keyed: Collection[str]) -> None:
        """New names beside each other: those said to be one, those of another legal form only, and questions."""
        told = self.meant.keys() | self.formed.keys()
        before, mine = dict(self._new), {d: name for d, name in unknown.items() if d not in told}
        self._new |= mine
        for pair, same in self._pairs.items():
            if same and pair & mine.keys() and pair <= self._new.keys():
                self._unite(*pair)
        if len(self._new) > MOST_WITHIN:
            self.alone = len(self._new)
            return
        digests, earlier = list(mine), list(before)
        within = [(digests[p.right], digests[p.left], p) for p in names_alike([mine[d] for d in digests])]
        across = names_alike([mine[d] for d in digests], [before[d] for d in earlier]) if before else []
        for digest, other, pair in [*within, *((digests[p.left], earlier[p.right], p) for p in across)]:
            if digest in keyed and other in keyed:
                continue
            said = self._pairs.get(frozenset((digest, other)))
            one = Lookalike(mine[digest], None, self._new[other], pair.likeness, pair.same, said)
            self._found.setdefault(digest, []).append(one)
            if pair.same and said is None:
                one.taken = True
                self._unite(other, digest)

    def _unite(self, one: str, other: str) -> None:
        """Let two names of the file mean one company, with all that mean the same as either."""
        joined = list(dict.fromkeys([*self._twins.get(one, [one]), *self._twins.get(other, [other])]))
        self._twins |= dict.fromkeys(joined, joined)

    def twins(self, digest: str) -> Sequence[str]:
        """Names of the file that mean the same company as this one, itself among them; empty where it is the only."""
        return self._twins.get(digest, ())

    def take(self, digest: str) -> None:
        """Note that a row was taken for the company it is written like."""
        for one in self._found[digest]:
            one.taken = one.company_id == self.formed[digest]

    def found(self) -> list[Lookalike]:
        """What there is to ask or to say, names nobody was sure of first."""
        pairs = [one for found in self._found.values() for one in found]
        pairs.sort(key=lambda one: (one.said is not None, one.taken, -one.likeness, one.name))
        return pairs
