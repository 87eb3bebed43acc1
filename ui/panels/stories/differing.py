"""不同点: which customers say what more often, what goes together, what they love to say, and whether more is new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from persona_core.access.models import Viewer
from persona_core.kit import figures
from persona_core.kit.comparing import family_text, verdict_text
from persona_core.kit.sheets.guard import write_csv
from persona_core.kit.words import Words
from persona_core.stories import comparing_charts, wording
from persona_core.stories.comparing_charts import Row
from persona_core.stories.differences import Differences, groups_apart, newness, often_together
from persona_core.stories.grouping import OUTCOMES, Grouping, group_fields
from persona_core.stories.material import Material
from persona_core.stories.texts import favourite_words
from persona_core.vocabulary.queries import Lists
from ui import remembering, shell
from ui.look import plain
from ui.panels.stories import address

LINES, PAIRS, WORDS, LONG_LIST = 12, 6, 12, 8
"""Tags drawn, pairs told, words offered, and more groups than this are chosen from a list."""


def draw(viewer: Viewer, found: Material, stages: Mapping[str, str], known: Lists) -> None:
    """The answer, two groups side by side with every number, and below what goes together and what is new."""
    t = shell.words()
    with st.container(key="differ-filters", horizontal=True, gap="small"):
        fields = group_fields(viewer, t, known)
        by = address.choose("by", t("Compare by"), fields, t("By what became of them"), width=220)
        stage = address.choose("stage", t("Stage"), stages, t("All stages"), search=False)
    with shell.read() as session:
        remember = remembering.of(session, viewer)
        asking = {"by": [by] if by else (), "stage_id": stage or None, "found": found, "known": known}
        apart = remember(("apart", viewer, by, stage), lambda: groups_apart(session, viewer, t, **asking))
    st.text(wording.finding(t, apart))
    for one in apart.turns:
        st.text(wording.turn(t, apart.tags[one.tag], one))
    for field in apart.groupings:
        _field(apart, field, t)
    left, right = st.columns(2, gap="large")
    with left:
        _together(viewer, found, apart, stage, t)
    with right:
        _newness(viewer, found, stage, t)
    _favourites(viewer, apart, stage, known, t)


def _field(apart: Differences, field: str, t: Words) -> None:
    groups = apart.groupings[field]
    compared = [group for group in apart.splits[field].groups if group.against]
    with st.container(border=True, key=f"differ-{field}", gap="small"):
        st.markdown(f"**{plain(groups.label)}**")
        if not compared:
            st.caption(plain(_too_few(apart, field, t)))
            return
        chosen = _choose(apart, field, [group.value for group in compared], t)
        group = next(group for group in compared if group.value == chosen)
        sample = next((one for one in apart.found if (one.field, one.value) == (field, chosen)), None)
        mine = wording.group_name(t, groups, chosen)
        others = wording.others(t, apart, sample) if sample else t("the others")
        ordered = sorted(group.against.items(), key=lambda x: (x[1].p, -_gap(x[1]), apart.tags[x[0]]))
        rows = [Row(str(key), apart.tags[key], found) for key, found in ordered]
        st.plotly_chart(
            comparing_charts.side_by_side(rows[:LINES], mine, others, t, shell.theme()),
            key=f"differ-chart-{field}",
            theme=None,
            config=figures.config("differences", t),
        )
        with st.expander(
            t("See the rows"), icon=":material/table:", key=f"differ-rows-{field}", on_change="rerun"
        ) as more:
            if more.open:
                _rows(rows, mine, others, field, t)
        pale = t("Pale: unclear, chance alone may do it. {family}.", family=family_text(t, apart.family))
        st.caption(plain(pale))


def _gap(found) -> float:
    return abs((found.first.value or 0) - (found.second.value or 0))


def _too_few(apart: Differences, field: str, t: Words) -> str:
    sizes = [
        t("{group} {asked} of {n}", group=apart.groupings[field].name(group.value), asked=group.asked, n=group.n)
        for group in apart.splits[field].groups[:LONG_LIST]
    ]
    if not sizes:
        return t("Nobody who told a story is in one of these groups yet.")
    if field in OUTCOMES:  # silence about a stage that one side never came to is not a no
        return t("Too few told of the same stages to compare: {groups}.", groups=t.listing(sizes))
    return t("Too few told a story to compare: {groups}.", groups=t.listing(sizes))


def _choose(apart: Differences, field: str, values: Sequence[str], t: Words) -> str:
    """Which group is set apart: asked for in the address, else the one with the most telling difference."""
    if len(values) == 1:
        return values[0]
    groups = apart.groupings[field]
    telling = next((one.value for one in apart.found if one.field == field), values[0])
    asked = address.asked("group")
    now = asked if asked in values else telling
    key = f"differ-group-{field}-{hash(tuple(values))}-{t.lang}"
    st.session_state[key] = now

    def follow() -> None:
        address.go(group=st.session_state[key] or now)

    options = {"format_func": groups.name, "key": key, "on_change": follow, "label_visibility": "collapsed"}
    if len(values) > LONG_LIST:
        st.selectbox(t("Which customers"), list(values), width=260, **options)
    else:
        st.segmented_control(t("Which customers"), list(values), required=True, **options)
    return now


def _rows(rows: Sequence[Row], mine: str, others: str, field: str, t: Words) -> None:
    heads = [t("Tag"), mine, others, t("How far it carries")]
    lines = [
        [row.tag, wording.counted(t, row.found.first), wording.counted(t, row.found.second), verdict_text(t, row.found)]
        for row in rows
    ]
    st.dataframe([dict(zip(heads, line, strict=True)) for line in lines], hide_index=True, height="content")
    st.download_button(
        t("Download as CSV"),
        lambda: write_csv(heads, lines),
        file_name="differences.csv",
        mime="text/csv",
        key=f"differ-csv-{field}",
        on_click="ignore",
    )


def _together(viewer: Viewer, found: Material, apart: Differences, stage: str, t: Words) -> None:
    """常一起出现: pairs that the same customers name."""
    with st.container(border=True, key="differ-together", gap="small"):
        st.markdown(f"**{plain(t('Often together'))}**")
        with shell.read() as session:
            pairs = remembering.of(session, viewer)(
                ("together", stage),
                lambda: often_together(session, viewer, stage_id=stage or None, found=found),
            )
        if not pairs:
            st.caption(plain(t("No two tags are named together by three customers yet.")))
            return
        for one in pairs[:PAIRS]:
            st.text(wording.pair(t, one, apart.tags[one.one], apart.tags[one.other]))
        st.caption(plain(family_text(t, pairs[0].family)))


def _newness(viewer: Viewer, found: Material, stage: str, t: Words) -> None:
    """再访还有没有新东西: the sentence and its curve."""
    with st.container(border=True, key="differ-newness", gap="small"):
        st.markdown(f"**{plain(t('Would asking more bring anything new?'))}**")
        with shell.read() as session:
            made = remembering.of(session, viewer)(
                ("newness", stage), lambda: newness(session, viewer, stage_id=stage or None, found=found)
            )
        st.text(wording.newness(t, made))
        if made is not None:
            st.plotly_chart(
                comparing_charts.new_ground(made, t, shell.theme()),
                key="differ-newness-chart",
                theme=None,
                config=figures.config("new-tags", t),
            )


def _favourites(viewer: Viewer, apart: Differences, stage: str, known: Lists, t: Words) -> None:
    """这类客户特别爱说: words worth a look; each leads to the stories that say it."""
    with st.expander(t("Words these customers love to say"), key="differ-words", on_change="rerun") as opened:
        if not opened.open:
            return
        st.caption(plain(t("Counted by customers, not by how often. Read the stories before making a tag of a word.")))
        for groups in apart.groupings.values():
            _words(viewer, groups, stage, known, t)


def _words(viewer: Viewer, groups: Grouping, stage: str, known: Lists, t: Words) -> None:
    with shell.read() as session:
        made = remembering.of(session, viewer)(
            ("favourite words", viewer, groups.field, stage),
            lambda: favourite_words(session, viewer, t, groups, known=known),
        )
    st.markdown(f"**{plain(groups.label)}**")
    if not made:
        st.caption(plain(t("No word is said by three customers of one group and stands out.")))
    for number, one in enumerate(made[:WORDS]):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.text(wording.favourite(t, groups, one), width="stretch")
            st.button(
                t("See the stories"),
                key=f"word-{groups.field}-{number}",
                type="tertiary",
                on_click=address.go,
                kwargs={**dict.fromkeys(address.FILTERS), "view": None, "text": one.word, "by": None, "group": None},
            )
