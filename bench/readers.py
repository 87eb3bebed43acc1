"""Readers of the plain card who come at the same time, beside two addresses of the same server: one that answers
nothing, and one that answers as many bytes without looking anything up.

Every reader holds a connection of its own and asks when all are ready, as phones do when a link is sent to a group.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path

import httpx

from persona_core.access.queries import workspace
from persona_core.kit.db import Database
from tests.servers import serving
from web.start import prepare

READERS, ROUNDS = 100, 20
NOTHING, AS_MANY = "/c/peer/nothing", "/c/peer/{size}"


def main(readers: int = READERS) -> None:
    """Print what half and nineteen of twenty readers wait at most, the addresses in turns."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bench.db'}"
        prepare(url)
        database = Database(url)
        with database.read() as session:
            card = f"/c/{workspace(session, 'scrm-zh').id}?lang=zh"
        database.close()
        with serving(url, script="bench/served.py") as server:
            size = len(httpx.get(server.url + card).read())
            packed = int(httpx.head(server.url + card).headers["content-length"])
            paths = {"card": card, "as many bytes": AS_MANY.format(size=packed), "nothing": NOTHING}
            waits = asyncio.run(_rounds(server.port, paths, readers))
    print(f"\nReaders of the plain card ({size:,} bytes, {packed:,} packed): {readers} at once, {ROUNDS} rounds")
    print(f"{'':>14} {'p50 ms':>8} {'p95 ms':>8} {'card / it':>10}")
    for name, took in waits.items():
        ratio = _at(waits["card"], 0.95) / _at(took, 0.95)
        print(f"{name:>14} {_at(took, 0.5):8.1f} {_at(took, 0.95):8.1f} {ratio:10.2f}")


def _at(waits: list[float], share: float) -> float:
    return sorted(waits)[int(share * (len(waits) - 1))] * 1000


async def _rounds(port: int, paths: dict[str, str], readers: int) -> dict[str, list[float]]:
    lines = [await asyncio.open_connection("127.0.0.1", port) for _ in range(readers)]
    waits: dict[str, list[float]] = {name: [] for name in paths}
    for number in range(ROUNDS + 1):
        for name, path in paths.items():
            took = await asyncio.gather(*(_ask(*line, path) for line in lines))
            if number:  # the first round makes the page
                waits[name] += took
    for _, writer in lines:
        writer.close()
    return waits


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str) -> float:
    start = time.perf_counter()
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n\r\n".encode())
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    if " 200 " not in head.split("\r\n", 1)[0]:
        raise SystemExit(head)
    size = next(int(x.split(":")[1]) for x in head.lower().split("\r\n") if x.startswith("content-length:"))
    await reader.readexactly(size)
    return time.perf_counter() - start
