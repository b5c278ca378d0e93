"""What can go wrong, as one tree: every error says what, which file, and what to do.

GoujiError
├── UsageError            the command line or a setting is off            exit 2
├── WorkspaceError        the workspace cannot be used as asked           exit 2
├── DocumentError         one document failed; the others go on           exit 3
│   ├── ConvertError      its bytes cannot be turned into text and tables
│   └── ReadError         its text is no report that we can read
└── Stopped               stopped on purpose, resumable                   exit 5
"""

from __future__ import annotations


class GoujiError(Exception):
    """Root of all expected failures: ``code`` for programs, ``message`` and ``remedy`` for people."""

    exit_code = 1

    def __init__(self, code: str, message: str, remedy: str) -> None:
        super().__init__(f"{message} {remedy}")
        self.code = code
        self.message = message
        self.remedy = remedy

    def __reduce__(self) -> tuple[type[GoujiError], tuple[str, str, str]]:
        """Errors cross process borders with all three parts."""
        return type(self), (self.code, self.message, self.remedy)


class UsageError(GoujiError):
    """The request itself is off: a missing file, an unknown option value."""

    exit_code = 2


class WorkspaceError(GoujiError):
    """The workspace is locked, from another version, or on unsuitable storage."""

    exit_code = 2


class DocumentError(GoujiError):
    """One document cannot be processed; it ends as ``failed`` with this reason."""

    exit_code = 3


class ConvertError(DocumentError):
    """The bytes are not a readable file of a supported kind."""


class ReadError(DocumentError):
    """The text holds no report, several, or one of another form."""


class Stopped(GoujiError):  # noqa: N818 - a stop on purpose is no error
    """The run ended on purpose and can be resumed by the same command."""

    exit_code = 5
