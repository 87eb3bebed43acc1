"""Chains go out as a table and come in again as they were."""

from __future__ import annotations

import csv
import io

import pytest

from persona_core.access.queries import viewer_for, workspace
from persona_core.companies.commands import create_company
from persona_core.deals.commands import create_deal
from persona_core.decision_chain.commands import SeatInput, add_seat, ensure_chain, save_moment
from persona_core.exchange.commands import import_given
from persona_core.exchange.exporting import render
from persona_core.exchange.importing.reading import open_files
from persona_core.exchange.workspaces import open_workspace
from persona_core.kit.words import Words
from tests.command_line import called
from tests.factories.chains import CEO, DIRECTOR, example_chain
from tests.factories.imports import tally


def exported(session, viewer, lang="zh", company_id=None):
    return render(session, viewer, Words(lang), ".csv", kind="chain", company_id=company_id)


def cells(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_example_goes_out_and_comes_in_unchanged(example_db, lang):
    with example_db.write() as session:
        viewer = viewer_for(workspace(session, f"scrm-{lang}"), lang)
        content = exported(session, viewer, lang)
        given = open_files([("chains.csv", content)], "chain")
        assert tally(import_given(session, viewer, given, "chain")) == (0, 0, 132, 0)
        fresh = viewer_for(open_workspace(session, name="fresh", lang=lang), lang)
        result = import_given(session, fresh, given, "chain")
        assert tally(result) == (132, 0, 0, 0)
        assert exported(session, fresh, lang) == content


def test_what_is_hard_to_write_comes_in_unchanged(desk):
    strange = ("采购、财务", "IT: 运维", "CEO（代）", "老板;娘", "会参考室 25")
    with desk.db.write() as session:
        company = create_company(session, desk.viewer, {"name": "海棠生活"})
        example_chain(session, desk.viewer, company, **{DIRECTOR: 2})
        deal = create_deal(session, desk.viewer, company, {"product": "增购"})
        chain = ensure_chain(session, desk.viewer, company.id, deal.id)
        seats = [SeatInput(position=p, points=100 / 3, own_points=100) for p in strange]
        heard = {strange[0]: 100 / 7, strange[1]: 20.0, strange[2]: 5.5}
        seats[3] = SeatInput(position=strange[3], points=0, own_points=100 - sum(heard.values()), listens=heard)
        save_moment(session, desk.viewer, chain.id, "purchase", seen=None, seats=seats)
        begun = create_company(session, desk.viewer, {"name": "刚开始"})
        add_seat(session, desk.viewer, ensure_chain(session, desk.viewer, begun.id).id, CEO)
    before = desk.counts()
    with desk.db.read() as session:
        content = exported(session, desk.viewer)
    rows = cells(content)
    assert rows[8]["商机编号"] == str(deal.id)
    assert [row["拍板时"] for row in rows if row["企业"] == "刚开始"] == [""]
    assert tally(desk.take(content, "chain")) == (0, 0, 14, 0)
    assert desk.counts() == before
    with desk.db.read() as session:
        assert exported(session, desk.viewer) == content


def test_one_company_and_no_names(desk):
    with desk.db.write() as session:
        for name in ("海棠生活", "禾木母婴"):
            company = create_company(session, desk.viewer, {"name": name})
            example_chain(session, desk.viewer, company, renewal=False)
    with desk.db.read() as session:
        one = cells(exported(session, desk.viewer, company_id=desk.company("禾木母婴").id))
        assert {row["企业"] for row in one} == {"禾木母婴"}
        masked = viewer_for(workspace(session, str(desk.viewer.workspace_id)), "zh", masked=True)
        content = exported(session, masked).decode()
    assert "海棠" not in content
    assert "备注" not in content


def test_the_command_says_what_a_table_may_hold(example_url, tmp_path):
    def call(*arguments):
        return called(example_url, "export", "--workspace", "scrm-zh", *arguments)

    target = tmp_path / "chains.csv"
    assert call("--to", str(target), "--as", "chain", "--company", "澄湖家居").returncode == 0
    rows = cells(target.read_bytes())
    assert len(rows) == 8
    assert rows[1]["听谁的"] == "市场总监:很听"
    assert call("--to", str(tmp_path / "x.md"), "--as", "chain").returncode == 2
    assert call("--to", str(target), "--as", "people").returncode == 2
    assert call("--to", str(target), "--company", "澄湖家居").returncode == 2
    assert call("--to", str(target), "--as", "chain", "--company", "没有").returncode == 1
