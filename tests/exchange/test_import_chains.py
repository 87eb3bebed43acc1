"""Chains from a file: a moment goes in as a whole, in words or points, and says what it changes."""

from __future__ import annotations

import pytest
from openpyxl import Workbook
from sqlalchemy import event, select

from persona_core.companies.models import Company
from persona_core.decision_chain import queries as chains
from persona_core.decision_chain.commands import save_moment
from persona_core.decision_chain.models import Moment, Stance
from persona_core.evidence import changes
from persona_core.exchange.commands import import_given, plan_given
from persona_core.exchange.importing.mapping import guess_kind
from persona_core.exchange.importing.plan import Action
from persona_core.exchange.importing.reading import open_files, open_paste
from persona_core.kit import clock
from tests.factories.chains import CEO, CHAIRMAN, DIRECTOR, STAFF
from tests.factories.imports import EN, ZH, tally

HEAD = "企业,岗位,时点,拍板时,拍板分,听谁的,态度,姓名,接触,一票否决\n"
PURCHASE = """海棠生活,市场总监,采购,有一票,,,力推,王伟,常联系,否
海棠生活,CEO,采购,说了算,,很听市场总监,还不清楚,,没见过,
海棠生活,董事长,,有一票,,市场总监:会参考；CEO（会参考）,,还不知道是谁,,是
海棠生活,市场部员工,购买,没份,,自己,,,,
"""
RENEWAL = """海棠生活,市场总监,续费,,50,市场部员工:65;市场总监:35,,,,
海棠生活,CEO,续约,,25,市场总监:40、市场部员工：20，自己：40,,,,
海棠生活,董事长,renewal,,5,"市场总监:25,CEO:25",,,,
海棠生活,市场部员工,续费,,20,,,,,
"""


def totals(rows, of=(DIRECTOR, CEO, CHAIRMAN, STAFF)):
    return [round(rows[position].total, 3) for position in of]


def refused(result):
    return [(r.row, r.column, r.error.text(ZH)) for r in result.plan.refusals]


def test_both_moments_of_a_chain_in_one_file(desk):
    result = desk.take(HEAD + PURCHASE + RENEWAL, "chain")
    assert tally(result) == (8, 0, 0, 0)
    rows = desk.moment("海棠生活")
    assert totals(rows) == [0.607, 0.25, 0.143, 0]
    assert totals(desk.moment("海棠生活", "renewal")) == [0.216, 0.105, 0.025, 0.654]
    director = rows[DIRECTOR]
    assert (director.seat.person, director.seat.contact_label, director.stance) == ("王伟", "常联系", Stance.CHAMPIONS)
    assert (director.stance_on, director.stance_source) == (clock.today(), "sales")
    assert [rows[p].stance for p in (CEO, CHAIRMAN)] == [None, None]
    assert [rows[p].seat.person for p in (CEO, CHAIRMAN)] == [None, None]
    assert [rows[p].veto for p in (DIRECTOR, CEO, CHAIRMAN)] == [False, False, True]
    (person,) = desk.people()
    assert (person.name, person.title, person.position) == ("王伟", "市场总监", "marketing_director")
    said = [note.text(ZH) for note in result.plan.notes]
    assert "顺带新建 1 家企业：海棠生活。" in said
    assert "写入 2 条链（采购、续费分开算）。" in said
    assert "顺带新建 1 个联系人：王伟。" in said


def test_the_same_file_again_changes_nothing(desk):
    desk.take(HEAD + PURCHASE + RENEWAL, "chain")
    before, version = desk.counts(), desk.chain("海棠生活").moments[Moment.PURCHASE].version
    again = desk.take(HEAD + PURCHASE + RENEWAL, "chain")
    assert tally(again) == (0, 0, 8, 0)
    assert not again.stored
    assert desk.counts() == before
    assert desk.chain("海棠生活").moments[Moment.PURCHASE].version == version


def test_a_later_file_replaces_what_it_says_and_leaves_the_rest(desk):
    desk.take(HEAD + PURCHASE, "chain")
    view = desk.chain("海棠生活")
    moment = view.moments[Moment.PURCHASE]
    with desk.db.write() as session:
        seats = [row.as_input() for row in moment.rows]
        save_moment(
            session, desk.viewer, view.id, "purchase", seen=moment.version, seats=seats, base_rate=0.3,
            anchors={DIRECTOR: 0.8},
        )  # fmt: skip
    later = "企业,岗位,拍板时,态度,接触\n海棠生活,CEO,有一票,支持,见过\n海棠生活,IT,过问,,\n"
    result = desk.take(later, "chain")
    assert tally(result) == (1, 1, 0, 0)
    changed = [(c.key, c.old, c.new) for c in result.plan.rows[0].changes]
    assert changed == [
        ("contact", "never", "met"), ("say", 3, 2), ("stance", None, 1),
    ]  # fmt: skip
    assert result.plan.rows[0].name == "海棠生活 · CEO · 采购"
    rows, after = desk.moment("海棠生活"), desk.chain("海棠生活").moments[Moment.PURCHASE]
    assert list(rows) == [DIRECTOR, CEO, CHAIRMAN, STAFF, "IT"]
    assert rows[CEO].listens == (("marketing_director", 50),)
    assert (rows[DIRECTOR].stance, rows[DIRECTOR].seat.person) == (Stance.CHAMPIONS, "王伟")
    assert (after.base_rate, dict(after.anchors)) == (0.3, {"marketing_director": 0.8})
    assert round(sum(row.total for row in rows.values()), 9) == 1


def test_an_empty_cell_keeps_what_is_known_and_a_word_takes_it_away(desk):
    desk.take(HEAD + PURCHASE, "chain")
    blank = HEAD + "海棠生活,市场总监,采购,,,,,,,\n"
    assert tally(desk.take(blank, "chain")) == (0, 0, 1, 0)
    gone = HEAD + "海棠生活,市场总监,采购,有一票,,,还不清楚,还不知道是谁,,\n海棠生活,CEO,采购,说了算,,自己,,,,\n"
    assert tally(desk.take(gone, "chain")) == (0, 2, 0, 0)
    rows = desk.moment("海棠生活")
    assert (rows[DIRECTOR].stance, rows[DIRECTOR].stance_on, rows[DIRECTOR].seat.person) == (None, None, None)
    assert rows[CEO].listens == ()
    assert [p.name for p in desk.people()] == ["王伟"]


@pytest.mark.parametrize(
    ("rows", "line", "column", "said"),
    [
        ("甲,CEO,说了算,,市场总监:60;自己:60\n甲,市场总监,有一票,,\n", 2, "听谁的", "一共 120 分"),
        ("甲,CEO,说了算,,市场总监:30;CEO:50\n甲,市场总监,有一票,,\n", 2, "听谁的", "一共 80 分"),
        ("甲,CEO,说了算,,市场总监:70;IT:40\n甲,市场总监,有一票,,\n甲,IT,没份,,\n", 2, "听谁的", "110"),
        ("甲,CEO,,40,\n甲,市场总监,,-5,\n", 3, "拍板分", "0 到 100"),
        ("甲,CEO,,140,\n甲,市场总监,,60,\n", 2, "拍板分", "0 到 100"),
        ("甲,CEO,说了算,,市场总监:140\n甲,市场总监,有一票,,\n", 2, "听谁的", "0 到 100"),
        ("甲,CEO,说了算,,秘书:25\n甲,市场总监,有一票,,\n", 2, "听谁的", "“秘书”"),
        ("甲,CEO,说了算,,\n甲,总经理,有一票,,\n", 3, "岗位", "第 2 行"),
        ("甲,CEO,说了算,,市场总监:100\n甲,市场总监,有一票,,CEO:100\n", 2, "听谁的", "CEO · 市场总监"),
        ("甲,CEO,说了算,,\n甲,市场总监,,40,\n", 3, "拍板分", "CEO却没有"),
        ("甲,CEO,说了算,,\n甲,市场总监,老大,,\n", 3, "拍板时", "“老大”"),
        ("甲,CEO,说了算,,a;b;c\n甲,a,,,\n甲,b,,,\n甲,c,,,\n", 2, "听谁的", "3 个"),
        ("甲,CEO,说了算,,\n甲,,有一票,,\n", 3, "岗位", "空"),
        ("甲,CEO,说了算,,市场总监:很喜欢\n甲,市场总监,有一票,,\n", 2, "听谁的", "看不懂"),
    ],
)
def test_a_row_that_cannot_be_keeps_its_chain_out_and_no_other(desk, rows, line, column, said):
    head = "企业,岗位,拍板时,拍板分,听谁的\n"
    result = desk.take(head + rows + "乙,CEO,说了算,,\n", "chain")
    told = refused(result)
    assert [r for r in told if r[0] == line and r[1] == column and said in r[2]], told
    others = [r for r in told if r[0] != line]
    assert all(r[1] is None and f"第 {line} 行" in r[2] for r in others), told
    assert result.plan.refused == rows.count("\n")
    assert result.plan.count(Action.NEW) == 1
    assert [c.name for c in desk.rows(select(Company))] == ["乙"]
    assert "整条进不来的链有 1 条（采购、续费分开算）。" in [n.text(ZH) for n in result.plan.notes]


def test_one_moment_may_go_in_while_the_other_is_refused(desk):
    result = desk.take(HEAD + PURCHASE + RENEWAL.replace("市场部员工:65", "前台:65"), "chain")
    assert tally(result)[0] == 4
    assert result.plan.refused == 4
    assert totals(desk.moment("海棠生活")) == [0.607, 0.25, 0.143, 0]
    assert desk.chain("海棠生活").moments[Moment.RENEWAL].version is None


def test_a_moment_nobody_can_read_keeps_the_whole_chain_out(desk):
    result = desk.take(HEAD + PURCHASE + "海棠生活,IT,采够,过问,,,,,,\n", "chain")
    assert result.plan.refused == 5
    assert "“采够”" in refused(result)[-1][2]
    assert set(desk.counts().values()) == {0}
    alone = desk.take("企业,岗位,时点,拍板时\n甲,CEO,采够,说了算\n", "chain")
    assert "整条进不来的链有 1 条（采购、续费分开算）。" in [note.text(ZH) for note in alone.plan.notes]


def test_rows_of_one_chain_agree_on_who_sits_there(desk):
    rows = HEAD + PURCHASE + RENEWAL.replace("续费,,50,市场部员工:65;市场总监:35,,,,", "续费,,50,,,李雷,,")
    result = desk.take(rows, "chain")
    assert (6, "姓名") in {r[:2] for r in refused(result)}
    assert tally(result)[0] == 4


def test_sixty_one_positions_are_too_many_and_sixty_are_not(desk):
    head = "企业,岗位,拍板时\n"
    sixty = "".join(f"甲,岗位{n},过问\n" for n in range(60))
    assert tally(desk.take(head + sixty, "chain"))[0] == 60
    result = desk.take(head + "甲,岗位60,过问\n", "chain")
    assert refused(result) == [(2, "岗位", "一条链最多 60 个岗位。先去掉一个没份的。")]


def test_an_unknown_deal_is_refused_and_a_known_one_has_its_own_chain(desk):
    desk.take("商机编号,公司,产品\nD1,海棠生活,增购\n", "deals")
    head = "商机编号,企业,岗位,拍板时\n"
    result = desk.take(head + "D1,,CEO,说了算\nD9,海棠生活,CEO,说了算\nD1,禾木母婴,CEO,说了算\n", "chain")
    told = {r[:2]: r[2] for r in refused(result)}
    assert "没有编号是“D9”的商机" in told[3, "商机编号"]
    assert "海棠生活" in told[4, "企业"]
    good = desk.take(head + "D1,,CEO,说了算\n,海棠生活,市场总监,说了算\n", "chain")
    assert tally(good) == (2, 0, 0, 0)
    (deal,) = desk.deals("海棠生活")
    assert [s.label for s in desk.chain("海棠生活", deal).seats] == [CEO]
    assert [s.label for s in desk.chain("海棠生活").seats] == [DIRECTOR]


def test_people_are_found_by_name_title_or_by_the_position_they_hold(desk):
    desk.take("公司,姓名,职务\n海棠生活,王伟,\n海棠生活,,采购经理\n海棠生活,李雷,总经理\n", "people")
    head = "企业,岗位,姓名,拍板时\n"
    rows = "海棠生活,市场总监,王 伟,说了算\n海棠生活,采购,采购经理,过问\n海棠生活,CEO,,有一票\n海棠生活,法务,韩梅梅,\n"
    assert tally(desk.take(head + rows, "chain")) == (4, 0, 0, 0)
    found = {s.label: s.person for s in desk.chain("海棠生活").seats}
    assert found == {"市场总监": "王伟", "采购财务": "采购经理", "CEO": "李雷", "法务": "韩梅梅"}
    assert len(desk.people()) == 4
    assert tally(desk.take(head + rows, "chain")) == (0, 0, 4, 0)


def test_a_list_of_people_makes_a_chain_without_a_word_about_who_decides(desk):
    rows = "企业,岗位,姓名,接触\n甲,CEO,王伟,见过\n甲,IT,,\n"
    assert tally(desk.take(rows, "chain")) == (2, 0, 0, 0)
    assert tally(desk.take(rows, "chain")) == (0, 0, 2, 0)
    view = desk.chain("甲")
    assert [(s.label, s.person, s.contact_label) for s in view.seats] == [("CEO", "王伟", "见过"), ("IT", None, "")]
    assert view.moments[Moment.PURCHASE].version is None


def test_stances_go_in_before_anybody_is_said_to_decide(desk):
    result = desk.take("企业,岗位,态度,听谁的\n甲,CEO,支持,IT:100\n甲,IT,反对,CEO:100\n", "chain")
    assert tally(result) == (2, 0, 0, 0)
    assert any("还没人说得上谁拍板的链有 1 条" in note.text(ZH) for note in result.plan.notes)
    assert typical(desk).moments[Moment.PURCHASE] == 0
    rows = desk.moment("甲")
    assert [(row.stance, row.total) for row in rows.values()] == [(1, 0), (-2, 0)]
    said = desk.take("企业,岗位,拍板时,听谁的\n甲,CEO,说了算,自己\n", "chain")
    assert tally(said) == (0, 1, 0, 0)
    assert totals(desk.moment("甲"), (CEO, "IT")) == [1, 0]
    assert typical(desk).moments[Moment.PURCHASE] == 1


def typical(desk):
    with desk.db.read() as session:
        return chains.typical(session, desk.viewer)


def test_words_of_lists_that_nobody_adds_to_by_file(desk):
    result = desk.take("企业,岗位,拍板时,接触,角色\n甲,CEO,说了算,喝过酒,拍板人\n乙,CEO,说了算,见过,EB\n", "chain")
    ((row, column, said),) = refused(result)
    assert (row, column) == (2, "接触")
    assert "没见过、见过、常联系、能说实话" in said
    assert desk.chain("乙").seats[0].role == "拍板人"


def test_an_experience_that_would_rest_on_nothing_keeps_the_chain_out(desk):
    desk.take(HEAD + PURCHASE, "chain")
    view = desk.chain("海棠生活")
    with desk.db.write() as session:
        seats = [row.as_input() for row in view.moments[Moment.PURCHASE].rows]
        save_moment(session, desk.viewer, view.id, "purchase", seen=1, seats=seats, anchors={DIRECTOR: 0.7})
    rows = "企业,岗位,拍板时,听谁的\n海棠生活,市场总监,没份,\n海棠生活,CEO,说了算,自己\n海棠生活,董事长,有一票,自己\n"
    result = desk.take(rows, "chain")
    assert result.plan.refused == 3
    assert "市场总监就没有话语权了" in refused(result)[0][2]
    assert totals(desk.moment("海棠生活")) == [0.607, 0.25, 0.143, 0]


def test_points_that_make_no_hundred_count_in_proportion_and_it_is_said(desk):
    result = desk.take("企业,岗位,拍板分\n甲,CEO,3\n甲,IT,1\n乙,CEO,0.7\n乙,IT,30%\n丙,CEO,33\n丙,IT,67\n", "chain")
    assert totals(desk.moment("甲"), (CEO, "IT")) == [0.75, 0.25]
    said = " ".join(note.text(ZH) for note in result.plan.notes)
    assert "有 2 条链的拍板分加起来不是 100" in said
    fractions = desk.take("企业,岗位,拍板分\n丁,CEO,0.7\n丁,IT,0.3\n", "chain")
    assert [row.points for row in desk.moment("丁").values()] == [70, 30]
    assert not any("加起来" in note.text(ZH) for note in fractions.plan.notes)


def test_headers_as_people_write_them(desk):
    content = (
        "客户名称,职位/角色,对接人,话语权,听谁的,对我们的态度,是否一票否决,接触程度\n甲,CEO,王伟,说了算,,支持,√,见过\n"
    )
    given = open_files([("a.csv", content.encode())])
    assert guess_kind(given.sheet) == "chain"
    with desk.db.read() as session:
        plan = plan_given(session, desk.viewer, given, "chain").plan
    assert [c.key for c in plan.columns] == [
        "company", "position", "person", "say", "listens_to", "stance", "veto", "contact",
    ]  # fmt: skip
    numbers = open_files([("b.csv", "客户,角色,话语权\n甲,CEO,60\n甲,IT,40\n".encode())])
    assert guess_kind(numbers.sheet) == "chain"
    with desk.db.read() as session:
        plan = plan_given(session, desk.viewer, numbers, "chain").plan
    assert [c.key for c in plan.columns] == ["company", "position", "decision_points"]


def test_a_workbook_and_english_words(desk, tmp_path):
    book = Workbook()
    for row in (
        ["Company", "Position", "Person", "Moment", "When deciding", "Listens to", "Stance", "Veto", "Contact"],
        ["Acme", "CEO", "Ann Lee", "purchase", 3, None, "Supports us", True, "Met"],
        ["Acme", "IT", None, "Purchase", "Is asked", "listens closely to CEO", -1, "no", None],
    ):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    result = desk.take_path(tmp_path / "a.xlsx", "chain")
    assert tally(result) == (2, 0, 0, 0)
    rows = desk.moment("Acme")
    assert (rows["CEO"].say, rows["CEO"].stance, rows["CEO"].veto, rows["CEO"].seat.person) == (3, 1, True, "Ann Lee")
    assert (rows["IT"].say, rows["IT"].stance, rows["IT"].listens) == (1, -1, (("ceo", 50),))
    wrong = desk.take("Company,Position,Stance\nAcme,CEO,so and so\n", "chain")
    assert "is not one of the choices" in wrong.plan.refusals[0].error.text(EN)


def test_a_sheet_saved_by_a_chinese_spreadsheet_in_gb18030(desk):
    assert tally(desk.take((HEAD + PURCHASE).replace("\n", "\r\n"), "chain", encoding="gb18030")) == (4, 0, 0, 0)


def test_all_or_nothing(desk):
    content = "企业,岗位,拍板时\n甲,CEO,说了算\n乙,CEO,老大\n"
    result = desk.take(content, "chain", all_or_nothing=True)
    assert result.stored_nothing
    assert set(desk.counts().values()) == {0}


def test_an_import_is_undone_as_one_step(desk):
    desk.take(HEAD + PURCHASE, "chain")
    before = (desk.counts(), totals(desk.moment("海棠生活")), desk.moment("海棠生活")[CEO].listens)
    rows = (
        "企业,岗位,拍板时,听谁的,姓名",
        "海棠生活,CEO,有一票,自己,韩梅梅",
        "海棠生活,IT,过问,,",
        "乙,CEO,说了算,,李雷",
    )
    later = "\n".join(rows).replace(",", "\t")
    with desk.db.write() as session, changes.recording(session, desk.viewer, "粘贴") as step:
        import_given(session, desk.viewer, open_paste(later), "chain")
    assert totals(desk.moment("海棠生活")) != before[1]
    with desk.db.write() as session:
        changes.undo(session, desk.viewer, step.change_id)
    assert (desk.counts(), totals(desk.moment("海棠生活")), desk.moment("海棠生活")[CEO].listens) == before


def test_statements_grow_with_chunks_not_with_rows(desk):
    rows = "".join(f"公司{n},CEO,说了算,市场总监:50\n公司{n},市场总监,有一票,\n公司{n},IT,过问,\n" for n in range(700))
    seen = []

    @event.listens_for(desk.db.engine, "before_cursor_execute")
    def count(connection, cursor, statement, *rest):
        seen.append(statement)

    assert tally(desk.take("企业,岗位,拍板时,听谁的\n" + rows, "chain")) == (2_100, 0, 0, 0)
    assert len(seen) < 150
    assert totals(desk.moment("公司699"), (CEO, DIRECTOR)) == [0.25, 0.583]
