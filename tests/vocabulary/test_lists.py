"""Lists and tags: one thing, many spellings, one code."""

from __future__ import annotations

import pytest

from persona_core.kit.db import Database
from persona_core.kit.errors import Conflict, Invalid
from persona_core.kit.words import Words
from persona_core.vocabulary.commands import add_term, edit_tag, edit_term, ensure_tag, ensure_term
from persona_core.vocabulary.fields import COMPANY_KEYS, DEAL_KEYS, FIELDS, IMPORT_KEYS, PERSON_KEYS, spec
from persona_core.vocabulary.models import ListName
from persona_core.vocabulary.queries import find_tag, lists, tags
from tests.factories.access import fresh_viewer


@pytest.fixture
def session(db: Database):
    with db.write() as session:
        yield session


@pytest.fixture
def viewer(session):
    return fresh_viewer(session)


def test_shipped_lists_know_their_terms_in_any_spelling(session, viewer) -> None:
    known = lists(session, viewer)
    for text in ("市场总监", "市 场 总 监", "marketing director", "CMO", "总监", "marketing_director"):
        assert known.code(ListName.POSITION, text) == "marketing_director"
    assert known.code(ListName.POSITION, "市场") is None
    assert known.code(ListName.POSITION, None) is None
    assert known.label(ListName.POSITION, "owner_wife", Words("en")) == "Owner's wife (keeps the books)"
    assert known.label(ListName.POSITION, "gone", Words("en")) == "gone"
    assert list(known.options(ListName.CONTACT, Words("zh")).values()) == ["没见过", "见过", "常联系", "能说实话"]
    assert known.rank(ListName.SOURCE, "contract") == 5


def test_an_unknown_word_becomes_a_term_once(session, viewer) -> None:
    known = lists(session, viewer)
    assert ensure_term(session, viewer, known, ListName.INDUSTRY, "宠物 医院") == ("宠物 医院", True)
    assert ensure_term(session, viewer, known, ListName.INDUSTRY, "宠物医院") == ("宠物 医院", False)
    assert lists(session, viewer).options(ListName.INDUSTRY, Words("en")) == {"宠物 医院": "宠物 医院"}


def test_a_term_is_renamed_without_touching_its_code(session, viewer) -> None:
    term = add_term(session, viewer, ListName.INDUSTRY, zh="母婴")
    other = add_term(session, viewer, ListName.INDUSTRY, zh="童装", aliases=["小孩衣服"])
    edited = edit_term(session, viewer, term.id, seen=term.version, zh="母婴连锁", en="Baby stores", aliases=["母婴"])
    assert (edited.code, lists(session, viewer).code(ListName.INDUSTRY, "baby stores")) == ("母婴", "母婴")
    with pytest.raises(Invalid):
        edit_term(session, viewer, other.id, seen=other.version, zh="Baby Stores", en="", aliases=[])
    with pytest.raises(Invalid):
        edit_term(session, viewer, other.id, seen=other.version, zh=" ", en="", aliases=[])
    with pytest.raises(Conflict):
        edit_term(session, viewer, other.id, seen=other.version + 1, zh="童", en="", aliases=[])


@pytest.mark.parametrize(
    ("list_name", "label"), [("no_list", "x"), ("industry", " "), ("industry", "x" * 201), ("position", "总监")]
)
def test_a_term_that_cannot_be_is_refused(session, viewer, list_name: str, label: str) -> None:
    with pytest.raises(Invalid):
        add_term(session, viewer, list_name, zh=label)


def test_a_tag_is_one_in_any_spelling_and_keeps_its_kind(session, viewer) -> None:
    tag = ensure_tag(session, viewer, " 一线  嫌麻烦 ", kind="challenge")
    assert tag.name == "一线 嫌麻烦"
    assert ensure_tag(session, viewer, "一线嫌麻烦", kind="praise").id == tag.id
    assert find_tag(session, viewer, "一线 嫌麻烦").kind == "challenge"
    other = ensure_tag(session, viewer, "嫌贵")
    assert [x.name for x in tags(session, viewer)] == ["一线 嫌麻烦", "嫌贵"]
    for name, kind in (("", "concern"), ("x" * 61, "concern"), ("ok", "nonsense"), ("嫌贵", "need")):
        with pytest.raises(Invalid):
            edit_tag(session, viewer, tag.id, seen=tag.version, name=name, kind=kind, definition="")
    with pytest.raises(Conflict):
        edit_tag(session, viewer, other.id, seen=99, name="太贵", kind="concern", definition="")
    for name in ("", "x" * 61):
        with pytest.raises(Invalid):
            ensure_tag(session, viewer, name)


def test_every_field_is_declared_once_and_belongs_somewhere() -> None:
    for kind, keys in IMPORT_KEYS.items():
        for key in keys:
            assert spec(kind, key).label
    assert set(COMPANY_KEYS) | set(DEAL_KEYS) | set(PERSON_KEYS) <= set(FIELDS)
    assert all(s == s.strip() for f in FIELDS.values() for s in f.synonyms)


def test_labels_of_a_kind_are_distinct_in_both_languages() -> None:
    for lang in ("zh", "en"):
        t = Words(lang)
        for kind, keys in IMPORT_KEYS.items():
            labels = [t(FIELDS[field].label) for field in keys.values()]
            assert len(labels) == len(set(labels)), (kind, lang)
