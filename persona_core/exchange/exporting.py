"""Taking the persona away: Markdown, one self-contained HTML page, and companies or chains as CSV."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import uuid
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import plotly.graph_objects as go
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from plotly.offline import get_plotlyjs
from sqlmodel import Session

from persona_core.access.models import Viewer
from persona_core.exchange.chain_csv import chain_csv
from persona_core.exchange.showing import companies
from persona_core.exchange.whole.writing import workspace_file
from persona_core.kit import figures
from persona_core.kit.errors import PersonaError
from persona_core.kit.sheets import write_csv
from persona_core.kit.words import N_, Words
from persona_core.personas.card import Card, Line
from persona_core.personas.drawing import card_figures
from persona_core.personas.queries import card, findings
from persona_core.vocabulary.fields import COMPANY_KEYS, FIELDS, LATEST_DEAL_KEYS

ENDINGS = (".md", ".html", ".csv", ".json")
COMPANIES, CHAIN = "companies", "chain"
TABLES = (COMPANIES, CHAIN)
"""What a .csv may hold; the names are those of `import --as`."""
_SPECIAL = re.compile(r"([\\`*_{}\[\]()!|<>~&]|^[#+\-]|(?<=^\d)[.)]|(?<=^\d\d)[.)])")
_PRIVATE = ("owner", "referrer", "note", "problem")


def export_to(
    session: Session,
    viewer: Viewer,
    t: Words,
    path: Path,
    *,
    kind: str = COMPANIES,
    company_id: uuid.UUID | None = None,
) -> int:
    """Write the export that the file's ending asks for; returns its size in bytes.

    `kind` says which table a .csv holds; `company_id` narrows chains to one company.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise PersonaError(
            N_("The file must end in {endings}; “{name}” does not."), endings=t.listing(ENDINGS), name=path.name
        )
    content = render(session, viewer, t, ending, kind=kind, company_id=company_id)
    try:
        path.write_bytes(content)
    except OSError as error:
        raise PersonaError(
            N_("The file {path} cannot be written: {reason}."), path=str(path), reason=error.strerror or ""
        ) from error
    return len(content)


def render(
    session: Session,
    viewer: Viewer,
    t: Words,
    ending: str,
    *,
    kind: str = COMPANIES,
    company_id: uuid.UUID | None = None,
) -> bytes:
    """The bytes of one export: the card as `.md` or `.html`, a table as `.csv`, the whole workspace as `.json`."""
    if ending == ".json":
        return workspace_file(session, viewer)
    if ending == ".csv":
        return chain_csv(session, viewer, t, company_id) if kind == CHAIN else company_csv(session, viewer, t)
    found = findings(session, viewer, t)
    composed = card(session, viewer, t, found)
    if ending == ".md":
        return markdown(composed, t).encode()
    return html(composed, card_figures(found, t, figures.LIGHT), t).encode()


def company_csv(session: Session, viewer: Viewer, t: Words) -> bytes:
    """Every company with its fields under headers that import reads back; names are masked for a masked viewer."""
    keys = [k for k in (*COMPANY_KEYS[:-1], *LATEST_DEAL_KEYS, "note") if not (viewer.masked and k in _PRIVATE)]
    header = [t(FIELDS["external_id"].label), *(t(FIELDS[k].label) for k in keys)]
    rows = []
    for company in companies(session, viewer, t):
        fields = company["fields"] | {"name": company["name"], "status": company["status"]}
        for key, band in (("headcount", "headcount_band"), ("annual_revenue", "revenue_band")):
            fields[key] = fields[band] or fields[key]
        rows.append([(company["external_ids"] or [""])[0], *(fields.get(k) for k in keys)])
    return write_csv(header, rows)


def escape_markdown(text: str) -> str:
    """Text that every Markdown reader shows letter by letter."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def markdown(composed: Card, t: Words) -> str:
    """The card as Markdown; words that people wrote are escaped."""
    e = escape_markdown
    out = [f"# {e(composed.title)}", "", e(composed.top), ""]
    if composed.summary:
        out += [f"> {e(composed.summary)}", ""]
    for block in composed.blocks:
        out += [f"## {e(block.title)}", ""]
        out += [line for item in block.lines for line in _markdown_line(item)] or [e(block.empty)] * block.bare
        out.append("")
    if any(a.text for a in composed.advice):
        out += [f"## {t('How to use it')}", ""]
        for advice in composed.advice:
            if advice.text:
                out += [f"### {e(advice.title)}", "", *(f"- {e(x)}" for x in advice.text.splitlines() if x.strip()), ""]
    if composed.missing:
        out += [f"## {t('What is still missing')}", "", *(f"- {e(x.text)}" for x in composed.missing), ""]
    return "\n".join(out)


def _markdown_line(line: Line) -> list[str]:
    tail = " · ".join(x for x in (line.counts, line.trust, line.lost) if x)
    head = f"- {escape_markdown(line.text)}" + (f" — {escape_markdown(tail)}" if tail else "")
    return [
        head,
        *(f"  - “{escape_markdown(q.text)}” {escape_markdown(_said_by(q.who, q.stage))}" for q in line.quotes),
    ]


def _said_by(who: str, stage: str) -> str:
    return " · ".join(x for x in (who, stage) if x)


@cache
def _templates() -> Environment:
    return Environment(loader=PackageLoader("persona_core.exchange"), autoescape=True, undefined=StrictUndefined)


def html(composed: Card, drawn: Sequence[tuple[str, go.Figure]], t: Words) -> str:
    """The card as one page that needs nothing else: charts inside, printable, its own script allowed by digest only."""
    calls = "\n".join(
        f"(f=>Plotly.newPlot({_json(key)},f.data,f.layout,{_json(figures.config(key, t))}))({figure.to_json()});"
        for key, figure in drawn
    ).replace("</", "<\\/")
    library = get_plotlyjs()
    return (
        _templates()
        .get_template("card.html")
        .render(
            card=composed,
            t=t,
            said_by=_said_by,
            said={
                "quotes": t("In their words"),
                "use": t("How to use it"),
                "missing": t("What is still missing"),
                "foot": t(
                    "Made with Persona Workbench on {day}. Counts are printed with how many were asked; "
                    "fewer than five is only a clue.",
                    day=t.date(composed.made_on),
                ),
            },
            charts=[key for key, _ in drawn],
            library=Markup(library),
            calls=Markup(calls),
            digests=" ".join(f"'sha256-{_digest(x)}'" for x in (library, calls)),
            steps=dict(figures.LIGHT.steps.items()),
        )
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
