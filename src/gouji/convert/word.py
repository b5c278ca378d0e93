"""Word documents."""

from gouji.document import Document, Source


def convert(source: Source) -> Document:
    """Read a Word document."""
    raise NotImplementedError(source.name)
