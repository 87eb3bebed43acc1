"""Two rows of one company become one with everything that hangs on both; undo makes two of them again."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from persona_core.companies.models import Company
from persona_core.companies.own_fields import delete_own_field
from persona_core.companies.said_names import say_same
from persona_core.deals.models import Deal
from persona_core.evidence.changes import recording, undo
from persona_core.evidence.models import ExternalId, Observation
from persona_core.evidence.resolving import own_values, rebuild, to_json
from persona_core.exchange.undoing.commands import undo_batch
from persona_core.exchange.uniting import OTHER, alike_companies, differences, possible_duplicates, unite
from persona_core.kit.errors import Invalid
from persona_core.stories.models import Story
from persona_core.vocabulary.queries import lists, own_fields
from tests.factories.imports import tally

ONE, TWO = "海棠生活", "海棠生活家居用品"
COMPANIES = f"客户编号,企业名称,人数,区域,年费,签约日\nA1,{ONE},80,华东,5000,2025-03-01\nB2,{TWO},120,华南,,\n"
PEOPLE = f"姓名,公司,职务,手机\n王芳,{ONE},采购总监,\n王芳,{TWO},采购总监,13800000000\n李雷,{TWO},店长,\n"
DEALS = f"商机编号,企业名称,产品\nD1,{TWO},标准版\n"
STORIES = f"企业名称,正文\n{TWO},以前对账要三天\n"
SEATS = "{name},老板,70\n{name},采购,30\n"
CHAINS = "企业名称,岗位,拍板点数\n" + SEATS.format(name=ONE) + SEATS.format(name=TWO)


@pytest.fixture
def twice(desk):
    for sheet, kind in ((COMPANIES, "companies"), (PEOPLE, "people"), (DEALS, "deals"), (STORIES, "stories")):
        assert tally(desk.take(sheet, kind))[3] == 0
    assert tally(desk.take(CHAINS, "chain"))[3] == 0
    return desk


def united(desk, **options):
    with desk.db.write() as session, recording(session, desk.viewer, "两家并成一家") as log:
        unite(session, desk.viewer, desk.company(ONE).id, desk.company(TWO).id, **options)
    return log.change_id


def test_everything_goes_to_the_kept_one(twice):
    united(twice)
    kept = twice.company(ONE)
    assert twice.rows(select(Company.name)) == [ONE]
    assert {deal.company_id for deal in twice.rows(select(Deal))} == {kept.id}
    assert sorted((p.name, p.phone) for p in twice.people()) == [("李雷", None), ("王芳", "13800000000")]
    assert twice.rows(select(Story.company_id)) == [kept.id]
    keys = select(ExternalId.value).where(ExternalId.kind == "company").order_by(ExternalId.value)
    assert twice.rows(keys) == ["A1", "B2"]
    assert kept.status == "active"
    assert set(twice.moment(ONE)) == {"老板", "采购财务"}
    assert twice.chain(ONE, twice.rows(select(Deal).where(Deal.product == "标准版"))[0]) is not None


def test_the_columns_are_what_the_ledger_of_both_says(twice):
    united(twice, choices={"region": OTHER})
    kept = twice.company(ONE)
    with twice.db.read() as session:
        said = session.scalars(select(Observation).where(Observation.subject_id == kept.id).order_by(Observation.id))
        columns, provenance = rebuild(said)
    assert {k: to_json(getattr(kept, k)) for k in columns} == columns
    assert kept.provenance == provenance
    assert (kept.region, provenance["region"]["source"]) == ("华南", "hand")


def test_fields_that_differ_are_shown_with_the_better_source(twice):
    twice.take(f"客户编号,企业名称,人数\nA1,{ONE},90\n", "companies", source="contract")
    with twice.db.read() as session:
        kept, other = (session.scalars(select(Company).where(Company.name == name)).one() for name in (ONE, TWO))
        found = {
            one.field: (one.kept, one.other, one.better) for one in differences(session, twice.viewer, kept, other)
        }
    assert found["name"] == (ONE, TWO, "kept")
    assert found["headcount"] == (90, 120, "kept")
    assert found["region"][:2] == ("华东", "华南")
    assert "status" not in found


def test_a_file_with_the_other_name_or_id_finds_the_kept_one(twice):
    united(twice)
    assert tally(twice.take(f"企业名称,行业\n{TWO},家居零售\n", "companies"))[:2] == (0, 1)
    assert tally(twice.take("客户编号,行业\nB2,家居\n", "companies"))[:2] == (0, 1)
    assert twice.rows(select(func.count()).select_from(Company)) == [1]


def test_undo_makes_two_of_them_again(twice):
    before = twice.counts()
    step = united(twice)
    with twice.db.write() as session:
        undo(session, twice.viewer, step)
    assert twice.counts() == before
    homes = {p.phone: p.company_id for p in twice.people()}
    assert homes["13800000000"] == twice.company(TWO).id
    assert twice.company(TWO).region == "华南"


def test_pairs_are_listed_until_somebody_says_that_they_are_two(twice):
    with twice.db.write() as session:
        (pair,) = possible_duplicates(session, twice.viewer)
        assert (pair.kept_name, pair.other_name) == (ONE, TWO)
        kept = session.get(Company, pair.kept)
        assert alike_companies(session, twice.viewer, kept) == {pair.other: TWO}
        say_same(session, twice.viewer, TWO, pair.kept, False)
        assert possible_duplicates(session, twice.viewer) == []


def test_a_company_cannot_be_made_one_with_itself(twice):
    with pytest.raises(Invalid), twice.db.write() as session:
        unite(session, twice.viewer, twice.company(ONE).id, twice.company(ONE).id)


def test_own_fields_go_over_and_those_deleted_stay_gone(desk):
    sheet = f"企业,评分,店型\n{ONE},7,直营\n{TWO},9,加盟\n"
    desk.take(sheet, "companies", mapping={"评分": "own:评分", "店型": "own:店型=text"})
    with desk.db.write() as session:
        gone = next(one for one in own_fields(session, desk.viewer) if one.label == "店型")
        delete_own_field(session, desk.viewer, gone.id, with_values=True)
        key = next(iter(lists(session, desk.viewer).own))
        found = differences(session, desk.viewer, desk.company(ONE), desk.company(TWO))
    assert [one.field for one in found] == ["name", key]
    united(desk, choices={key: OTHER})
    assert own_values(desk.company(ONE)) == {key: 9}


def test_an_import_is_taken_back_after_its_companies_were_made_one(desk):
    first = desk.take(COMPANIES, "companies").batch
    desk.take(f"企业名称,行业\n{TWO},家居零售\n", "companies")
    united(desk)
    with desk.db.write() as session:
        undone = undo_batch(session, desk.viewer, first)
    assert desk.rows(select(Company.name)) == [ONE]
    kept = desk.company(ONE)
    assert kept.headcount is None
    assert kept.industry is not None
    assert undone.kept
