"""Every malformed file is refused as a whole with a sentence in both languages, stores nothing and harms nothing."""

from __future__ import annotations

import os
import time

import pytest

from persona_core.exchange.importing.reading import open_files
from persona_core.kit.sheets import Unreadable
from tests.factories.imports import EN, ZH
from tests.factories.malformed import ALL
from tests.factories.workbooks import SIMPLE


def test_there_are_many_of_them() -> None:
    assert len(ALL) >= 75


@pytest.mark.parametrize("case", ALL)
def test_a_malformed_file_is_refused_in_plain_words(case: str) -> None:
    bad, pid, started = ALL[case], os.getpid(), time.process_time()
    with pytest.raises(Unreadable) as refusal:
        open_files([(bad.name, bad.build())])
    assert bad.english in refusal.value.text(EN)
    assert bad.chinese in refusal.value.text(ZH)
    assert refusal.value.text(ZH) != refusal.value.text(EN)
    assert "{" not in refusal.value.text(EN)
    assert os.getpid() == pid
    assert time.process_time() - started < 10


def test_after_all_of_them_a_good_file_is_read() -> None:
    assert open_files([("客户.xlsx", SIMPLE)]).sheet.rows == [["甲", "上海"]]


def test_nothing_of_them_is_stored(desk) -> None:
    for case in ("text: mixed", "text: stray quote", "workbook: nul", "workbook: broken page", "archive: nested"):
        bad = ALL[case]
        with pytest.raises(Unreadable):
            desk.take(bad.build(), "companies", name=bad.name)
    assert set(desk.counts().values()) == {0}
