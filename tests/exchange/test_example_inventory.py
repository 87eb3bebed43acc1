"""Example B recounted through the command line, in both languages: every count that its description promises."""

from __future__ import annotations

import shutil
from functools import partial

import pytest

from persona_core.access.queries import viewer_for, workspace
from persona_core.journeys.queries import grid, stage_label
from persona_core.kit.comparing import SAID, UNCLEAR, Counts, compare, verdict_text
from persona_core.kit.db import Database
from persona_core.kit.words import Words
from persona_core.stories import wording
from persona_core.stories.differences import groups_apart
from tests.factories.examples import asking, labels, marked_words, on_card, told_at, voiced, words

TABLE = {  # name, headcount, revenue in 万, what was there before, how often renewed
    1: ("周记零食批发", 3, 480, "记在脑子里", 2),
    2: ("宏发五金", 4, 620, "Excel", 1),
    3: ("阿梅童装", 3, 350, "三联单", 2),
    4: ("鑫源水果", 6, 1500, "免费竞品", 0),
    5: ("老郑烟酒", 2, 260, "没用过", 0),
    6: ("立民汽配", 8, 900, "单机版", 2),
    7: ("小鹿文具", 3, 300, "Excel", 0),
    8: ("聚福粮油", 5, 1200, "手写", 1),
    9: ("东升建材", 12, 2600, "单机版", 1),
    10: ("美佳日化", 7, 1100, "Excel", 1),
    11: ("强子手机配件", 4, 540, "免费竞品", 0),
    12: ("秀英调料", 2, 310, "手写", 1),
}
LEFT, DECIDED = {4, 5, 9}, set(TABLE) - {7, 11}
THEMES = {
    "货账在脑子里": {1, 2, 3, 7, 8, 10, 11, 12},
    "看见上下游在用才动心": {1, 2, 3, 6, 8, 11, 12},
    "怕学不会": {1, 2, 5, 8, 10, 12},
    "赊账对不上": {2, 3, 6, 8, 9, 10},
    "上门教、群里秒回所以留下": {1, 3, 6, 8, 10, 12},
    "断网丢账": {4, 5, 6, 9, 11},
    "嫌贵": {4, 5, 6, 8, 9, 10},
}
CONCERNS = {
    "产生需求": "店员走了没人知道货在哪 旺季算错钱 赚没赚不知道",
    "知道我们": "那机器多少钱 十几家哪家真 先免费后收费？",
    "权衡利弊": "这岁数学得会吗 断网停电咋开单 你们倒了数据咋办 几千个货谁录",
    "签约": "够发一个月工资 先用一个月行吗 坏了上不上门",
    "使用": "旺季来不及录 赊账抹零退货怎么记 扫不出码",
    "续费": "凭啥第二年还交 涨不涨价 群里还有人回吗",
    "流失": "数据导得出吗 新店多仓开票你们没有 打印机还能用吗",
}
POSITIONS = ("老板", "老板娘", "店员", "同行/上游")


@pytest.fixture(scope="module", params=["zh", "en"])
def lang(request):
    return request.param


@pytest.fixture(scope="module")
def say(lang):
    """From a Chinese word to the same in the language at hand."""
    return words("inventory", lang)


@pytest.fixture(scope="module")
def status(lang):
    """`status("churned")` in the language at hand."""
    return partial(labels(lang), "status")


@pytest.fixture(scope="module")
def url(_with_example, tmp_path_factory):
    return f"sqlite:///{shutil.copy(_with_example, tmp_path_factory.mktemp('inventory') / 'example.db')}"


@pytest.fixture(scope="module")
def show(url, lang):
    return asking(url, f"inventory-{lang}", lang)


@pytest.fixture(scope="module")
def customers(show, status):
    signed = {status("active"), status("churned")}
    return {c["number"]: c for c in show("companies") if c["status"] in signed}


@pytest.fixture
def apart(url, lang):
    """`apart(by, kinds)` is what groups say differently, and how to say it."""
    database = Database(url)
    with database.read() as session:
        viewer, t = viewer_for(workspace(session, f"inventory-{lang}"), lang), Words(lang)
        yield lambda by, kinds=None: (t, groups_apart(session, viewer, t, by=by, kinds=kinds))
    database.close()


def test_every_customer_is_as_the_table_says(customers, say, lang, status):
    assert set(customers) == set(TABLE)
    for number, (name, people, revenue, prior, _) in TABLE.items():
        row, fields = customers[number], customers[number]["fields"]
        assert (row["name"], fields["headcount"], fields["prior_product"]) == (say(name), people, say(prior))
        assert fields["annual_revenue"] == pytest.approx(revenue * 1e4)
        assert fields["annual_fee"] == pytest.approx(5000)
        assert row["status"] == status("churned" if number in LEFT else "active")
    assert customers[5]["fields"]["prior_kind"] == labels(lang)("prior_kind", "none_felt")


def test_renewals_are_as_the_table_says(show, say):
    """Seven renewed and stayed, one renewed and left, two are in their first year."""
    told = told_at(show)
    assert told[say("续费")] == {n for n, row in TABLE.items() if row[4]} == {1, 2, 3, 6, 8, 9, 10, 12}
    assert told[say("流失")] == LEFT
    for stage in ("产生需求", "知道我们", "权衡利弊", "签约", "上线", "使用"):
        assert told[say(stage)] == set(TABLE)


def test_forty_five_talked_to_twelve_signed(show, say, status):
    journey = show("journey")
    assert (journey["total"], journey["signed"]) == (45, 12)
    assert {x["stage"]: x["n"] for x in journey["lost_at"]} == {say("权衡利弊"): 17, say("知道我们"): 10}
    statuses = [c["status"] for c in show("companies")]
    assert (statuses.count(status("talking")), statuses.count(status("lost"))) == (6, 27)


def test_the_owner_leads_both_times(show, say, lang):
    totals = {
        moment: {s["position"]: round(100 * s["total"]["value"], 1) for s in show("chain", *moment)["seats"]}
        for moment in ((), ("--moment", "renewal"))
    }
    assert [totals[()][say(p)] for p in POSITIONS] == [65, 15, 0, 20]
    assert [totals["--moment", "renewal"][say(p)] for p in POSITIONS] == [55.3, 14.4, 30.3, 0]
    assert show("chain")["chains"] == 12
    turn = on_card(show)["decides.turn"]["text"]
    assert (
        turn
        == {
            "zh": "没有反转：采购和续费都是老板话语权最大",
            "en": "No reversal: Owner weighs most both times.",
        }[lang]
    )


def test_themes_by_customer(show, say, lang):
    found, tags, marked = {t["tag"]: t for t in show("themes")["tags"]}, voiced(show), marked_words("inventory", lang)
    for tag, expected in THEMES.items():
        theme = found[say(tag)]
        assert tags[say(tag)] == expected, tag
        assert (theme["k"], theme["asked"], theme["n"]) == (len(expected), 12, 12)
        quotes = {q["text"] for q in theme["quotes"]}
        assert quotes
        assert quotes <= marked[say(tag)]
    head = on_card(show)[say("货账在脑子里")]
    assert (head["k"], head["asked"], head["n"]) == (8, 12, 12)
    assert {q["text"] for q in head["quotes"]} <= marked[say("货账在脑子里")]


def test_concerns_stand_at_their_stages(url, lang, say):
    database = Database(url)
    with database.read() as session:
        viewer, t = viewer_for(workspace(session, f"inventory-{lang}"), lang), Words(lang)
        found = grid(session, viewer, None, t)
    database.close()
    names, there = {stage.id: stage_label(stage, t) for stage in found.stages}, {}
    for (stage_id, _), concerns in found.cells.items():
        there.setdefault(names[stage_id], set()).update(concern.name for concern in concerns)
    assert there == {say(stage): {say(c) for c in concerns.split()} for stage, concerns in CONCERNS.items()}


def test_large_shops_find_it_expensive(customers, show, say, apart):
    """Five of five from nine million up, one of seven below: among obstacles it holds, as one of everything a clue."""
    large = {n for n, c in customers.items() if c["fields"]["annual_revenue"] >= 9_000_000}
    dear = voiced(show)[say("嫌贵")]
    assert (len(large), len(dear & large), len(dear - large)) == (5, 5, 1)
    assert {n for n, c in customers.items() if c["fields"]["org_structure"] == say("老板带伙计")} == large
    for kinds, expected in ((["obstacle"], SAID), (None, "clue")):
        t, found = apart(["org_structure"], kinds)
        first = found.found[0]
        assert found.tags[first.tag] == say("嫌贵")
        assert (first.found.first.k, first.found.first.n, first.found.second.k, first.found.second.n) == (5, 5, 1, 7)
        assert first.found.p == pytest.approx(0.01515, abs=1e-5)
        assert first.found.verdict == expected
        assert say("老板带伙计") in wording.difference(t, found, first)


def test_that_the_large_ones_leave_cannot_be_told(customers, show, say, lang, status):
    renewed = told_at(show)[say("续费")]
    left = {n for n, c in customers.items() if c["status"] == status("churned")}
    assert renewed | left == DECIDED
    largest = set(sorted(DECIDED, key=lambda n: -customers[n]["fields"]["annual_revenue"])[:2])
    others = DECIDED - largest
    assert (largest, left & others) == ({4, 9}, {5})
    question = Counts(len(left & largest), len(largest), len(left & others), len(others))
    (found,) = compare({"left": question}).values()
    assert found.p == pytest.approx(1 / 15)
    assert found.verdict == UNCLEAR
    assert verdict_text(Words(lang), found) == {"zh": "说不准", "en": "unclear"}[lang]


def test_nobody_leaves_because_of_the_price(apart, say):
    _, found = apart([])
    turned = {found.tags[turn.tag]: turn for turn in found.turns}
    assert [(x.before.k, x.before.n, x.after.k, x.after.n) for x in (turned[say("嫌贵")],)] == [(6, 12, 0, 3)]
