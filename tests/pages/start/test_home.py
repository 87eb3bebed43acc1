"""Home: where the four steps stand, in both languages, full and empty."""

from persona_core.exchange.workspaces import open_workspace
from tests.screens import screen, words


def ways(shown):
    """label → workspace of the links that lead to Home."""
    links = [link.proto for link in shown.get("page_link")]
    return {
        link.label.replace("\\", ""): link.query_string.removeprefix("w=")
        for link in links
        if link.query_string.startswith("w=")
    }


def test_the_example_shows_where_each_step_stands(example_url, monkeypatch):
    shown = screen(monkeypatch, example_url, w="scrm-zh")
    assert not shown.exception
    text = words(shown)
    for said in (
        "谈过 42 家 · 签了 12 家",
        "16 条决策链",
        "签约 29%（17–44%）",
        "最多丢在权衡利弊；一般 84 天签约（8 家还在谈，也算进去了）",
        "94 篇故事",
        "采购时市场总监话语权最大（61%）",
    ):
        assert said in text


def test_in_english(example_url, monkeypatch):
    text = words(screen(monkeypatch, example_url, lang="en-US", w="scrm-en"))
    assert "Talked to 42 · signed 12" in text
    assert "At purchase" not in text.split("About")[0]


def test_a_fresh_workspace_offers_the_way_in(example_db, monkeypatch):
    with example_db.write() as session:
        open_workspace(session, name="mine")
    shown = screen(monkeypatch, example_db.url, w="mine")
    assert not shown.exception
    text = words(shown)
    assert "画像分四步。先从认识的企业开始，十行就够。" in text
    assert "谈过 0 家 · 签了 0 家" in text
    assert "还没有商机" in text
    assert "一句话画像" not in text
    found = ways(shown)
    assert found["看看例子：SCRM 软件 · 20 万/年"] == "scrm-zh"
    assert found["看看例子：进销存软件 · 5000/年"] == "inventory-zh"


def test_the_app_opens_with_the_first_example_and_leads_to_the_other(example_url, monkeypatch):
    first = screen(monkeypatch, example_url)
    assert "谈过 42 家 · 签了 12 家" in words(first)
    assert ways(first)["看看另一个例子：进销存软件 · 5000/年"] == "inventory-zh"
    other = screen(monkeypatch, example_url, w="inventory-zh")
    for said in ("谈过 45 家 · 签了 12 家", "采购时老板话语权最大（65%）"):
        assert said in words(other)
    english = screen(monkeypatch, example_url, lang="en-US", w="inventory-en")
    assert "Talked to 45 · signed 12" in words(english)
    assert ways(english)["Look at the other example: SCRM software · CNY 200K a year"] == "scrm-en"
