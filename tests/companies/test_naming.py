"""How companies and people are shown: in full, as 王总监 on the wall, masked for outsiders."""

from __future__ import annotations

from dataclasses import replace

import pytest

from persona_core.access.models import Viewer
from persona_core.companies.commands import create_company, create_person
from persona_core.companies.models import Company
from persona_core.companies.naming import Redactor, called_names, person_name, surname_of
from persona_core.companies.queries import names_among, redactor, shown_names
from persona_core.kit.db import Database
from persona_core.kit.words import Words
from persona_core.vocabulary.queries import lists


@pytest.mark.parametrize(
    ("name", "surname"),
    [("王海", "王"), ("欧阳娜", "欧阳"), ("Anna van Dyke", "Dyke"), (" ", ""), ("东", "东")],
)
def test_surnames(name: str, surname: str) -> None:
    assert surname_of(name) == surname


def test_a_person_is_shown_as_the_occasion_allows(viewer: Viewer) -> None:
    t, wall, outside = Words("en"), replace(viewer, presenting=True), replace(viewer, masked=True)
    assert person_name(viewer, t, "王海", "市场总监") == "王海"
    assert person_name(wall, t, "王海", "市场总监") == "王市场总监"
    assert person_name(wall, t, "Anna Dyke", "CMO") == "Dyke, CMO"
    assert person_name(outside, t, "王海", "市场总监") == "市场总监"
    assert person_name(outside, t, "王海", None) == "Not known who"
    assert person_name(viewer, t, None, None) == "Not known who"


def test_outside_no_name_is_left(database: Database, viewer: Viewer) -> None:
    t = Words("zh")
    with database.write() as session:
        first = create_company(
            session, viewer, {"name": "海棠生活", "region": "华东", "industry": "家居零售", "headcount": "180"}
        )
        second = create_company(session, viewer, {"name": "海棠", "headcount": "200-499"})
        third = create_company(session, viewer, {"name": "禾木母婴"})
        create_person(session, viewer, {"name": "林晓", "title": "市场总监"}, company_id=first.id)
    with database.read() as session:
        known = lists(session, viewer)
        outside = replace(viewer, masked=True)
        assert shown_names(session, viewer, t, known)[str(first.id)] == "海棠生活"
        assert shown_names(session, outside, t, known) == {
            str(first.id): "华东 · 家居零售 · 180 人",
            str(second.id): "200-499",
            str(third.id): "某企业",
        }
        assert names_among(session, viewer, t, known, Company.num == second.num) == {str(second.id): "海棠"}
        hide = redactor(session, outside, t, known)
        assert hide("林晓说海棠生活的海棠花开了") == "市场总监说华东 · 家居零售 · 180 人的200-499花开了"
        assert redactor(session, viewer, t, known)("林晓") == "林晓"


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("Dou, support", ["Dou"]),
        ("Song's wife, books", ["Song"]),
        ("Anna Dyke", ["Anna", "Dyke"]),
        ("The oil mill's driver", []),
        ("Marketing director", []),
        ("客服小窦", ["小窦"]),
        ("上门的小蒋", ["小蒋"]),
        ("老板", []),
        ("陈老师", []),
        ("", []),
    ],
)
def test_of_how_somebody_is_spoken_of_the_name_is_known(said: str, names: list[str]) -> None:
    assert called_names(said) == names


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("Mr Fan was only saying it's expensive", "Mr X was only saying it's expensive"),
        ("Ask Dou's colleague, Douglas", "Ask X's colleague, Douglas"),
        ("Luo minds the stall, not An. An export?", "X minds the stall, not An. An export?"),
        ("老罗出去送货，小窦没烦过", "老某出去送货，某没烦过"),
        ("一小时、老板、最小的店、大小王", "一小时、老板、最小的店、大小王"),
    ],
)
def test_outside_people_are_not_named_in_what_others_say(viewer: Viewer, said: str, left: str) -> None:
    people = ["Dou", "Luo", "An", "小窦"]
    assert Redactor(replace(viewer, masked=True), [], people)(said) == left
    assert Redactor(viewer, [], people)(said) == said
