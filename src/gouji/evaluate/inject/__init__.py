"""Errors put in on purpose: in what an office prints, in the copy, in a reading. ``KINDS`` lists them all."""

from gouji.evaluate.inject.kinds import (
    KINDS,
    ErrorKind,
    UnknownKindError,
    copy_changes,
    fits,
    inject_office,
    inject_reading,
    office_errors,
    reading_errors,
)

__all__ = [
    "KINDS",
    "ErrorKind",
    "UnknownKindError",
    "copy_changes",
    "fits",
    "inject_office",
    "inject_reading",
    "office_errors",
    "reading_errors",
]
