"""The workbench with two more addresses, one that answers nothing and one that answers so many bytes, as peers."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from streamlit import file_util

from app import SETTINGS, lifespan
from persona_core.kit.config import ROOT
from ui import session
from web.front import Front
from web.guard import Guard
from web.routes import routes


async def nothing(_request: Request) -> Response:
    """As little as a route can answer."""
    return Response(b"", media_type="text/html")


async def bytes_alone(request: Request) -> Response:
    """So many bytes without a thought."""
    content = b"x" * int(request.path_params["size"])
    return Response(content, media_type="text/html", headers={"Content-Encoding": "gzip"})


app = st.App(
    ROOT / "ui" / "main.py",
    lifespan=lifespan,
    routes=[*routes(session.database), Route("/c/peer/nothing", nothing), Route("/c/peer/{size:int}", bytes_alone)],
    middleware=[
        Middleware(Guard, index=Path(file_util.get_static_dir()) / "index.html", hosts=SETTINGS.allowed_hosts),
        Middleware(Front),
    ],
)
