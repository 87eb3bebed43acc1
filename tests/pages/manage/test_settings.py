"""Settings: this workspace, a new one, deleting one, lists and tags."""

from persona_core.access.commands import delete_workspace
from persona_core.access.queries import viewer_for, visible, workspace, workspaces
from persona_core.companies.commands import edit_company
from persona_core.companies.models import Company
from persona_core.vocabulary.models import ListName
from persona_core.vocabulary.queries import lists, own_fields, tags
from tests.screens import screen, words

PAGE = "manage/settings.py"


def opened(example_url, monkeypatch, **params):
    shown = screen(monkeypatch, example_url, PAGE, w="scrm-zh", **params)
    assert not shown.exception
    return shown


def field(shown, label, number=0):
    return [x for x in shown.text_input if x.label == label][number]


def press(shown, label):
    next(b for b in shown.button if b.label == label).click().run()


def names(db):
    with db.read() as session:
        return {w.name for w in workspaces(session)}


def test_title_and_currency_are_changed(example_db, monkeypatch):
    shown = opened(example_db.url, monkeypatch)
    field(shown, "卖什么，卖多少钱").set_value("进销存 · 5000/年")
    field(shown, "币种（三个字母）").set_value("usd")
    press(shown, "保存")
    with example_db.read() as session:
        found = workspace(session, "scrm-zh")
    assert (found.title, found.currency) == ("进销存 · 5000/年", "USD")


def test_a_currency_that_is_none_is_refused(example_db, monkeypatch):
    shown = opened(example_db.url, monkeypatch)
    field(shown, "币种（三个字母）").set_value("元")
    press(shown, "保存")
    assert "币种" in shown.error[0].value
    with example_db.read() as session:
        assert workspace(session, "scrm-zh").currency == "CNY"


def test_a_workspace_is_made_with_its_journey(example_db, monkeypatch):
    shown = opened(example_db.url, monkeypatch)
    field(shown, "短名").set_value("tender")
    next(x for x in shown.selectbox if x.label == "用哪种用户路径").set_value("tender")
    press(shown, "新建")
    assert "tender" in names(example_db)


def test_a_name_that_exists_is_refused(example_db, monkeypatch):
    shown = opened(example_db.url, monkeypatch)
    field(shown, "短名").set_value("scrm-zh")
    press(shown, "新建")
    assert "scrm-zh" in shown.error[0].value


def test_deleting_asks_for_the_name(example_db, monkeypatch):
    shown = opened(example_db.url, monkeypatch)
    field(shown, "输入 scrm\\-zh 确认").set_value("scrm")
    press(shown, "彻底删除")
    assert "scrm-zh" in names(example_db)
    field(shown, "输入 scrm\\-zh 确认").set_value("scrm-zh")
    press(shown, "彻底删除")
    assert names(example_db) == {"scrm-en", "inventory-zh", "inventory-en"}


def test_a_deleted_example_is_offered_again_by_what_it_is_about(example_db, monkeypatch):
    with example_db.write() as session:
        delete_workspace(session, workspace(session, "inventory-zh"))
    shown = opened(example_db.url, monkeypatch)
    press(shown, "载入例子“进销存软件 · 5000\\/年”")
    assert not shown.exception
    assert "inventory-zh" in names(example_db)


def test_a_list_gets_an_entry_and_refuses_its_double(example_db, monkeypatch):
    shown = opened(example_db.url, monkeypatch)
    field(shown, "新增：中文").set_value("店长")
    press(shown, "添加")
    with example_db.read() as session:
        known = lists(session, viewer_for(workspace(session, "scrm-zh"), "zh"))
    assert known.code(ListName.POSITION, "店长") == "店长"
    field(shown, "新增：中文").set_value("CEO")
    press(shown, "添加")
    assert "CEO" in shown.error[0].value


def test_a_tag_is_renamed(example_db, monkeypatch):
    shown = opened(example_db.url, monkeypatch)
    box = next(x for x in shown.selectbox if x.key == "tag-edit")
    with example_db.read() as session:
        found = next(x for x in tags(session, viewer_for(workspace(session, "scrm-zh"), "zh")) if x.name == "嫌贵")
    box.set_value(str(found.id)).run()
    field(shown, "名称").set_value("觉得贵")
    next(b for b in shown.button if b.label == "保存" and "tag-form" in b.form_id).click().run()
    assert "已保存" in words(shown)
    with example_db.read() as session:
        assert "觉得贵" in {x.name for x in tags(session, viewer_for(workspace(session, "scrm-zh"), "zh"))}


def test_an_own_field_is_made_filled_in_and_retired(example_db, monkeypatch):
    shown = opened(example_db.url, monkeypatch)
    field(shown, "新字段").set_value("门店类型").run()
    shown.segmented_control(key="own-new-kind-0").set_value("choice").run()
    next(x for x in shown.text_area if x.label == "选项，一行一个").set_value("直营\n加盟").run()
    press(shown, "加这个字段")
    assert not shown.exception
    with example_db.write() as session:
        viewer = viewer_for(workspace(session, "scrm-zh"), "zh")
        (key,) = lists(session, viewer).own
        company = session.exec(visible(Company, viewer).limit(1)).one()
        edit_company(session, viewer, company.id, seen=company.version, base={}, changes={key: "加盟"})
    page = screen(monkeypatch, example_db.url, "persona/company.py", id=company.id, w="scrm-zh")
    assert not page.exception
    table = page.table[0].value
    assert "加盟" in table[table.iloc[:, 0].str.contains("门店类型")].iloc[0, 1]
    sheet = screen(monkeypatch, example_db.url, "persona/companies.py", w="scrm-zh", more="1")
    assert not sheet.exception
    assert "加盟" in set(sheet.get("data_editor")[0].value[key])
    shown = opened(example_db.url, monkeypatch)
    box = next(x for x in shown.selectbox if x.key == "own-field")
    box.set_value(str(own(example_db)[0].id)).run()
    press(shown, "停用")
    assert not shown.exception
    assert own(example_db)[0].retired


def own(db):
    with db.read() as session:
        return own_fields(session, viewer_for(workspace(session, "scrm-zh"), "zh"))
