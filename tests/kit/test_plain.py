"""Rows read as the driver sends them: ids that are made when they are asked for."""

from __future__ import annotations

import uuid

from persona_core.kit.plain import Identities


def test_ids_behind_keys_are_the_ids_however_the_engine_writes_them() -> None:
    ids = [uuid.uuid4() for _ in range(3)]
    found = Identities([ids[0].hex, str(ids[1]), ids[2].hex])
    assert list(found) == ids
    assert list(found[1:]) == ids[1:]
    assert ids[2] in found
    assert uuid.uuid4() not in found
    assert len(found) == 3
