"""Files from outside: tables and stories read with care, and cells written so that no spreadsheet runs them."""

from persona_core.kit.sheets.guard import safe_cell, unguard, write_csv
from persona_core.kit.sheets.reading import read_paste, read_table
from persona_core.kit.sheets.shapes import Note, Opening, Sheet, StoryFile, Unreadable
from persona_core.kit.sheets.stories import read_stories, read_story

__all__ = [
    "Note",
    "Opening",
    "Sheet",
    "StoryFile",
    "Unreadable",
    "read_paste",
    "read_stories",
    "read_story",
    "read_table",
    "safe_cell",
    "unguard",
    "write_csv",
]
