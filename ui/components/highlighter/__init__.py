"""The highlighter: the words of a story with coloured spans; who selects some gives them a tag."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import streamlit as st

from persona_core.kit.figures import Theme, mix
from persona_core.kit.words import N_, Words
from persona_core.stories.views import StoryView
from persona_core.vocabulary.models import TAG_KIND_INKS, TAG_KIND_LABELS, Tag, TagKind
from ui.components.outbox import acts
from ui.components.parts import script

_HERE = Path(__file__).parent
_PARTS = ("cutting", "painting", "sending", "searching", "choosing", "pointing", "keys", "highlighter")
_highlighter = st.components.v2.component(
    "highlighter",
    css=(_HERE / "highlighter.css").read_text(encoding="utf-8"),
    js=script(_HERE, *_PARTS),
)

LINES: Mapping[str, str] = {
    TagKind.MOTIVE: "solid",
    TagKind.NEED: "double",
    TagKind.CHALLENGE: "dashed",
    TagKind.OBSTACLE: "wavy",
    TagKind.HISTORY: "dotted",
    TagKind.CONCERN: "dashed thick",
    TagKind.TRIGGER: "dotted thick",
    TagKind.VALUE: "solid thick",
    TagKind.PRAISE: "double thick",
}
"""The line under the words of each kind: colour is never alone."""

LONGEST_NAME = 60
_QUOTED = 200

_WORDS = {
    "text": N_("Words of the story"),
    "sample": N_("Aa"),
    "hint": N_("Select words to tag them."),
    "hint_touch": N_("Tap where it begins, then where it ends."),
    "hint_readonly": N_("Click coloured words to see their tags."),
    "help": N_("Keys"),
    "keys_words": N_("Left and right: word by word"),
    "keys_sentences": N_("Up and down: sentence by sentence"),
    "keys_more": N_("Shift with them: take in more"),
    "keys_tag": N_("Enter: tag these words"),
    "keys_next": N_("T and Shift + T: to the next and the last tagged words"),
    "keys_open": N_("Space: the tags of these words"),
    "keys_leave": N_("Esc: leave it"),
    "choose": N_("Tag these words"),
    "search": N_("Find a tag or type a new one"),
    "most": N_("Used most"),
    "alike": N_("Does one of these say the same?"),
    "new": N_("New tag “{name}”"),
    "kind": N_("Kind of the new tag"),
    "none": N_("No tag yet. Type the first."),
    "has": N_("Already on these words"),
    "known_as": N_("also: {name}"),
    "from": N_("From “{words}”: tap where it ends."),
    "take": N_("Tag this"),
    "sentence": N_("Whole sentence"),
    "start": N_("Begin here"),
    "cancel": N_("Cancel"),
    "close": N_("Close"),
    "tags": N_("Tags of these words"),
    "off": N_("Take it off"),
    "open": N_("See where else"),
    "again": N_("Another tag"),
    "quote": N_("“{text}”"),
    "tagged": N_("Tagged: {name}"),
    "untagged": N_("Taken off: {name}"),
    "picked": N_("{words}. Tags: {tags}"),
    "comma": N_(", "),
    "more": N_("{n} more tags; type to find them."),
}


def words(t: Words) -> dict[str, str]:
    """Every text of the highlighter itself; slots are filled in the browser."""
    return {name: t(text) for name, text in _WORDS.items()}


def kinds(t: Words) -> list[dict[str, str]]:
    """The kinds of tags in their order, each with the name of its colour and its line."""
    return [
        {"id": kind.value, "label": t(TAG_KIND_LABELS[kind]), "ink": TAG_KIND_INKS[kind], "line": LINES[kind]}
        for kind in TagKind
    ]


def colours(look: Theme) -> dict[str, str]:
    """The colours of the highlighter in a theme, by what they stand for; a colour of a tag has a paler one below."""
    own = {f"ink-{name}": colour for name, colour in look.inks.items()}
    pale = {f"pale-{name}": mix(colour, look.paper, 0.26 if look.dark else 0.16) for name, colour in look.inks.items()}
    plain = {name: getattr(look, name) for name in ("paper", "panel", "ink", "soft", "line", "quiet", "primary")}
    return {**own, **pale, **plain, "picked": look.tint(look.primary, 0.34), "on-primary": look.on(look.primary)}


def data_of(
    story: StoryView,
    tags: Sequence[Tag],
    counts: Mapping[UUID, int],
    t: Words,
    look: Theme,
    *,
    readonly: bool = False,
    picked: str | Mapping[str, int] | None = None,
) -> dict[str, Any]:
    """What `draw` needs of a story; `counts` says by tag how often it is used, those used most are offered first."""
    inks = {tag.id: tag.ink for tag in tags}
    return {
        "story": str(story.id),
        "rev": f"{story.version}",
        "text": story.text,
        "marks": [
            {
                "id": str(one.id),
                "tag": one.tag,
                "tag_id": str(one.tag_id),
                "kind": one.kind,
                "ink": inks.get(one.tag_id, TAG_KIND_INKS.get(one.kind, "slate")),
                "start": one.start,
                "end": one.end,
            }
            for one in story.marks
            if one.start is not None
        ],
        "tags": [
            {
                "id": str(tag.id),
                "name": tag.name,
                "kind": tag.kind,
                "ink": tag.ink,
                "count": counts.get(tag.id, 0),
                "aliases": list(tag.aliases),
                "definition": tag.definition,
            }
            for tag in tags
        ],
        "kinds": kinds(t),
        "words": words(t),
        "colours": colours(look),
        "readonly": readonly,
        "picked": picked,
    }


def draw(
    data: Mapping[str, Any],
    *,
    key: str,
    on_tag: Callable[[int, int, str | None, str, str], None],
    on_untag: Callable[[str], None],
    on_open: Callable[[str], None],
) -> None:
    """Draw `data` and tell what people do, once each, in the order in which they did it.

    `data` (see `data_of`): "story" and "rev" (which words of which story), "text" (lines end with LF), "marks" with
    id, tag (its name), tag_id, kind, ink (optional: the name of its colour), start and end; "tags" with id, name,
    kind, ink, count, aliases and definition; "kinds", "words", "colours" of this module, "readonly", and "picked":
    the id of a tag or a mark, or {"start", "end"} of words, which are scrolled to and stand out. Offsets count code
    points.

    `on_tag(start, end, tag_id, new_name, kind)` gives words a tag that is there, or with `tag_id` None a new one called
    `new_name`; `on_untag` gets the id of the mark that is taken off, `on_open` the id of the tag somebody wants to see.
    What is done shows at once and stays shown until the page has heard it.
    """
    told = f"{key}-told"
    text, tags = data["text"], {str(tag["id"]) for tag in data["tags"]}
    marks = {str(mark["id"]): str(mark["tag_id"]) for mark in data["marks"]}
    kinds_known = {kind["id"] for kind in data["kinds"]}

    def hear() -> None:
        for kind, act in acts(st.session_state[key].get("outbox"), told):
            what = act.get("id")
            if kind == "opened" and isinstance(what, str) and what in tags | set(marks.values()):
                on_open(what)
            elif data["readonly"] or str(act.get("story")) != str(data["story"]):
                continue
            elif kind == "untagged" and isinstance(what, str) and what in marks:
                on_untag(what)
            elif kind == "tagged" and (place := _placed(text, act)):
                if isinstance(what, str) and what in tags:
                    on_tag(*place, what, "", str(act.get("of")))
                elif what is None and (name := _name(act.get("name"))) and act.get("of") in kinds_known:
                    on_tag(*place, None, name, act["of"])

    _highlighter(
        key=key,
        data={**data, "key": key, "heard": st.session_state.get(told)},
        on_outbox_change=hear,
    )


def _name(told: Any) -> str:
    """The name of a new tag; empty when it is none."""
    name = " ".join(told.split()) if isinstance(told, str) else ""
    return name if len(name) <= LONGEST_NAME else ""


def _placed(text: str, act: Mapping[str, Any]) -> tuple[int, int] | None:
    """Where the words that were tagged stand in the text; None when they are not those the browser showed."""
    start, end, quote = act.get("start"), act.get("end"), act.get("quote")
    if type(start) is not int or type(end) is not int or not isinstance(quote, str):
        return None
    if not 0 <= start < end <= len(text) or text[start : min(end, start + _QUOTED)] != quote:
        return None
    return start, end
