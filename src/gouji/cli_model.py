"""From settings to a model that answers: what every command that may ask one shares.

Imports stay inside the functions: a command that asks no model does not pay for its libraries.
"""

# ruff: noqa: PLC0415 - as said above

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from gouji.errors import GoujiError, UsageError
from gouji.present.console import console
from gouji.settings import Settings

BUDGET_HELP = "本次问模型的花费上限：金额如 5.00，或词元数如 2M tokens；到了就停，可以接着做。"

if TYPE_CHECKING:
    from gouji.jobs.batch import Batching
    from gouji.jobs.local import Request
    from gouji.jobs.ordered import Limits
    from gouji.jobs.rounds import Asking
    from gouji.models.batch import Batches
    from gouji.models.breaker import Notice
    from gouji.models.budget import Budget, Limit
    from gouji.models.client import Client
    from gouji.models.endpoint import Endpoint
    from gouji.models.ledger import Ledger
    from gouji.readers import Way
    from gouji.store.health import Check
    from gouji.store.workspace import Workspace


def way(settings: Settings) -> Way:
    """Which readers read."""
    from gouji.readers import Way

    return Way(settings.readers, settings.model_statements)


def endpoint(settings: Settings) -> Endpoint:
    """Where the model is reached. Raises ``UsageError`` where none is set, or a setting cannot work."""
    from gouji.models.endpoint import Endpoint

    if settings.model_name is None or settings.model_base_url is None:
        raise UsageError(
            "no_model",
            "没有同时设置 GOUJI_MODEL_NAME 和 GOUJI_MODEL_BASE_URL。",
            "请先设置这两项，例：GOUJI_MODEL_BASE_URL=http://127.0.0.1:8000/v1",
        )
    return Endpoint(
        base_url=settings.model_base_url,
        name=settings.model_name,
        api_key=settings.model_api_key,
        mode=settings.model_mode,
        timeout=settings.model_timeout,
        concurrency=settings.model_concurrency,
        requests_per_minute=settings.model_requests_per_minute or None,
        tokens_per_minute=settings.model_tokens_per_minute or None,
        patience=settings.model_patience,
        proxy=settings.model_proxy,
        ca_file=settings.model_ca_file,
    )


def asking(settings: Settings, budget: str | None = None) -> Asking | None:
    """How a model takes part under these settings; None where only the aligned reader reads.

    ``budget`` bounds what this command may spend. Raises ``UsageError`` where it cannot be read.
    """
    from gouji.jobs.rounds import Asking
    from gouji.models.budget import parse_limit

    if not way(settings).asks:
        if budget is not None:
            raise UsageError("budget", "没有使用模型，--budget 没有意义。", "请去掉 --budget，或设置模型。")
        return None
    target = endpoint(settings)
    limit = parse_limit(budget, settings.model_price) if budget is not None else None

    @contextmanager
    def connect(place: Workspace | Path | None) -> Iterator[Client]:
        with (
            _ledger(settings, place) as ledger,
            client(target, _within(_limited(limit, settings), ledger)) as opened,
        ):
            yield opened

    return Asking(way(settings), target.concurrency, connect, partial(_announce, settings))


def batching(settings: Settings, budget: str | None, *, wanted: bool) -> Batching | None:
    """How batches take part in a run: earlier ones always, new ones where they are ``wanted``.

    Raises ``UsageError`` where they are wanted and no model is asked.
    """
    from gouji.jobs.batch import Batching
    from gouji.models.budget import parse_limit

    if not way(settings).asks:
        if wanted:
            raise UsageError("batch", "没有使用模型，--batch 没有意义。", "请去掉 --batch，或设置模型。")
        return None
    target, price = endpoint(settings), settings.model_price
    limit = parse_limit(budget, price) if budget is not None else None

    @contextmanager
    def connect(workspace: Workspace) -> Iterator[tuple[Client, Batches]]:
        from gouji.models.batch import Batches
        from gouji.models.kept import KeptLedger
        from gouji.present.batches import tell
        from gouji.store import ledger

        spending = _limited(limit, settings)
        with ledger.opened(workspace) as kept:
            live = _within(spending, KeptLedger(kept, price))
            batched = KeptLedger(kept, price.batched() if price else None)
            with (
                client(target, live) as opened,
                Batches(target, opened, workspace, batched, spending, tell) as batches,
            ):
                yield opened, batches

    return Batching(connect, wanted)


def _limited(limit: Limit | None, settings: Settings) -> Budget | None:
    from gouji.models.budget import Budget

    return Budget(limit, settings.model_price) if limit else None


def _within(budget: Budget | None, ledger: Ledger) -> Ledger:
    from gouji.models.budget import Budgeted

    return Budgeted(ledger, budget) if budget else ledger


def foresee_run(
    settings: Settings,
    request: Request,
    version: str,
    limits: Limits,
    *,
    budget: str | None,
    batch: bool,
    as_json: bool,
) -> int:
    """Print what a run would ask and cost, in batches or not; nothing is asked and nothing is changed.

    Raises ``UsageError`` where a run with this ``budget`` would.
    """
    from gouji.jobs.foreseen import foresee
    from gouji.models.budget import parse_limit
    from gouji.models.forecast import forecast, never, scale_of
    from gouji.present.calls import show_forecast
    from gouji.store.calls import measured
    from gouji.store.workspace import existing, is_workspace

    if not way(settings).asks:
        raise UsageError("dry_run", "没有使用模型，不会有花费。", "直接运行即可；要用模型请先设置。")
    target, price = endpoint(settings), settings.model_price
    if budget is not None:
        parse_limit(budget, price)
    if batch and price:
        price = price.batched()
    with ExitStack() as stack:
        workspace, known, scale = None, never, 1.0
        if is_workspace(settings.workspace):
            workspace = stack.enter_context(closing(existing(settings.workspace, settings.database_url)))
            ledger = stack.enter_context(_ledger(settings, workspace))
            known = stack.enter_context(client(target, ledger)).known
            scale = scale_of(measured(workspace, target.name))
        asked = foresee(workspace, request, way(settings), version, limits)
        shown = forecast(asked, target.name, price, known=known, scale=scale)
    show_forecast(shown, as_json=as_json)
    return 0


def examine_model(settings: Settings) -> list[Check]:
    """Ask the model a few tiny questions: what it obeys, how fast it answers, whether it counts tokens."""
    from gouji.models.client import probe
    from gouji.store.health import Check

    target = endpoint(settings)
    name = console.say("模型", "model")
    try:
        found = probe(target, notice=_tell)
    except GoujiError as error:
        return [
            Check(name, f"{target.name}（{target.host}）：{error.message}", good=False, remedy=error.remedy)
        ]
    refused = console.say("、", ", ").join(mode for mode, trouble in found.tried if trouble)
    without = console.say(f"（不支持 {refused}）", f" (not {refused})") if refused else ""
    counts = console.say("报告", "reported") if found.counts_tokens else console.say("不报告", "not reported")
    return [
        Check(name, f"{target.name}（{target.host}）"),
        Check(console.say("回答格式", "answer shape"), f"{found.dialect.mode}{without}"),
        Check(
            console.say("回答用时", "time to answer"),
            console.say(f"{found.seconds:.1f} 秒", f"{found.seconds:.1f} s"),
        ),
        Check(console.say("词元用量", "token usage"), counts),
        Check(
            console.say("价格", "price"),
            console.say("未设，花费未知", "not set, costs are unknown")
            if settings.model_price is None
            else f"{settings.model_price.input} / {settings.model_price.output} {settings.model_price.currency}",
        ),
    ]


def client(target: Endpoint, ledger: Ledger) -> Client:
    """Open a client that tells the person at the terminal when calls pause."""
    from gouji.models.client import Client

    return Client(target, ledger, notice=_tell)


def _announce(settings: Settings, documents: int) -> None:
    if documents:
        console.tell(
            console.say(
                f"模型 {settings.model_name} 在 {settings.model_host}：至多 {documents} 份文件的文字会发送到那里。",
                f"Model {settings.model_name} at {settings.model_host}: "
                f"the text of at most {documents} documents is sent there.",
            )
        )


@contextmanager
def _ledger(settings: Settings, place: Workspace | Path | None) -> Iterator[Ledger]:
    from gouji.models.kept import kept_alone, kept_in
    from gouji.models.ledger import MemoryLedger

    if place is None:
        yield MemoryLedger()
    elif isinstance(place, Path):
        with kept_alone(place, settings.model_price) as ledger:
            yield ledger
    else:
        with kept_in(place, settings.model_price) as ledger:
            yield ledger


def _tell(notice: Notice) -> None:
    seconds = f"{notice.seconds:.0f}"
    if notice.kind == "paused":
        console.tell(
            console.say(
                f"模型服务没有回应（{notice.reason}），暂停提问，最多等 {seconds} 秒。",
                f"The model's provider does not answer ({notice.reason}); pausing for at most {seconds} s.",
            )
        )
    else:
        console.tell(
            console.say(
                f"模型服务已恢复（等了 {seconds} 秒），继续。", f"It answers again after {seconds} s."
            )
        )
