"""Plain text and Markdown: bytes to lines, by the measured encoding rule.

A byte order mark, else many NULs (UTF-16), else UTF-8, else GB18030. What is no Chinese or ASCII
text under that rule is refused as ``not_text``, never read as junk.
"""

from __future__ import annotations

import codecs
import re

from gouji.convert.copied import uncopied
from gouji.convert.mojibake import refuse_mojibake
from gouji.document import Document, Source
from gouji.errors import ConvertError

MAX_BYTES = 20 << 20

MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
MANY_NULS = 0.02
"""Share of NUL bytes from which text is UTF-16: digits, tabs and line ends have one each."""

FEW_DAMAGED = 0.005
"""Share of undecodable places up to which a text counts as damaged; beyond, it is another encoding."""

MANY_CONTROLS = 0.03
ENOUGH_CHINESE = 20
COMMON_CHINESE = 0.6
"""Share of GB 2312 among a GB18030 text's Chinese bytes; other encodings read as GB18030 stay below."""

BREAKS = re.compile("\r\n|[\r\x0b\x85\u2028\u2029]")
WORD_MARKS = str.maketrans({"\x07": "\t", "\x1e": "-"})
"""What filters leave of Word's own marks: the end of a cell, the hyphen that does not break."""

DROPPED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffc\U000e0000-\U000e0fff]"
)
"""Control, zero-width and direction characters: nothing of them is seen on a page."""

OVERRIDE = "\u202e"
OVERRIDDEN = re.compile("\u202e([^\n\u202c]*)\u202c?")
EMBEDDING = re.compile("[\u202a\u202b\u202d\u2066-\u2069]")


def convert(source: Source) -> Document:
    """Read plain text; tabs and pipes stay as they are, the reader infers cells from them."""
    return Document(source.name, source.sha256, "text/plain", ended(uncopied(clean(decode(source.content)))))


def not_text() -> ConvertError:
    """Return the refusal of bytes that are no text in a known encoding."""
    return ConvertError(
        "not_text",
        "文件内容不是可以识别的文字。",
        "请确认文件没有损坏；如是文本，请另存为 UTF-8 编码后再试。",
    )


def decode(content: bytes) -> str:
    """Decode ``content`` by the rule above.

    Raises ``ConvertError``: ``too_large`` above 20 MB, ``not_text`` where no encoding makes sense,
    ``mojibake`` where the text was saved in a wrong one.
    """
    return refuse_mojibake(_decoded(content))


def _decoded(content: bytes) -> str:
    if len(content) > MAX_BYTES:
        raise ConvertError(
            "too_large",
            f"文本有 {len(content) >> 20} MB，超过 {MAX_BYTES >> 20} MB 的上限。",
            "请确认选对了文件；如含多份报告，请拆开后再试。",
        )
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return _plausible(_decode_damaged(content[len(mark) :], encoding))
    if content.count(b"\0") > MANY_NULS * len(content):
        return _plausible(_decode_damaged(content, _utf16_order(content)))
    try:
        return _plausible(content.decode("utf-8"))
    except UnicodeDecodeError:
        return _plausible(_utf8_or_gb18030(content))


def decode_head(content: bytes, count: int) -> str:
    """Return the first ``count`` characters, for telling what kind of text it is."""
    try:
        return decode(content)[:count]
    except ConvertError:
        head = content[:count].decode("latin-1")
        if re.search(r"<(?:!doctype\s+html|html)\b", head, re.IGNORECASE):
            return head
        raise


def clean(text: str, *, markup: bool = False) -> str:
    r"""One kind of line end, no characters that nobody sees; tabs, ``\f`` and wide forms stay.

    What an override shows from right to left is turned round; ``markup`` that has any is left alone,
    so that each of its texts is cleaned by itself.
    """
    text = BREAKS.sub("\n", text)
    if "\x07" in text or "\x1e" in text:
        text = text.translate(WORD_MARKS)
    if OVERRIDE in text:
        if markup:
            return text
        text = OVERRIDDEN.sub(_turned, text)
    return DROPPED.sub("", text)


def _turned(overridden: re.Match[str]) -> str:
    """Turn a run of one direction round; mark the digits of a mixed one, which make no number."""
    run = overridden[1]
    return f"~{run}~" if EMBEDDING.search(run) else run[::-1]


def ended(text: str) -> str:
    """``text`` with its last line ended."""
    return text if text.endswith(("\n", "\f")) else f"{text}\n"


def _utf16_order(content: bytes) -> str:
    return "utf-16-le" if content[1::2].count(0) >= content[::2].count(0) else "utf-16-be"


def _utf8_or_gb18030(content: bytes) -> str:
    damaged = content.decode("utf-8", "replace")
    if damaged.count("\ufffd") <= max(3, FEW_DAMAGED * len(damaged)):
        wide = sum(1 for _ in re.finditer(r"[^\x00-\x7f\ufffd]", damaged[:20_000]))
        if wide > 2 * damaged.count("\ufffd"):
            return damaged
    text = _decode_damaged(content, "gb18030")
    chinese = re.sub(r"[\x00-\x7f\ufffd]+", "", text)
    common = len(chinese.encode("gb2312", "ignore"))
    if len(chinese) >= ENOUGH_CHINESE and common < COMMON_CHINESE * len(chinese.encode("gb18030")):
        refuse_mojibake(text)  # the more telling reason
        raise not_text()
    return text


def _decode_damaged(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        text = content.decode(encoding, "replace")
    if text.count("\ufffd") > max(1, FEW_DAMAGED * len(text)):
        raise not_text()
    return text


CONTROLS = re.compile("[\x00-\x06\x08\x0e-\x19\x1b\x1c\x7f-\x84\x86-\x9f]")


def _plausible(text: str) -> str:
    if len(CONTROLS.findall(text)) > MANY_CONTROLS * len(text):
        raise not_text()
    return text
