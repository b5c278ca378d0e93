"""Documents whose calls go out together: what is gathered, what goes on, and when it ends."""

from concurrent.futures import Future
from dataclasses import dataclass

import pytest
from pydantic import BaseModel

from gouji.errors import DocumentError, Stopped
from gouji.jobs import interrupt
from gouji.jobs.batch import PostponedError, Recalling, in_batches, paused
from gouji.models.call import Call, Message, Reply


class Answer(BaseModel):
    text: str


class Here:
    """Workers that work at once, in this thread."""

    def submit(self, function, /, *args):
        future = Future()
        try:
            future.set_result(function(*args))
        except Exception as error:  # noqa: BLE001 - what workers do
            future.set_exception(error)
        return future


def call(name):
    return Call(name, "1", (Message("user", name),), Answer, 10)


@dataclass(frozen=True)
class Story:
    """Asks ``chapters`` one after the other, each with as many calls as it names."""

    chapters: tuple[tuple[str, ...], ...]
    told: tuple[str, ...] = ()
    document: str = "d" * 64

    @property
    def calls(self):
        return tuple(call(name) for name in self.chapters[0])

    def go_on(self, replies):
        told = (*self.told, *(replies[each.id].text for each in self.calls))
        return Story(self.chapters[1:], told) if len(self.chapters) > 1 else told


class Post:
    """Batches that answer what was handed over when somebody waits for them; not what is ``refused``."""

    def __init__(self, known=(), refused=(), fewest=1):
        self.known = set(known)
        self.refused = set(refused)
        self.fewest = fewest
        self.gathered = []
        self.out = []
        self.handed = []

    def recall(self, call, document):
        return Reply(None, None, call.prompt) if call.prompt in self.known else None

    def take(self, call, document):
        if call.prompt not in {name for batch in self.handed for name in batch}:
            self.gathered.append(call.prompt)

    def submit(self, pause):
        gathered, self.gathered = self.gathered, []
        if len(gathered) < self.fewest:
            return False
        self.handed.append(sorted(gathered))
        self.out += gathered
        return True

    def harvest(self, pause):
        self.known |= set(self.out) - self.refused
        self.out = []


class Documents:
    """What waits: works off stories and keeps those that are through."""

    def __init__(self, **stories):
        self.waiting = stories
        self.told = {}
        self.passes = 0

    def work_off(self, submits):
        self.passes += 1
        for name, chapters in list(self.waiting.items()):
            try:
                self.told[name] = submits.submit(Story, chapters).result(5)
            except PostponedError:
                continue
            del self.waiting[name]


def run(documents, post):
    in_batches(Here(), post, documents.work_off, interrupt.never)


def test_all_documents_share_one_batch_and_end_in_the_next_pass():
    documents, post = Documents(a=(("x", "y"),), b=(("z",),)), Post()
    run(documents, post)
    assert (post.handed, documents.told) == ([["x", "y", "z"]], {"a": ("x", "y"), "b": ("z",)})
    assert documents.passes == 2


def test_further_questions_go_in_a_further_batch():
    documents, post = Documents(a=(("x",), ("y",)), b=(("z",), ("w",), ("v",))), Post()
    run(documents, post)
    assert post.handed == [["x", "z"], ["w", "y"], ["v"]]
    assert documents.waiting == {}


def test_what_is_known_is_not_asked():
    documents, post = Documents(a=(("x", "y"),)), Post(known=("x",))
    run(documents, post)
    assert post.handed == [["y"]]


def test_a_document_without_open_calls_needs_no_batch():
    documents, post = Documents(a=(("x",),)), Post(known=("x",))
    run(documents, post)
    assert (post.handed, documents.told) == ([], {"a": ("x",)})


def test_too_few_questions_are_left_for_somebody_to_ask_one_by_one():
    documents, post = Documents(a=(("x",), ("y",)), b=(("z",),)), Post(fewest=2)
    run(documents, post)
    assert (post.handed, list(documents.waiting), documents.told) == ([["x", "z"]], ["a"], {"b": ("z",)})


def test_what_a_batch_did_not_answer_keeps_its_document_waiting_and_no_other():
    documents, post = Documents(a=(("x",),), b=(("z",),)), Post(refused=("x",))
    run(documents, post)
    assert (list(documents.waiting), list(documents.told)) == (["a"], ["b"])


def test_all_that_a_document_lacks_is_gathered_before_it_is_postponed():
    post = Post(known=("b",))
    with Recalling(Here(), post) as recalling, pytest.raises(PostponedError):
        recalling.submit(Story, (("a", "b", "c"),)).result(5)
    assert post.gathered == ["a", "c"]


def test_an_error_of_a_worker_is_that_of_the_document():
    def refuse():
        raise DocumentError("x", "坏了。", "换一份。")

    with Recalling(Here(), Post()) as recalling, pytest.raises(DocumentError):
        recalling.submit(refuse).result(5)


def test_an_error_of_the_ledger_ends_the_run_and_leaves_nobody_waiting():
    class Full(Post):
        def recall(self, call, document):
            raise Stopped("disk_full", "磁盘已满。", "腾出空间。")

    with Recalling(Here(), Full()) as recalling, pytest.raises(Stopped):
        recalling.submit(Story, (("a",),)).result(5)


def test_workers_that_are_gone_end_the_document_and_do_not_leave_it_waiting():
    class Gone(Here):
        def submit(self, function, /, *args):
            if function is not Story:
                raise Stopped("workers_stopped", "没有工作进程。", "再来。")
            return super().submit(function, *args)

    with Recalling(Gone(), Post(known=("a",))) as recalling, pytest.raises(Stopped):
        recalling.submit(Story, (("a",),)).result(5)


def test_a_pause_ends_when_somebody_asks_to_stop():
    looks = []

    def check():
        looks.append(1)
        if len(looks) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        paused(check, 3600.0)
