"""Customers cut by a field: the promises of the example, who counts as decided, and what is compared at all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from persona_core.access.queries import viewer_for, workspace
from persona_core.companies.commands import create_company
from persona_core.deals.commands import create_deal
from persona_core.deals.queries import SheetFilter
from persona_core.journeys.cuts import charts, wording
from persona_core.journeys.cuts.analysis import CUTS, DAYS, RENEWED, WON, Outcomes, cuts
from persona_core.journeys.cuts.queries import outcomes, renewals
from persona_core.journeys.showing import as_json
from persona_core.kit.figures import DARK, LIGHT
from persona_core.kit.words import Words
from persona_core.vocabulary.queries import lists
from tests.factories.journeys import date_stages


@pytest.fixture(params=["zh", "en"])
def example(request, example_db):
    """The shipped example in one of its languages: its outcomes and cuts."""
    with example_db.read() as session:
        found = outcomes(session, viewer_for(workspace(session, f"scrm-{request.param}"), request.param))
    return found, cuts(found)


def agreed(session, viewer):
    """The outcomes, having seen that who renewed or left alone is read the same."""
    found = outcomes(session, viewer)
    fates = zip(found.ids.keys, found.decided.tolist(), found.renewed.tolist(), strict=True)
    assert found.stayed() == {key: renewed for key, decided, renewed in fates if decided} == renewals(session, viewer)
    return found


def groups(cut):
    return {g.value: g for g in cut.groups}


def test_pushed_by_the_ceo_signs_fast_and_renews_less(example):
    pushed = example[1]["pushed_by"]
    ceo, director = groups(pushed)["ceo"], groups(pushed)["marketing_director"]
    assert [len(g.members) for g in (ceo, director)] == [5, 7]
    assert (ceo.days.value, director.days.value) == (38, 96)
    assert [(g.renewed.k, g.renewed.n) for g in (ceo, director)] == [(1, 4), (6, 6)]
    renewed = ceo.against[RENEWED]
    assert renewed.p == pytest.approx(1 / 30)
    assert (renewed.verdict, renewed.family) == ("clue", pushed.family)
    assert ceo.against[DAYS].p == pytest.approx(2 / 792)
    mirrored = director.against[RENEWED]
    assert (mirrored.first.k, mirrored.second.k, mirrored.p) == (6, 1, renewed.p)


def test_coming_from_a_competitor_tells_nothing(example):
    prior = groups(example[1]["prior_kind"])["competitor"]
    found = prior.against[RENEWED]
    assert [(x.k, x.n) for x in (found.first, found.second)] == [(5, 5), (2, 5)]
    assert found.p == pytest.approx(1 / 6)
    assert found.verdict == "unclear"


def test_all_fields_are_one_family(example):
    made = sum(len(g.against) for cut in example[1].values() for g in cut.groups)
    mirrored = sum(len(cut.groups[1].against) for cut in example[1].values() if len(cut.groups) == 2)
    assert {cut.family for cut in example[1].values()} == {made - mirrored} == {26}
    assert set(example[1]) == set(CUTS)


def test_days_are_those_of_the_funnel(example_db):
    with example_db.read() as session:
        viewer = viewer_for(workspace(session, "scrm-zh"), "zh")
        shown = as_json(session, viewer, Words("zh"))["days_to_sign"]
        found = agreed(session, viewer)
    assert (np.median(found.days), len(found.days)) == (shown["signed_only"]["value"], shown["signed_only"]["n"])


def test_days_run_from_the_first_stage_of_the_funnel_to_signing(example):
    assert sorted(example[0].days) == [29, 35, 38, 44, 52, 71, 84, 88, 96, 118, 132, 160]


def test_who_renewed_and_left_later_has_left(session, viewer, make):
    make("续了", pushed_by="CEO", 知道我们=900, 签约=800, 续费=[430, 65])
    make("续了又走", pushed_by="CEO", 知道我们=900, 签约=800, 续费=430, 流失=60)
    make("第一年", pushed_by="CEO", 知道我们=90, 签约=20)
    make("没谈成", pushed_by="CEO", 知道我们=90, 丢单=20)
    make("在谈", pushed_by="CEO", 知道我们=90)
    create_company(session, viewer, {"name": "走了，没有商机", "status": "流失"})
    (ceo,) = cuts(agreed(session, viewer))["pushed_by"].groups
    assert (ceo.renewed.k, ceo.renewed.n) == (1, 2)
    assert (ceo.won.k, ceo.won.n) == (3, 4)
    assert (ceo.days.value, ceo.days.n) == (100, 3)
    assert ceo.against == {}


def test_without_any_dated_renewal_nobody_has_decided(session, viewer, make):
    make("走了", pushed_by="CEO", 知道我们=900, 签约=800, 流失=60)
    make("在用", pushed_by="CEO", 知道我们=900, 签约=800)
    (ceo,) = cuts(agreed(session, viewer))["pushed_by"].groups
    assert (ceo.renewed.value, ceo.renewed.n) == (None, 0)
    make("续了又走", pushed_by="CEO", 知道我们=900, 签约=800, 续费=430, 流失=60)
    (ceo,) = cuts(agreed(session, viewer))["pushed_by"].groups
    assert (ceo.renewed.k, ceo.renewed.n) == (0, 2)


def test_a_customer_is_filed_under_the_deal_it_signed_first(session, viewer, make):
    company, _ = make("两单", pushed_by="IT", 知道我们=60, 签约=10)
    first = create_deal(session, viewer, company, {"pushed_by": "CEO"})
    date_stages(session, viewer, first, 知道我们=200, 签约=150)
    found = outcomes(session, viewer)
    assert (list(found.values["pushed_by"]), found.days.tolist()) == (["ceo"], [50])


def test_missing_dates_and_values_are_counted_and_left_out(session, viewer, make):
    make("无日子", 签约=10)
    company, _ = make("先签后谈", pushed_by="CEO", 知道我们=5, 签约=10)
    found = outcomes(session, viewer)
    assert np.isnan(found.days).all()
    pushed = cuts(found)["pushed_by"]
    assert (pushed.unknown, [len(g.members) for g in pushed.groups]) == (1, [1])
    assert company.id in found.ids


def test_a_filter_narrows_whatever_it_says_of_status(session, viewer):
    for n, name in enumerate(("海棠", "禾木", "青岚")):
        company = create_company(session, viewer, {"name": name, "headcount": str(90 * (n + 1)), "owner": "小乔"})
        deal = create_deal(session, viewer, company, {"pushed_by": "CEO"})
        date_stages(session, viewer, deal, 知道我们=90, **({"签约": 20} if n else {"丢单": 20}))
    narrow = SheetFilter(owner=("小乔",), headcount=(100, 200), status=("talking",))
    found = outcomes(session, viewer, narrow)
    assert (list(found.names), list(found.values["size"])) == (["禾木"], ["100-199"])
    assert found.lost["size"] == {}
    assert outcomes(session, viewer).lost["size"] == {"50-99": 1}


def test_outsiders_read_no_names(example_db):
    with example_db.read() as session:
        viewer = replace(viewer_for(workspace(session, "scrm-zh"), "zh"), masked=True)
        found = outcomes(session, viewer)
    assert found.names[0] == "华东 · 家居零售 · 180 人"
    assert "海棠生活" not in found.names


def made_up(**values):
    n = len(next(iter(values.values())))
    return Outcomes(
        ids=list(range(n)),
        names=[str(i) for i in range(n)],
        days=np.arange(1.0, n + 1),
        decided=np.ones(n, dtype=bool),
        renewed=np.arange(n) % 2 == 0,
        values=values,
    )


def test_small_groups_are_shown_and_not_compared():
    found = cuts(made_up(pushed_by=["a"] * 5 + ["b"] * 4 + ["c"] * 2 + [None]), ["pushed_by"])["pushed_by"]
    assert [(g.value, len(g.members), set(g.against)) for g in found.groups] == [
        ("a", 5, {DAYS, RENEWED, WON}),
        ("b", 4, {DAYS, RENEWED, WON}),
        ("c", 2, set()),
    ]
    assert (found.unknown, found.family) == (1, 6)
    a = found.groups[0].against[DAYS]
    assert (a.first.n, a.second.n, a.second.value) == (5, 6, 8.5)


def test_one_group_has_nothing_to_be_compared_with_and_many_are_cut_short():
    assert cuts(made_up(pushed_by=["a"] * 9), ["pushed_by"])["pushed_by"].family == 0
    many = cuts(made_up(pushed_by=[f"{n:02d}" for n in range(20) for _ in range(3)]), ["pushed_by"])["pushed_by"]
    assert (len(many.groups), many.more, many.family) == (12, 8, 36)


def test_nobody_signed_is_no_group(session, viewer):
    assert cuts(outcomes(session, viewer))["pushed_by"].groups == ()


def said(example_db, lang, field):
    """The sentence and the title of a cut of the example."""
    with example_db.read() as session:
        viewer = viewer_for(workspace(session, f"scrm-{lang}"), lang)
        cut, t = cuts(outcomes(session, viewer))[field], Words(lang)
        say = wording.namer(field, t, lists(session, viewer))
    return wording.sentence(cut, t, say), wording.finding(cut, t, say)


def test_the_surprise_in_words(example_db):
    assert said(example_db, "zh", "pushed_by") == (
        "CEO 推动的签得快（38 天，5 家；市场总监 96 天，7 家），但续得少（1/4；市场总监 6/6；只当线索）。"
        "一共比了 26 组。",
        "CEO 推动的签得快，但续得少",
    )
    assert said(example_db, "en", "pushed_by") == (
        "Deals pushed by CEO sign faster (38 days, 5 companies; Marketing director 96 days, 7 companies), "
        "but renew less (1 of 4; Marketing director 6 of 6; only a clue). 26 comparisons made in all.",
        "Deals pushed by CEO sign faster, but renew less",
    )


def test_the_flat_control_in_words(example_db):
    sentence, title = said(example_db, "zh", "prior_kind")
    assert sentence.startswith("看不出差别。差得最多的是：以前是“竞品”的")
    assert "说不准" in sentence
    assert sentence.endswith("一共比了 26 组。")
    assert title == "“同类产品类型”：看不出差别"


PLAIN = wording.Namer("谁推动", str, "{} 推动的".format)
"""A namer for values that are no codes."""


def named(cut, lang="zh"):
    return wording.sentence(cut, Words(lang), PLAIN), wording.finding(cut, Words(lang), PLAIN)


def test_what_cannot_be_compared_is_said():
    alone = cuts(made_up(pushed_by=["CEO"] * 4), ["pushed_by"])["pushed_by"]
    assert named(alone) == ("知道的客户“谁推动”都是 CEO，还没有可比的。", "CEO 推动的一般 2 天签约")
    few = cuts(made_up(pushed_by=["CEO", "IT"]), ["pushed_by"])["pushed_by"]
    assert named(few) == ("太少，还比不了：两边各要至少 3 家。", "“谁推动”：太少，还比不了")
    same = cuts(replace(made_up(pushed_by=list("aabb") * 2), days=np.full(8, 9.0)), ["pushed_by"])["pushed_by"]
    assert named(same)[0] == "看不出差别。一共比了 3 组。"


@pytest.mark.parametrize("look", [LIGHT, DARK])
def test_every_customer_is_a_dot_that_tells_its_fate(example_db, look):
    with example_db.read() as session:
        viewer = viewer_for(workspace(session, "scrm-zh"), "zh")
        found = outcomes(session, viewer)
        say = wording.namer("pushed_by", Words("zh"), lists(session, viewer))
    figure = charts.spread(cuts(found)["pushed_by"], found, Words("zh"), look, say)
    assert {trace.name: len(trace.x) for trace in figure.data} == {"续费了": 7, "走了": 3, "还没到期": 2}
    assert [a.text for a in figure.layout.annotations] == ["96 天 · 续费 6/6", "38 天 · 续费 1/4"]
    assert [round(s.x0) for s in figure.layout.shapes] == [96, 38]


def test_many_customers_are_drawn_as_their_middle_half():
    many = made_up(pushed_by=["a", "b"] * 200)
    figure = charts.spread(cuts(many, ["pushed_by"])["pushed_by"], many, Words("en"), LIGHT, PLAIN)
    (bar,) = figure.data
    assert len(bar.x) == 2
    assert bar.base[0] == pytest.approx(100, abs=2)


def test_a_name_like_markup_is_shown_as_text():
    odd = replace(made_up(pushed_by=["<b>x</b>"] * 3), names=["<i>甲</i>", "乙", "丙"])
    figure = charts.spread(cuts(odd, ["pushed_by"])["pushed_by"], odd, Words("zh"), LIGHT, PLAIN)
    assert "&lt;i&gt;甲" in figure.data[0].hovertext[0]
    assert "<b>" not in figure.layout.yaxis.ticktext[0]
