"""Structured-output model calls: the client, its limits, the ledger of what was asked and paid.

Only this package knows ``openai`` and ``instructor``. ``call`` holds the values that flow to and
from it and imports neither, so that workers which only prepare questions stay light.
"""
