"""Tags under Settings: alike names are asked about, tags merge, split and go, and each step says what happens."""

from persona_core.access.queries import viewer_for, workspace
from persona_core.kit.figures import DARK, LIGHT
from persona_core.stories.tags import tag_uses
from persona_core.vocabulary.queries import tags
from tests.screens import screen, words
from ui.panels.stories import tag_changes

PAGE = "manage/settings.py"


def opened(url, monkeypatch):
    shown = screen(monkeypatch, url, PAGE, w="scrm-zh")
    assert not shown.exception
    return shown


def held(db):
    with db.read() as session:
        viewer = viewer_for(workspace(session, "scrm-zh"), "zh")
        uses = tag_uses(session, viewer)
        return {tag.name: (tag, uses.get(tag.id)) for tag in tags(session, viewer)}


def find(shown, kind, prefix):
    return next(x for x in getattr(shown, kind) if (x.key or "").startswith(prefix))


def choose(shown, tag, way):
    find(shown, "selectbox", "tag-edit").set_value(str(tag.id)).run()
    shown.session_state[f"tag-way-{tag.id}"] = way
    shown.run()
    assert not shown.exception


def test_a_name_alike_is_asked_about_before_it_becomes_a_tag(example_db, monkeypatch):
    shown = opened(example_db.url, monkeypatch)
    find(shown, "text_input", "tag-new-name").set_value("一线怕麻烦").run()
    assert "这几个是不是一个意思？" in words(shown)
    add = find(shown, "button", "tag-new-add")
    assert add.label == "不是，新建一个"
    find(shown, "text_input", "tag-new-name").set_value("嫌 贵").run()
    assert find(shown, "button", "tag-new-add").disabled
    find(shown, "text_input", "tag-new-name").set_value("一线怕麻烦").run()
    find(shown, "button", "tag-new-add").click().run()
    assert "一线怕麻烦" in held(example_db)


def test_tags_merge_and_the_merge_is_undone(example_db, monkeypatch):
    before = held(example_db)
    (into, had), (other, gone) = before["嫌贵"], before["一线嫌麻烦"]
    shown = opened(example_db.url, monkeypatch)
    choose(shown, into, "merge")
    find(shown, "multiselect", "tag-merge").set_value([str(other.id)]).run()
    assert f"{gone.marks} 处标签" in words(shown)
    find(shown, "button", "tag-merge-go").click().run()
    after = held(example_db)
    assert "一线嫌麻烦" not in after
    assert after["嫌贵"][0].aliases == ["一线嫌麻烦"]
    assert after["嫌贵"][1].marks <= had.marks + gone.marks
    find(shown, "button", "saved-undo").click().run()
    assert {name: uses for name, (_, uses) in held(example_db).items()} == {n: u for n, (_, u) in before.items()}


def test_passages_are_split_off_to_a_new_tag(example_db, monkeypatch):
    tag, had = held(example_db)["嫌贵"]
    shown = opened(example_db.url, monkeypatch)
    choose(shown, tag, "split")
    box = find(shown, "multiselect", "tag-split")
    with example_db.read() as session:
        ids = [str(one["id"]) for one in tag_changes.passages(session, viewer_of(session), tag.id)]
    assert len(box.options) == len(ids)
    box.set_value(ids[:1]).run()
    find(shown, "text_input", "tag-split-name").set_value("一次付太贵").run()
    find(shown, "button", "tag-split-go").click().run()
    after = held(example_db)
    assert (after["一次付太贵"][1].marks, after["嫌贵"][1].marks) == (1, had.marks - 1)


def viewer_of(session):
    return viewer_for(workspace(session, "scrm-zh"), "zh")


def test_deleting_a_tag_says_what_goes_with_it(example_db, monkeypatch):
    tag, had = held(example_db)["嫌贵"]
    shown = opened(example_db.url, monkeypatch)
    choose(shown, tag, "delete")
    assert f"{had.stories} 篇故事里的 {had.marks} 处标签" in words(shown)
    find(shown, "button", "tag-delete-go").click().run()
    assert "嫌贵" not in held(example_db)


def test_every_colour_has_a_name():
    assert set(tag_changes.COLOURS) == set(LIGHT.inks) == set(DARK.inks)
