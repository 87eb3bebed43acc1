"""How an import is wanted: what may be said of a file by hand, alike for page, command line and jobs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict


class Wishes(TypedDict, total=False):
    """What is told; everything else is guessed from the file, or stays as it is by default.

    `mapping` says of a header which field it is (None leaves it out), `source` whose word the file is, `journey` by
    name or id whose stages it names, `answers` what its values leave open, such as {"date_order": "dmy"} (see `ways`),
    `same_tags` of new tags which one that is here they mean.
    """

    mapping: Mapping[str, str | None] | None
    source: str | None
    journey: str | None
    answers: Mapping[str, str] | None
    same_tags: Mapping[str, str] | None
