"""A workspace as one file: loaded back equal table by table, and files that are not one are refused whole."""

import json
import uuid

import pytest
from sqlalchemy import func, select

from persona_core.access.queries import viewer_for, workspace
from persona_core.companies.commands import create_company
from persona_core.companies.models import Company
from persona_core.evidence.changes import recording, undo
from persona_core.evidence.models import Change
from persona_core.exchange.whole.form import DERIVED, OWNER, owned_tables
from persona_core.exchange.whole.loading import load_workspace
from persona_core.exchange.whole.writing import workspace_file
from persona_core.exchange.workspaces import open_workspace
from persona_core.journeys.models import StageEvent
from persona_core.kit.db import Database
from persona_core.kit.errors import PersonaError
from persona_core.kit.words import Words
from persona_core.personas.reading import card
from persona_core.tables import metadata

ZH = Words("zh")


def viewing(session, name, **options):
    return viewer_for(workspace(session, name), "zh", **options)


def exported(database, name="scrm-zh"):
    with database.read() as session:
        return workspace_file(session, viewing(session, name))


def loaded(database, data, name="again"):
    with database.write() as session:
        load_workspace(session, data, name=name)


def without_ids(whole):
    """Tables with every id replaced by its place among the ids of the file, rows in the order of what they say."""
    text = json.dumps(whole["tables"], ensure_ascii=False, sort_keys=True)
    ids = [str(row[0]) for t in whole["tables"].values() for row in t["rows"] if len(str(row[0])) == 36]
    for place, old in enumerate(sorted(ids)):
        text = text.replace(old, f"id{place}").replace(uuid.UUID(old).hex, f"id{place}")
    tables = json.loads(text)
    for content in tables.values():
        if content["rows"] and isinstance(content["rows"][0][0], int):
            content["rows"] = [row[1:] for row in content["rows"]]
    for step in (step for change in tables["change"]["rows"] for step in change[4]):
        if isinstance(step["after"]["id"], int):
            del step["after"]["id"]
        del step["after"]["workspace_id"]
    return tables


def test_every_table_of_a_workspace_goes_along():
    there = {t.name for t in metadata.sorted_tables if OWNER in t.c}
    assert {t.name for t in owned_tables()} == there - DERIVED


def test_a_new_workspace_is_equal_table_by_table(example_db):
    with example_db.write() as session:
        viewer = viewing(session, "scrm-zh")
        with recording(session, viewer, "a step"):
            create_company(session, viewer, {"name": "某某", "headcount": "200-499"}, external_id="A-1")
    first = exported(example_db)
    loaded(example_db, first)
    before, after = json.loads(first), json.loads(exported(example_db, "again"))
    assert {k: v for k, v in before["workspace"].items() if k != "name"} == {
        k: v for k, v in after["workspace"].items() if k != "name"
    }
    old, new = without_ids(before), without_ids(after)
    assert set(old) == set(new)
    for name in old:
        assert old[name] == new[name], name
    assert sum(len(t["rows"]) for t in old.values()) > 1_000
    with example_db.read() as session:
        assert json.loads(workspace_file(session, viewing(session, "scrm-zh")))["tables"] == before["tables"]
        mine = [StageEvent.workspace_id == viewing(session, n).workspace_id for n in ("scrm-zh", "again")]
        numbers = [set(session.scalars(select(StageEvent.id).where(where))) for where in mine]
        assert numbers[0]
        assert not numbers[0] & numbers[1], "no row is shared"
        cards = [card(session, viewing(session, name), ZH).as_json() for name in ("scrm-zh", "again")]
    assert _said(cards[0]) == _said(cards[1])


def _said(composed):
    """What a card says, without the ids in its ways."""
    return [(b["title"], [(x["text"], x["counts"]) for x in b["lines"]]) for b in composed["blocks"]]


def test_a_step_is_undone_in_the_copy_only(sqlite_url):
    db = Database(sqlite_url)
    with db.write() as session:
        viewer = viewer_for(open_workspace(session, name="mine"), "zh")
        with recording(session, viewer, "a step") as step:
            create_company(session, viewer, {"name": "某某"}, external_id="A-1")
    loaded(db, exported(db, "mine"), "copy")
    with db.write() as session:
        viewer = viewing(session, "copy")

        change = session.scalars(select(Change.id).where(Change.workspace_id == viewer.workspace_id)).one()
        assert change != step.change_id
        undo(session, viewer, change)
    with db.read() as session:
        left = {n: session.scalar(select(func.count()).where(Company.workspace_id == viewing(session, n).workspace_id))
                for n in ("mine", "copy")}  # fmt: skip
    assert left == {"mine": 1, "copy": 0}
    db.close()


def test_a_masked_workspace_is_no_file(sqlite_url):
    db = Database(sqlite_url)
    with db.write() as session, pytest.raises(PersonaError) as refused:
        workspace_file(session, viewer_for(open_workspace(session, name="mine"), "zh", masked=True))
    db.close()
    assert "没有隐去名字的整库文件" in refused.value.text(ZH)


def _broken(good):
    """(what is wrong, the file)"""
    whole = json.loads(good)

    def but(change):
        copy = json.loads(good)
        change(copy)
        return json.dumps(copy).encode()

    companies = whole["tables"]["company"]["columns"]
    name, status = companies.index("name"), companies.index("num")
    yield "empty", b""
    yield "a picture", b"\x89PNG\r\n"
    yield "another JSON", b'{"a": 1}'
    yield "too deep", b"[" * 100_000
    yield "cut off", good[: len(good) // 2]
    yield "newer", but(lambda w: w.update(version=99))
    yield "an unknown table", but(lambda w: w["tables"].update(secrets={"columns": ["id"], "rows": []}))
    yield "a table of all", but(lambda w: w["tables"].update(app_state={"columns": ["key"], "rows": [["x"]]}))
    yield "a column unknown", but(lambda w: w["tables"]["company"]["columns"].__setitem__(name, "nom"))
    yield "a short row", but(lambda w: w["tables"]["company"]["rows"][0].pop())
    yield "a name of a number", but(lambda w: w["tables"]["company"]["rows"][0].__setitem__(name, 7))
    yield "a number of letters", but(lambda w: w["tables"]["company"]["rows"][0].__setitem__(status, "x"))
    yield "no number", but(lambda w: w["tables"]["company"]["rows"][0].__setitem__(status, None))
    yield "a NUL", but(lambda w: w["tables"]["company"]["rows"][0].__setitem__(name, "a\0b"))
    yield "a huge number", but(lambda w: w["tables"]["company"]["rows"][0].__setitem__(status, 2**70))
    yield "no journey for its stages", but(lambda w: w["tables"]["journey"]["rows"].clear())
    yield "twice the same", but(lambda w: w["tables"]["term"]["rows"].append(w["tables"]["term"]["rows"][0]))
    yield "no tables", but(lambda w: w.update(tables=[]))
    yield "a language unknown", but(lambda w: w["workspace"].update(lang="xx"))
    step = [
        str(uuid.uuid4()),
        "2026-01-01T00:00:00",
        "",
        "",
        [{"table": "workspace", "before": None, "after": None}],
        None,
    ]
    yield "a step on workspaces", but(lambda w: w["tables"]["change"].update(
        columns=["id", "at", "by", "label", "rows", "undone_at"], rows=[step]))  # fmt: skip


def test_what_is_no_workspace_is_refused_and_leaves_nothing(sqlite_url):
    db = Database(sqlite_url)
    with db.write() as session:
        viewer = viewer_for(open_workspace(session, name="mine"), "zh")
        create_company(session, viewer, {"name": "某某"})
    good = exported(db, "mine")
    for wrong, data in _broken(good):
        try:
            loaded(db, data, "bad")
        except PersonaError as error:
            refused = error
        else:
            pytest.fail(f"taken: {wrong}")
        assert "{" not in refused.text(ZH), wrong
        assert refused.text(ZH) != refused.text(Words("en")), wrong
    with pytest.raises(PersonaError):
        loaded(db, good, "mine")
    with db.read() as session:
        assert [w.name for w in session.scalars(select(type(workspace(session, "mine"))))] == ["mine"]
        assert session.scalar(select(func.count()).select_from(Company)) == 1
    db.close()


def test_a_file_from_before_a_column_existed_is_read(sqlite_url):
    db = Database(sqlite_url)
    with db.write() as session:
        viewer = viewer_for(open_workspace(session, name="mine"), "zh")
        create_company(session, viewer, {"name": "某某"})
    whole = json.loads(exported(db, "mine"))
    company = whole["tables"]["company"]
    for gone in ("custom", "culture", "version"):
        place = company["columns"].index(gone)
        company["columns"].pop(place)
        for row in company["rows"]:
            row.pop(place)
    del whole["tables"]["advice"]
    loaded(db, json.dumps(whole).encode(), "old")
    with db.read() as session:
        row = session.scalars(select(Company).where(Company.workspace_id == viewing(session, "old").workspace_id)).one()
        assert (row.name, row.custom, row.culture, row.version) == ("某某", {}, None, 1)
    db.close()
