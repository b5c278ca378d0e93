"""Speaking to people: stdout for data, stderr for talk, Chinese first, English behind a switch."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from gouji.errors import Stopped, UsageError
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
        except OSError as error:
            raise self._unwritable(error) from error

    def flush(self) -> None:
        """Push out what ``emit`` wrote. Raises ``ReaderGoneError`` as ``emit`` does."""
        try:
            sys.stdout.flush()
        except BrokenPipeError:
            self._let_go()
        except OSError as error:
            raise self._unwritable(error) from error

    def _let_go(self) -> None:
        self._detach()
        raise ReaderGoneError

    def _unwritable(self, error: OSError) -> Stopped:
        """What to say when stdout cannot be written, a full disk for one."""
        self._detach()
        return Stopped(
            "output_failed", f"输出写不出去（{error.strerror}）。", "请检查磁盘空间或输出的去处，再试一次。"
        )

    def _detach(self) -> None:
        # The interpreter flushes stdout once more at exit; give it somewhere harmless to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def prepare(self, language: Language) -> None:
        """Set the language, and UTF-8 on both streams whatever the locale says."""
        self.language = language
        if sys.stdout is None:  # closed by whoever started us (``>&-``)
            sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - lives as long as we do
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
