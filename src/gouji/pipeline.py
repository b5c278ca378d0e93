"""The story on one page: bytes → document → readings → findings → outcome.

What a model has to say comes in rounds: ``begin`` gives the report, or what is open of the model;
``Pending.go_on`` takes the replies and gives the report, or what is open still. Nothing here calls
anybody: who holds a model answers the calls (``process`` for one document, ``jobs`` for many).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from gouji import __version__, readers
from gouji.convert import convert
from gouji.decide import decide, fail
from gouji.document import Document, Source
from gouji.errors import DocumentError
from gouji.models.call import Call, Model, Reply
from gouji.read import aligned
from gouji.read.model.answers import PARTS
from gouji.read.model.prompts import load
from gouji.read.model.questions import Plan
from gouji.read.model.reader import NAME as READER
from gouji.read.model.reader import VERSION as READER_VERSION
from gouji.read.model.reader import proceed
from gouji.read.narrative import read_statements
from gouji.read.origin import is_recognised
from gouji.read.second_look import SecondLook, look_again, with_findings
from gouji.readers import ALIGNED, Way
from gouji.report import DocumentFacts, Failure, Reading, Report

Reader = Callable[[Document], Reading]
"""Takes a reading from a document. Raises ``DocumentError`` where there is none to take."""

VERSION = f"gouji {__version__}; disclosure 2021; {aligned.NAME} {aligned.VERSION}"


def version(way: Way, model: str | None) -> str:
    """What makes a report beside its document: program, form and readers, with a model its name and prompts.

    Done means the same in all of these; a report of another version is stale.
    """
    made_by = f"{VERSION} readers={way.readers}"
    if not way.asks:
        return made_by
    prompts = ",".join(f"{part}@{load(part).version}" for part in sorted(PARTS) if way.asks_for(part))
    return f"{made_by} model={model} {READER} {READER_VERSION} prompts={prompts}"


@dataclass(frozen=True, slots=True)
class Pending:
    """A document whose model reading is under way: what was read of it so far, and the open calls."""

    facts: DocumentFacts
    plan: Plan
    way: Way
    aligned: Reading | None
    look: SecondLook
    refusal: Failure | None
    calls: tuple[Call, ...] = ()
    replies: Mapping[str, Reply] = field(default_factory=dict)

    @property
    def document(self) -> str:
        """The hash of the document that the calls are about."""
        return self.facts.sha256

    def go_on(self, replies: Mapping[str, Reply]) -> Report | Pending:
        """Take the replies to the open calls, by call ID: the report, or what is open still."""
        known = {**self.replies, **replies}
        came = proceed(self.plan, known, readers.page(None if self.way.readers == "model" else self.aligned))
        if isinstance(came, Reading):
            return _finish(self, came)
        return replace(self, calls=tuple(came), replies=known)


def process(
    source: Source, read: Reader = aligned.read, way: Way = ALIGNED, ask: Model | None = None
) -> Report:
    """Read one source to its outcome. A document that cannot be read is a failed report, not an error."""
    state = begin(source, way, read)
    while isinstance(state, Pending):
        if ask is None:
            raise TypeError(f"way {way.readers} needs a model to ask")
        state = state.go_on({call.id: ask.ask(call, source.sha256) for call in state.calls})
    return state


def begin(source: Source, way: Way = ALIGNED, read: Reader = aligned.read) -> Report | Pending:
    """Convert and read as far as that goes without a model."""
    facts = DocumentFacts(source.name, source.sha256)
    try:
        document = convert(source)
    except DocumentError as error:
        return fail(facts, _failure(error))
    facts = replace(facts, media_type=document.media_type, pages=document.pages)
    reading, refusal = _read(document, read)
    look = look_again(document, reading) if reading else SecondLook()
    if reading:
        reading = with_findings(reading, look)
    report = _decided(facts, document, reading, look) if reading else None
    if refusal and not (way.asks and readers.may_ask(refusal.code, document.text)):
        return fail(facts, refusal)
    questions = readers.questions(way, report) if way.asks else frozenset()
    if not questions and report:
        return report
    plan = Plan(document, questions, readers.spans(document, reading))
    return Pending(facts, plan, way, reading, look, refusal).go_on({})


def _read(document: Document, read: Reader) -> tuple[Reading | None, Failure | None]:
    try:
        reading = read(document)
        return replace(reading, statements=read_statements(document, reading)), None
    except DocumentError as error:
        return None, _failure(error)


def _finish(pending: Pending, reading: Reading) -> Report:
    if pending.refusal and not any(cell.value is not None for cell in reading.cells.values()):
        return fail(pending.facts, pending.refusal)
    document = pending.plan.document
    if pending.aligned is None or pending.way.readers == "model":
        alone = readers.alone(reading, pending.aligned)
        return _decided(pending.facts, document, alone, look_again(document, alone))
    combined = readers.combine(pending.aligned, reading, pending.way)
    return _decided(pending.facts, document, combined, pending.look)


def _decided(facts: DocumentFacts, document: Document, reading: Reading, look: SecondLook) -> Report:
    return decide(facts, reading, look.borne_out, recognised=is_recognised(document))


def _failure(error: DocumentError) -> Failure:
    return Failure(error.code, error.message, error.remedy)
