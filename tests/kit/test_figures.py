"""Colours that can be read in both themes, titles that fit on a phone, text that is only shown."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from persona_core.kit import figures
from persona_core.kit.words import Words

BOTH = pytest.mark.parametrize("look", [figures.LIGHT, figures.DARK], ids=lambda look: look.name)
GRAPHICS, TEXT = 3.0, 4.5


@BOTH
def test_marks_stand_out_from_paper_and_panel(look: figures.Theme) -> None:
    named = [look.steps, look.stance, look.moments, look.freshness]
    marks = [look.primary, look.quiet, *look.series, *(color for colours in named for color in colours.values())]
    assert [color for color in marks if figures.contrast(color, look.paper) < GRAPHICS] == []


@BOTH
def test_text_can_be_read(look: figures.Theme) -> None:
    for ink in (look.ink, look.soft, look.primary, *look.steps.values()):
        assert figures.contrast(ink, look.paper) >= TEXT, ink
    for patch in (*look.scale, *look.steps.values(), look.stance[2], look.stance[-2]):
        assert figures.contrast(look.on(patch), patch) >= TEXT, patch


@BOTH
def test_the_screens_and_the_figures_share_their_colours(look: figures.Theme) -> None:
    config = tomllib.loads((Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    theme = config["theme"][look.name]
    assert (theme["backgroundColor"], theme["textColor"], theme["borderColor"], theme["primaryColor"]) == (
        look.paper,
        look.ink,
        look.line,
        look.primary,
    )
    assert figures.contrast(theme["textColor"], theme["sidebar"]["backgroundColor"]) >= TEXT


def test_a_long_title_takes_more_lines_and_no_room_from_the_figure() -> None:
    title = "谈过 42 家，签了 12 家；最痛的一步是权衡利弊，在那里丢了 14 家"
    lines = figures.wrapped(title)
    assert "".join(lines).replace(" ", "") == title.replace(" ", "")
    assert len(lines) == 2
    assert not any(line[0] in "，。；、）" for line in lines)
    short, long = figures.base(figures.LIGHT, title="短"), figures.base(figures.LIGHT, title=title)
    assert long.layout.height - long.layout.margin.t == short.layout.height - short.layout.margin.t


def test_no_line_begins_with_a_stop_or_a_closing_bracket() -> None:
    title = "停了 60 天的 15 家，后来往前走的 4 家、离开的 9，还在的 2；一般 46 天（40–52）（9 家还在，也算进去了）"
    for width in range(6, 40):
        lines = figures.wrapped(title, width)
        assert "".join(lines).replace(" ", "") == title.replace(" ", "")
        assert not any(line[0] in "，。、；：）" for line in lines)
        assert not any(line[-1] in "（「“" for line in lines)


def test_a_legend_takes_more_lines_the_narrower_it_is_and_the_longer_its_names() -> None:
    short, long = ["往前走了", "还在这一步", "签约前走的", "签约后走的"], ["left before signing", "left after signing"]
    assert [figures.legend_lines(short, width) for width in (44, 23)] == [1, 2]
    assert figures.legend_lines(long, 23) == 2
    assert figures.legend_lines([], 23) == 0


def test_markup_in_names_is_shown_as_text() -> None:
    figure = figures.base(figures.LIGHT, title="<b>A</b> & <a href='x'>B</a>", unit="<i>家</i>")
    assert "<b>" not in figure.layout.title.text
    assert "&lt;b&gt;" in figure.layout.title.text
    assert "<i>" not in figure.to_json()


def test_nothing_of_plotly_is_said_in_english() -> None:
    config = figures.config("人数", Words("zh"))
    assert config["locales"]["persona"]["dictionary"]["Download plot as a PNG"] == "存成图片"
    assert config["locales"]["persona"]["format"]["months"][0] == "1月"
    assert config["displaylogo"] is False


def test_a_figure_given_whole_is_the_one_built_step_by_step() -> None:
    bars = {"type": "bar", "x": [1, 2], "y": [0, 1], "orientation": "h"}
    whole = figures.base(
        figures.LIGHT,
        title="短",
        rows=True,
        above=10,
        traces=[bars],
        xaxis={"range": [0, 3], "title": {"text": "天"}},
        margin={"r": 90},
    )
    steps = figures.base(figures.LIGHT, title="短", rows=True)
    steps.add_trace(bars)
    steps.update_layout(
        xaxis={"range": [0, 3], "title": {"text": "天"}}, margin={"r": 90, "t": steps.layout.margin.t + 10}
    )
    assert whole.to_dict() == steps.to_dict()
