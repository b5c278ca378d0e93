"""Models in tests: one that copies what a rendered page prints, and others that do worse, each in its own way."""

import json
from dataclasses import dataclass, field

from gouji.evaluate.copy import Missing
from gouji.models.call import Reply
from gouji.read.model.answers import TABLE_PARTS, asked_rows
from gouji.read.model.dialogue import open_calls
from gouji.read.model.reader import proceed

NO_HEADER = {"title": None, "agency": None, "year": None, "period": None}
NO_HEADINGS = {"overview": None, "problems": None, "other": None}


def shown(answer):
    """An answer's text as a model writes it."""
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":"))


def replied(call, answer):
    """A usable reply."""
    text = shown(answer)
    return Reply(call.answer.model_validate_json(text), None, text)


@dataclass
class Copyist:
    """Copies the cells of ``expected``, a rendered page's truth; asked for headers, gives ``header``."""

    expected: dict
    header: dict = field(default_factory=lambda: {**NO_HEADER, "headings": NO_HEADINGS})
    statements: list = field(default_factory=list)
    asked: list = field(default_factory=list)

    def reply(self, call):
        self.asked.append(call)
        return replied(call, self.answer(call))

    def answer(self, call):
        if call.prompt == "header":
            return self.header
        if call.prompt == "statements":
            return {"statements": self.statements}
        keys = call.answer.model_fields["rows"].annotation.model_fields
        answer = {"rows": {}, "printed": [], "doubtful": []}
        for row in asked_rows(call.prompt):
            if row.key in keys:
                answer["rows"][row.key] = self._row(call.prompt, row, answer["printed"])
        return answer

    def _row(self, part, row, printed):
        truths = [self.expected.get(path, Missing("not_in_form")) for path in row.paths]
        kinds = {truth.kind if isinstance(truth, Missing) else "" for truth in truths}
        if TABLE_PARTS[part] == "requests" and kinds <= {"not_in_form", "missing"}:
            return None
        return [self._count(row, at, truth, printed) for at, truth in enumerate(truths, 1)]

    def _count(self, row, at, truth, printed):
        if isinstance(truth, Missing):
            return None
        if truth != int(truth):
            printed.append({"cell": f"{row.key}.{at}", "text": str(truth)})
            return None
        return int(truth)


class TroubledModel(Copyist):
    """Fails with the troubles of a list, in order, for one prompt; then copies."""

    def __init__(self, expected, prompt, troubles):
        super().__init__(expected)
        self.prompt, self.troubles = prompt, list(troubles)

    def reply(self, call):
        if call.prompt == self.prompt and self.troubles:
            self.asked.append(call)
            return Reply(None, self.troubles.pop(0), "")
        return super().reply(call)


class TruncatingModel(Copyist):
    """Cannot say more than ``most`` rows at once."""

    def __init__(self, expected, most):
        super().__init__(expected)
        self.most = most

    def reply(self, call):
        answer = self.answer(call)
        if len(answer.get("rows", ())) > self.most:
            self.asked.append(call)
            return Reply(None, "truncated", shown(answer)[: 20 * self.most])
        return super().reply(call)


class LyingModel(Copyist):
    """Copies the first ``honest_after`` attempts wrongly: ``lie`` changes the answer's rows by key."""

    def __init__(self, expected, lie, honest_after=99):
        super().__init__(expected)
        self.lie, self.honest_after = lie, honest_after

    def answer(self, call):
        answer = super().answer(call)
        if call.attempt < self.honest_after and "rows" in answer:
            self.lie(call.prompt, answer["rows"], call.attempt)
        return answer


def talk(plan, model, replies=None):
    """Ask ``model`` until nothing is open; the reading."""
    replies = {} if replies is None else replies
    for _ in range(50):
        still_open = open_calls(plan, replies)
        if not still_open:
            return proceed(plan, replies)
        for call in still_open:
            assert call.id not in replies, "a question that has its reply is asked again"
            replies[call.id] = model.reply(call)
    raise AssertionError("the dialogue does not end")


def row_key(part, row):
    """The key of a row of table 3 in a part's answers."""
    return next(each.key for each in asked_rows(part) if each.paths[0].startswith(f"requests.{row}."))
