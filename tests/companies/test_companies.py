"""Companies and people: what is stored as written, and what is refused."""

from __future__ import annotations

import pytest
from sqlmodel import select

from persona_core.access.models import Viewer
from persona_core.companies.commands import create_company, create_person, edit_person
from persona_core.companies.models import Company, name_digest
from persona_core.companies.queries import find_company, population
from persona_core.kit.db import Database
from persona_core.kit.errors import Invalid, NotFound
from persona_core.kit.words import Words
from persona_core.vocabulary.models import Term
from tests.factories.access import fresh_viewer


@pytest.mark.parametrize(
    "name",
    [
        "=HYPERLINK(1)",
        "+86 店",
        "-1",
        "@拉拉",
        "<script>alert(1)</script>",
        "![x](http://evil/x.png)",
        "{name}",
        "%s",
        "'; drop table company; --",
        "名" * 10_000,
        "👩‍👩‍👧‍👦 𠮷野家",
    ],
)
def test_a_name_is_kept_as_written(database: Database, viewer: Viewer, name: str) -> None:
    with database.write() as session:
        made = create_company(session, viewer, {"name": f" {name} "})
    with database.read() as session:
        assert session.get(Company, made.id).name == name
        assert find_company(session, viewer, name).id == made.id


@pytest.mark.parametrize("values", [{}, {"name": ""}, {"name": " \n"}, {"name": None}, {"region": "华东"}])
def test_a_company_needs_a_name(database: Database, viewer: Viewer, values: dict) -> None:
    with database.write() as session, pytest.raises(Invalid) as refusal:
        create_company(session, viewer, values)
    assert refusal.value.text(Words("zh")) == "企业要有名称，填一个。"


def test_a_person_needs_something_to_go_by(database: Database, viewer: Viewer) -> None:
    with database.write() as session:
        with pytest.raises(Invalid):
            create_person(session, viewer, {"phone": "13800000000"})
        person = create_person(session, viewer, {"position": "老板"})
        assert person.position == "owner"
        with pytest.raises(Invalid):
            edit_person(session, viewer, person.id, seen=person.version, base={}, changes={"position": ""})
        with pytest.raises(Invalid):
            edit_person(session, viewer, person.id, seen=person.version, base={}, changes={"company_id": "x"})


def test_two_spellings_of_a_name_have_one_key() -> None:
    assert name_digest("ＡＢＣ 有限公司") == name_digest("abc有限公司")
    assert name_digest("甲") != name_digest("乙")


def test_numbers_count_up_within_a_workspace(database: Database, viewer: Viewer) -> None:
    with database.write() as session:
        stranger = fresh_viewer(session)
        assert [create_company(session, viewer, {"name": n}).num for n in "甲乙"] == [1, 2]
        assert create_company(session, stranger, {"name": "甲"}).num == 1
        with pytest.raises(NotFound):
            find_company(session, stranger, "乙")


def test_a_new_industry_is_a_term_in_the_viewers_language(database: Database, viewer: Viewer) -> None:
    with database.write() as session:
        create_company(session, viewer, {"name": "甲", "industry": "家居零售"})
        create_company(session, viewer, {"name": "乙", "industry": "家居 零售"})
        terms = [(x.code, x.zh, x.en) for x in session.exec(select(Term).where(Term.list_name == "industry"))]
    assert terms == [("家居零售", "家居零售", None)]


def test_the_two_populations(database: Database, viewer: Viewer) -> None:
    with database.write() as session:
        for name, status in (("甲", "在用"), ("乙", "流失"), ("丙", "丢单"), ("丁", "线索"), ("戊", "在谈")):
            create_company(session, viewer, {"name": name, "status": status})
    with database.read() as session:
        counts = population(session, viewer)
    assert (counts.total, counts.talked, counts.signed, counts.open) == (5, 4, 2, 1)
