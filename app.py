"""The server: `streamlit run app.py` opens the workbench."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError
from starlette.middleware import Middleware
from streamlit import file_util

from persona_core.kit import config
from persona_core.kit.errors import PersonaError
from ui import mishaps, session, warming
from web.front import Front
from web.guard import Guard
from web.routes import routes
from web.sockets import answer_at_once
from web.start import prepare, tidy

logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
for noisy in ("alembic", "httpx", "watchdog"):
    logging.getLogger(noisy).setLevel(logging.WARNING)
# Streamlit logs an error of a page with all that was in it; ui/mishaps.py logs it without what users typed.
logging.getLogger("streamlit.error_util").addFilter(lambda _record: False)

try:
    SETTINGS = config.load()
except PersonaError as refusal:
    sys.exit(str(refusal))


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Bring the database up to date, then hold still what was loaded: later collections leave it alone."""
    try:
        prepare(SETTINGS.database_url)
    except (PersonaError, SQLAlchemyError) as problem:
        refusal = mishaps.expected(problem)
        if refusal is None:
            raise
        print(refusal, file=sys.stderr, flush=True)  # noqa: T201 - a sentence in place of a traceback
        os._exit(1)
    database = session.database()
    answer_at_once()
    warming.warm()
    gc.collect()
    gc.freeze()
    tidying = asyncio.create_task(tidy())
    yield
    tidying.cancel()
    session.reception().close()
    session.runner().close()
    database.close()


app = st.App(
    Path(__file__).resolve().parent / "ui" / "main.py",
    lifespan=lifespan,
    routes=routes(session.database),
    middleware=[
        Middleware(Guard, index=Path(file_util.get_static_dir()) / "index.html", hosts=SETTINGS.allowed_hosts),
        Middleware(Front),
    ],
    on_script_error=mishaps.show,
)
