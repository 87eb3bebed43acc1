"""The bare page in which the screens run, in the reader's language and under the product's name."""

from __future__ import annotations

import re
from html import escape

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from persona_core.kit.browsers import PRODUCT, language
from persona_core.kit.words import Words

_UNWANTED = {b"accept-encoding", b"range", b"if-none-match", b"if-modified-since"}
_ASSETS = ("/static/", "/_stcore/", "/media/", "/component/", "/c/")
"""Addresses that answer with what they are, or with a page of our own."""


class Front:
    """ASGI middleware that sets language and title of the page before the screens draw their own."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"].startswith(_ASSETS):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        lang = language(_cookies(headers), headers.get("accept-language", ""))
        plain = {**scope, "headers": [h for h in scope["headers"] if h[0] not in _UNWANTED]}
        start: Message | None = None
        body = b""

        async def rewrite(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                if not Headers(raw=message["headers"]).get("content-type", "").startswith("text/html"):
                    await send(message)
                else:
                    start = message
            elif start is None:
                await send(message)
            else:
                body += message.get("body", b"")
                if not message.get("more_body"):
                    page = _translated(body, lang)
                    answer = MutableHeaders(scope=start)
                    answer["content-length"] = str(len(page))
                    del answer["etag"], answer["last-modified"]
                    answer["vary"] = "Accept-Language, Cookie"
                    await send(start)
                    await send({"type": "http.response.body", "body": page})

        await self.app(plain, receive, rewrite)


def _cookies(headers: Headers) -> dict[str, str]:
    pairs = (p.strip().partition("=") for p in headers.get("cookie", "").split(";"))
    return {name: value for name, _, value in pairs}


def _translated(body: bytes, lang: str) -> bytes:
    if b'<div id="root">' not in body:
        return body  # a page of our own speaks for itself
    page = body.decode("utf-8")
    page = page.replace('<html lang="en">', f'<html lang="{"zh-CN" if lang == "zh" else "en"}">', 1)
    t = Words(lang)
    page = re.sub(r"<title>.*?</title>", f"<title>{escape(t(PRODUCT))}</title>", page, count=1)
    page = re.sub(r'<link rel="service-desc"[^>]*>', "", page, count=1)
    needed = escape(t("This page needs JavaScript. Switch it on in your browser, then load the page again."))
    page = re.sub(r"<noscript>.*?</noscript>", f"<noscript>{needed}</noscript>", page, count=1, flags=re.DOTALL)
    return page.encode()
