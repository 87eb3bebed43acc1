"""`search` on the command line: JSON of hits, sentences, refusals."""

from __future__ import annotations

import json
from functools import partial

import pytest

from tests.command_line import called


@pytest.fixture
def call(example_url):
    return partial(called, example_url)


def test_hits_as_json(call) -> None:
    hits = json.loads(call("search", "医保那条线", "--workspace", "scrm-zh", "--json").stdout)
    assert [set(hit) for hit in hits] == [{"kind", "id", "title", "snippet"}] * len(hits)
    assert {hit["kind"] for hit in hits} == {"story"}
    assert "医保那条线" in hits[0]["title"] + hits[0]["snippet"]
    assert json.loads(call("search", "没有这几个字", "--workspace", "scrm-zh", "--json").stdout) == []
    assert len(json.loads(call("search", "的", "--workspace", "scrm-zh", "--json", "--limit", "3").stdout)) == 3


def test_the_index_is_made_anew_and_refusals_are_sentences(call) -> None:
    made = json.loads(call("search", "--rebuild", "--json").stdout)
    assert made["indexed"] > 400
    assert "没有" in call("search", "没有这几个字", "--workspace", "scrm-zh", "--rebuild").stdout
    assert call("search", "--workspace", "scrm-zh").returncode == 2
    assert call("search", "线").returncode == 2
    nowhere = call("search", "线", "--workspace", "nowhere")
    assert (nowhere.returncode, nowhere.stdout) == (1, "")
