"""Names of companies compared with each other: 100 000 against 100 000, beside one pass of edit distances over a part.

The peer compares every name with every other by RapidFuzz alone, on so few of them that it ends, and its time is
stretched to all pairs.
"""

from __future__ import annotations

import random
import time

from rapidfuzz import fuzz, process

from persona_core.companies.alikeness import names_alike

NAMES, PART = 100_000, 1_000
_TRADES = ("科技", "信息技术", "网络", "贸易", "实业", "家居", "食品", "医疗器械", "物流", "教育科技")
_FORMS = ("有限公司", "股份有限公司", "集团有限公司", "有限责任公司", "")
_PLACES = ("", "", "上海", "广州", "杭州市", "北京")


def names(count: int, seed: int) -> list[str]:
    """Made-up names of companies, no two of which are meant to be one."""
    chance = random.Random(seed)
    signs = [chr(0x4E00 + number) for number in chance.sample(range(6_000), 1_200)]

    def name() -> str:
        own = "".join(chance.choices(signs, k=chance.choice((2, 2, 3, 4))))
        return chance.choice(_PLACES) + own + chance.choice(_TRADES) + chance.choice(_FORMS)

    return [name() for _ in range(count)]


def main(count: int = NAMES) -> None:
    """Print how long finding the pairs takes, how many planted ones are found, and what all pairs would take."""
    here, there = names(count, 1), names(count, 2)
    planted = range(0, count, 100)
    for number in planted:
        there[number] = here[number].replace("公司", "责任公司") if number % 200 else here[number][:-1]
    start = time.process_time()
    found = names_alike(here, there)
    took = time.process_time() - start
    met = {(pair.left, pair.right) for pair in found}
    part = min(PART, count)
    start = time.process_time()
    process.cdist(here[:part], there[:part], scorer=fuzz.ratio, score_cutoff=82)
    every = (time.process_time() - start) * (count / part) ** 2
    print(f"\nNames alike: {count:,} against {count:,}")
    print(f"{'found by pieces':>20} {took:10.1f} s, {len(found):,} pairs, {_share(planted, met):.0%} of planted ones")
    print(f"{'every pair':>20} {every:10.1f} s (stretched), {every / took:.0f} times as long")


def _share(planted: range, met: set[tuple[int, int]]) -> float:
    return sum((number, number) in met for number in planted) / len(planted)
