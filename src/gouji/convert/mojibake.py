"""UTF-8 that was once read as GBK and saved so: 锛, 鍏, 鐨 for ，, 公, 的.

Bytes without a GBK character were lost then, digits and line ends among them, so such a text is
refused and never mended: a mended number could be another one.
"""

from __future__ import annotations

from gouji.errors import ConvertError

_MARKS = "锛銆鍏鐨鏀搴"
"""What GBK makes of the beginnings of ，。公的政府: rare in any healthy text."""

_FREQUENT = frozenset("，。、的一二三四五是不了在有和年本信息公开政府工作报告度情况申请机关行处理数量")
_FEWEST = 8
_LARGE_SHARE = 0.01
_SAMPLE = 20_000
_FAR_MORE = 4


def refuse_mojibake(text: str) -> str:
    """Return a healthy ``text``.

    Raises ``ConvertError`` (``mojibake``) where undoing the mistake yields far more frequent characters.
    """
    if sum(map(text.count, _MARKS)) < _FEWEST:
        return text
    at = min(text.index(mark) for mark in _MARKS if mark in text)
    sample = text[at : at + _SAMPLE]
    wide = sum(char > "\x7f" for char in sample)
    if sum(map(sample.count, _MARKS)) < max(_FEWEST, _LARGE_SHARE * wide):
        return text
    undone = sample.encode("gb18030", "replace").decode("utf-8", "replace")
    if _frequent(undone) > _FAR_MORE * _frequent(sample):
        raise ConvertError(
            "mojibake",
            "文件内容是乱码：UTF-8 文字曾被当作 GBK 打开并保存，部分数字可能已经丢失，无法可靠还原。",
            "请用原始文件，或从原始文件以 UTF-8 编码重新打开另存后再试。",
        )
    return text


def _frequent(text: str) -> int:
    return sum(char in _FREQUENT for char in text)
