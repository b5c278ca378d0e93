"""One frozen settings object from ``GOUJI_*`` and an optional project file ``gouji.toml``.

The environment wins over the project file, an option of the command line over both. Only names
that start with ``GOUJI_`` are read: no other program's variables.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from gouji.errors import UsageError
from gouji.messages import Language

PROJECT_FILE = "gouji.toml"
READERS = ("aligned", "model", "both", "cascade")
# Read by the tests and by the measuring scripts, so it is no typing mistake.
OTHER_NAMES = frozenset({"GOUJI_SEEDS", "GOUJI_NO_SKIP"})


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person may set. Each field is ``GOUJI_<FIELD>`` and a key of ``gouji.toml``.

    ``timeout`` (seconds) and ``memory_mb`` limit the processing of one document; ``workers`` 0
    means one process per core. ``database_url`` None means SQLite in the workspace.
    """

    workspace: Path = Path("gouji-workspace")
    database_url: str | None = None
    readers: str = "aligned"
    model_name: str | None = None
    model_base_url: str | None = None
    model_api_key: str | None = None
    lang: Language = "zh"
    workers: int = 0
    timeout: float = 120.0
    memory_mb: int = 2048
    warnings: tuple[str, ...] = ()

    def with_workspace(self, workspace: Path | None) -> Settings:
        """Return these settings with the workspace named on the command line, if one is."""
        return self if workspace is None else replace(self, workspace=workspace)

    def process_count(self, asked: int | None = None) -> int:
        """How many processes to use: as asked, as set, or one per usable core."""
        return asked or self.workers or len(os.sched_getaffinity(0))


FIELDS = tuple(name for name in Settings.__dataclass_fields__ if name != "warnings")


def load(environ: Mapping[str, str], folder: Path) -> Settings:
    """Read the settings; ``folder`` may hold a project file. Raises ``UsageError`` naming the setting."""
    found = _from_file(folder / PROJECT_FILE)
    warnings = [
        f"不认识的设置 {name}（写在 {PROJECT_FILE}），已忽略。" for name in found if name not in FIELDS
    ]
    raw: dict[str, tuple[str, Any]] = {
        name: (f"{PROJECT_FILE} 的 {name}", value) for name, value in found.items() if name in FIELDS
    }
    for name, text in environ.items():
        field = name.removeprefix("GOUJI_").lower()
        if not name.startswith("GOUJI_") or name in OTHER_NAMES:
            continue
        if field in FIELDS and name.isupper():
            raw[field] = (name, text)
        else:
            warnings.append(f"不认识的环境变量 {name}，已忽略。")
    values = {field: _parse(field, origin, value) for field, (origin, value) in raw.items() if value != ""}
    settings = Settings(**values, warnings=tuple(warnings))
    _check_readers(settings)
    return settings


def _from_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise UsageError("settings_file", f"{path} 无法读取：{error}。", "请改正或移走这个文件。") from error


def _parse(field: str, origin: str, value: Any) -> Any:
    if field == "workspace":
        return Path(str(value))
    if field in ("workers", "memory_mb"):
        return int(_number(origin, value, whole=True))
    if field == "timeout":
        return _number(origin, value, whole=False)
    if field == "lang":
        return _choice(origin, value, ("zh", "en"))
    if field == "readers":
        return _choice(origin, value, READERS)
    return str(value)


def _number(origin: str, value: Any, *, whole: bool) -> float:
    try:
        number = int(str(value)) if whole else float(str(value))
    except ValueError:
        number = -1
    if not 0 <= number < 10**9:
        raise UsageError(
            "setting_number", f"{origin} 的值“{value}”不是可用的数字。", "请改成一个不小于 0 的数字。"
        )
    return number


def _choice(origin: str, value: Any, choices: tuple[str, ...]) -> str:
    if value not in choices:
        raise UsageError(
            "setting_choice", f"{origin} 的值“{value}”不可用。", f"可用的值：{'、'.join(choices)}。"
        )
    return str(value)


def _check_readers(settings: Settings) -> None:
    """Only the aligned reader is built in; asking for another one never falls back in silence."""
    if settings.readers == "aligned":
        return
    if settings.model_name is None or settings.model_base_url is None:
        raise UsageError(
            "no_model",
            f"GOUJI_READERS={settings.readers} 需要模型，但没有同时设置 GOUJI_MODEL_NAME 和 GOUJI_MODEL_BASE_URL。",
            "请补上这两项，或改用 GOUJI_READERS=aligned。",
        )
    raise UsageError(
        "no_model_reader",
        f"这个版本还没有模型读取（GOUJI_READERS={settings.readers}）。",
        "请改用 GOUJI_READERS=aligned。",
    )
