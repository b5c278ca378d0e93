"""Model calls and what they cost: a table for people, JSON for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from gouji.export.json_text import dumps
from gouji.models.accounts import Account, line_cost, plain
from gouji.models.forecast import Forecast
from gouji.present.console import console
from gouji.present.grid import clean, pad, width
from gouji.store.batches import Handle
from gouji.store.calls import Line, Pruned

STATES: Mapping[str, tuple[str, str]] = {
    "open": ("在途", "under way"),
    "kept": ("已答复", "answered"),
    "rejected": ("被拒", "rejected"),
    "lost": ("可能丢失", "possibly lost"),
}
HEADS = (
    ("编号", "call"),
    ("发出时间", "sent"),
    ("文件", "document"),
    ("提示", "prompt"),
    ("模型", "model"),
    ("状态", "state"),
    ("输入", "input"),
    ("输出", "output"),
    ("花费", "cost"),
    ("说明", "note"),
)
SUM_HEADS = (
    ("提示", "prompt"),
    ("模型", "model"),
    ("次数", "calls"),
    ("已答复", "answered"),
    ("在途", "under way"),
    ("被拒", "rejected"),
    ("可能丢失", "possibly lost"),
    ("输入", "input"),
    ("其中缓存", "cached"),
    ("输出", "output"),
    ("花费", "cost"),
)
FIRST_NUMBER = 2
"""The column of the sums from which on they are numbers."""


def show_calls(
    lines: Sequence[Line],
    groups: Mapping[tuple[str, str], Account],
    total: Account,
    out: Sequence[Handle] = (),
    *,
    as_json: bool,
) -> None:
    """Print calls, newest last, then their sums by prompt and model and in all; JSON names batches that are out."""
    if as_json:
        console.emit(dumps(_as_json(lines, groups, total) | {"batches": list(map(_batch, out))}) + "\n")
        return
    if not total.calls:
        console.emit(console.say("还没有调用过模型。\n", "No model has been called.\n"))
        return
    if lines:
        console.emit(_table([[console.say(*head) for head in HEADS], *map(_row, lines)], right=(6, 7, 8)))
        if len(lines) < total.calls:
            console.emit(
                console.say(
                    f"（共 {total.calls} 次，只列出 {len(lines)} 次）\n",
                    f"({len(lines)} of {total.calls} calls)\n",
                )
            )
        console.emit("\n")
    rows = [[prompt, model, *_figures(one)] for (prompt, model), one in groups.items()]
    rows.append([console.say("合计", "total"), "", *_figures(total)])
    console.emit(
        _table([[console.say(*head) for head in SUM_HEADS], *rows], right=range(FIRST_NUMBER, len(SUM_HEADS)))
    )
    _warn(total)


def show_pruned(pruned: Pruned) -> None:
    """Say what has been let go, and what that means."""
    console.tell(
        console.say(
            f"已清除 {pruned.replies} 份答复和 {pruned.questions} 份提问的文字；次数、词元和花费都还在。"
            "清除后这些调用不能再回放，重新处理这些文件要重新付费。",
            f"Let go of {pruned.replies} replies and {pruned.questions} questions; counts, tokens and costs stay. "
            "These calls can no longer be replayed: processing their documents again is paid again.",
        )
    )


def show_forecast(forecast: Forecast, *, as_json: bool) -> None:
    """Print what a run would ask and cost."""
    if as_json:
        console.emit(dumps(forecast.as_json()) + "\n")
        return
    fresh = forecast.calls - forecast.known
    facts = [
        (console.say("文件", "documents"), str(forecast.documents)),
        (console.say("页数", "pages"), str(forecast.pages)),
        (console.say("模型调用", "model calls"), str(fresh)),
        (console.say("已有答复（不再付费）", "already answered (free)"), str(forecast.known)),
        (console.say("输入词元（估计）", "input tokens (estimate)"), f"{forecast.input:,}"),
        (console.say("输出词元（估计）", "output tokens (estimate)"), f"{forecast.output:,}"),
        (console.say("花费（估计）", "cost (estimate)"), _range(forecast)),
    ]
    columns = max(width(name) for name, _ in facts) + 2
    for name, value in facts:
        console.emit(f"{pad(name, columns)}{value}\n")


def cost_text(account: Account) -> str:
    """The cost of an account in words: amounts by currency, and that a part of it is unknown where it is."""
    amounts = " + ".join(money(amount, currency) for currency, amount in account.costs.items())
    parts = [amounts] if amounts else []
    if account.unpriced > account.uncounted:
        parts.append(console.say("价格未设", "price not set"))
    if account.uncounted:
        parts.append(console.say("用量未报告", "usage not reported"))
    return " + ".join(parts) or "0"


def money(amount: Decimal, currency: str) -> str:
    """An amount to four decimals, so that a single call shows; never a 0 for what is more than that."""
    rounded = amount.quantize(Decimal("0.0001"), ROUND_HALF_UP)
    shown = "<0.0001" if amount and not rounded else plain(rounded)
    return f"{shown} {currency}"


def _warn(total: Account) -> None:
    if total.lost:
        most = "、".join(money(amount, currency) for currency, amount in total.lost_costs.items())
        console.tell(
            console.say(
                f"有 {total.lost} 次调用没有收到答复，可能已被计费"
                + (f"（估计最多 {most}，未计入合计）" if most else "")
                + "；用 gouji calls --lost 列出。",
                f"{total.lost} calls brought no reply and may have been billed"
                + (f" (at most about {most}, not in the total)" if most else "")
                + "; gouji calls --lost lists them.",
            )
        )
    if total.unpriced:
        console.tell(
            console.say(
                f"有 {total.unpriced} 次答复不知道花费：没有设置价格，或服务没有报告词元数。",
                f"The cost of {total.unpriced} replies is unknown: no price was set, or no tokens were reported.",
            )
        )


def _row(line: Line) -> list[str]:
    cost = line_cost(line)
    return [
        str(line.id),
        line.sent[:19].replace("T", " "),
        line.document[:12],
        line.prompt if not line.attempt else f"{line.prompt}（{line.attempt + 1}）",
        line.model,
        console.say(*STATES[line.state]),
        _count(line.input_tokens),
        _count(line.output_tokens),
        "" if cost is None else money(cost, line.currency or ""),
        _note(line),
    ]


def _note(line: Line) -> str:
    if line.state == "kept" and not line.texts:
        return console.say("文字已清除", "texts pruned")
    return {"interrupted": console.say("程序中断", "interrupted")}.get(line.note or "", line.note or "")


def _figures(account: Account) -> list[str]:
    counts = (account.calls, account.kept, account.open, account.rejected, account.lost)
    tokens = (account.tokens.input, account.tokens.cached, account.tokens.output)
    return [*map(str, counts), *(f"{each:,}" for each in tokens), cost_text(account)]


def _count(number: int | None) -> str:
    return "" if number is None else f"{number:,}"


def _batch(handle: Handle) -> dict[str, Any]:
    names = ("tag", "state", "batch", "address", "model", "requests", "created")
    return {name: getattr(handle, name) for name in names}


def _table(rows: Sequence[Sequence[str]], right: Sequence[int]) -> str:
    cleaned = [[clean(cell.replace("\n", " ")) for cell in row] for row in rows]
    widths = [max(map(width, column)) for column in zip(*cleaned, strict=True)]
    lines = []
    for row in cleaned:
        cells = [
            " " * (size - width(cell)) + cell if at in right else pad(cell, size)
            for at, (cell, size) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines) + "\n"


def _range(forecast: Forecast) -> str:
    if forecast.low is None or forecast.high is None:
        return console.say("价格未设", "price not set")
    currency = forecast.currency or ""
    return f"{money(forecast.low, currency)} – {money(forecast.high, currency)}"


def _as_json(
    lines: Sequence[Line], groups: Mapping[tuple[str, str], Account], total: Account
) -> dict[str, Any]:
    return {
        "total": total.as_json(),
        "by_prompt": [
            {"prompt": prompt, "model": model, **one.as_json()} for (prompt, model), one in groups.items()
        ],
        "calls": [_line_json(line) for line in lines],
    }


def _line_json(line: Line) -> dict[str, Any]:
    cost = line_cost(line)
    return {
        "id": line.id,
        "key": line.key,
        "document": line.document,
        "prompt": line.prompt,
        "version": line.version,
        "model": line.model,
        "attempt": line.attempt,
        "state": line.state,
        "note": line.note,
        "sent": line.sent,
        "seconds": line.seconds,
        "input_tokens": line.input_tokens,
        "output_tokens": line.output_tokens,
        "cached_tokens": line.cached_tokens,
        "cost": None if cost is None else plain(cost),
        "currency": line.currency,
        "texts": line.texts,
    }
