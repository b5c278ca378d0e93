"""What is asked next, reply by reply."""

import pickle

import pytest

from copyists import Copyist, LyingModel, TroubledModel, TruncatingModel, row_key, talk
from gouji.document import Document
from gouji.models.call import Reply
from gouji.read.model.answers import PARTS, TABLE_PARTS
from gouji.read.model.dialogue import open_calls
from gouji.read.model.questions import Plan
from gouji.read.model.reader import proceed
from gouji.report import Reading
from rendered import rendered

TABLES = frozenset(TABLE_PARTS)


@pytest.fixture(scope="module")
def page():
    """A report whose rows and columns differ from each other, so that any exchange shows."""
    return rendered("tabs", 3, "city")


def wrong(reading, copy):
    """Cells with another value than the page prints, and those with one that are not read."""
    cells = reading.cells.items()
    return (
        {path for path, cell in cells if cell.value is not None and cell.value != copy.expected[path]},
        {path for path, cell in cells if cell.blank == "unread"},
    )


def attempts(model, prompt):
    return [call.attempt for call in model.asked if call.prompt == prompt]


def test_everything_is_asked_at_once_and_an_honest_answer_ends_it(page):
    document, copy = page
    plan = Plan(document)
    assert sorted(call.prompt for call in open_calls(plan, {})) == sorted(PARTS)
    model = Copyist(copy.expected)
    reading = talk(plan, model)
    assert wrong(reading, copy) == (set(), set())
    assert len(model.asked) == len(PARTS)


def test_only_the_parts_of_the_plan_are_asked(page):
    document, copy = page
    model = Copyist(copy.expected)
    reading = talk(Plan(document, frozenset({"proceedings"})), model)
    assert [call.prompt for call in model.asked] == ["proceedings"]
    assert {path.partition(".")[0] for path in reading.cells} == {"proceedings"}


@pytest.mark.parametrize(
    ("troubles", "asked", "read"),
    [
        (["malformed", "malformed"], [0, 1, 2], True),
        (["wrong_shape", "malformed"], [0, 1, 2], True),
        (["malformed"] * 3, [0, 1, 2], False),
        (["refused"], [0, 1], True),
        (["refused", "refused"], [0, 1], False),
        (["rejected"], [0], False),
        (["unavailable"], [0], False),
        (["malformed", "rejected"], [0, 1], False),
    ],
)
def test_after_trouble_the_same_is_asked_again_or_given_up(page, troubles, asked, read):
    document, copy = page
    model = TroubledModel(copy.expected, "disclosure", troubles)
    reading = talk(Plan(document, TABLES), model)
    assert attempts(model, "disclosure") == asked
    assert len({call.messages for call in model.asked if call.prompt == "disclosure"}) == 1
    found = [finding for finding in reading.findings if finding.rule == "model_unanswered"]
    assert len(found) == (not read)
    unread = wrong(reading, copy)[1]
    assert unread == (set() if read else {path for path in copy.expected if path.startswith("disclosure")})
    if not read:
        assert found[0].severity == "error"
        assert set(found[0].cells) == unread
        assert "表二" in found[0].message()


@pytest.mark.parametrize("most", [1, 5, 12])
def test_an_answer_that_is_cut_off_is_asked_for_in_halves_and_never_filled_up(page, most):
    document, copy = page
    model = TruncatingModel(copy.expected, most)
    reading = talk(Plan(document, TABLES), model)
    assert wrong(reading, copy) == (set(), set())
    assert len(model.asked) > len(TABLES)


def test_one_row_that_stays_cut_off_is_unread_alone(page):
    document, copy = page
    model = TruncatingModel(copy.expected, 0)
    reading = talk(Plan(document, frozenset({"disclosure"})), model)
    assert wrong(reading, copy) == (set(), {p for p in copy.expected if p.startswith("disclosure")})
    named = [f for f in reading.findings if f.rule == "model_unanswered"]
    assert len(named) == 6
    assert {f.params["trouble"] for f in named} == {"truncated"}


def swap(part, rows, attempt):
    if part == "requests_parts":
        first, second = row_key(part, "received"), row_key(part, "granted")
        rows[first], rows[second] = rows[second], rows[first]


def add_up(part, rows, attempt):
    if part == "requests_totals":
        rows[row_key(part, "received")] = [rows[row_key(part, "received")][0] + attempt + 1]


@pytest.mark.parametrize("lie", [swap, add_up])
def test_an_answer_that_is_no_copy_of_the_page_is_asked_for_again_in_the_same_words(page, lie):
    document, copy = page
    model = LyingModel(copy.expected, lie, honest_after=1)
    reading = talk(Plan(document, TABLES), model)
    part = "requests_parts" if lie is swap else "requests_totals"
    assert attempts(model, part) == [0, 1]
    assert len(model.asked) == 5
    assert len({call.messages for call in model.asked if call.prompt == part}) == 1
    assert wrong(reading, copy) == (set(), set())
    assert not reading.findings or all(f.severity == "warning" for f in reading.findings)


def test_after_the_last_attempt_what_the_page_bears_out_is_read_and_the_rest_is_named(page):
    document, copy = page
    model = LyingModel(copy.expected, add_up)
    reading = talk(Plan(document, TABLES), model)
    assert attempts(model, "requests_totals") == [0, 1, 2]
    assert wrong(reading, copy) == (set(), {"requests.received.total"})
    (named,) = [f for f in reading.findings if f.rule == "ungrounded"]
    assert named.cells == ("requests.received.total",)
    assert named.severity == "error"


def test_an_answer_given_twice_is_not_asked_for_a_third_time(page):
    document, copy = page
    model = LyingModel(copy.expected, swap)
    reading = talk(Plan(document, TABLES), model)
    assert attempts(model, "requests_parts") == [0, 1]
    silently_wrong, unread = wrong(reading, copy)
    assert not silently_wrong
    assert unread


def test_a_liar_that_falls_silent_is_held_to_what_it_said_last(page):
    document, copy = page

    class Silenced(LyingModel):
        def reply(self, call):
            if call.attempt and call.prompt == "requests_parts":
                self.asked.append(call)
                return Reply(None, "rejected", "")
            return super().reply(call)

    reading = talk(Plan(document, TABLES), Silenced(copy.expected, swap))
    silently_wrong, unread = wrong(reading, copy)
    assert not silently_wrong
    assert 0 < len(unread) <= 12
    assert "ungrounded" in {finding.rule for finding in reading.findings}


def test_the_dialogue_depends_on_the_replies_alone_and_crosses_process_borders(page):
    document, copy = page
    plan, replies = Plan(document), {}
    talk(plan, LyingModel(copy.expected, add_up), replies)
    known = pickle.loads(pickle.dumps((plan, replies)))
    assert proceed(*known) == proceed(plan, replies)
    assert open_calls(*known) == []


def test_while_a_call_is_open_no_reading_is_given(page):
    document, copy = page
    plan, model = Plan(document, TABLES), Copyist(copy.expected)
    first, *others = open_calls(plan, {})
    assert not isinstance(proceed(plan, {first.id: model.reply(first)}), Reading)
    assert {call.id for call in open_calls(plan, {first.id: model.reply(first)})} == {c.id for c in others}


def test_a_text_too_long_to_be_asked_about_is_said(page):
    long = Document("report.txt", "0" * 64, "text/plain", "文字\n" * 5000)
    reading = talk(Plan(long, frozenset({"disclosure", "header"}), limit=400), Copyist({}))
    found = {
        (f.params["trouble"], f.severity, len(f.cells))
        for f in reading.findings
        if f.rule == "model_unanswered"
    }
    assert found == {("too_long", "error", 10), ("too_long", "warning", 0)}
    assert {cell.blank for cell in reading.cells.values()} == {"unread"}
    assert len(reading.cells) == 10


def test_a_table_in_pieces_of_a_long_text_is_read_once(page):
    document, copy = page
    filler = "这一段说明工作的背景，与表格无关。\n" * 400
    long = Document("report.txt", "0" * 64, "text/plain", filler + document.text + filler)
    plan = Plan(long, frozenset({"proceedings"}), limit=len(document.text) * 3)

    class Partial(Copyist):
        """Sees the table only where it stands whole in the piece that is shown."""

        def answer(self, call):
            seen = self.expected if "复议后起诉" in call.messages[1].content.split("【文件结束")[0] else {}
            return Copyist(seen).answer(call)

    model = Partial(copy.expected)
    reading = talk(plan, model)
    assert len(model.asked) > 1
    assert wrong(reading, copy) == (set(), set())
