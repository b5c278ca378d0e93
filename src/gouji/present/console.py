"""Speaking to people: stdout for data, stderr for talk, Chinese first, English behind a switch."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from gouji.errors import UsageError
from gouji.messages import Language
from gouji.present.grid import clean


class ReaderGoneError(Exception):
    """Whoever read our stdout has closed it (``gouji export | head``): no error of ours."""


class Console:
    """Where this process speaks, and in which language."""

    language: Language = "zh"

    def say(self, chinese: str, english: str) -> str:
        """Choose the sentence in the current language."""
        return english if self.language == "en" else chinese

    def tell(self, text: str) -> None:
        """Say ``text`` on stderr, names in it made harmless; a closed stderr is no reason to fail."""
        try:
            sys.stderr.write("\n".join(clean(line) for line in text.split("\n")) + "\n")
            sys.stderr.flush()
        except (BrokenPipeError, ValueError):
            return

    def emit(self, text: str) -> None:
        """Write ``text`` to stdout as UTF-8. Raises ``ReaderGoneError`` when nobody reads any more."""
        try:
            sys.stdout.write(text)
        except BrokenPipeError:
            self._let_go()

    def flush(self) -> None:
        """Push out what ``emit`` wrote. Raises ``ReaderGoneError`` as ``emit`` does."""
        try:
            sys.stdout.flush()
        except BrokenPipeError:
            self._let_go()

    def _let_go(self) -> None:
        # The interpreter flushes stdout once more at exit; give it somewhere harmless to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise ReaderGoneError

    def prepare(self, language: Language) -> None:
        """Set the language, and UTF-8 on both streams whatever the locale says."""
        self.language = language
        for stream in (sys.stdout, sys.stderr):
            reconfigure = getattr(stream, "reconfigure", None)
            if reconfigure is not None:
                reconfigure(encoding="utf-8", errors="backslashreplace")


console = Console()


def take_language(arguments: Sequence[str]) -> tuple[list[str], Language | None]:
    """Take ``--lang zh|en`` out of the command line, wherever it stands; None where it does not.

    The language must be known before the help texts are built, so it is no option of a command.
    """
    kept: list[str] = []
    chosen: str | None = None
    rest = iter(arguments)
    for argument in rest:
        if argument == "--":
            kept += ["--", *rest]
        elif argument == "--lang":
            chosen = next(rest, "")
        elif argument.startswith("--lang="):
            chosen = argument.removeprefix("--lang=")
        else:
            kept.append(argument)
    if chosen is None:
        return kept, None
    if chosen == "zh":
        return kept, "zh"
    if chosen == "en":
        return kept, "en"
    raise UsageError("setting_choice", f"语言“{chosen}”不可用。", "可用的值：zh、en。")
