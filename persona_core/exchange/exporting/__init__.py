"""Taking the persona away: on paper, as a picture, a page, slides, sheets, Markdown; tables as CSV; all as JSON.

Every format of the card is drawn from the same composed object, so that no two can say different things.
"""

from persona_core.exchange.exporting.rendering import CHAIN, COMPANIES, ENDINGS, OF_CARD, TABLES, export_to, render

__all__ = ["CHAIN", "COMPANIES", "ENDINGS", "OF_CARD", "TABLES", "export_to", "render"]
