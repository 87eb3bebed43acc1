"""The page docs/fields.md, made from the fields as they are declared: the contract of MAP.json."""

from __future__ import annotations

from persona_core.decision_chain.reading import CHOICES
from persona_core.exchange.importing.headers import DATED, bare, names_of
from persona_core.exchange.importing.mapping import KIND_LABELS, NEEDS
from persona_core.kit.words import Words
from persona_core.vocabulary.fields import FIELDS, IMPORT_KEYS, FieldSpec
from persona_core.vocabulary.fixed_lists import ENUM_LABELS, ENUMS

_HEAD = """# Fields

Made by `python -m persona_core docs fields` from `persona_core/vocabulary/fields.py`; a test keeps it true.

Each kind of import takes the keys below. A file whose headers are keys, labels or one of the names in the last column
needs no map; width, case, spaces, underscores and brackets do not count. `MAP.json` overrides a guess, and leaves a
column out with `null`:

```json
{"acct_name": "name", "acct_id": "external_id", "internal_score": null}
```

- A column without a header goes by its number: `"#3"`.
- **number, amount**: `180`, `3.2亿`, `20万`, `1,200`; a band such as `200-499` or `$1M-$10M` is kept as a band, its
  middle is used for charts only. An amount under a header such as 年费（万元） counts in that unit.
- **date**: `2026-01-31`, `2026/1/31`, `2026年1月31日`, `20260131`, `31 Jan 2026`. A date such as `03/04/2026`, in which
  day and month cannot be told apart, is refused. What has happened lies between 1970 and today; `signed_on` and
  `ends_on` may lie ahead.
- **list**: any label, alias or code of the workspace's list; an unknown one becomes a new entry, and the answer says
  so.
- An empty cell says nothing: it never clears a field.
"""

_TYPES = {
    "text": "text",
    "long_text": "long text",
    "count": "number or band",
    "money": "amount or band",
    "percent": "percent",
    "points": "points, 0–100",
    "date": "date",
    "offset": "whole number, from 0",
    "flag": "yes or no (是, 否, √, ×, 1, 0)",
    "names": "several names, separated by comma, semicolon or |",
}
_WORDS = {"listens_to": "names with points or words", "openness": "1–5"}
_MORE = {
    "moment": " (also 购买, 续约, purchase, renewal)",
    "say": " (also 3, 2, 1, 0)",
    "stance": ", 还不清楚 (also +2 … -2)",
    "effort": "",
}
_ABOUT = {
    "companies": (
        "One row a company. It is known by `external_id`, else by its name (width, case and spaces folded). "
        "`lead_source`, `referrer`, `annual_fee`, `signed_on` and `ends_on` belong to its latest deal, which is made "
        "if there is none. The status follows from the deals once there are any, unless it was set by hand. A column "
        "named like a field of the workspace's own goes into it; `own:NAME` in the map makes a new one."
    ),
    "people": (
        "One row a person, known by `external_id`, else by company, name and title. Two rows without a name and with "
        "the same title stay apart when their ids differ. The company is found by `company_external_id`, else by "
        "`company`, and made if only its name is known."
    ),
    "deals": (
        "One row a deal, known by `external_id`, else by company, product and dates that agree. One date column a "
        'stage: a header that is the label or code of a stage needs no map, else `"stage:签约"`. `signed_on` without a '
        "column of the signing stage dates that stage too; a stage that decides (签约, 丢单, 流失) sets the outcome."
    ),
    "stage-events": (
        "One row a date: of the deal with `deal_external_id`, else of the company's latest deal, which is made if "
        "there is none. Every day is kept: a stage that comes again is another visit, unless a better source has "
        'dated it. An unknown stage is refused; `"stage:POC": "stage:试用"` in the map says which one is meant, '
        "`null` leaves such rows out. Of several journeys the one is taken whose stages the file names."
    ),
    "stories": (
        "One row a story; or `.md`, `.mdx`, `.txt` files, alone or in a folder, or `.docx` files, whose YAML head uses "
        "the same names. "
        "`stage` and `position` may name several, separated by comma, semicolon or |. The same words from the same "
        "customer are one story. Tags go on the whole story. Of a conversation with speakers `ours` names those on our "
        "side, separated alike; what they say does not count as the customer's words."
    ),
    "marks": (
        "One row a tag on words of a story that is here. `story` is its external id, else its title; `company` tells "
        "stories with the same title apart. `start` and `end` count characters (Unicode code points, a line end is "
        "one) of the stored text: `start` is the number of characters before the words, `end` that before what follows "
        "them. Instead, `quote` gives the words themselves, the first place that has them is meant; beside `start` and "
        "`end` it must agree with them. Without any, the tag goes on the whole story. A tag that is not there is made, "
        "of kind `concern` unless `kind` says otherwise; an existing tag keeps its kind. The same tag on the same "
        "words is one mark."
    ),
    "chain": (
        "One row a position on the chain of a company, or of one of its deals, at one moment; without a moment it is "
        "the purchase. Rows of one chain and moment go in together: if one of them cannot be, all are refused, and the "
        "other chains go in. What a row says replaces what was said of the position; positions that are not in the "
        "file, the base rate and experiences stay. `say` gives weight in words, `decision_points` in points of 100, "
        "all positions of a moment alike; points count in proportion. `listens_to` takes `CEO:25;市场总监:25`, own "
        "judgement under the position's own name or 自己 (else it is the rest), or words: `市场总监:很听`, "
        "`很听市场总监`, `CEO（会参考）`; a bare name is 会参考, and in words two names are the most. An unknown "
        "company, person or position is made, an unknown deal refused; `contact` and `buying_role` must be in their "
        "lists. `还不知道是谁` takes a person off the seat, `还不清楚` a stance. From `contact` on, fields hold "
        "at both moments. `decision_points` of 30%, 40%, 30% may arrive as .3, .4, .3."
    ),
    "several": (
        "One row a company with whatever it tells of: a person (`person:…`), a deal (`deal:…`, "
        "`stage:<stage>`), the day of a stage (`stage` and `date`), a story (`story:…`), own fields. "
        "Each part is read and known as in its own kind of import; the company is that of the row. A row without a "
        "person's name, title or position, without a text, or without anything of a deal tells of none. What is "
        "refused in one part keeps the whole row out. Beside a deal, its owner and source are the deal's."
    ),
}


def fields_page() -> str:
    """The whole page as Markdown."""
    return _HEAD + "".join(_section(kind) for kind in IMPORT_KEYS)


def _section(kind: str) -> str:
    zh = Words("zh")
    needs = "; ".join(" or ".join(f"`{key}`" for key in group) for group in NEEDS[kind])
    rows = [_row(kind, key, FIELDS[field], zh) for key, field in IMPORT_KEYS[kind].items()]
    if kind in DATED:
        rows.append(
            _cells(
                "`stage:<stage>`", "Day of a stage · 阶段日期", "date", "a stage's label or code, 签约日期, 进入签约"
            )
        )
    title = f"{kind} · {zh(KIND_LABELS[kind])}"
    table = _cells("key", "label", "type", "known in files as") + _cells(*["---"] * 4) + "".join(rows)
    return f"\n## {title}\n\n{_ABOUT[kind]}\n\nNeeded: {needs}.\n\n{table}"


def _row(kind: str, key: str, spec: FieldSpec, zh: Words) -> str:
    names = [name for name in spec.synonyms if key in names_of(kind).get(bare(name), ())]
    return _cells(f"`{key}`", f"{spec.label} · {zh(spec.label)}", _type(spec, zh), ", ".join(names))


def _type(spec: FieldSpec, zh: Words) -> str:
    if spec.key in CHOICES:
        return "one of " + ", ".join(zh(label) for label in CHOICES[spec.key].values()) + _MORE.get(spec.key, "")
    if spec.type == "enum":
        choices = (f"{zh(ENUM_LABELS[spec.list][code])} (`{code}`)" for code in ENUMS[spec.list])
        return "one of " + ", ".join(choices)
    if spec.type == "term":
        return f"list `{spec.list}`"
    if spec.type == "words":
        return _WORDS[spec.key]
    return _TYPES.get(spec.type, spec.type) + (f", {spec.unit}" if spec.unit else "")


def _cells(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"
