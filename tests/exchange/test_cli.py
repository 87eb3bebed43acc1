"""The command line: JSON alone on standard output, sentences for refusals, the exit codes of docs/cli.md."""

import json
import subprocess
import sys

import pytest


@pytest.fixture
def call(example_url):
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "persona_core", "--database", example_url, *arguments],
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip

    return run


def test_workspaces_are_made_listed_and_deleted(call):
    assert (
        json.loads(call("workspace", "create", "mine", "--journey", "tender", "--json").stdout)["workspace"] == "mine"
    )
    names = [w["name"] for w in json.loads(call("workspaces", "--json").stdout)]
    assert {"scrm-zh", "scrm-en", "mine"} <= set(names)
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
    assert "Shipped: scrm --lang zh" in unknown.stderr


def test_a_wrong_call_is_exit_2(call):
    assert call("show", "weather", "--workspace", "scrm-zh").returncode == 2
    assert call("--lang", "fr", "workspaces").returncode == 2
    assert call("export", "--workspace", "scrm-zh").returncode == 2


def test_a_database_that_was_never_migrated_says_how(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "persona_core", "--database", f"sqlite:///{tmp_path / 'new.db'}", "workspaces"],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "persona_core migrate" in done.stderr
    assert "Traceback" not in done.stderr


def test_export_writes_the_file_and_says_its_size(call, tmp_path):
    target = tmp_path / "card.md"
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
