"""Batches of calls, for people: what happens to them during a run, and which are out."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from gouji.models.batch import BatchNotice
from gouji.present.calls import STATES
from gouji.present.console import console
from gouji.store.batches import Handle

ENDED = {
    "completed": ("完成", "completed"),
    "failed": ("被服务拒绝", "was refused"),
    "expired": ("到期，未全部完成", "expired before all was done"),
    "cancelled": ("被取消", "was cancelled"),
}
"""The provider's words for how a batch ends."""
STAGES = {
    "gathering": ("准备中", "being gathered"),
    "sealed": ("待提交", "to be handed over"),
    "uploaded": ("提交中", "being handed over"),
    "submitted": ("处理中", "under way"),
}


def tell(notice: BatchNotice) -> None:
    """Say on stderr what has become of a batch."""
    console.tell(_sentence(notice))


def show_outstanding(handles: Sequence[Handle]) -> None:
    """Say which batches are out, and how their replies come in."""
    for handle in handles:
        host = urlsplit(handle.address).netloc
        name = f"{handle.tag} / {handle.batch}" if handle.batch else handle.tag
        console.tell(
            console.say(
                f"批次 {name}（{STAGES[handle.state][0]}）：{handle.requests} 次调用，模型 {handle.model}，"
                f"在 {host}，{handle.created[:19]}（UTC）起；用 gouji run 取回答复。",
                f"Batch {name} ({STAGES[handle.state][1]}): {handle.requests} calls to {handle.model} at {host} "
                f"since {handle.created[:19]} UTC; gouji run takes in its replies.",
            )
        )


def _sentence(notice: BatchNotice) -> str:
    handle = notice.handle
    if notice.kind == "submitted":
        return console.say(
            f"批次 {handle.batch} 已提交：{handle.requests} 次调用。可以随时按 Ctrl-C，稍后用同一命令取回。",
            f"Batch {handle.batch} handed over: {handle.requests} calls. "
            "Ctrl-C is safe; the same command takes in the replies later.",
        )
    if notice.kind == "waiting":
        return console.say(
            f"批次 {handle.batch} 处理中：已完成 {notice.completed}/{handle.requests}，失败 {notice.failed}。",
            f"Batch {handle.batch} under way: {notice.completed}/{handle.requests} done, {notice.failed} failed.",
        )
    if notice.kind == "elsewhere":
        return console.say(
            f"批次 {handle.batch or handle.tag} 属于模型 {handle.model}，这次不取回。",
            f"Batch {handle.batch or handle.tag} belongs to {handle.model}; it is left alone.",
        )
    how = ENDED.get(handle.status or "", (handle.status or "", handle.status or ""))
    counts = console.say("，", ", ").join(
        f"{console.say(*STATES[state])} {count}" for state, count in notice.ended
    )
    reason = console.say(f"（{handle.note}）", f" ({handle.note})") if handle.note else ""
    return console.say(
        f"批次 {handle.batch} 已{how[0]}{reason}：{counts}。",
        f"Batch {handle.batch} {how[1]}{reason}: {counts}.",
    )
