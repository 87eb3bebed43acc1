"""The plain page of a card: readable without script, as it is now, and nothing that a browser could run."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from html import unescape

import httpx
import pytest
from starlette.applications import Starlette

from persona_core.access.queries import viewer_for, visible, workspace
from persona_core.companies.commands import create_company
from persona_core.exchange.exporting import reading
from persona_core.kit.db import Database
from persona_core.kit.words import Words
from persona_core.personas.commands import confirm
from persona_core.personas.models import PersonaCard
from persona_core.personas.publishing import publish, versions, withdraw
from web import cards
from web.routes import routes


@pytest.fixture
def reader(example_db: Database):
    """Asks many addresses at once, the way the server would be asked."""
    app = Starlette(routes=routes(lambda: example_db))

    def ask(*paths: str, **headers: str) -> list[httpx.Response]:
        async def all_at_once():
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
                return await asyncio.gather(*(client.get(path, headers=headers) for path in paths))

        # In a thread of its own: where browser tests ran before in this process, their loop still holds this one.
        return elsewhere.submit(lambda: asyncio.run(all_at_once())).result()

    with ThreadPoolExecutor(1) as elsewhere:
        yield ask


@pytest.fixture
def address(example_db: Database) -> str:
    with example_db.read() as session:
        return f"/c/{workspace(session, 'scrm-zh').id}"


def test_a_card_is_one_small_page_without_anything_to_run(reader, address):
    (page,) = reader(address, **{"accept-language": "zh-CN"})
    assert page.status_code == 200
    assert len(page.content) < 150_000
    assert "谈过 42 家，签了 12 家" in page.text
    assert "<script" not in page.text
    rules = page.headers["content-security-policy"]
    assert "default-src 'none'" in rules
    assert "frame-ancestors 'none'" in rules
    assert "script-src" not in rules
    assert page.headers["content-encoding"] == "gzip"


def test_language_and_names_are_as_asked(reader, address):
    zh, en, masked, by_browser = reader(
        f"{address}?lang=zh", f"{address}?lang=en", f"{address}?masked=1&lang=zh", address, **{"accept-language": "en"}
    )
    assert '<html lang="zh-CN">' in zh.text
    assert '<html lang="en">' in en.text
    assert by_browser.text == en.text
    assert "云麓茶饮" in unescape(zh.text)
    assert "云麓茶饮" not in unescape(masked.text)


def test_what_was_written_is_there_at_once_and_what_stayed_is_not_sent_again(reader, address, example_db):
    (before,) = reader(f"{address}?lang=zh")
    (same,) = reader(f"{address}?lang=zh", **{"if-none-match": before.headers["etag"]})
    assert same.status_code == 304
    assert same.content == b""
    with example_db.write() as session:
        viewer = viewer_for(workspace(session, "scrm-zh"), "zh")
        confirm(session, viewer, by="王宁")
        create_company(session, viewer, {"name": "新客户", "status": "active", "headcount": 900})
    (after,) = reader(f"{address}?lang=zh", **{"if-none-match": before.headers["etag"]})
    assert after.status_code == 200
    assert "13 家客户" in after.text
    assert "销售还没确认" not in after.text


def test_a_card_goes_by_its_own_id_too(reader, address, example_db):
    with example_db.write() as session:
        viewer = viewer_for(workspace(session, "scrm-zh"), "zh")
        confirm(session, viewer, by="王宁")
        session.flush()
        row = session.exec(visible(PersonaCard, viewer)).one()
    (page,) = reader(f"/c/{row.id}?lang=zh")
    assert page.status_code == 200
    assert "谈过 42 家，签了 12 家" in page.text


def test_a_published_card_stays_as_it_was_approved_until_it_is_published_again(reader, address, example_db):
    (draft,) = reader(f"{address}?lang=zh")
    assert "草稿，还没发布" in draft.text
    with example_db.write() as session:
        viewer = viewer_for(workspace(session, "scrm-zh"), "zh")
        publish(session, viewer)
    (published,) = reader(f"{address}?lang=zh")
    assert "第 1 版，" in published.text
    assert "又有" not in published.text
    with example_db.write() as session:
        create_company(session, viewer, {"name": "新客户", "status": "active", "headcount": 900})
    kept, today, masked = reader(f"{address}?lang=zh", f"{address}?lang=zh&today=1", f"{address}?lang=en&masked=1")
    assert "12 家客户" in kept.text
    assert "13 家客户" not in kept.text
    assert "处变化" in kept.text
    assert "13 家客户" in today.text
    assert "草稿" in today.text
    assert "12 customers" in masked.text
    assert "云麓茶饮" not in unescape(masked.text)
    with example_db.write() as session:
        withdraw(session, viewer)
    assert "13 家客户" in reader(f"{address}?lang=zh")[0].text


def test_a_version_kept_with_names_only_says_so_to_those_who_may_not_see_them(reader, address, example_db):
    with example_db.write() as session:
        viewer = viewer_for(workspace(session, "scrm-zh"), "zh")
        version = publish(session, viewer)
        version.composed = {key: one for key, one in version.composed.items() if not key.endswith("-masked")}
        session.add(version)
        session.flush()
        masked = viewer_for(workspace(session, "scrm-zh"), "zh", masked=True)
        row = session.get(PersonaCard, version.card_id)
        assert [(one.number, one.changes) for one in versions(session, masked, Words("zh"), row)] == [(1, ())]
    zh, en = reader(f"{address}?lang=zh&masked=1", f"{address}?lang=en&masked=1")
    assert (zh.status_code, en.status_code) == (404, 404)
    assert "再发布一次，这个链接就能打开" in zh.text
    assert "once they publish the card again" in en.text
    assert zh.text.startswith('<!doctype html>\n<html lang="zh-CN">')
    assert "云麓茶饮" not in unescape(zh.text)
    assert "SCRM" not in zh.text + en.text
    with example_db.write() as session:
        publish(session, viewer)
    assert reader(f"{address}?lang=zh&masked=1")[0].status_code == 200


@pytest.mark.parametrize("path", ["/c/scrm-zh", "/c/1", "/c/00000000-0000-0000-0000-000000000000", "/c/%27%20OR%201"])
def test_an_address_of_nothing_is_told_kindly(reader, path):
    (page,) = reader(path, **{"accept-language": "zh"})
    assert page.status_code == 404
    assert page.text.startswith("这个地址下没有画像卡")


def test_readers_who_come_at_once_wait_for_one_making(reader, address, monkeypatch):
    made, lock = [], threading.Lock()

    def counted(*args, **options):
        with lock:
            made.append(args[1])
        return reading.plain_page(*args, **options)

    monkeypatch.setattr(cards, "plain_page", counted)
    pages = reader(*[address] * 40)
    assert {page.status_code for page in pages} == {200}
    assert len({page.content for page in pages}) == 1
    assert len(made) == 1
