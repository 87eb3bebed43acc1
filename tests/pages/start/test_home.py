"""Home: where the four steps stand, in both languages, full and empty."""

from persona_core.exchange.workspaces import open_workspace
from tests.screens import screen, words


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
