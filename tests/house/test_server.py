"""The server as strangers meet it: which hosts and origins it answers, what it tells, and that the shell is first."""

from __future__ import annotations

import http.client
import re
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing

import httpx
import pytest
from streamlit.testing.v1 import AppTest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from persona_core import migrate
from persona_core.exchange.workspaces import open_workspace
from persona_core.kit.db import Database
from tests.servers import Server
from tests.streams import ask, kinds, texts


@pytest.fixture(scope="module")
def web(live_app: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=live_app.url, timeout=30) as client:
        yield client


def test_a_cold_deep_link_runs_the_shell_first(sqlite_url: str, serve: Callable[[str], Server]) -> None:
    """The very first thing a new server hears is a request for an inner page: the menu must come before anything."""
    server = serve(sqlite_url, ready=False)
    for page in ("settings", "companies", "start/home", "main", "shell"):
        sent = kinds(ask(server, page))
        assert "navigation" in sent, page
        assert sent.index("navigation") < sent.index("delta"), page


def test_a_page_script_alone_shows_nothing() -> None:
    """The second lock: without the shell in this session, enter() stops the page."""
    page = AppTest.from_string(
        "from ui import shell\nviewer = shell.enter()\nimport streamlit as st\nst.text('secret')"
    )
    page.run()
    assert not page.text
    assert not page.exception


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost@evil.example", "", "192.168.1.7:8501"]
)
def test_a_foreign_host_is_refused(web: httpx.Client, host: str) -> None:
    assert web.get("/", headers={"Host": host}).status_code == 403


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:1234", "LOCALHOST", "[::1]:8501"])
def test_this_machine_is_answered(web: httpx.Client, host: str) -> None:
    assert web.get("/healthz", headers={"Host": host}).status_code == 200


def test_more_hosts_are_answered_when_asked_for(example_url: str, serve: Callable[..., Server]) -> None:
    server = serve(example_url, PERSONA_ALLOWED_HOSTS="workbench.example, other.example")
    assert httpx.get(f"{server.url}/healthz", headers={"Host": "workbench.example"}).status_code == 200
    assert httpx.get(f"{server.url}/healthz", headers={"Host": "third.example"}).status_code == 403


@pytest.mark.parametrize("origin", ["http://localhost:9999", "http://evil.example", "null", "http://127.0.0.1"])
def test_another_app_may_not_drive_the_screens(live_app: Server, origin: str) -> None:
    with pytest.raises(InvalidStatus) as refusal:
        connect(f"ws://127.0.0.1:{live_app.port}/_stcore/stream", origin=origin, subprotocols=["streamlit"])
    assert refusal.value.response.status_code == 403


def test_the_screens_themselves_may(live_app: Server) -> None:
    assert "script_finished" in kinds(ask(live_app, "", origin=live_app.url))


def test_another_app_may_not_upload(web: httpx.Client) -> None:
    refused = web.put("/_stcore/upload_file/x/y", headers={"Origin": "http://localhost:9999"}, content=b"x")
    assert refused.status_code == 403


def test_nothing_may_be_loaded_from_elsewhere(web: httpx.Client) -> None:
    answer = web.get("/")
    policy = dict(part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["img-src"] == "'self' data: blob:"
    assert "'unsafe-inline'" not in policy["script-src"]
    assert "'sha256-" in policy["script-src"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/agent/openapi.json", "/_stcore/agent/interact"])
def test_the_inside_is_not_told(web: httpx.Client, path: str) -> None:
    assert web.get(path).status_code == 404


@pytest.mark.parametrize(
    "path", ["/../app.py", "/%2e%2e/app.py", "/.streamlit/config.toml", "/data/workbench.db", "/app.py", "//etc/passwd"]
)
def test_files_of_the_machine_are_not_served(live_app: Server, path: str) -> None:
    """Unknown addresses get the bare page of the screens or a refusal, never a file."""
    plain = http.client.HTTPConnection("127.0.0.1", live_app.port, timeout=30)
    plain.request("GET", path)
    answer = plain.getresponse()
    body = answer.read()
    assert answer.status in {400, 404} or b'<div id="root">' in body


@pytest.mark.parametrize(
    ("headers", "lang", "title"),
    [
        ({"Accept-Language": "zh-CN,zh;q=0.9"}, "zh-CN", "B端画像工作台"),
        ({"Accept-Language": "de,en;q=0.5"}, "en", "Persona Workbench"),
        ({"Accept-Language": "en", "Cookie": "persona_lang=zh"}, "zh-CN", "B端画像工作台"),
        ({"Accept-Language": "zh", "Cookie": "persona_lang=<b>"}, "zh-CN", "B端画像工作台"),
    ],
)
def test_the_bare_page_speaks_the_readers_language(web: httpx.Client, headers: dict, lang: str, title: str) -> None:
    page = web.get("/companies", headers=headers).text
    assert f'<html lang="{lang}">' in page
    assert f"<title>{title}</title>" in page
    assert "Streamlit app" not in page


def test_a_failure_is_told_by_number_and_logged_without_what_was_typed(
    example_url: str, serve: Callable[..., Server]
) -> None:
    """The tables are taken away under the running server; the user gets a number, the log gets the place."""
    server = serve(example_url)
    with sqlite3.connect(example_url.removeprefix("sqlite:///")) as database:
        database.execute("ALTER TABLE workspace RENAME TO canary_海棠")
    shown = texts(ask(server, "", query="w=canary-typed"))
    number = re.search(r"编号 ([0-9A-F]{6})", shown)
    assert number, shown
    assert "Traceback" not in shown
    assert "workspace" not in shown.replace("persona_workspace", "")
    log = server.said()
    assert number[1] in log
    assert "persona_core/access/queries.py" in log
    assert "canary" not in log


def test_the_health_of_the_database_is_told(example_url: str, serve: Callable[..., Server]) -> None:
    server = serve(example_url)
    assert httpx.get(f"{server.url}/healthz").json() == {"status": "ok"}


def test_a_database_of_a_newer_program_stops_the_start_with_a_sentence(
    sqlite_url: str, serve: Callable[..., Server]
) -> None:
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as database:
        database.execute("UPDATE alembic_version SET version_num = 'f00000000000'")
    with pytest.raises(RuntimeError) as stopped:
        serve(sqlite_url)
    assert "newer version of the program" in str(stopped.value)
    assert "Traceback" not in str(stopped.value)


def test_another_kind_of_database_stops_the_start_with_a_sentence(serve: Callable[..., Server]) -> None:
    with pytest.raises(RuntimeError) as stopped:
        serve("mysql://somewhere/else")
    assert "sqlite:/// or postgresql://" in str(stopped.value)
    assert "Traceback" not in str(stopped.value)


def test_a_shared_database_is_migrated_by_hand_and_then_served(postgres_url: str, serve: Callable[..., Server]) -> None:
    with pytest.raises(RuntimeError) as stopped:
        serve(postgres_url)
    assert "python -m persona_core migrate" in str(stopped.value)
    assert "Traceback" not in str(stopped.value)
    migrate.upgrade(postgres_url)
    database = Database(postgres_url)
    with database.write() as session:
        open_workspace(session, name="gong", title="共用的", lang="zh")
    database.close()
    assert "共用的" in texts(ask(serve(postgres_url), "settings"))


def test_a_database_that_is_not_there_stops_the_start_with_a_sentence(serve: Callable[..., Server]) -> None:
    with pytest.raises(RuntimeError) as stopped:
        serve("postgresql://nobody@127.0.0.1:9/none")
    assert "The database does not answer" in str(stopped.value)
    assert "Traceback" not in str(stopped.value)


def test_a_plain_card_keeps_its_own_strict_rules(live_app: Server, web: httpx.Client) -> None:
    """Under the guard and beside the screens: no script may run on it, and no other site may frame it."""
    file = live_app.database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(file)) as database:
        (row,) = database.execute("SELECT id FROM workspace WHERE name = 'scrm-zh'").fetchone()
    page = web.get(f"/c/{uuid.UUID(row)}?lang=zh")
    assert page.status_code == 200
    assert "谈过 42 家" in page.text
    rules = page.headers["content-security-policy"]
    assert "default-src 'none'" in rules
    assert "script-src" not in rules
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["content-encoding"] == "gzip"
    assert web.get(f"/c/{uuid.UUID(row)}", headers={"Host": "evil.example"}).status_code == 403
    assert web.get("/c/nothing").status_code == 404
