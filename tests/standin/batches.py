"""Files and batches of the wire format: requests line by line, answered later, in every state that can end one."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from standin.conduct import Conduct
from standin.wire import Delivery, Request, error, json_delivery

INVALID = "invalid_request_error"
BOUNDARY = re.compile(r'boundary="?([^";]+)"?')
FINAL = frozenset({"completed", "failed", "expired", "cancelled"})


@dataclass(slots=True)
class Batch:
    """A batch under way; ``ends`` is how it is going to end, at the time ``due``."""

    id: str
    input: str
    endpoint: str
    window: str
    created: float
    due: float
    ends: str
    lost: float
    metadata: dict[str, str] | None = None
    status: str = "validating"
    output: str | None = None
    errors: str | None = None
    problems: list[dict[str, Any]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: {"total": 0, "completed": 0, "failed": 0})


class Batches:
    """Uploaded files and batches; nothing moves by itself, each look brings a batch up to date.

    Setting ``batch``: ``seconds`` a batch takes, ``ends`` how it ends (``completed``, ``failed``, ``expired``),
    ``answered`` which share of its lines is answered where it expires or is cancelled.
    """

    def __init__(self, answer: Callable[[Request], tuple[int, Any]]) -> None:
        self._answer = answer
        self._files: dict[str, dict[str, Any]] = {}
        self._contents: dict[str, bytes] = {}
        self._batches: dict[str, Batch] = {}

    def respond(self, request: Request, conduct: Conduct) -> Delivery:
        """The reply to a request below ``/v1/files`` or ``/v1/batches``."""
        if conduct.key is not None and request.headers.get("authorization") != f"Bearer {conduct.key}":
            return error(401, "Incorrect API key provided.", INVALID, "invalid_api_key")
        if conduct.down:
            return error(503, "The server is down.", "server_error")
        parts = request.path.partition("?")[0].strip("/").split("/")[1:]
        found = (
            self._respond_file(request, parts)
            if parts[0] == "files"
            else self._respond_batch(request, parts, conduct)
        )
        return found or error(404, f"No such object: {request.path}", INVALID, "not_found")

    def _respond_file(self, request: Request, parts: list[str]) -> Delivery | None:
        match request.method, parts:
            case "POST", ["files"]:
                return self._upload(request)
            case "GET", ["files", name] if name in self._files:
                return json_delivery(self._files[name])
            case "DELETE", ["files", name] if name in self._files:
                del self._files[name], self._contents[name]
                return json_delivery({"id": name, "object": "file", "deleted": True})
            case "GET", ["files", name, "content"] if name in self._contents:
                return Delivery(200, self._contents[name], "application/octet-stream")
        return None

    def _respond_batch(self, request: Request, parts: list[str], conduct: Conduct) -> Delivery | None:
        match request.method, parts:
            case "POST", ["batches"]:
                return self._create(request, conduct)
            case "GET", ["batches"]:
                shown = [_shown(self._brought_up(batch)) for batch in self._batches.values()]
                return json_delivery({"object": "list", "data": shown, "has_more": False})
            case "GET", ["batches", name] if name in self._batches:
                return json_delivery(_shown(self._brought_up(self._batches[name])))
            case "POST", ["batches", name, "cancel"] if name in self._batches:
                batch = self._brought_up(self._batches[name])
                if batch.status not in FINAL:
                    batch.status, batch.ends = "cancelling", "cancelled"
                return json_delivery(_shown(batch))
        return None

    def _upload(self, request: Request) -> Delivery:
        boundary = BOUNDARY.search(request.headers.get("content-type", ""))
        content, name, purpose = None, "", ""
        for part in request.body.split(b"--" + (boundary[1].encode() if boundary else b"\r\n")):
            head, _, body = part.partition(b"\r\n\r\n")
            if b'name="file"' in head:
                content = body.removesuffix(b"\r\n")
                found = re.search(rb'filename="([^"]*)"', head)
                name = found[1].decode() if found else ""
            elif b'name="purpose"' in head:
                purpose = body.strip().decode()
        if content is None or not purpose:
            return error(400, "'file' and 'purpose' are required.", INVALID)
        return json_delivery(self._keep(content, name, purpose))

    def _keep(self, content: bytes, name: str, purpose: str) -> dict[str, Any]:
        made = {
            "id": f"file-{len(self._contents) + 1:06}",
            "object": "file",
            "bytes": len(content),
            "created_at": int(time.time()),
            "filename": name,
            "purpose": purpose,
            "status": "processed",
        }
        self._files[made["id"]], self._contents[made["id"]] = made, content
        return made

    def _create(self, request: Request, conduct: Conduct) -> Delivery:
        try:
            asked = json.loads(request.body)
            name, endpoint, window = asked["input_file_id"], asked["endpoint"], asked["completion_window"]
        except (ValueError, KeyError) as wrong:
            return error(400, f"Missing or malformed: {wrong}", INVALID)
        if name not in self._contents:
            return error(400, f"No such file: {name}", INVALID, None, "input_file_id")
        now, how = time.time(), conduct.batch
        batch = Batch(
            id=f"batch_{len(self._batches) + 1:06}",
            input=name,
            endpoint=endpoint,
            window=window,
            created=now,
            due=now + how.get("seconds", 0.0),
            ends=how.get("ends", "completed"),
            lost=1 - how.get("answered", 0.5),
            metadata=asked.get("metadata"),
        )
        self._batches[batch.id] = batch
        return json_delivery(_shown(batch))

    def _brought_up(self, batch: Batch) -> Batch:
        """The batch as it stands now."""
        if batch.status in FINAL:
            return batch
        lines, problems = _lines(self._contents.get(batch.input, b""), batch.endpoint)
        if problems or batch.ends == "failed":
            batch.problems = problems or [
                {"code": "invalid", "line": 1, "message": "The input cannot be used."}
            ]
            batch.status = "failed"
        elif time.time() < batch.due and batch.status != "cancelling":
            batch.status, batch.counts["total"] = "in_progress", len(lines)
        else:
            self._finish(batch, lines)
        return batch

    def _finish(self, batch: Batch, lines: list[dict[str, Any]]) -> None:
        answered = lines if batch.ends == "completed" else lines[: int(len(lines) * (1 - batch.lost))]
        good, bad = [], []
        for line in answered:
            request = Request(
                "POST", batch.endpoint, {}, json.dumps(line["body"], ensure_ascii=False).encode()
            )
            status, body = self._answer(request)
            (good if status == 200 else bad).append(_answered(line["custom_id"], status, body))
        for line in lines[len(answered) :]:
            code = f"batch_{batch.ends}"
            error_of = {"code": code, "message": "This request was not executed before the batch ended."}
            bad.append(
                {
                    "id": f"lost-{line['custom_id']}",
                    "custom_id": line["custom_id"],
                    "response": None,
                    "error": error_of,
                }
            )
        batch.output = self._keep(_jsonl(good), "output.jsonl", "batch_output")["id"] if good else None
        batch.errors = self._keep(_jsonl(bad), "errors.jsonl", "batch_output")["id"] if bad else None
        batch.counts = {"total": len(lines), "completed": len(good), "failed": len(bad)}
        batch.status = batch.ends


def _lines(content: bytes, endpoint: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The requests of an input file, and what is wrong with it."""
    lines, problems, seen = [], [], set()
    for number, raw in enumerate(content.splitlines(), 1):
        if not raw.strip():
            continue
        try:
            line = json.loads(raw)
            fitting = line["method"] == "POST" and line["url"] == endpoint and isinstance(line["body"], dict)
            name = line["custom_id"]
        except (ValueError, KeyError, TypeError) as wrong:
            problems.append({"code": "invalid_json_line", "line": number, "message": repr(wrong)})
            continue
        if not fitting or name in seen:
            code = "duplicate_custom_id" if name in seen else "mismatched_endpoint"
            problems.append({"code": code, "line": number, "message": f"{name}: {code}"})
        seen.add(name)
        lines.append(line)
    if not lines:
        problems.append({"code": "empty_file", "line": None, "message": "The file holds no request."})
    return lines, problems


def _answered(name: str, status: int, body: Any) -> dict[str, Any]:
    response = {"status_code": status, "request_id": f"req-{name}", "body": body}
    return {"id": f"batch_req_{name}", "custom_id": name, "response": response, "error": None}


def _jsonl(lines: list[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()


def _shown(batch: Batch) -> dict[str, Any]:
    ended = int(time.time())
    return {
        "id": batch.id,
        "object": "batch",
        "endpoint": batch.endpoint,
        "errors": {"object": "list", "data": batch.problems} if batch.problems else None,
        "input_file_id": batch.input,
        "completion_window": batch.window,
        "status": batch.status,
        "output_file_id": batch.output,
        "error_file_id": batch.errors,
        "created_at": int(batch.created),
        f"{batch.status}_at": ended,
        "request_counts": batch.counts,
        "metadata": batch.metadata,
    }
