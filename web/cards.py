"""The card as a plain page under /c/<id>: no script, no websocket; made once for each state of the database."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from persona_core.exchange.exporting.page import notice, policy
from persona_core.exchange.exporting.reading import plain_page
from persona_core.kit import clock
from persona_core.kit.browsers import language
from persona_core.kit.db import Database
from persona_core.kit.errors import NotFound
from persona_core.kit.remembering import Memory
from persona_core.kit.words import LANGUAGES, N_, Words
from persona_core.personas.publishing import NotMasked

_NOTHING = N_("There is no card at this address. Ask whoever sent it for a new one.")
_UNREACHED = N_("The card cannot be read right now. Try again in a minute.")
_UNMASKED = N_("This version cannot be read without names")
_WHY = N_("The link asks for the card without names, and the published version was not kept in that form.")
_ASK = N_("Tell whoever sent it: once they publish the card again on its page, this link opens.")
HTML = "text/html; charset=utf-8"
MOST = 64
"""So many pages are kept at most, those asked for last."""


@dataclass(frozen=True)
class _Asked:
    """What differs from page to page."""

    address: str
    lang: str
    masked: bool
    day: date
    today: bool


@dataclass(frozen=True)
class _Kept:
    """A page as it is sent, and the name that changes with it."""

    tag: str
    plain: bytes
    packed: bytes


class Cards:
    """Answers readers; those who ask for the same page at the same time wait for one making of it."""

    def __init__(self, database: Callable[[], Database]) -> None:
        self._database = database
        self._pages = Memory(MOST)
        self._making: dict[_Asked, asyncio.Task[_Kept]] = {}

    async def __call__(self, request: Request) -> Response:
        wanted = request.query_params.get("lang")
        lang = wanted if wanted in LANGUAGES else language(request.cookies, request.headers.get("accept-language", ""))
        masked, today = (request.query_params.get(name, "") not in {"", "0"} for name in ("masked", "today"))
        t = Words(lang)
        asked = _Asked(request.path_params["address"], lang, masked, clock.today(), today)
        try:
            kept = await self._page(asked)
        except NotMasked:
            told = notice(t(_UNMASKED), (t(_WHY), t(_ASK)), t)
            return Response(told, 404, _headers(), media_type=HTML)
        except NotFound:
            return PlainTextResponse(t(_NOTHING), 404)
        except SQLAlchemyError:
            return PlainTextResponse(t(_UNREACHED), 503)
        return _answer(request, kept)

    async def _page(self, asked: _Asked) -> _Kept:
        making = self._making.get(asked)
        if making is None:
            making = self._making[asked] = asyncio.create_task(run_in_threadpool(self._look, asked))
            making.add_done_callback(lambda _: self._making.pop(asked, None))
        return await asyncio.shield(making)

    def _look(self, asked: _Asked) -> _Kept:
        """The page as it is now: the one that is kept unless something was written since."""
        database = self._database()
        with database.read(keeping=True) as session:
            return self._pages.keep(database.version(session), asked, lambda: _made(session, asked))


def _made(session: Session, asked: _Asked) -> _Kept:
    page = plain_page(session, asked.address, Words(asked.lang), masked=asked.masked, today=asked.today)
    return _Kept(f'"{hashlib.sha256(page).hexdigest()[:20]}"', page, gzip.compress(page, 6, mtime=0))


def _headers() -> dict[str, str]:
    return {
        "Cache-Control": "private, no-cache",
        "Content-Security-Policy": f"{policy()}; frame-ancestors 'none'",
        "Referrer-Policy": "no-referrer",
        "Vary": "Accept-Encoding, Accept-Language, Cookie",
        "X-Robots-Tag": "noindex",
    }


def _answer(request: Request, kept: _Kept) -> Response:
    headers = _headers() | {"ETag": kept.tag}
    if request.headers.get("if-none-match") == kept.tag:
        return Response(status_code=304, headers=headers)
    packed = "gzip" in request.headers.get("accept-encoding", "")
    if packed:
        headers["Content-Encoding"] = "gzip"
    return Response(kept.packed if packed else kept.plain, headers=headers, media_type=HTML)
