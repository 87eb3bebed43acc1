"""Example A recounted through the command line: every count that its description promises."""

import json
import statistics
from functools import cache

import pytest

from persona_core.exchange.examples import read_example
from persona_core.exchange.marked_text import unmarked
from tests.command_line import called

NAMES = {
    1: "海棠生活", 2: "禾木母婴", 3: "青岚美妆", 4: "朗阅职教", 5: "柏川定制家居", 6: "云麓茶饮",
    7: "恒睦医美", 8: "北辰仪器", 9: "知芽早教", 10: "安屿酒店", 11: "麦冬药店", 12: "砺行汽服",
}  # fmt: skip
TABLE = {  # headcount, sites are told elsewhere; revenue in 亿, kind of prior solution, pushed by, days to sign
    1: (180, 3.2, "Excel·手工", "市场总监", 96),
    2: (260, 2.6, "竞品", "市场总监", 88),
    3: (120, 4.0, "竞品", "市场总监", 71),
    4: (320, 1.8, "自研", "CEO", 38),
    5: (450, 6.0, "竞品", "市场总监", 132),
    6: (210, 1.5, "Excel·手工", "CEO", 35),
    7: (150, 1.2, "竞品", "市场总监", 84),
    8: (140, 2.0, "没觉得有问题", "CEO", 44),
    9: (95, 0.6, "Excel·手工", "CEO", 29),
    10: (500, 3.0, "自研", "市场总监", 160),
    11: (380, 5.0, "竞品", "市场总监", 118),
    12: (160, 1.1, "Excel·手工", "CEO", 52),
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


@pytest.fixture(scope="module")
def show(new_database):
    """`show("journey")` asks the command line of a database that holds the example alone."""
    url = new_database

    def call(*arguments: str) -> str:
        done = called(url, *arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    call("migrate")
    assert call("demo", "load", "scrm", "--lang", "zh").strip() == "scrm-zh"
    return cache(lambda *what: json.loads(call("show", *what, "--workspace", "scrm-zh", "--json")))


@pytest.fixture(scope="module")
def companies(show):
    return show("companies")


@pytest.fixture(scope="module")
def customers(companies):
    return {c["number"]: c for c in companies if c["status"] in ("在用", "流失")}


def test_forty_two_talked_to_twelve_signed(companies, customers):
    assert len(companies) == 42
    assert {n: c["name"] for n, c in customers.items()} == NAMES
    by_status = [c["status"] for c in companies]
    assert {s: by_status.count(s) for s in set(by_status)} == {"在用": 9, "流失": 3, "在谈": 8, "丢单": 22}


def test_every_customer_is_as_the_table_says(customers):
    for number, (people, revenue, prior, pushed_by, days) in TABLE.items():
        fields = customers[number]["fields"]
        assert fields["headcount"] == people
        assert fields["annual_revenue"] == pytest.approx(revenue * 1e8)
        assert fields["prior_kind"] == prior
        assert fields["first_pushed_by"] == pushed_by
        assert fields["days_to_sign"] == days


def test_medians(customers, show):
    assert statistics.median(c["fields"]["headcount"] for c in customers.values()) == 195
    by = {row["pushed_by"]: row["median_days"] for row in show("journey")["days_to_sign"]["by_pushed_by"]}
    assert (by["CEO"]["value"], by["CEO"]["n"]) == (38, 5)
    assert (by["市场总监"]["value"], by["市场总监"]["n"]) == (96, 7)


def test_lost_reasons(companies):
    reasons = [c["fields"]["lost_reason"] for c in companies if c["status"] == "丢单"]
    assert sorted((reasons.count(r) for r in set(reasons)), reverse=True) == [9, 8, 5]
    assert reasons.count("选了竞品") == 9


def test_funnel_prints_both_populations(show):
    journey = show("journey")
    assert (journey["unit"], journey["total"], journey["signed"]) == ("company", 42, 12)
    stages = {s["stage"]: s for s in journey["stages"]}
    overall = stages["签约"]["overall_conversion"]
    assert (overall["k"], overall["n"]) == (12, 42)
    assert (round(overall["value"], 2), round(overall["lo"], 2), round(overall["hi"], 2)) == (0.29, 0.17, 0.44)
    assert {x["stage"]: x["n"] for x in journey["lost_at"]} == {"权衡利弊": 14, "知道我们": 8}
    assert sum(s["open"] for s in journey["stages"] if s["stage"] in ("知道我们", "权衡利弊")) == 8
    deals = show("journey", "--unit", "deal")
    assert (deals["total"], deals["signed"]) == (43, 13)


def test_chain_of_the_company_in_talks(show):
    purchase = show("chain", "--company", "澄湖家居")
    positions = ("市场总监", "CEO", "董事长", "市场部员工")
    seats = {s["position"]: s for s in purchase["seats"]}
    assert [round(seats[p]["total"], 3) for p in positions] == [0.607, 0.25, 0.143, 0]
    success, first = purchase["success"], purchase["next"][0]
    assert [round(success[k], 3) for k in ("value", "lo", "hi")] == [0.7, 0.355, 0.908]
    assert (first["position"], round(first["gain"], 3)) == ("CEO", 0.087)
    assert (purchase["base_rate"], purchase["anchors"]) == (0.2, {"市场总监": 0.7})
    assert "经验判断，未验证。" in purchase["assumptions"]
    renewal = show("chain", "--company", "澄湖家居", "--moment", "renewal")
    seats = {s["position"]: s for s in renewal["seats"]}
    assert [round(seats[p]["total"], 3) for p in positions] == [0.216, 0.105, 0.025, 0.654]
    assert round(seats["市场部员工"]["kept"], 3) == 0.2
    assert renewal["success"] is None


def test_chains_in_talks_are_each_of_their_own_kind(show):
    unmet, thread, veto = (show("chain", "--company", c) for c in ("豆岬宠物医院", "远棹运动用品", "砚湖口腔"))
    assert (unmet["success"], {s["contact"] for s in unmet["seats"]}) == (None, {"没见过", None})
    assert (thread["single_threaded"], round(thread["success"]["value"], 2)) == (True, 0.43)
    assert [round(veto[key]["value"], 2) for key in ("success", "success_without_veto")] == [0.03, 0.67]
    assert veto["next"][0]["position"] == "IT"
    assert all(
        show("chain", "--company", c["company"], "--moment", "renewal")["success"] is None for c in (thread, veto)
    )


def test_typical_chain(show):
    purchase, renewal = show("chain"), show("chain", "--moment", "renewal")
    assert purchase["chains"] == 12
    positions = {p["position"]: p for p in purchase["seats"]}
    assert (positions["市场总监"]["k"], positions["IT"]["k"]) == (12, 3)
    assert round(positions["市场总监"]["total"]["value"], 2) == 0.61
    staff = next(p for p in renewal["seats"] if p["position"] == "市场部员工")
    assert round(staff["total"]["value"], 2) == 0.65


def test_themes_by_customer(show, companies):
    found = {t["tag"]: t for t in show("themes")["tags"]}
    numbers = {c["name"]: c["number"] for c in companies}
    voiced: dict[str, set[int]] = {}
    for story in show("stories"):
        for tag in story["tags"]:
            if numbers.get(story["company"], 99) <= 12:
                voiced.setdefault(tag, set()).add(numbers[story["company"]])
    for tag, expected in THEMES.items():
        assert voiced[tag] == expected, tag
        assert (found[tag]["k"], found[tag]["asked"], found[tag]["n"]) == (len(expected), 12, 12)


def test_themes_are_quoted_by_the_marked_sentence(show):
    marked: dict[str, set[str]] = {}
    for entry in read_example("scrm", "zh")["companies"]:
        for story in entry.get("stories", []):
            text, spans = unmarked(story["text"].strip())
            for tag, start, end in spans:
                marked.setdefault(tag, set()).add(text[start:end])
    themes = {t["tag"]: t for t in show("themes")["tags"]}
    for tag in THEMES:
        quotes = {q["text"] for q in themes[tag]["quotes"]}
        assert quotes
        assert quotes <= marked[tag]
    on_card = {line["text"]: line for block in show("persona")["blocks"] for line in block["lines"]}
    for tag in ("一线嫌麻烦", "20 万换来什么说不清", "人走客户走"):
        assert {q["text"] for q in on_card[tag]["quotes"]} <= marked[tag]


def test_too_expensive_is_said_before_signing_and_never_on_leaving(show):
    leaving = show("themes", "--stage", "流失")
    assert leaving["asked"] == 3
    assert "嫌贵" not in {t["tag"] for t in leaving["tags"] if t["k"]}


def test_every_customer_told_a_story_at_every_stage_it_went_through(show):
    stories = show("stories")
    told: dict[str, set[str]] = {}
    for story in stories:
        for stage in story["stages"]:
            told.setdefault(stage, set()).add(story["company"])
    signed = set(NAMES.values())
    for stage in ("产生需求", "知道我们", "权衡利弊", "签约", "上线", "使用"):
        assert signed <= told[stage]
    assert told["续费"] == {NAMES[n] for n in (1, 2, 3, 5, 7, 11, 12)}
    assert told["流失"] == {NAMES[n] for n in (4, 8, 9)}


def test_the_card_carries_its_counts(show):
    card = show("persona")
    lines = {line["key"]: line for block in card["blocks"] for line in block["lines"]}
    assert (lines["journey.funnel"]["k"], lines["journey.funnel"]["n"]) == (12, 42)
    theme = next(x for x in lines.values() if x["text"] == "一线嫌麻烦")
    assert (theme["k"], theme["asked"], theme["n"]) == (8, 12, 12)
    assert theme["quotes"]
    assert "195" in lines["who.headcount"]["text"]
