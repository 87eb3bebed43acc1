"""Word documents as Word and WPS write them, made of their XML."""

from __future__ import annotations

import io
import zipfile

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
STYLES = (
    f'<w:styles xmlns:w="{_W}">'
    '<w:style w:styleId="1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:styleId="a3"><w:name w:val="Title"/></w:style>'
    '<w:style w:styleId="x"><w:name w:val="节"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style></w:styles>'
)


def p(text: str, style: str = "", extra: str = "") -> str:
    """A paragraph of one run."""
    about = f"<w:pPr>{f'<w:pStyle w:val={chr(34)}{style}{chr(34)}/>' if style else ''}{extra}</w:pPr>"
    return f'<w:p>{about}<w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def table(*rows: tuple[str, ...]) -> str:
    """A table with a paragraph in each cell; a cell that begins with < is taken as it is."""
    cells = [[c if c.startswith("<") else p(c) for c in row] for row in rows]
    return (
        "<w:tbl>" + "".join(f"<w:tr>{''.join(f'<w:tc>{c}</w:tc>' for c in row)}</w:tr>" for row in cells) + "</w:tbl>"
    )


def docx(body: str, *, head: str = "", **parts: str) -> bytes:
    """The bytes of a document with this body; `parts` are further parts under word/."""
    xml = f'{head}<w:document xmlns:w="{_W}" xmlns:mc="{_MC}"><w:body>{body}</w:body></w:document>'
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", xml)
        archive.writestr("word/styles.xml", STYLES)
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", content)
    return data.getvalue()


NOTES = (
    f'<w:footnotes xmlns:w="{_W}"><w:footnote w:type="separator">{p("–")}</w:footnote>'
    f"<w:footnote>{p('脚注一句')}</w:footnote></w:footnotes>"
)
