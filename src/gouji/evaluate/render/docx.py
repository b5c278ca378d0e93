"""DOCX as raw XML: real gridSpan and vMerge, runs split at random, text boxes, tables in tables."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from gouji.evaluate.chance import chance, dice
from gouji.evaluate.copy import RenderedCopy
from gouji.evaluate.gold import GoldReport
from gouji.evaluate.render.carrier import Carried, draw_sheet
from gouji.evaluate.render.copies import finish
from gouji.evaluate.render.layout import Paragraph, Sheet, Slot, Table
from gouji.evaluate.render.structure import Change

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_MORE = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_STAMP = (2024, 1, 31, 8, 0, 0)
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    '<Override PartName="/word/footer1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/>'
    "</Types>"
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
    'Target="{target}"/></Relationships>'
)


@dataclass(frozen=True, slots=True)
class DocxStyle:
    """How the document is built; ``merges`` False writes empty cells instead of merged ones."""

    merges: bool = True
    split_runs: float = 0.3
    text_box: bool = False
    nested: bool = False
    hidden: bool = False
    revised: float = 0.0


DOCX_SHAPES = ("docx", "docx_merges_lost", "docx_text_box", "docx_nested", "docx_revised", "docx_hidden")


def draw_style(shape: str, rng: random.Random) -> DocxStyle:
    """The style of a named DOCX shape."""
    return DocxStyle(
        merges=shape != "docx_merges_lost",
        split_runs=rng.choice([0.0, 0.3, 0.6]),
        text_box=shape == "docx_text_box",
        nested=shape == "docx_nested",
        hidden=shape == "docx_hidden",
        revised=0.1 if shape == "docx_revised" else 0.0,
    )


def make_docx(
    shape: str, gold: GoldReport, seed: int, damage: tuple[Change, ...] = (), severity: int = 1
) -> RenderedCopy:
    """Render ``gold`` as a Word document of the style ``shape``."""
    rng = dice("docx", shape, gold.kind, gold.seed, seed)
    style = draw_style(shape, rng)
    wild = 0.0 if shape == "docx" else 0.8
    carried = Carried(wild, cut=chance(rng, 0.15), hides=True, severity=severity)
    sheet = draw_sheet(gold, rng, carried, damage)
    document = write_document(sheet, style, rng)
    name = f"{shape}-{gold.kind}-{gold.seed}-{seed}"
    return finish(sheet, _pack(document), ".docx", name, shape, severity)


def _pack(document: str) -> bytes:
    footer = (
        f'<w:ftr {_W}><w:p><w:r><w:t>— </w:t></w:r><w:fldSimple w:instr="PAGE"><w:r><w:t>2</w:t></w:r>'
        "</w:fldSimple><w:r><w:t> —</w:t></w:r></w:p></w:ftr>"
    )
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS.format(kind="officeDocument", target="word/document.xml"),
        "word/document.xml": document,
        "word/_rels/document.xml.rels": _RELATIONS.format(kind="footer", target="footer1.xml"),
        "word/footer1.xml": footer,
    }
    out = io.BytesIO()
    # Stored, not deflated: the bytes must not depend on the zlib at hand.
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, _STAMP)
            entry.create_system = 0
            archive.writestr(entry, text)
    return out.getvalue()


def write_document(sheet: Sheet, style: DocxStyle, rng: random.Random) -> str:
    """``word/document.xml``."""
    body = "".join(
        _table(piece, style, rng) if isinstance(piece, Table) else _paragraph(piece, style, rng)
        for piece in sheet.pieces
    )
    if style.hidden:
        row = " ".join(str(rng.randint(1, 99)) for _ in range(7))
        body += (
            "<w:p><w:r><w:rPr><w:vanish/></w:rPr>"
            f"<w:t>一、本年新收政府信息公开申请数量 {row}</w:t></w:r></w:p>"
        )
    section = '<w:sectPr><w:footerReference w:type="default" r:id="rId1"/></w:sectPr>'
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f"<w:document {_W} {_MORE}><w:body>{body}{section}</w:body></w:document>"
    )


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _runs(text: str, style: DocxStyle, rng: random.Random) -> str:
    """Runs of a paragraph: line breaks as ``w:br``, text split anywhere, old text of a revision deleted."""
    pieces: list[str] = []
    for index, part in enumerate(text.replace("\f", "").split("\n")):
        if index:
            pieces.append("<w:r><w:br/></w:r>")
        if len(part) > 1 and chance(rng, style.split_runs):
            cut = rng.randint(1, len(part) - 1)
            pieces += [_run(part[:cut]), '<w:proofErr w:type="spellStart"/>', _run(part[cut:])]
        else:
            pieces.append(_run(part))
    runs = "".join(pieces)
    if text and chance(rng, style.revised):
        author = 'w:id="7" w:author="a" w:date="2024-01-01T00:00:00Z"'
        old = str(rng.randint(1, 500)) if text.isdigit() else text[:1]
        gone = f"<w:del {author}><w:r><w:delText>{escape(old)}</w:delText></w:r></w:del>"
        return f"{gone}<w:ins {author}>{runs}</w:ins>"
    return runs


def _veiled(text: str, rng: random.Random) -> str:
    """A run that nobody sees: vanished, white, or too small to read."""
    how = rng.choice(["<w:vanish/>", '<w:color w:val="FFFFFF"/>', '<w:sz w:val="2"/>'])
    return f'<w:r><w:rPr>{how}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _veiled_row(texts: Sequence[str], columns: int, rng: random.Random) -> str:
    """A row that nobody sees, its first cell as wide as the label columns."""
    first = columns - len(texts) + 1
    cells = [
        f'<w:tc><w:tcPr><w:gridSpan w:val="{first if not at else 1}"/></w:tcPr><w:p>{_veiled(text, rng)}</w:p></w:tc>'
        for at, text in enumerate(texts)
    ]
    return "<w:tr>" + "".join(cells) + "</w:tr>"


def _paragraph(paragraph: Paragraph, style: DocxStyle, rng: random.Random) -> str:
    if paragraph.block in {"hidden", "comment"}:
        return f"<w:p>{_veiled(paragraph.text, rng)}</w:p>"
    runs = _runs(paragraph.text, style, rng)
    if paragraph.block == "title" and style.text_box:
        return _text_box(f"<w:p>{runs}</w:p>")
    mark = (
        '<w:bookmarkStart w:id="0" w:name="_GoBack"/><w:bookmarkEnd w:id="0"/>' if chance(rng, 0.05) else ""
    )
    return f"<w:p>{mark}{runs}</w:p>"


def _text_box(content: str) -> str:
    """A text box as Word writes it: the same words once for new and once for old programs."""
    box = f"<w:txbxContent>{content}</w:txbxContent>"
    return (
        "<w:p><w:r><mc:AlternateContent>"
        '<mc:Choice Requires="wps"><w:drawing><wp:anchor><a:graphic><a:graphicData><wps:wsp><wps:txbx>'
        f"{box}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )


def _cell(slot: Slot, style: DocxStyle, rng: random.Random, *, merges: bool = True) -> str:
    properties = ""
    if merges and slot.columns > 1:
        properties += f'<w:gridSpan w:val="{slot.columns}"/>'
    if merges and slot.rows > 1:
        properties += '<w:vMerge w:val="restart"/>'
    hidden = _veiled(slot.hidden, rng) if slot.hidden else ""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p>{hidden}{_runs(slot.text, style, rng)}</w:p></w:tc>"


def _covered(columns: int) -> str:
    span = f'<w:gridSpan w:val="{columns}"/>' if columns > 1 else ""
    return f"<w:tc><w:tcPr>{span}<w:vMerge/></w:tcPr><w:p/></w:tc>"


def _rows(table: Table, style: DocxStyle, rng: random.Random) -> str:
    rows: list[str] = []
    open_until: dict[int, tuple[int, int]] = {}
    for index, line in enumerate(table.lines):
        starts = {slot.column: slot for slot in line.slots}
        cells: list[str] = []
        column = 0
        while column < table.columns:
            end, width = open_until.get(column, (0, 1))
            slot = starts.get(column)
            if slot is not None:
                cells.append(_cell(slot, style, rng, merges=style.merges))
                open_until[column] = (index + slot.rows, slot.columns)
                width = slot.columns
                if not style.merges:
                    cells += ["<w:tc><w:p/></w:tc>"] * (width - 1)
            elif index < end:
                cells.append(_covered(width) if style.merges else "<w:tc><w:p/></w:tc>" * width)
            else:
                width = 1
                cells.append("<w:tc><w:p/></w:tc>")
            column += width
        rows.append("<w:tr>" + "".join(cells) + "</w:tr>")
        rows += [_veiled_row(line.veiled, table.columns, rng)] if line.veiled else []
    return "".join(rows)


def _table(table: Table, style: DocxStyle, rng: random.Random) -> str:
    columns = '<w:gridCol w:w="900"/>' * table.columns
    inner = f"<w:tbl><w:tblPr/><w:tblGrid>{columns}</w:tblGrid>{_rows(table, style, rng)}</w:tbl>"
    if style.nested and chance(rng, 0.6):
        inner = (
            '<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="9000"/></w:tblGrid>'
            f"<w:tr><w:tc>{inner}<w:p/></w:tc></w:tr></w:tbl>"
        )
    return inner + "<w:p/>"
