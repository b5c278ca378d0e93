"""What each figure of an evaluation is called, in which unit, which way is better, and what it means.

The report, the Markdown table and the README are written from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from gouji.evaluate.result import Better
from gouji.messages import Language

Unit = Literal["share", "each", "seconds", "megabytes", "price"]


@dataclass(frozen=True, slots=True)
class Definition:
    """One figure. ``unit``: a share of 1, a number per document, seconds, megabytes, or money.

    ``bounded`` figures are rates that should be 0 and come with an upper bound. The cells of one
    document are not independent (one lost column shifts a hundred), so a bound per cell is too good:
    the bound per document stands beside it.
    """

    zh: str
    en: str
    unit: Unit
    better: Better
    meaning_zh: str
    meaning_en: str
    bounded: bool = False

    def label(self, language: Language = "zh") -> str:
        """Its name for people."""
        return self.en if language == "en" else self.zh

    def meaning(self, language: Language = "zh") -> str:
        """One sentence that says what is counted, of what."""
        return self.meaning_en if language == "en" else self.meaning_zh


MEASURES: Mapping[str, Definition] = {
    "silent": Definition(
        "悄悄出错的格",
        "silently wrong cells",
        "share",
        "lower",
        "值与文件所印不同而没有任何提示指到它的格，占全部格；读数里注入的错误另计。同一份文件里的格并不互相独立，须与下一行同看。",
        "Cells whose value differs from what the document prints and that no finding names, of all cells; errors put into the reading are counted apart. Cells of one document are not independent: read it with the next line.",
        bounded=True,
    ),
    "silent_documents": Definition(
        "有悄悄出错的文件",
        "documents with a silent error",
        "share",
        "lower",
        "至少有一格悄悄出错的文件，占全部文件。",
        "Documents with at least one silently wrong cell, of all documents.",
        bounded=True,
    ),
    "wrong_accepted": Definition(
        "带着错值通过的文件",
        "accepted with a wrong value",
        "share",
        "lower",
        "通过了而有错值的文件，占全部文件；只有警告指到它的错值也算。",
        "Documents accepted with a wrong value, of all documents, even where a warning names it.",
        bounded=True,
    ),
    "laundered": Definition(
        "被洗掉的印错数",
        "laundered cells",
        "share",
        "lower",
        "单位印错、而系统报成另一个数的格，占单位印错的格。",
        "Cells that the office printed wrong and that are reported as another number, of the cells printed wrong.",
        bounded=True,
    ),
    "undetected": Definition(
        "未发现的注入读数错误",
        "undetected errors in the reading",
        "share",
        "lower",
        "注入读数的错格里没有任何提示指到的，占这些错格。",
        "Cells that an error put into the reading made wrong and that no finding names, of such cells.",
    ),
    "cells_exact": Definition(
        "正确的格",
        "cells right",
        "share",
        "higher",
        "值（或空白的种类）与文件所印相同的格，占全部格。",
        "Cells whose value, or kind of blank, is what the document prints, of all cells.",
    ),
    "documents_exact": Definition(
        "全对的文件",
        "documents right",
        "share",
        "higher",
        "每一格都正确的文件，占全部文件。",
        "Documents with every cell right, of all documents.",
    ),
    "wrong": Definition(
        "错值的格",
        "wrong cells",
        "share",
        "lower",
        "值与文件所印不同的格，不论有没有提示，占全部格。",
        "Cells whose value differs from what the document prints, named or not, of all cells.",
    ),
    "unread": Definition(
        "未读出的格",
        "unread cells",
        "share",
        "lower",
        "没有读出的格，占全部格；失败的文件全部算未读出。",
        "Cells that were not read, of all cells; all cells of a failed document.",
    ),
    "named_per_document": Definition(
        "每份点名的格",
        "cells named per document",
        "each",
        "lower",
        "错误提示点到的格，平均每份文件。",
        "Cells that error findings name, per document.",
    ),
    "warned_per_document": Definition(
        "每份只有警告的格",
        "cells only warned of per document",
        "each",
        "lower",
        "只有警告点到的格，平均每份文件。",
        "Cells that only warnings name, per document.",
    ),
    "needless_per_document": Definition(
        "每份白点的格",
        "named needlessly per document",
        "each",
        "lower",
        "错误提示点到而其实正确的格，平均每份文件；单位印错的和文件缺少的不算。",
        "Cells that error findings name although they are right, per document; not those that the office printed wrong or the document lacks.",
    ),
    "needless_per_undamaged": Definition(
        "每份完好文件白点的格",
        "named needlessly per undamaged document",
        "each",
        "lower",
        "同上，只计没有损坏、没有注入错误的文件。",
        "The same, of documents without damage or injected error.",
    ),
    "straight_through": Definition(
        "直接通过",
        "straight through",
        "share",
        "higher",
        "通过且每一格都正确的文件，占全部文件，含不应通过的。",
        "Documents accepted with every cell right, of all documents, those included that should not be.",
    ),
    "straight_through_undamaged": Definition(
        "完好文件直接通过",
        "undamaged straight through",
        "share",
        "higher",
        "同上，只计没有损坏、没有注入错误的文件。",
        "The same, of documents without damage or injected error.",
    ),
    "accepted": Definition(
        "通过",
        "accepted",
        "share",
        "higher",
        "通过的文件，占全部文件。",
        "Documents accepted, of all documents.",
    ),
    "failed": Definition(
        "失败",
        "failed",
        "share",
        "lower",
        "失败的文件，占全部文件，含应当失败的。",
        "Documents failed, of all documents, those included that should.",
    ),
    "broken": Definition(
        "评测中断",
        "broken",
        "share",
        "lower",
        "读取或评分自身出错的文件，占全部文件；其全部格算未读出。",
        "Documents whose reading or scoring broke down, of all documents; all their cells count as unread.",
    ),
    "status_right": Definition(
        "结论正确",
        "outcome right",
        "share",
        "higher",
        "通过、待核对、失败与好的读者一致的文件，占结论有定论的文件。",
        "Documents with the outcome that a good reader reaches, of those where only one is right.",
    ),
    "title_right": Definition(
        "标题正确", "title right", "share", "higher", "标题正确的文件。", "Documents whose title is right."
    ),
    "agency_right": Definition(
        "机关正确",
        "agency right",
        "share",
        "higher",
        "机关名称正确的文件；文件没有写明的，应为空。",
        "Documents whose agency is right; null where the document states none.",
    ),
    "year_right": Definition(
        "年度正确", "year right", "share", "higher", "年度正确的文件。", "Documents whose year is right."
    ),
    "detected": Definition(
        "注入错误被发现",
        "injected errors detected",
        "share",
        "higher",
        "至少一个错格被错误提示点到、或已不再造成错值的注入错误，占改动了格的注入错误。",
        "Injected errors of which an error finding names a cell, or that make no value wrong any more, of those that changed cells.",
    ),
    "wholly_detected": Definition(
        "注入错误全部点到",
        "injected errors wholly detected",
        "share",
        "higher",
        "每一个错格都被错误提示点到的注入错误，占改动了格的注入错误。",
        "Injected errors all of whose wrong cells are named by error findings, of those that changed cells.",
    ),
    "located_first": Definition(
        "首个解释即错处",
        "located first",
        "share",
        "higher",
        "第一个解释恰好是错格的注入错误，占仍造成错值的注入错误。",
        "Injected errors whose cells are exactly the first explanation, of those that make values wrong.",
    ),
    "located_three": Definition(
        "前三个解释含错处",
        "located among three",
        "share",
        "higher",
        "前三个解释之一恰好是错格的注入错误，占仍造成错值的注入错误。",
        "Injected errors whose cells are exactly one of the first three explanations, of those that make values wrong.",
    ),
    "suggested": Definition(
        "建议了正确的值",
        "right value suggested",
        "share",
        "higher",
        "前三个解释之一恰好是错格、且给出正确值的注入错误，占仍造成错值的注入错误。",
        "Injected errors located among three with every right value suggested, of those that make values wrong.",
    ),
    "statement_precision": Definition(
        "叙述数字查准",
        "statement precision",
        "share",
        "higher",
        "系统给出的叙述数字中确有其事的，占给出的。",
        "Statements given that the document makes, of those given.",
    ),
    "statement_recall": Definition(
        "叙述数字查全",
        "statement recall",
        "share",
        "higher",
        "文件叙述里的数字被系统给出的，占叙述里有的。",
        "Statements of the document that are given, of those it makes.",
    ),
    "seconds_median": Definition(
        "用时中位数",
        "seconds, median",
        "seconds",
        "lower",
        "每份文件用时的中位数。",
        "Median wall time of a document.",
    ),
    "seconds_p95": Definition(
        "用时 95 分位",
        "seconds, 95th percentile",
        "seconds",
        "lower",
        "95% 的文件用时不超过此数。",
        "Wall time that 95 % of the documents do not exceed.",
    ),
    "memory_max": Definition(
        "内存峰值",
        "peak memory",
        "megabytes",
        "lower",
        "工作进程内存峰值的最大者。",
        "Largest peak memory of a worker process.",
    ),
    "calls_per_document": Definition(
        "每份模型调用",
        "model calls per document",
        "each",
        "lower",
        "模型调用次数，平均每份文件。",
        "Calls to a model, per document.",
    ),
    "tokens_per_document": Definition(
        "每份 token",
        "tokens per document",
        "each",
        "lower",
        "token 数，平均每份文件。",
        "Tokens, per document.",
    ),
    "cost_per_document": Definition(
        "每份费用",
        "cost per document",
        "price",
        "lower",
        "模型费用，平均每份文件。",
        "Price of calls, per document.",
    ),
    "cost_per_verified": Definition(
        "每个已验证格费用",
        "cost per verified cell",
        "price",
        "lower",
        "模型费用，平均每个评级为 verified 的格。",
        "Price of calls, per cell graded verified.",
    ),
}
