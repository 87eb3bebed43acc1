"""The card's page: lines with counts, what the team writes, undo, and what an empty workspace reads."""

from persona_core.access.queries import viewer_for, workspace
from persona_core.exchange.workspaces import open_workspace
from persona_core.kit.words import Words
from persona_core.personas.commands import create_card, set_advice
from persona_core.personas.publishing import publish, versions
from persona_core.personas.queries import first_card
from persona_core.personas.reading import advice, card
from tests.screens import screen, words

PAGE = "persona/card.py"


def said(db, name="scrm-zh"):
    with db.read() as session:
        return [a.text for a in advice(session, viewer_for(workspace(session, name), "zh"), Words("zh"))]


def box(shown, kind):
    return next(a for a in shown.text_area if a.key.endswith(f"-{kind}"))


def write(shown, kind, text):
    box(shown, kind).set_value(text)
    next(b for b in shown.button if (b.key or "").startswith("FormSubmitter:advice-form")).click().run()


def test_the_card_of_the_example(example_url, monkeypatch):
    shown = screen(monkeypatch, example_url, PAGE, w="scrm-zh")
    assert not shown.exception
    text = words(shown)
    assert "反转：采购看市场总监，续费看市场部员工" in text
    assert "一线嫌麻烦" in text
    assert "丢单的：问过 8 家，1 家提到" in text
    assert "买的时候市场总监话语权最大，占 61" in text
    assert len(shown.get("plotly_chart")) == 5


def test_advice_is_saved_and_undone(example_db, monkeypatch):
    before = said(example_db)
    shown = screen(monkeypatch, example_db.url, PAGE, w="scrm-zh")
    write(shown, "say", "先问店长带走几个群")
    assert said(example_db)[0] == "先问店长带走几个群"
    assert "已保存" in words(shown)
    next(b for b in shown.button if b.key == "saved-undo").click().run()
    assert said(example_db) == before


def test_a_second_writer_is_shown_the_first_ones_words(example_db, monkeypatch):
    shown = screen(monkeypatch, example_db.url, PAGE, w="scrm-zh")
    with example_db.write() as session:
        set_advice(session, viewer_for(workspace(session, "scrm-zh"), "zh"), "say", "别人先写的")
    write(shown, "say", "我写的")
    assert said(example_db)[0] == "别人先写的"
    assert "别人先写的" in words(shown)
    assert box(shown, "say").value == "我写的"
    write(shown, "say", "我写的")
    assert said(example_db)[0] == "我写的"


def test_an_empty_workspace_says_what_to_do(example_db, monkeypatch):
    with example_db.write() as session:
        open_workspace(session, name="mine")
    shown = screen(monkeypatch, example_db.url, PAGE, w="mine")
    assert not shown.exception
    assert "现在还说不出客户是什么样。先录企业，十行就能开始。" in words(shown)
    assert not shown.get("plotly_chart")


def test_a_proposed_list_is_taken_with_one_click_and_opens_the_companies(example_db, monkeypatch):
    shown = screen(monkeypatch, example_db.url, PAGE, w="scrm-zh")
    next(b for b in shown.button if b.key == "take-target").click().run()
    assert not shown.exception
    with example_db.read() as session:
        viewer = viewer_for(workspace(session, "scrm-zh"), "zh")
        found = card(session, viewer, Words("zh")).target
    assert found.text == "客户状态 线索、在谈；同类产品类型 竞品、Excel·手工；160–380 人"
    shown = screen(monkeypatch, example_db.url, "persona/companies.py", w="scrm-zh", **found.way.params)
    assert f"找到 {found.n} 家，共 42 家" in words(shown)


def test_a_proposal_is_taken_with_one_click(example_db, monkeypatch):
    before = said(example_db)[0]
    shown = screen(monkeypatch, example_db.url, PAGE, w="scrm-zh")
    next(b for b in shown.button if b.key == "take-say-0").click().run()
    assert said(example_db)[0] == f"{before}\n从“人走客户走”问起：最近一次是什么时候"


def test_another_card_is_about_its_companies_and_is_published(example_db, monkeypatch):
    with example_db.write() as session:
        viewer = viewer_for(workspace(session, "scrm-zh"), "zh")
        made = create_card(session, viewer, {"name": "手工起步的", "conditions": {"prior_kind": ["manual"]}})
    shown = screen(monkeypatch, example_db.url, PAGE, w="scrm-zh", card=str(made.id))
    text = words(shown)
    assert "4 家客户" in text
    assert "同类产品类型 Excel" in text
    next(b for b in shown.button if (b.key or "").startswith("FormSubmitter:publish-form")).click().run()
    assert not shown.exception
    assert "已发布 · 第 1 版" in words(shown)


def test_any_two_versions_are_compared_on_the_page(example_db, monkeypatch):
    with example_db.write() as session:
        viewer = viewer_for(workspace(session, "scrm-zh"), "zh")
        publish(session, viewer)
        publish(session, viewer)
        set_advice(session, viewer, "say", "先减两步")
        publish(session, viewer)
    shown = screen(monkeypatch, example_db.url, PAGE, w="scrm-zh", old="1", new="3")
    assert not shown.exception
    assert "从第 1 版到第 3 版" in words(shown)
    assert "该说什么，加了：先减两步" in words(shown)
    alike = screen(monkeypatch, example_db.url, PAGE, w="scrm-zh", old="1", new="2")
    assert "两版读起来一样" in words(alike)
    next(b for b in alike.button if b.key == "compared-close").click().run()
    assert "两版读起来一样" not in words(alike)
    today = screen(monkeypatch, example_db.url, PAGE, w="scrm-zh", old="1")
    assert "从第 1 版到今天" in words(today)


def test_a_role_and_an_unknown_card_are_read_from_the_address(example_url, monkeypatch):
    shown = screen(monkeypatch, example_url, PAGE, w="scrm-zh", role="ceo")
    assert "12 条链里 12 条有 · 话语权 采购 25%、续费 10%" in words(shown)
    assert "权衡利弊" in words(shown)
    assert len(shown.get("plotly_chart")) == 1
    shown = screen(monkeypatch, example_url, PAGE, w="scrm-zh", card="没有的", version="7")
    assert not shown.exception
    assert "没有叫“没有的”的卡" in words(shown)


def test_publishing_is_undone_in_one_step(example_db, monkeypatch):
    shown = screen(monkeypatch, example_db.url, PAGE, w="scrm-zh")
    next(b for b in shown.button if (b.key or "").startswith("FormSubmitter:publish-form")).click().run()
    assert "第 1 版" in words(shown)
    next(b for b in shown.button if b.key == "saved-undo").click().run()
    with example_db.read() as session:
        viewer = viewer_for(workspace(session, "scrm-zh"), "zh")
        assert versions(session, viewer, Words("zh"), first_card(session, viewer)) == []
    assert "草稿" in words(shown)


def test_ranges_that_an_address_cannot_mean_ask_for_nothing(example_url, monkeypatch):
    for asked in ({"size": "-"}, {"size": "x-y", "fee": "-"}, {"fee": "9" * 40 + "-"}):
        shown = screen(monkeypatch, example_url, "persona/companies.py", w="scrm-zh", **asked)
        assert not shown.exception
        assert "42 家" in words(shown)
    shown = screen(monkeypatch, example_url, "persona/companies.py", w="scrm-zh", fee="250000-", status="active")
    assert "找到 3 家，共 42 家" in words(shown)
