"""A desk that takes files."""

from __future__ import annotations

import pytest

from tests.factories.imports import Desk


@pytest.fixture
def desk(db, tmp_path):
    return Desk(db, tmp_path)
