"""What slides are made of: a deck with its look, titles, lines, tables, columns and notes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from math import ceil
from typing import Any

from pptx import Presentation
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.util import Emu, Inches, Pt

from persona_core.exchange.exporting import slide_charts
from persona_core.exchange.exporting.drawn import SIZE, breadth, short
from persona_core.exchange.exporting.glyphs import visible
from persona_core.exchange.exporting.slide_charts import hue
from persona_core.exchange.exporting.wording import Said
from persona_core.kit.words import Words
from persona_core.personas.card import Chart

WIDTH, HEIGHT, EDGE = Inches(13.333), Inches(7.5), Inches(0.6)
TOP, FULL = Inches(1.45), WIDTH - 2 * EDGE
DOWN = 5.2
"""Inches from there to the foot of a slide."""
AMPLE = 3000.0
"""How much of a text is printed where there is room, in units of a drawing."""
SIZES = (16, 14, 13, 12)
"""Type of tables and columns: the largest in which everything has room, else 11."""
FONTS = {"zh": ("Microsoft YaHei", "Microsoft YaHei"), "en": ("Calibri", "Microsoft YaHei")}
"""For Latin and for Chinese letters, by language; both stand on every Windows and Mac with Office."""

_FACE = {"latin": 0, "ea": 1}
Rows = Sequence[tuple[str, str]]
"""Lines, each with what is said in lighter type behind it."""


class Deck:
    """A presentation on the way."""

    def __init__(self, t: Words, said: Said) -> None:
        self.t, self.said = t, said
        self.file = Presentation()
        self.file.slide_width, self.file.slide_height = WIDTH, HEIGHT
        self._layout = self.file.slide_layouts[5]
        self._name_fonts()
        title = self._layout.placeholders[0]
        title.left, title.top, title.width, title.height = EDGE, Inches(0.55), FULL, Inches(0.8)
        for holder in list(self._layout.placeholders)[1:]:
            holder.element.getparent().remove(holder.element)

    def _name_fonts(self) -> None:
        """Name the fonts once, in the theme, where whoever changes the slides can change them too."""
        theme = self.file.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
        text = theme.blob.decode("utf-8")
        for face, place in _FACE.items():
            named = rf'\g<1><a:{face} typeface="{FONTS[self.t.lang][place]}"'
            text = re.sub(
                rf'(<a:(?:major|minor)Font>(?:(?!</a:m).)*?)<a:{face} typeface="[^"]*"', named, text, flags=re.S
            )
        theme._blob = text.encode("utf-8")

    def slide(self, title: str, step: int, about: str = "") -> Any:
        """A new slide under what it finds, with the colour of its step; `about` names its subject, small above."""
        slide = self.file.slides.add_slide(self._layout)
        frame = slide.shapes.title.text_frame
        frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE
        said = short(visible(title), 1400.0)
        frame.paragraphs[0].alignment = PP_ALIGN.LEFT
        frame.margin_left = 0
        size = 26 if breadth(said) < 330 else 20 if breadth(said) < 800 else 16
        self._write(frame.paragraphs[0], said, size, bold=True)
        bar = slide.shapes.add_shape(1, 0, 0, WIDTH, Inches(0.12))
        bar.fill.solid()
        bar.fill.fore_color.rgb = hue(f"step-{step}" if step else "primary")
        bar.line.fill.background()
        bar.shadow.inherit = False
        if about and visible(about) != said:
            frame = self._box(slide, EDGE, Inches(0.3), FULL, Inches(0.3))
            colour = f"step-{step}" if step else "primary"
            self._paragraphs(frame, [(short(visible(about), 900.0), 12, colour, True)])
        return slide

    def opening(self, title: str, above: Sequence[str], summary: str, below: Sequence[str]) -> Any:
        """The first slide."""
        slide = self.slide(title, 0)
        holder = slide.shapes.title
        holder.left, holder.top, holder.width, holder.height = EDGE, Inches(1.5), FULL, Inches(1.1)
        self._write(slide.shapes.title.text_frame.paragraphs[0], short(visible(title), 520.0), 38, bold=True)
        frame = self._box(slide, EDGE, Inches(2.7), FULL, Inches(0.9))
        self._paragraphs(frame, [(x, 16, "soft", False) for x in above if x])
        if summary:
            frame = self._box(slide, EDGE, Inches(3.8), FULL, Inches(1.8), fill="panel")
            self._paragraphs(frame, [(short(visible(summary), 1900.0), 22, "ink", False)])
        frame = self._box(slide, EDGE, Inches(6.5), FULL, Inches(0.7))
        self._paragraphs(frame, [(x, 11, "soft", False) for x in below if x])
        return slide

    def lines(self, slide: Any, rows: Rows, beside: bool = False) -> None:
        """Lines over the width, or in the right half."""
        left = EDGE + (FULL // 2 + Inches(0.2) if beside else 0)
        frame = self._box(slide, left, TOP, WIDTH - EDGE - left, Inches(5.4))
        self._spread(frame, rows, 16)

    def columns(self, slide: Any, parts: Sequence[tuple[str, Rows]]) -> None:
        """Titled columns side by side, three in a row at most."""
        wide = min(3, len(parts)) if len(parts) != 4 else 2
        high = ceil(len(parts) / wide)
        gap = Inches(0.25)
        width, height = (FULL - gap * (wide - 1)) // wide, (Inches(5.5) - gap * (high - 1)) // high
        across, down = width / Inches(1) - 0.3, height / Inches(1) - 0.65
        fullest = [max(_taken(rows, across, size) for _, rows in parts) for size in SIZES]
        size = next((s for s, taken in zip(SIZES, fullest, strict=True) if taken <= down), 11)
        every = [parts[n : n + wide] for n in range(0, len(parts), wide)]
        needs = [max(_taken(rows, across, size) for _, rows in some) + 0.65 for some in every]
        heights = [int((Inches(5.5) - gap * (high - 1)) * need / sum(needs)) for need in needs]
        for number, (title, rows) in enumerate(parts):
            line = number // wide
            left, top = EDGE + (width + gap) * (number % wide), TOP + sum(heights[:line]) + gap * line
            height, down = heights[line], heights[line] / Inches(1) - 0.65
            frame = self._box(slide, left, top, width, height, fill="panel")
            self._write(frame.paragraphs[0], visible(title), 16, bold=True)
            frame.paragraphs[0].space_after = Pt(8)
            fits = _taken(rows, across, size) <= 1.2 * down  # what is taken is estimated amply
            room = AMPLE if fits else _room(across, size, max(2, _lines(down / max(len(rows), 1), size)))
            self._spread(frame, [(short(visible(a), room), b) for a, b in rows], size, first=False)

    def table(
        self,
        slide: Any,
        head: Sequence[str],
        rows: Sequence[Sequence[str]],
        weights: Sequence[float],
        *,
        beside: bool = False,
        steps: Sequence[int] = (),
    ) -> None:
        """A native table; `steps` colours the names of the rows."""
        left = EDGE + (FULL // 2 + Inches(0.2) if beside else 0)
        width = WIDTH - EDGE - left
        body = [list(head), *rows] if head else list(rows)
        if not body:
            return
        share = [w / sum(weights) for w in weights]
        across = [width * part / Inches(1) - 0.16 for part in share]
        size = next((s for s in SIZES if sum(_tall(row, across, s) for row in body) <= DOWN), 11)
        table = slide.shapes.add_table(len(body), len(weights), left, TOP, width, Inches(0.3) * len(body)).table
        tall = [_tall(row, across, size) for row in body]
        spare = (DOWN - sum(tall)) / len(body)
        for line, inches in zip(table.rows, tall, strict=True):
            line.height = Inches(inches + min(spare, 0.16) if spare >= 0 else DOWN / len(body))
        table.first_row, table.horz_banding = bool(head), False
        for column, part in zip(table.columns, share, strict=True):
            column.width = Emu(int(width * part))
        for number, row in enumerate(body):
            for place, text in enumerate(row):
                parts = text.split("\n")
                inches, lines = across[place], _lines(DOWN / len(body), size)
                rooms = [_room(inches, size, lines - len(parts) + 1), *[_room(inches, size)] * (len(parts) - 1)]
                shaded = bool(head) and number == 0
                named = place == 0 and not shaded
                colour = f"step-{steps[number]}" if steps and steps[number] and named else "ink"
                if spare >= 0:
                    rooms = [AMPLE] * len(parts)
                said = "\n".join(short(visible(x), room) for x, room in zip(parts, rooms, strict=True))
                self._cell(table.cell(number, place), said, size, bold=named, colour=colour, shaded=shaded)

    def charts(self, slide: Any, charts: Sequence[Chart], half: bool = False) -> None:
        """Charts side by side, each under its title."""
        gap = Inches(0.3)
        room = FULL // 2 if half else FULL
        width = (room - gap * (len(charts) - 1)) // len(charts)
        for number, chart in enumerate(charts):
            left = EDGE + (width + gap) * number
            frame = self._box(slide, left, TOP, width, Inches(0.65))
            said = short(visible(chart.title), _room(width / Inches(1), 13, 2))
            if not slide.shapes.title.text_frame.text.startswith(visible(chart.title)):
                self._write(frame.paragraphs[0], said, 13, bold=True)
            slide_charts.place(slide, chart, left, TOP + Inches(0.65), width, Inches(4.75))

    def remark(self, slide: Any, text: str) -> None:
        """A word at the foot of a slide."""
        frame = self._box(slide, EDGE, Inches(6.95), FULL, Inches(0.4))
        self._paragraphs(frame, [(text, 11, "soft", False)])

    def note(self, slide: Any, lines: Iterable[str]) -> None:
        """What stands behind the slide, for whoever speaks to it."""
        slide.notes_slide.notes_text_frame.text = visible("\n".join(x for x in lines if x))

    def _spread(self, frame: Any, rows: Rows, size: float, first: bool = True) -> None:
        for number, (text, behind) in enumerate(rows):
            paragraph = frame.paragraphs[0] if first and number == 0 else frame.add_paragraph()
            paragraph.space_after = Pt(5)
            self._write(paragraph, short(visible(text), AMPLE), size)
            if behind:
                self._write(paragraph, "  " + visible(behind), size - 4, colour="soft", more=True)

    def _paragraphs(self, frame: Any, rows: Sequence[tuple[str, float, str, bool]]) -> None:
        for number, (text, size, colour, bold) in enumerate(rows):
            paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
            self._write(paragraph, visible(text), size, colour=colour, bold=bold)

    def _box(self, slide: Any, left: int, top: int, width: int, height: int, fill: str = "") -> Any:
        box = slide.shapes.add_textbox(left, top, width, height)
        if fill:
            box.fill.solid()
            box.fill.fore_color.rgb = hue(fill)
        frame = box.text_frame
        frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
        margin = Inches(0.15) if fill else 0
        frame.margin_left = frame.margin_right = margin
        frame.margin_top = frame.margin_bottom = Inches(0.12) if fill else 0
        return frame

    def _cell(self, cell: Any, text: str, size: float, *, bold: bool, colour: str, shaded: bool) -> None:
        cell.fill.solid()
        cell.fill.fore_color.rgb = hue("panel" if shaded else "paper")
        cell.margin_top = cell.margin_bottom = Inches(0.035)
        cell.margin_left = cell.margin_right = Inches(0.08)
        for number, line in enumerate(text.split("\n")):
            paragraph = cell.text_frame.paragraphs[0] if number == 0 else cell.text_frame.add_paragraph()
            self._write(paragraph, line, size, bold=bold, colour="soft" if shaded else colour)

    @staticmethod
    def _write(
        paragraph: Any, text: str, size: float, *, bold: bool = False, colour: str = "ink", more: bool = False
    ) -> None:
        if not more:
            for run in list(paragraph.runs):
                run._r.getparent().remove(run._r)
        run = paragraph.add_run()
        run.text = text
        run.font.size, run.font.bold, run.font.color.rgb = Pt(size), bold, hue(colour)


def _taken(rows: Rows, width: float, size: float) -> float:
    """How many inches down lines of type take in a box so many inches wide, each with what is said behind it."""
    paper = ((breadth(visible(a)) * size + breadth(visible(b)) * (size - 4)) / SIZE / 72 for a, b in rows)
    return sum(ceil(x / width / 0.9) * size * 1.35 / 72 + 5 / 72 for x in paper)


def _tall(row: Sequence[str], widths: Sequence[float], size: float) -> float:
    """How many inches down a row of a table takes, its columns so many inches wide."""

    def lines(text: str, width: float) -> int:
        return sum(max(1, ceil(breadth(visible(x)) * size / SIZE / 72 / width / 0.9)) for x in text.split("\n"))

    return max(lines(text, width) for text, width in zip(row, widths, strict=True)) * size * 1.3 / 72 + 0.07


def _lines(height: float, size: float) -> int:
    """How many lines of type so many inches take."""
    return int(height * 72 / (size * 1.35))


def _room(width: float, size: float, lines: int = 1) -> float:
    """How much text, in units of a drawing, lines of so many inches take."""
    return 0.94 * SIZE * max(lines, 1) * width * 72 / size
