"""A page with nothing but the highlighter, for its tests: keeps what was told and draws what follows from it.

The address says which words (`text`, or `long` for so many characters in one line), in which language (`lang`), `dark`,
`readonly`, what is `picked`, and how many seconds a run takes (`slow`); `deaf` takes nothing in.
"""

from __future__ import annotations

import json
import time
from uuid import UUID, uuid4

import streamlit as st

from persona_core.kit.figures import theme
from persona_core.kit.words import Words
from persona_core.stories.views import MarkView, StoryView
from persona_core.vocabulary.models import Tag
from ui.components import highlighter

STORY = UUID(int=1)
TOLD = {
    "zh": "店长离职以后，带走了十一个群，人走客户走。我们只好一家一家打电话去问。\n\n"
    "😀👩‍👩‍👧 老板说𠮷野家也用这个，可是太贵了，太贵了！一线嫌麻烦，录一条要三分钟。",
    "en": "When the shop manager left, eleven groups went with her. We phoned every customer, one by one.\n\n"
    "😀 The boss said it is too expensive. Staff say it is too much trouble; one entry takes three minutes.",
}
NAMES = {
    "zh": (
        ("人走客户走", "challenge", 9, ["店长带走客户"], "员工离职时客户也跟着走"),
        ("嫌贵", "obstacle", 8, ["价格太高"], "觉得价格超出预算"),
        ("一线嫌麻烦", "concern", 8, [], "一线员工觉得多一道手续"),
        ("怕用不起来", "concern", 3, [], "担心买了没人用"),
        ("群里管不住", "need", 2, [], "想看到群里说了什么"),
    ),
    "en": (
        (
            "Customers leave with staff",
            "challenge",
            9,
            ["Manager took the customers"],
            "Customers follow",
        ),
        ("Too expensive", "obstacle", 8, ["Price"], "The price is over budget"),
        ("Staff find it a bother", "concern", 8, [], "One more thing to do"),
        ("Will not be used", "concern", 3, [], "Bought and left lying"),
    ),
}

st.set_page_config(layout="wide")
asked = st.query_params
lang = asked.get("lang", "zh")
t, look = Words(lang), theme("dark" if asked.get("dark") else "light")
state = st.session_state
if "told" not in state:
    state.told, state.marks, state.picked, state.version = [], [], asked.get("picked"), 1
    state.tags = [
        Tag(id=UUID(int=n + 10), kind=kind, name=name, name_key=name, aliases=aliases, definition=said)
        for n, (name, kind, _, aliases, said) in enumerate(NAMES[lang])
    ]
    if asked.get("marked"):
        for number, (start, end) in enumerate([(0, 14), (7, 20), (10, 14)]):
            state.marks.append((uuid4(), state.tags[number].id, start, end))
counts = {UUID(int=n + 10): count for n, (_, _, count, *_) in enumerate(NAMES[lang])}
long = int(asked.get("long", "0"))
text = ("他说太贵了，我们再看看。😀一线嫌麻烦" * (long // 18 + 1))[:long] if long else asked.get("text", TOLD[lang])


def tagged(start: int, end: int, tag_id: str | None, name: str, kind: str) -> None:
    state.told.append(["tag", start, end, text[start:end], tag_id and int(UUID(tag_id)), name, kind])
    if asked.get("deaf"):
        return
    if tag_id is None:
        state.tags = [*state.tags, Tag(id=uuid4(), kind=kind, name=name, name_key=name)]
        tag_id = str(state.tags[-1].id)
    state.marks.append((uuid4(), UUID(tag_id), start, end))


def untagged(mark_id: str) -> None:
    state.told.append(["untag", next(i for i, mark in enumerate(state.marks) if str(mark[0]) == mark_id)])
    state.marks = [mark for mark in state.marks if str(mark[0]) != mark_id]


def opened(tag_id: str) -> None:
    state.told.append(["open", int(UUID(tag_id))])
    state.picked = tag_id


named = {tag.id: tag for tag in state.tags}
story = StoryView(
    STORY,
    state.version,
    "",
    text,
    None,
    "",
    None,
    "",
    None,
    "",
    marks=tuple(
        MarkView(mark_id, tag_id, named[tag_id].name, named[tag_id].kind, start, end, text[start:end], "hand")
        for mark_id, tag_id, start, end in state.marks
    ),
)
time.sleep(float(asked.get("slow", "0")))
picked = state.picked
if picked and "-" in picked and len(picked) < 20:
    picked = dict(zip(("start", "end"), map(int, picked.split("-")), strict=True))
left, right = st.columns([3, 1])
with left:
    highlighter.draw(
        highlighter.data_of(story, state.tags, counts, t, look, readonly=bool(asked.get("readonly")), picked=picked),
        key="words",
        on_tag=tagged,
        on_untag=untagged,
        on_open=opened,
    )
with right, st.container(key="told"):
    st.text(json.dumps(state.told, ensure_ascii=False))
