"""The gate in front of every request: known hosts only, no foreign origins, and the security headers."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
_HIDDEN = ("/_stcore/metrics", "/_stcore/agent")
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_PLAIN_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def script_hashes(page: str) -> list[str]:
    """The content security policy's names of the inline scripts in an HTML page."""
    inline = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    return [f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'" for s in inline]


def policy(index: Path, host: str) -> str:
    """The content security policy for pages asked for under `host`; nothing from elsewhere is ever loaded."""
    scripts = " ".join(["'self'", "blob:", *script_hashes(index.read_text(encoding="utf-8"))])
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src {scripts}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            f"connect-src 'self' ws://{host} wss://{host}",
            "worker-src 'self' blob:",
            "frame-ancestors 'none'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
        )
    )


def host_name(host: str) -> str:
    """The name in a Host header without its port, lower case; empty when it is not a plain host."""
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port
    except ValueError:
        return ""
    if parts.path or parts.query or parts.fragment or parts.username is not None:
        return ""
    return (parts.hostname or "").rstrip(".")


class Guard:
    """ASGI middleware; `hosts` are allowed besides this machine's own names."""

    def __init__(self, app: ASGIApp, index: Path, hosts: Iterable[str] = ()) -> None:
        self.app = app
        self.index = index
        self.hosts = LOCAL_HOSTS | {host_name(h) or h.lower() for h in hosts}
        self._policies: dict[str, str] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if refusal := self._refusal(scope, headers, host):
            await _refuse(scope, receive, send, *refusal)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                for name, value in _PLAIN_HEADERS.items():
                    answer.setdefault(name, value)
                answer.setdefault("Content-Security-Policy", self._policy(host))
                if scope["path"].startswith("/media/"):
                    answer["Cache-Control"] = "no-store"
            await send(message)

        await self.app(scope, receive, send_with_headers)

    def _refusal(self, scope: Scope, headers: Headers, host: str) -> tuple[int, str] | None:
        if host_name(host) not in self.hosts:
            return 403, "This address is not one the workbench answers to. See PERSONA_ALLOWED_HOSTS."
        asks_to_act = scope["type"] == "websocket" or scope["method"] not in _SAFE_METHODS
        origin = headers.get("origin")
        if asks_to_act and origin is not None and urlsplit(origin).netloc != host:
            return 403, "Another site or app asked for this; refused."
        if scope["path"].startswith(_HIDDEN):
            return 404, "Not found"
        return None

    def _policy(self, host: str) -> str:
        if host not in self._policies:
            if len(self._policies) > 100:
                self._policies.clear()
            self._policies[host] = policy(self.index, host)
        return self._policies[host]


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int, reason: str) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008, "reason": reason})
        return
    await PlainTextResponse(reason, status)(scope, receive, send)
