"""Example A recounted through the command line, in both languages: every count that its description promises."""

from __future__ import annotations

import statistics

import pytest

from tests.factories.examples import asking, command, labels, marked_words, on_card, told_at, voiced, words

NAMES = {
    1: "海棠生活", 2: "禾木母婴", 3: "青岚美妆", 4: "朗阅职教", 5: "柏川定制家居", 6: "云麓茶饮",
    7: "恒睦医美", 8: "北辰仪器", 9: "知芽早教", 10: "安屿酒店", 11: "麦冬药店", 12: "砺行汽服",
}  # fmt: skip
TABLE = {  # headcount, sites are told elsewhere; revenue in 亿, kind of prior solution, pushed by, days to sign
    1: (180, 3.2, "manual", "市场总监", 96),
    2: (260, 2.6, "competitor", "市场总监", 88),
    3: (120, 4.0, "competitor", "市场总监", 71),
    4: (320, 1.8, "in_house", "CEO", 38),
    5: (450, 6.0, "competitor", "市场总监", 132),
    6: (210, 1.5, "manual", "CEO", 35),
    7: (150, 1.2, "competitor", "市场总监", 84),
    8: (140, 2.0, "none_felt", "CEO", 44),
    9: (95, 0.6, "manual", "CEO", 29),
    10: (500, 3.0, "in_house", "市场总监", 160),
    11: (380, 5.0, "competitor", "市场总监", 118),
    12: (160, 1.1, "manual", "CEO", 52),
}
THEMES = {
    "一线嫌麻烦": {1, 2, 4, 6, 7, 8, 9, 11},
    "20 万换来什么说不清": {2, 3, 4, 5, 8, 9, 10, 12},
    "人走客户走": {1, 3, 5, 6, 7, 9, 12},
    "系统打不通": {1, 2, 4, 5, 10, 11},
    "换对接人从头来": {3, 4, 8, 11},
    "怕封号骚扰": {3, 7, 10},
    "嫌贵": {1, 2, 4, 5, 6, 7, 8, 9, 12},
}


pytestmark = pytest.mark.xdist_group("scrm")


@pytest.fixture(scope="module", params=["zh", "en"])
def lang(request):
    return request.param


@pytest.fixture(scope="module")
def say(lang):
    """From a Chinese word to the same in the language at hand."""
    return words("scrm", lang)


@pytest.fixture(scope="module")
def label(lang):
    """`label("status", "churned")` in the language at hand."""
    return labels(lang)


@pytest.fixture(scope="module")
def show(new_database, lang):
    """`show("journey")` asks the command line of a database that holds the example."""
    command(new_database, "migrate")
    assert command(new_database, "demo", "load", "scrm", "--lang", lang).strip() == f"scrm-{lang}"
    return asking(new_database, f"scrm-{lang}", lang)


@pytest.fixture(scope="module")
def companies(show):
    return show("companies")


@pytest.fixture(scope="module")
def customers(companies, label):
    signed = {label("status", "active"), label("status", "churned")}
    return {c["number"]: c for c in companies if c["status"] in signed}


def test_forty_two_talked_to_twelve_signed(companies, customers, say, label):
    assert len(companies) == 42
    assert {n: c["name"] for n, c in customers.items()} == {n: say(name) for n, name in NAMES.items()}
    by_status = [c["status"] for c in companies]
    expected = {"active": 9, "churned": 3, "talking": 8, "lost": 22}
    assert {s: by_status.count(s) for s in set(by_status)} == {label("status", s): n for s, n in expected.items()}


def test_every_customer_is_as_the_table_says(customers, say, label):
    for number, (people, revenue, prior, pushed_by, days) in TABLE.items():
        fields = customers[number]["fields"]
        assert fields["headcount"] == people
        assert fields["annual_revenue"] == pytest.approx(revenue * 1e8)
        assert fields["prior_kind"] == label("prior_kind", prior)
        assert fields["first_pushed_by"] == say(pushed_by)
        assert fields["days_to_sign"] == days


def test_medians(customers, show, say):
    assert statistics.median(c["fields"]["headcount"] for c in customers.values()) == 195
    by = {row["pushed_by"]: row["median_days"] for row in show("journey")["days_to_sign"]["by_pushed_by"]}
    assert (by["CEO"]["value"], by["CEO"]["n"]) == (38, 5)
    assert (by[say("市场总监")]["value"], by[say("市场总监")]["n"]) == (96, 7)


def test_lost_reasons(companies, say, label):
    reasons = [c["fields"]["lost_reason"] for c in companies if c["status"] == label("status", "lost")]
    expected = {"选了竞品": 9, "项目搁置": 8, "决定自研": 5}
    assert {r: reasons.count(r) for r in set(reasons)} == {say(r): n for r, n in expected.items()}


def test_funnel_prints_both_populations(show, say):
    journey = show("journey")
    assert (journey["unit"], journey["total"], journey["signed"]) == ("company", 42, 12)
    stages = {s["stage"]: s for s in journey["stages"]}
    overall = stages[say("签约")]["overall_conversion"]
    assert (overall["k"], overall["n"]) == (12, 42)
    assert (round(overall["value"], 2), round(overall["lo"], 2), round(overall["hi"], 2)) == (0.29, 0.17, 0.44)
    assert {x["stage"]: x["n"] for x in journey["lost_at"]} == {say("权衡利弊"): 14, say("知道我们"): 8}
    assert sum(stages[say(s)]["open"] for s in ("知道我们", "权衡利弊")) == 8
    deals = show("journey", "--unit", "deal")
    assert (deals["total"], deals["signed"]) == (43, 13)


def test_chain_of_the_company_in_talks(show, say, lang):
    purchase = show("chain", "--company", say("澄湖家居"))
    positions = [say(p) for p in ("市场总监", "CEO", "董事长", "市场部员工")]
    seats = {s["position"]: s for s in purchase["seats"]}
    assert [round(seats[p]["total"], 3) for p in positions] == [0.607, 0.25, 0.143, 0]
    success, first = purchase["success"], purchase["next"][0]
    assert [round(success[k], 3) for k in ("value", "lo", "hi")] == [0.7, 0.355, 0.908]
    assert (first["position"], round(first["gain"], 3)) == ("CEO", 0.087)
    assert (purchase["base_rate"], purchase["anchors"]) == (0.2, {say("市场总监"): 0.7})
    assert {"zh": "经验判断，未验证。", "en": "Judged by experience, not checked."}[lang] in purchase["assumptions"]
    renewal = show("chain", "--company", say("澄湖家居"), "--moment", "renewal")
    seats = {s["position"]: s for s in renewal["seats"]}
    assert [round(seats[p]["total"], 3) for p in positions] == [0.216, 0.105, 0.025, 0.654]
    assert round(seats[say("市场部员工")]["kept"], 3) == 0.2
    assert renewal["success"] is None


def test_chains_in_talks_are_each_of_their_own_kind(show, say):
    names = [say(name) for name in ("豆岬宠物医院", "远棹运动用品", "砚湖口腔")]
    unmet, thread, veto = (show("chain", "--company", name) for name in names)
    assert (unmet["success"], {s["contact"] for s in unmet["seats"]}) == (None, {say("没见过"), None})
    assert (thread["single_threaded"], round(thread["success"]["value"], 2)) == (True, 0.43)
    assert [round(veto[key]["value"], 2) for key in ("success", "success_without_veto")] == [0.03, 0.67]
    assert veto["next"][0]["position"] == "IT"
    assert all(
        show("chain", "--company", c["company"], "--moment", "renewal")["success"] is None for c in (thread, veto)
    )


def test_typical_chain(show, say):
    purchase, renewal = show("chain"), show("chain", "--moment", "renewal")
    assert purchase["chains"] == 12
    positions = {p["position"]: p for p in purchase["seats"]}
    assert (positions[say("市场总监")]["k"], positions["IT"]["k"]) == (12, 3)
    assert round(positions[say("市场总监")]["total"]["value"], 2) == 0.61
    staff = next(p for p in renewal["seats"] if p["position"] == say("市场部员工"))
    assert round(staff["total"]["value"], 2) == 0.65


def test_themes_by_customer(show, say):
    found, tags = {t["tag"]: t for t in show("themes")["tags"]}, voiced(show)
    for tag, expected in THEMES.items():
        assert tags[say(tag)] == expected, tag
        theme = found[say(tag)]
        assert (theme["k"], theme["asked"], theme["n"]) == (len(expected), 12, 12)


def test_themes_are_quoted_by_the_marked_words(show, say, lang):
    marked, themes, card = marked_words("scrm", lang), {t["tag"]: t for t in show("themes")["tags"]}, on_card(show)
    for tag in map(say, THEMES):
        quotes = {q["text"] for q in themes[tag]["quotes"]}
        assert quotes
        assert quotes <= marked[tag]
    for tag in map(say, ("一线嫌麻烦", "20 万换来什么说不清", "人走客户走")):
        assert {q["text"] for q in card[tag]["quotes"]} <= marked[tag]


def test_too_expensive_is_said_before_signing_and_never_on_leaving(show, say):
    leaving = show("themes", "--stage", say("流失"))
    assert leaving["asked"] == 3
    assert say("嫌贵") not in {t["tag"] for t in leaving["tags"] if t["k"]}


def test_every_customer_told_a_story_at_every_stage_it_went_through(show, say):
    told = told_at(show)
    for stage in ("产生需求", "知道我们", "权衡利弊", "签约", "上线", "使用"):
        assert told[say(stage)] == set(NAMES)
    assert told[say("续费")] == {1, 2, 3, 5, 7, 11, 12}
    assert told[say("流失")] == {4, 8, 9}


def test_the_card_carries_its_counts(show, say):
    card = on_card(show)
    assert (card["journey.funnel"]["k"], card["journey.funnel"]["n"]) == (12, 42)
    theme = card[say("一线嫌麻烦")]
    assert (theme["k"], theme["asked"], theme["n"]) == (8, 12, 12)
    assert theme["quotes"]
    assert "195" in card["who.headcount"]["text"]
