"""Names of a file that nobody here has, beside the companies that they may mean all the same."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.companies.alikeness import names_alike
from persona_core.companies.models import Company, name_digest
from persona_core.companies.said_names import said_of


@dataclass(eq=False)
class Lookalike:
    """A name of the file and a company it may mean; `said` is what somebody answered.

    `same` says that only the legal form differs, `taken` that the row was taken for that company without asking.
    """

    name: str
    company_id: uuid.UUID
    company: str
    likeness: float
    same: bool = False
    said: bool | None = None
    taken: bool = False


class AlikeNames:
    """`meant`: digest of a name → the company it was said to mean; `formed`: → the one it is written like."""

    def __init__(self, session: Session, viewer: Viewer) -> None:
        self.session, self.viewer = session, viewer
        self.meant: dict[str, uuid.UUID] = {}
        self.formed: dict[str, uuid.UUID] = {}
        self._looked: set[str] = set()
        self._found: dict[str, list[Lookalike]] = {}

    def look(self, names: Collection[str]) -> None:
        """Compare those names with all companies which none of them has."""
        fresh = {name_digest(name): name for name in names}
        fresh = {digest: name for digest, name in fresh.items() if digest not in self._looked}
        self._looked |= fresh.keys()
        if not fresh:
            return
        rows = self.session.execute(
            select(Company.id, Company.name, Company.name_digest).where(
                Company.workspace_id == self.viewer.workspace_id
            )
        )
        there = [tuple(row) for row in rows]
        unknown = {digest: fresh[digest] for digest in fresh.keys() - {row[2] for row in there}}
        if not unknown or not there:
            return
        said = {(one.digest, one.company_id): one.same for one in said_of(self.session, self.viewer, unknown.keys())}
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

    def _meant_besides(self, names: dict[uuid.UUID, str], unknown: dict[str, str]) -> None:
        """Names that mean a company by somebody's word alone."""
        for digest, company in self.meant.items():
            found = self._found.setdefault(digest, [])
            if digest in unknown and all(one.company_id != company for one in found):
                found.append(Lookalike(unknown[digest], company, names[company], 0.0, said=True))

    def take(self, digest: str) -> None:
        """Note that a row was taken for the company it is written like."""
        for one in self._found[digest]:
            one.taken = one.company_id == self.formed[digest]

    def found(self) -> list[Lookalike]:
        """What there is to ask or to say, names nobody was sure of first."""
        pairs = [one for found in self._found.values() for one in found]
        pairs.sort(key=lambda one: (one.said is not None, one.taken, -one.likeness, one.name))
        return pairs
