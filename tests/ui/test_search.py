"""The search panel: opened from any page, asked once, empty until then."""

from __future__ import annotations

import pytest

from persona_core.search.models import Kind
from persona_core.search.views import Hit, Line
from tests.screens import screen, words
from ui.panels import search

PAGES = ("start/home.py", "persona/companies.py", "persona/stories.py", "persona/card.py", "manage/settings.py")


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_it(example_url: str, monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    shown = screen(monkeypatch, example_url, page, w="scrm-zh")
    assert "一个字就能找" not in words(shown)
    shown.button(key="search-open").click().run()
    assert not shown.exception
    assert "一个字就能找" in words(shown)
    assert shown.text_input(key="search-text").placeholder == "企业、联系人、故事、标签里的字"


def test_hits_are_marked_and_what_users_wrote_stays_text() -> None:
    line = Line("a **b** [c](d) :red[e]", [(4, 5), (17, 20)])
    marked = search._marked(line)
    assert marked.count(":orange-background[") == 2
    assert "[c]" not in marked.replace("\\", "\0")
    assert r"\[c\]" in marked
    assert search._marked(Line("one two three", [(4, 7)])) == "one :orange-background[**two**] three"


@pytest.mark.parametrize(
    ("kind", "refers", "expected"),
    [
        (Kind.COMPANY, {}, ("company", {"id": "x"})),
        (Kind.PERSON, {"company_id": "c"}, ("company", {"id": "c"})),
        (Kind.PERSON, {"company_id": None}, ("companies", {})),
        (Kind.TAG, {}, ("stories", {"tag": "x"})),
        (Kind.POSITION, {"code": "ceo"}, ("decision-chain", {"position": "ceo", "view": "typical"})),
        (Kind.SEAT, {"company_id": "c", "position": "ceo"}, ("decision-chain", {"company": "c", "seat": "ceo"})),
        (
            Kind.CONCERN,
            {"journey_id": "j", "stage": "use", "position": "ceo"},
            ("journey", {"journey": "j", "stage": "use", "who": "ceo"}),
        ),
    ],
)
def test_a_hit_leads_to_its_row(kind: Kind, refers: dict, expected: tuple) -> None:
    assert search._target(Hit(kind, "x", Line(""), Line(""), refers)) == expected
