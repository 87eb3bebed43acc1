"""One value as people write it, in both languages: what is understood, and what is refused with which sentence."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from persona_core.kit import clock
from persona_core.kit.errors import Invalid
from persona_core.kit.words import Words
from persona_core.vocabulary.fields import FIELDS
from persona_core.vocabulary.fixed_lists import enum
from persona_core.vocabulary.values import Amount, amount, day, past_day, read


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("3.2 亿", 320_000_000),
        ("3.2亿元", 320_000_000),
        ("5000万", 50_000_000),
        ("1亿5000万", 150_000_000),
        ("2万3千", 23_000),
        ("20w", 200_000),
        ("20万/年", 200_000),
        ("人民币 20 万元", 200_000),
        ("¥200,000", 200_000),
        ("￥２００，０００", 200_000),
        ("$1.5M", 1_500_000),
        ("USD 250K", 250_000),
        ("180人", 180),
        ("约 180 人", 180),
        ("180 employees", 180),
        ("1,234", 1234),
        ("约200人", 200),
        ("200人左右", 200),
        ("近 3 万", 30_000),
        ("1,2345", 12_345),
        ("HK$5万", 50_000),
        (".5", Decimal(".5")),
        ("-3", -3),
        ("−3", -3),
    ],
)
def test_an_amount_is_read_as_written(written: str, number: int | Decimal) -> None:
    assert amount(written) == Amount(Decimal(number))


@pytest.mark.parametrize(
    ("written", "middle"),
    [
        ("200-499", Decimal("349.5")),
        ("200 – 499 人", Decimal("349.5")),
        ("200~499", Decimal("349.5")),
        ("200～499人", Decimal("349.5")),
        ("200至499", Decimal("349.5")),
        ("200 人到 499 人", Decimal("349.5")),
        ("1,000-4,999", Decimal("2999.5")),
        ("$1M-$10M", 5_500_000),
        ("1-10M", 5_500_000),
        ("500-1000万", 7_500_000),
        ("$500-$1M", 500_250),
        ("5k–10k", 7_500),
        ("5K-10K", 7_500),
        ("1万~3万", 20_000),
        ("200多人", 200),
        ("超过500人", 500),
        ("more than 500", 500),
        ("100人以内", 100),
        ("5000+", 5000),
        ("1000人以上", 1000),
        ("≥1000", 1000),
        ("50万以下", 500_000),
    ],
)
def test_a_band_keeps_its_words_and_its_middle(written: str, middle: int | Decimal) -> None:
    assert amount(written) == Amount(Decimal(middle), written)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "很多",
        "一百八",
        "1 200",
        "200 499",
        "499-200",
        "1-2-3",
        "2026-01-03",
        "12abc",
        "1.2.3",
        "--5",
        "2,5",
        "12,34",
        "1,234,5",
    ],
)
def test_what_is_no_amount_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        amount(written)


@pytest.mark.parametrize(
    "written",
    [
        "2026-01-03",
        "2026/1/3",
        "2026.1.3",
        "2026年1月3日",
        "２０２６年１月３日",
        "20260103",
        "2026-01-03 10:20:30",
        "2026-01-03T10:20:30Z",
        "2026-1-3 9:05",
        "3 Jan 2026",
        "Jan 3, 2026",
        "03-Jan-2026",
        "3 January 2026",
        "31.1.2026",
        datetime(2026, 1, 3, 10, 20),
        date(2026, 1, 3),
    ],
)
def test_a_date_is_read_as_written(written: str | date) -> None:
    assert day(written) == (date(2026, 1, 31) if written == "31.1.2026" else date(2026, 1, 3))


@pytest.mark.parametrize("written", ["2026-02-30", "2026-13-01", "昨天", "2026", "26-1-3", "3 Foo 2026", "45000"])
def test_what_is_no_date_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        day(written)


def test_day_and_month_that_could_be_swapped_are_refused() -> None:
    with pytest.raises(LookupError):
        day("03/04/2026")
    with pytest.raises(Invalid, match="2026-01-31"):
        read(FIELDS["signed_on"], "03/04/2026")


@pytest.mark.parametrize(
    ("list_name", "written", "code"),
    [
        ("status", "在用", "active"),
        ("status", "Active Customer", "active"),
        ("status", "流 失", "churned"),
        ("status", "LEAD", "lead"),
        ("prior_kind", "Excel·手工", "manual"),
        ("prior_kind", "Built in-house", "in_house"),
        ("prior_kind", "没觉得有问题", "none_felt"),
        ("outcome", "Closed Won", "won"),
        ("outcome", "输单", "lost"),
    ],
)
def test_a_choice_is_known_by_any_of_its_names(list_name: str, written: str, code: str) -> None:
    assert enum(list_name, written) == code


@pytest.mark.parametrize("list_name", ["status", "prior_kind", "outcome"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_choice_is_known_by_the_word_the_screen_shows(list_name: str, lang: str) -> None:
    from persona_core.vocabulary.fixed_lists import ENUM_LABELS

    t = Words(lang)
    for code, label in ENUM_LABELS[list_name].items():
        assert enum(list_name, t(label)) == code


def test_a_wrong_choice_is_told_the_right_ones() -> None:
    with pytest.raises(Invalid) as refusal:
        read(FIELDS["status"], "老朋友")
    assert "“老朋友”" in refusal.value.text(Words("zh"))
    assert "Lead, In talks, Active customer, Lost, Churned" in refusal.value.text(Words("en"))
    assert "线索、在谈、在用、丢单、流失" in refusal.value.text(Words("zh"))


@pytest.mark.parametrize(
    ("key", "written", "stored"),
    [
        ("name", "  海棠生活\r\n", "海棠生活"),
        ("name", '=HYPERLINK("x")', '=HYPERLINK("x")'),
        ("name", "+86", "+86"),
        ("name", "@lala", "@lala"),
        ("name", "<b>甲</b>![](x)", "<b>甲</b>![](x)"),
        ("name", "\u200b \ufeff", None),
        ("name", "", None),
        ("name", None, None),
        ("name", float("nan"), None),
        ("name", 7.0, "7"),
        ("headcount", 180.0, Amount(Decimal(180))),
        ("headcount", "0", Amount(Decimal(0))),
        ("growth_rate", "15%", 0.15),
        ("growth_rate", "１５％", 0.15),
        ("growth_rate", "−5%", -0.05),
        ("growth_rate", "15", 0.15),
        ("growth_rate", 0.15, 0.15),
        ("growth_rate", 15, 0.15),
        ("tags", "怕封号；嫌贵, 封号", ["怕封号", "嫌贵", "封号"]),
    ],
)
def test_a_field_takes(key: str, written: object, stored: object) -> None:
    assert read(FIELDS[key], written) == stored


@pytest.mark.parametrize(
    ("key", "written", "says"),
    [
        ("headcount", "-5", "negative"),
        ("headcount", "-5-20", "number"),
        ("headcount", "1.5", "whole number"),
        ("headcount", "99999999999", "number of people"),
        ("headcount", "很多", "180 or 200-499"),
        ("headcount", date(2026, 5, 20), "date"),
        ("annual_revenue", "-1万", "negative"),
        ("annual_revenue", "一般", "not an amount"),
        ("annual_revenue", "99999999亿", "too large"),
        ("annual_revenue", float("inf"), "not an amount"),
        ("growth_rate", "fast", "percentage"),
        ("growth_rate", "nan", "percentage"),
        ("growth_rate", "1e999", "percentage"),
        ("signed_on", "soon", "2026-01-31"),
        ("signed_on", "1776-07-04", "out of range"),
        ("signed_on", "2201-01-01", "out of range"),
        ("name", "甲\x00乙", "NUL"),
        ("name", "甲\ud800乙", "cannot be stored"),
        ("name", "名" * 10_001, "10,001 characters"),
        ("region", "区" * 501, "at most 500"),
    ],
)
def test_a_field_refuses(key: str, written: object, says: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read(FIELDS[key], written)
    assert says in refusal.value.text(Words("en"))
    assert refusal.value.field == key
    assert refusal.value.text(Words("zh")) != refusal.value.text(Words("en"))


def test_what_happened_lies_between_1970_and_today() -> None:
    with clock.frozen(datetime(2026, 5, 1, tzinfo=UTC)):
        assert past_day(FIELDS["date"], "2026-05-01") == date(2026, 5, 1)
        assert past_day(FIELDS["date"], "") is None
        with pytest.raises(Invalid, match="future"):
            past_day(FIELDS["date"], "2026-05-02")
        with pytest.raises(Invalid, match="1970"):
            past_day(FIELDS["date"], "1969-12-31")
