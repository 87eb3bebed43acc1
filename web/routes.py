"""The addresses of our own: whether the server is well, the small picture in the browser's tab, plain cards."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from persona_core.kit.browsers import ICON
from persona_core.kit.db import Database
from web.cards import Cards


def routes(database: Callable[[], Database]) -> list[Route]:
    """All of them; `database` gives the one the screens use."""

    def answers() -> bool:
        try:
            with database().read() as session:
                session.execute(text("SELECT 1"))
        except SQLAlchemyError:
            return False
        return True

    async def health(_request: Request) -> Response:
        well = await run_in_threadpool(answers)
        return JSONResponse({"status": "ok" if well else "database"}, 200 if well else 503)

    async def icon(_request: Request) -> Response:
        return FileResponse(ICON, headers={"Cache-Control": "public, max-age=86400"})

    cards = Cards(database)

    async def card(request: Request) -> Response:
        return await cards(request)

    return [Route("/healthz", health), Route("/favicon.png", icon), Route("/c/{address}", card)]
