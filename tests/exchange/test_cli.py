"""The command line: JSON alone on standard output, sentences for refusals, the exit codes of docs/cli.md."""

import json
from functools import partial

import pytest

from tests.command_line import called, started


@pytest.fixture
def call(example_url):
    return partial(called, example_url)


def test_workspaces_are_made_listed_and_deleted(call):
    assert (
        json.loads(call("workspace", "create", "mine", "--journey", "tender", "--json").stdout)["workspace"] == "mine"
    )
    names = [w["name"] for w in json.loads(call("workspaces", "--json").stdout)]
    assert names == ["scrm-zh", "scrm-en", "inventory-zh", "inventory-en", "mine"]
    stages = [s["stage"] for s in json.loads(call("show", "journey", "--workspace", "mine", "--json").stdout)["stages"]]
    assert "发标" in stages
    assert call("workspace", "delete", "mine").returncode == 0
    again = call("show", "companies", "--workspace", "mine")
    assert again.returncode == 1
    assert "没有工作区“mine”" in again.stderr
    assert again.stdout == ""


def test_a_deleted_example_stays_deleted(call):
    assert call("workspace", "delete", "scrm-en").returncode == 0
    assert call("prepare").stdout.strip() == "准备好了。"
    assert "scrm-en" not in call("workspaces").stdout


def test_an_example_is_not_loaded_twice(call):
    twice = call("demo", "load", "scrm", "--lang", "zh")
    assert twice.returncode == 1
    assert "scrm-zh" in twice.stderr


def test_refusals_speak_the_language_asked_for(call):
    assert "There is no workspace" in call("--lang", "en", "show", "companies", "--workspace", "nowhere").stderr
    unknown = call("--lang", "en", "demo", "load", "scrn")
    assert unknown.returncode == 1
    assert "Shipped: scrm --lang zh, scrm --lang en, inventory --lang zh" in unknown.stderr


def test_a_wrong_call_is_exit_2(call):
    assert call("show", "weather", "--workspace", "scrm-zh").returncode == 2
    assert call("--lang", "fr", "workspaces").returncode == 2
    assert call("export", "--workspace", "scrm-zh").returncode == 2


def test_a_database_that_was_never_migrated_says_how(tmp_path):
    done = started(f"sqlite:///{tmp_path / 'new.db'}", "workspaces")
    assert done.returncode == 1
    assert "persona_core migrate" in done.stderr
    assert "Traceback" not in done.stderr


def test_export_writes_the_file_and_says_its_size(example_url, tmp_path):
    target = tmp_path / "card.md"
    call = partial(started, example_url)
    answer = json.loads(call("export", "--workspace", "scrm-zh", "--to", str(target), "--masked", "--json").stdout)
    assert answer["bytes"] == target.stat().st_size
    assert "海棠生活" not in target.read_text(encoding="utf-8")


def test_chances_of_a_chain_are_set_added_and_taken_away(call):
    setting = ("chain", "set", "--workspace", "scrm-zh", "--company", "澄湖家居")
    shown = json.loads(call(*setting, "--base-rate", "0.3", "--anchor", "CEO=0.6", "--json").stdout)
    assert (shown["base_rate"], shown["anchors"]) == (0.3, {"市场总监": 0.7, "CEO": 0.6})
    assert call(*setting, "--anchor", "市场总监=", "--anchor", "总经理=0.5").returncode == 0
    shown = json.loads(call("show", "chain", "--workspace", "scrm-zh", "--company", "澄湖家居", "--json").stdout)
    assert (shown["base_rate"], shown["anchors"]) == (0.3, {"CEO": 0.5})


def test_chances_that_cannot_be_are_refused_in_a_sentence(call):
    setting = ("chain", "set", "--workspace", "scrm-zh", "--company", "澄湖家居")
    for arguments, said in (
        (("--base-rate", "2"), "0 到 1 之间"),
        (("--anchor", "市场总监=0.1"), "还不如平时"),
        (("--anchor", "前台=0.5"), "这条链上没有“前台”"),
        (("--anchor", "市场部员工=0.9"), "没有话语权"),
    ):
        refused = call(*setting, *arguments)
        assert (refused.returncode, refused.stdout) == (1, "")
        assert said in refused.stderr
    nobody = call(*setting[:-1], "没有这家", "--base-rate", "0.2")
    assert nobody.returncode == 1
    assert "没有这家" in nobody.stderr
    for wrong in ((), ("--anchor", "CEO"), ("--base-rate", "many"), ("--moment", "sometime", "--base-rate", "0.2")):
        assert call(*setting, *wrong).returncode == 2


def test_a_company_without_a_chain_shows_no_seats(call):
    call("workspace", "create", "mine")
    assert call("show", "chain", "--workspace", "mine", "--company", "甲").returncode == 1
    typical = json.loads(call("show", "chain", "--workspace", "mine", "--json").stdout)
    assert (typical["chains"], typical["seats"]) == (0, [])


def test_a_journey_is_shown_as_it_stood_in_groups_and_by_name(call):
    asked = ("show", "journey", "--workspace", "scrm-zh", "--journey", "短路径", "--unit", "deal", "--by", "pushed_by")
    shown = json.loads(call(*asked, "--json").stdout)
    assert (shown["unit"], shown["total"], shown["signed"], shown["left_out"]) == ("deal", 43, 13, [])
    weigh = next(row for row in shown["stages"] if row["stage"] == "权衡利弊")
    assert {"reached", "open", "step_conversion", "overall_conversion", "median_days", "p90_days"} <= set(weigh)
    assert {"from": "权衡利弊", "to": "丢单", "n": 14} in shown["transitions"]
    lost = next(o for o in shown["outcomes"] if (o["stage"], o["to"]) == ("权衡利弊", "丢单"))["probability"]
    assert 0 < lost["lo"] < lost["value"] < lost["hi"] < 1
    assert {group["group"]: group["n"] for group in shown["groups"]} == {"市场总监": 28, "CEO": 13}
    assert (shown["unknown"], shown["groups"][0]["difference"]["verdict"]) == (2, "说不准")
    recent = json.loads(call(*asked[:4], "--from", "2026-01-01", "--to", "2026-12-31").stdout)
    assert 0 < recent["total"] < 42


@pytest.mark.parametrize(
    ("option", "value", "exit_code", "said"),
    [
        ("--as-of", "2026-13-01", 2, "is not a date"),
        ("--as-of", "2090-01-01", 2, "lies in the future"),
        ("--from", "soon", 2, "is not a date"),
        ("--by", "colour", 2, "industry"),
        ("--unit", "people", 2, "people"),
        ("--journey", "nowhere", 1, "There is no journey"),
    ],
)
def test_a_journey_that_cannot_be_shown_is_said_in_a_sentence(call, option, value, exit_code, said):
    answer = call("--lang", "en", "show", "journey", "--workspace", "scrm-en", option, value)
    assert answer.returncode == exit_code
    assert said in " ".join(answer.stderr.replace("│", " ").split())
    assert answer.stdout == ""


def test_a_whole_workspace_goes_out_and_comes_in_under_a_new_name(call, tmp_path):
    target = tmp_path / "whole.json"
    assert call("export", "--workspace", "scrm-zh", "--to", str(target)).returncode == 0
    assert call("import", str(target), "--as", "workspace", "--workspace", "again").stdout.strip() == "again"
    twice = call("import", str(target), "--as", "workspace", "--workspace", "again")
    assert twice.returncode == 1
    assert "已经有工作区" in twice.stderr
    assert call("import", str(target), "--as", "workspace", "--workspace", "x", "--source", "sales").returncode == 2
    masked = call("--lang", "en", "export", "--workspace", "scrm-zh", "--to", str(tmp_path / "m.json"), "--masked")
    assert masked.returncode == 1
    assert "no masked file" in masked.stderr


def test_a_file_is_read_as_the_options_say(call, tmp_path):
    assert call("workspace", "create", "read").returncode == 0
    path = tmp_path / "客户.csv"
    path.write_bytes("a,b,c\n企业,签约日,年费\n甲,03/04/2025,$1.200\n".encode("utf-16-le"))
    take = ("import", str(path), "--workspace", "read", "--as", "companies", "--dry-run", "--json")
    asked = json.loads(call(*take).stdout)
    assert {q["key"] for q in asked["questions"]} == {"date_order", "decimal", "rate:USD"}
    assert asked["rejected"][0]["column"] == "签约日"
    options = (
        "--header-row",
        "2",
        "--date-order",
        "dmy",
        "--decimal",
        ",",
        "--rate",
        "usd=7",
        "--encoding",
        "utf-16-le",
    )
    told = json.loads(call(*take, *options).stdout)
    assert (told["created"], told["questions"], told["rejected"]) == (1, [], [])
    for wrong in (("--header-row", "x"), ("--header-row", "3-2"), ("--rate", "7"), ("--date-order", "ymd")):
        answer = call(*take, *wrong)
        assert (answer.returncode, answer.stdout) == (2, "")
    assert call(*take, "--header-row", "9").returncode == 1
    assert "第 2 行" in call(*take[:-1], "--encoding", "ascii").stderr


def test_a_card_is_shown_by_name_and_one_that_is_not_there_is_refused(call):
    shown = json.loads(call("show", "persona", "--workspace", "scrm-zh", "--json").stdout)
    assert shown["top"].startswith("12 家客户")
    assert [block["key"] for block in shown["blocks"]][:5] == ["who", "decides", "come", "leave", "worth"]
    assert shown["story"][0]["sentences"][0]["mark"] == 1
    refused = call("show", "persona", "--workspace", "scrm-zh", "--card", "没有", "--json")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "没有叫“没有”的卡" in refused.stderr
    assert call("show", "persona", "--workspace", "scrm-zh", "--version", "3").returncode == 1


FORMATS = {"pdf": b"%PDF", "png": b"\x89PNG", "pptx": b"PK", "xlsx": b"PK"}


def test_the_card_is_written_in_the_language_asked_for(call, tmp_path):
    for ending, begins in FORMATS.items():
        for lang in ("zh", "en"):
            target = tmp_path / f"{lang}.{ending}"
            done = call("export", "--workspace", "scrm-zh", "--to", str(target), "--lang", lang, "--masked")
            assert done.returncode == 0, done.stderr
            assert target.read_bytes().startswith(begins)
        assert (tmp_path / f"zh.{ending}").read_bytes() != (tmp_path / f"en.{ending}").read_bytes()


def test_calls_of_export_that_cannot_be_meant_are_told(call, tmp_path):
    unknown = call("export", "--workspace", "scrm-zh", "--to", str(tmp_path / "x.pdf"), "--card", "没有这张")
    assert unknown.returncode == 1
    assert "没有这张" in unknown.stderr
    for wrong in (("x.xlsx", "--card", "a"), ("x.pdf", "--as", "chain"), ("x.pdf", "--lang", "fr")):
        assert call("export", "--workspace", "scrm-zh", "--to", str(tmp_path / wrong[0]), *wrong[1:]).returncode == 2
    assert call("export", "--workspace", "scrm-zh", "--to", str(tmp_path / "no" / "x.md")).returncode == 1
    assert not list(tmp_path.glob("x.*"))
