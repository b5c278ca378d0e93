"""The story on one page: bytes → document → reading → findings → outcome."""

from __future__ import annotations

from collections.abc import Callable

from gouji import __version__
from gouji.convert import convert
from gouji.decide import decide, fail
from gouji.document import Document, Source
from gouji.errors import DocumentError
from gouji.read import aligned
from gouji.report import DocumentFacts, Failure, Reading, Report

Reader = Callable[[Document], Reading]
"""Takes a reading from a document. Raises ``DocumentError`` where there is none to take."""

# Done means: same bytes, same program, form and reader. Anything here changed makes results stale.
VERSION = f"gouji {__version__}; disclosure 2021; {aligned.NAME} {aligned.VERSION}"


def process(source: Source, read: Reader = aligned.read) -> Report:
    """Read one source to its outcome. A document that cannot be read is a failed report, not an error."""
    facts = DocumentFacts(source.name, source.sha256)
    try:
        document = convert(source)
        facts = DocumentFacts(source.name, source.sha256, document.media_type, document.pages)
        reading = read(document)
    except DocumentError as error:
        return fail(facts, Failure(error.code, error.message, error.remedy))
    return decide(facts, reading)
