"""Two thousand tables of odd cells: each cell becomes a value or a refusal in both languages, and nothing else."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from persona_core.exchange.importing.mapping import Column
from persona_core.exchange.importing.parsing import Parser
from persona_core.exchange.importing.ways import Ways
from persona_core.kit.sheets import Sheet
from tests.factories.imports import EN, ZH

PIECES = (
    "1", "2", "12", "31", "234", "2025", ",", ".", "，", "-", "/", "万", "亿", "千", "k", "M", "%", "元", "人", "$",
    "€", "HK$", "约", "以上", "年", "月", "日", "E+10", "#", "N/A", "是", "在用", " ", "～", "ｶ", "\u00a0", "May",
    "45678", "0",
)  # fmt: skip
KEYS = {
    "companies": (
        "name",
        "headcount",
        "annual_revenue",
        "status",
        "signed_on",
        "growth_rate",
        "industry",
        "external_id",
    ),
    "people": ("name", "phone", "email", "position", "company"),
    "deals": ("company", "value", "outcome", "opened_on", "external_id"),
    "stage-events": ("company", "stage", "date"),
}
ANSWERS = (
    {}, {"date_order": "dmy"}, {"date_order": "mdy"}, {"decimal": ","}, {"decimal": "."}, {"rate:USD": "7.1"},
    {"rate:EUR": "8", "decimal": ","}, {"unit:annual_revenue": "万"},
)  # fmt: skip


def sheet_of(seed: bytes, width: int) -> Sheet:
    """A table of cells put together from pieces; a byte above 199 ends the cell."""
    cells: list[str] = [""]
    for byte in seed[2:]:
        if byte > 199:
            cells.append("")
        else:
            cells[-1] += PIECES[byte % len(PIECES)]
    cells += [""] * (-len(cells) % width)
    rows = [[cell or None for cell in cells[at : at + width]] for at in range(0, len(cells), width)]
    return Sheet("a.csv", [str(n) for n in range(width)], rows, list(range(2, len(rows) + 2)), "csv", "")


@settings(max_examples=2_000, deadline=None, database=None, derandomize=True)
@given(st.binary(min_size=4, max_size=48))
def test_every_cell_is_a_value_or_a_refusal(seed: bytes) -> None:
    kind = list(KEYS)[seed[0] % len(KEYS)]
    keys = KEYS[kind]
    sheet = sheet_of(seed, len(keys))
    columns = [Column(n, key, key, 1.0, ()) for n, key in enumerate(keys)]
    ways = Ways(sheet, kind, columns, ANSWERS[seed[1] % len(ANSWERS)])
    parser = Parser(sheet, kind, columns, [], ways)
    rows = parser.rows()
    assert [row.line for row in rows] == sheet.lines
    for said in (*(refusal.error for row in rows for refusal in row.refusals), *parser.notes()):
        assert said.text(ZH) != said.text(EN)
    for question in ways.questions:
        assert question.line in sheet.lines
        assert question.column in keys
