"""Words of a file that a list does not know: asked once with the nearest first, and read from then on."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from persona_core.companies.models import Company
from persona_core.exchange.importing.mapping import BadMapping
from persona_core.exchange.importing.unknown_values import UnknownValue, unknown_values
from persona_core.kit.errors import Invalid
from persona_core.vocabulary.meanings import entries, know_value_as, nearest
from persona_core.vocabulary.queries import lists
from tests.factories.imports import ZH, tally

SHEET = "企业,行业,客户状态,线索来源\n海棠生活,家居零售,在用,转介绍\n禾木,家居零售行业,跟单中,朋友推荐\n"


def known(desk):
    with desk.db.read() as session:
        return lists(session, desk.viewer)


def learn(desk, *told):
    with desk.db.write() as session:
        return know_value_as(session, desk.viewer, *told)


def test_unknown_words_are_named_with_what_they_may_mean_and_learned(desk):
    desk.take("企业,行业\n甲,家居零售\n乙,母婴\n", "companies")
    told = desk.take(SHEET, "companies", dry_run=True)
    assert unknown_values(told.plan, known(desk)) == [UnknownValue("status", "跟单中", refused=1)]
    learn(desk, "status", "talking", "跟单中")
    told = desk.take(SHEET, "companies", dry_run=True)
    found = {(one.list_name, one.written) for one in unknown_values(told.plan, known(desk))}
    assert found == {("industry", "家居零售行业"), ("lead_source", "朋友推荐")}
    assert nearest("家居零售行业", entries(known(desk), "industry", ZH))[0] == "家居零售"
    assert nearest("跟进中了", entries(known(desk), "status", ZH))[0] in entries(known(desk), "status", ZH)
    learn(desk, "industry", "家居零售", "家居零售行业")
    learn(desk, "lead_source", "referral", "朋友推荐")
    again = desk.take(SHEET, "companies")
    assert tally(again) == (2, 0, 0, 0)
    assert unknown_values(again.plan, known(desk)) == []
    rows = {c.name: c for c in desk.rows(select(Company))}
    assert (rows["禾木"].status, rows["禾木"].industry) == ("talking", "家居零售")
    assert desk.deals("禾木")[0].lead_source == "referral"


def test_a_word_has_one_meaning(desk):
    learn(desk, "status", "lost", "凉了")
    learn(desk, "status", "lost", "凉了")
    assert known(desk).terms["status"]["lost"].aliases == ["凉了"]
    with pytest.raises(Invalid) as refused:
        learn(desk, "status", "churned", "凉了")
    assert "凉了" in refused.value.text(ZH)
    with pytest.raises(Invalid):
        learn(desk, "industry", "没有的", "什么")


def test_a_map_says_what_words_mean_for_one_import(desk):
    desk.take("企业,行业\n甲,家居零售\n", "companies")
    words = {"value:status:跟单中": "在谈", "value:industry:家居零售行业": "家居零售"}
    words |= {"value:lead_source:朋友推荐": "referral"}
    told = desk.take(SHEET, "companies", mapping=words)
    assert tally(told) == (2, 0, 0, 0)
    rows = {c.name: c for c in desk.rows(select(Company))}
    assert (rows["禾木"].status, rows["禾木"].industry) == ("talking", "家居零售")
    assert desk.deals("禾木")[0].lead_source == "referral"
    assert known(desk).code("status", "跟单中") is None


@pytest.mark.parametrize("wrong", [{"value:status:跟单中": "飞了"}, {"value:headcount:很多": "9"}])
def test_a_word_that_means_nothing_there_is_a_wrong_call(desk, wrong):
    with pytest.raises(BadMapping):
        desk.take(SHEET, "companies", mapping=wrong)
    assert desk.counts()["company"] == 0
