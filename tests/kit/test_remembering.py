"""What was read is kept while nothing is written, and no longer."""

from __future__ import annotations

from persona_core.kit.remembering import Memory


def test_a_thing_is_made_once_a_version():
    memory, made = Memory(most=4), []

    def make():
        made.append(1)
        return len(made)

    assert [memory.keep(1, "a", make), memory.keep(1, "a", make), memory.keep(2, "a", make)] == [1, 1, 2]
    assert memory.keep(1, "a", make) == 3


def test_what_was_made_of_an_old_version_is_not_kept_for_the_new_one():
    memory = Memory(most=4)

    def slow():
        memory.keep(2, "other", lambda: "meanwhile")
        return "old"

    assert memory.keep(1, "a", slow) == "old"
    assert memory.keep(2, "a", lambda: "new") == "new"


def test_what_was_used_longest_ago_goes_first():
    memory, made = Memory(most=2), []
    for name in ("a", "b", "a", "c", "b"):
        memory.keep(1, name, lambda name=name: made.append(name))
    assert made == ["a", "b", "c", "b"]


def test_nothing_is_kept_of_a_failure():
    memory = Memory(most=4)
    for _ in range(2):
        try:
            memory.keep(1, "a", lambda: 1 / 0)
        except ZeroDivisionError:
            continue
    assert memory.keep(1, "a", lambda: "made") == "made"
