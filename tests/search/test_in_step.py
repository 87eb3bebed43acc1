"""Whatever is written, by whatever statement, the index says the same as one made anew from the rows."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from sqlalchemy import select, text
from sqlmodel import Session

from persona_core.access.commands import delete_workspace
from persona_core.access.models import Viewer, Workspace
from persona_core.companies import commands as companies
from persona_core.companies.models import Company
from persona_core.decision_chain.commands import edit_seat
from persona_core.decision_chain.models import Seat
from persona_core.evidence.changes import recording, undo
from persona_core.exchange.commands import import_path
from persona_core.journeys.commands import set_concern, set_note
from persona_core.kit.db import Database
from persona_core.search import commands
from persona_core.search.models import SearchDoc, SearchTodo
from persona_core.stories import commands as stories
from persona_core.vocabulary.commands import edit_tag, edit_term, ensure_tag
from persona_core.vocabulary.models import Term
from tests.factories.chains import example_chain
from tests.factories.stories import stage_id, tell

Look = Callable[[], tuple[list, list]]


@pytest.fixture
def look(db: Database) -> Look:
    """(documents, pairs with how many documents have each) of the index, whatever its numbers are."""

    def everything() -> tuple[list, list]:
        with db.read() as session:
            docs = session.execute(
                select(SearchDoc.kind, SearchDoc.row_id, SearchDoc.workspace_id, SearchDoc.at, SearchDoc.name)
                .add_columns(SearchDoc.plain)
                .order_by(SearchDoc.row_id)
            ).all()
        return [tuple(doc) for doc in docs], _pairs(db)

    return everything


def _pairs(db: Database) -> list:
    with db.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text("CREATE VIRTUAL TABLE temp.pairs USING fts5vocab(main, search_fts, row)"))
            found = connection.execute(text("SELECT term, doc FROM temp.pairs ORDER BY term")).all()
            connection.execute(text("DROP TABLE temp.pairs"))
        else:
            statement = "SELECT word, ndoc FROM ts_stat('SELECT grams FROM search_fts') ORDER BY word COLLATE \"C\""
            found = connection.execute(text(statement)).all()
    return [tuple(row) for row in found]


@pytest.fixture
def in_step(db: Database, look: Look) -> Callable[[str], None]:
    """Compare with a rebuild."""

    def compare(after: str) -> None:
        with db.read() as session:
            assert session.scalars(select(SearchTodo.id)).first() is None, f"{after}: settled when it was stored"
        kept = look()
        with db.write() as session:
            commands.rebuild(session)
        assert kept == look(), after
        assert kept[0], after

    return compare


def _form(row, **changes) -> dict:
    return {"seen": row.version, "base": {key: getattr(row, key) for key in changes}, "changes": changes}


def test_after_every_kind_of_write(db: Database, viewer: Viewer, in_step, titles) -> None:
    with db.write() as session:
        company = companies.create_company(session, viewer, {"name": "海棠生活", "note": "会员少"})
        person = companies.create_person(session, viewer, {"name": "王伟明"}, company_id=company.id)
        story = tell(session, viewer, company, "导购嫌扫码麻烦", "一线嫌麻烦", title="三个月")
        example_chain(session, viewer, company)
        use = stage_id(session, viewer, "使用")
        set_concern(session, viewer, use, "CEO", "嫌贵", answer="按门店收费")
        set_note(session, viewer, use, "touchpoint", text="每周巡店")
    in_step("made")
    assert len(titles("巡店 每周")) == 1
    assert titles("门店收费")
    with db.write() as session:
        companies.edit_company(session, viewer, company.id, **_form(company, name="海棠家居", note=None))
        companies.edit_person(session, viewer, person.id, **_form(person, name="王伟民"))
        stories.edit_story(session, viewer, story.id, **_form(story, text="店员嫌扫码麻烦"))
        seat = session.scalars(select(Seat)).first()
        edit_seat(session, viewer, seat.id, **_form(seat, note="只看报表"))
        tag = ensure_tag(session, viewer, "一线嫌麻烦")
        edit_tag(session, viewer, tag.id, seen=tag.version, name="店员嫌麻烦", kind=tag.kind, definition="录入费事")
        set_note(session, viewer, use, "touchpoint", text="")
    in_step("changed")
    assert titles("海棠生活") == titles("导购") == titles("王伟明") == titles("巡店") == []
    assert titles("一线嫌") == ["店员嫌麻烦"], "the old name stays another name of it"
    assert titles("海棠家居")[0] == "海棠家居"
    assert len(titles("只看报表")) == 1
    assert titles("店员嫌") == ["店员嫌麻烦", "三个月"]


def test_deleted_rows_are_gone_and_undo_brings_them_back(db: Database, viewer: Viewer, in_step, titles) -> None:
    with db.write() as session:
        company = companies.create_company(session, viewer, {"name": "海棠生活"})
        companies.create_person(session, viewer, {"name": "王伟明"}, company_id=company.id)
        tell(session, viewer, company, "导购嫌扫码麻烦", title="三个月")
    with db.write() as session, recording(session, viewer, "删除") as step:
        companies.delete_company(session, viewer, company.id)
    in_step("deleted")
    assert titles("海棠") == titles("伟明") == []
    assert titles("导购") == ["三个月"]
    with db.write() as session:
        undo(session, viewer, step.change_id)
    in_step("undone")
    assert titles("海棠") == ["海棠生活"]
    assert titles("伟明") == ["王伟明"]


def test_imports_and_their_undoing(db: Database, viewer: Viewer, in_step, titles, tmp_path) -> None:
    path = tmp_path / "companies.csv"
    path.write_text("企业,备注\n" + "\n".join(f"青岚{n}店,会员{n}" for n in range(40)), encoding="utf-8")
    result = import_path(db, viewer, path, "companies")
    in_step("companies taken in")
    assert len(titles("青岚")) == 40
    assert titles("会员39") == ["青岚39店"]
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "a.md").write_text("导购说扫码慢", encoding="utf-8")
    import_path(db, viewer, notes, "stories")
    in_step("stories taken in")
    assert len(titles("扫码慢")) == 1
    assert result.batch


def test_statements_past_the_commands(db: Database, viewer: Viewer, in_step, titles) -> None:
    """Also one that no session knows of."""
    with db.write() as session:
        companies.create_company(session, viewer, {"name": "海棠生活"})
        position = session.scalars(select(Term).where(Term.list_name == "position").limit(1)).one()
        edit_term(
            session, viewer, position.id, seen=position.version, zh="店长助理", en=position.en, aliases=["二店长"]
        )
        session.connection().exec_driver_sql("UPDATE company SET name = '木兰生活'")
    in_step("by hand")
    assert titles("木兰") == ["木兰生活"]
    assert titles("长助") == titles("二店") == ["店长助理"]
    with db.write() as session:
        session.connection().exec_driver_sql("DELETE FROM company")
    in_step("deleted by hand")
    assert titles("木兰") == []


def test_a_workspace_goes_with_all_that_could_be_found(db: Database, viewer: Viewer, look: Look) -> None:
    with db.write() as session:
        companies.create_company(session, viewer, {"name": "海棠生活"})
    assert look()[0]
    with db.write() as session:
        delete_workspace(session, session.get(Workspace, viewer.workspace_id))
    assert look() == ([], [])


def test_a_refused_write_leaves_the_index_as_it_was(db: Database, viewer: Viewer, look: Look) -> None:
    before = look()
    with suppress(ZeroDivisionError), db.write() as session:
        companies.create_company(session, viewer, {"name": "海棠生活"})
        commands.keep_up(session)
        raise ZeroDivisionError
    assert look() == before


def test_what_was_too_much_at_once_is_settled_before_a_search(
    db: Database, viewer: Viewer, in_step, titles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "CHUNK", 7)
    quick = Database(db.url, closing=lambda session: commands.keep_up(session, 10))
    with quick.write() as session:
        for n in range(30):
            companies.create_company(session, viewer, {"name": f"青岚{n}店"})
    quick.close()
    assert 0 < len(titles("青岚")) < 30
    commands.refresh(db)
    assert len(titles("青岚")) == 30
    in_step("refreshed")


def test_a_row_without_words_is_not_in_the_index(db: Database, viewer: Viewer) -> None:
    with db.write() as session:
        company = companies.create_company(session, viewer, {"name": "海棠生活"})
        example_chain(session, viewer, company)
    with db.read() as session:
        assert not _kinds(session) & {"seat"}
        assert session.scalars(select(Company)).one().name == "海棠生活"


def _kinds(session: Session) -> set[str]:
    return set(session.scalars(select(SearchDoc.kind).distinct()))
