"""Numbers and percentages written fast are those that the locales write."""

from __future__ import annotations

from decimal import Decimal

import pytest
from babel.numbers import format_decimal, format_percent

from persona_core.kit.words import Words


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_whole_numbers_and_percentages_are_the_locales_own(lang):
    t = Words(lang)
    for value in (*range(-2100, 2100, 7), 10**6, -(10**7), 12_345_678):
        assert t.number(value) == format_decimal(Decimal(value), locale=t.locale)
    shares = [k / n for n in (3, 7, 8, 40, 200) for k in range(n + 1)]
    for share in (*shares, 0.005, 0.015, 0.285, 0.575, 12.345, -0.2, 1e-7):
        assert t.percent(share) == format_percent(share, format="0%", locale=t.locale)
    assert (t.number(None), t.percent(None), t.number(1234.5, 1), t.percent(0.1234, 1)) == ("", "", "1,234.5", "12.3%")
