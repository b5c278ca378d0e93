"""PDF files with a text layer."""

from gouji.document import Document, Source


def convert(source: Source) -> Document:
    """Read a PDF file."""
    raise NotImplementedError(source.name)
