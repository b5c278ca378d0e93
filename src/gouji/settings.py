"""One frozen settings object from ``GOUJI_*`` and an optional project file ``gouji.toml``.

The environment wins over the project file, an option of the command line over both. Only names
that start with ``GOUJI_`` are read: no other program's variables.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args
from urllib.parse import urlsplit

from gouji.errors import UsageError
from gouji.messages import Language
from gouji.report import Readers

if TYPE_CHECKING:
    from gouji.models.prices import Price

Mode = Literal["auto", "strict", "tools", "json_object", "text"]
MODES: tuple[Mode, ...] = get_args(Mode)
PROJECT_FILE = "gouji.toml"
READERS: tuple[Readers, ...] = get_args(Readers)
# Read by the tests and by the measuring scripts, so it is no typing mistake.
OTHER_NAMES = frozenset({"GOUJI_SEEDS", "GOUJI_NO_SKIP"})


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person may set. Each field is ``GOUJI_<FIELD>`` and a key of ``gouji.toml``.

    ``timeout`` (seconds) and ``memory_mb`` limit the processing of one document; ``workers`` 0
    means one process per core. ``database_url`` None means SQLite in the workspace. ``readers`` is
    ``cascade`` where a model is set and nothing else is asked for. ``reviewer`` signs decisions.

    ``model_timeout`` (seconds) bounds one call, ``model_patience`` (seconds) the waiting for a provider
    that is down; 0 requests or tokens a minute mean no limit. ``model_ca_file`` (PEM) is trusted beside
    the usual authorities. ``model_price`` comes from the project file's table ``prices`` or from
    ``GOUJI_MODEL_PRICE_INPUT``, ``_OUTPUT``, ``_CACHED``, ``_BATCH`` (the part of it that batches are
    billed, such as 0.5) and ``GOUJI_MODEL_CURRENCY``; None is unknown.
    """

    workspace: Path = Path("gouji-workspace")
    database_url: str | None = None
    readers: Readers = "aligned"
    model_name: str | None = None
    model_base_url: str | None = None
    model_api_key: str | None = field(default=None, repr=False)
    model_proxy: str | None = field(default=None, repr=False)  # may hold a password
    model_mode: Mode = "auto"
    model_timeout: float = 120.0
    model_patience: float = 300.0
    model_concurrency: int = 8
    model_requests_per_minute: int = 0
    model_tokens_per_minute: int = 0
    model_statements: bool = False
    model_ca_file: Path | None = None
    model_price: Price | None = None
    lang: Language = "zh"
    reviewer: str | None = None
    workers: int = 0
    timeout: float = 120.0
    memory_mb: int = 2048
    warnings: tuple[str, ...] = ()

    @property
    def has_model(self) -> bool:
        """Both a model and its address are set: without both no call leaves this machine."""
        return self.model_name is not None and self.model_base_url is not None

    @property
    def model_host(self) -> str:
        """The host that calls go to."""
        return urlsplit(self.model_base_url or "").netloc.rpartition("@")[2]

    def with_workspace(self, workspace: Path | None) -> Settings:
        """Return these settings with the workspace named on the command line, if one is."""
        return self if workspace is None else replace(self, workspace=workspace)

    def process_count(self, asked: int | None = None) -> int:
        """How many processes to use: as asked, as set, or one per usable core."""
        return asked or self.workers or len(os.sched_getaffinity(0))


# Whole numbers, each with the least that makes sense.
_WHOLE = {
    "workers": 0,
    "memory_mb": 0,
    "model_concurrency": 1,
    "model_requests_per_minute": 0,
    "model_tokens_per_minute": 0,
}
_SECONDS = ("timeout", "model_timeout", "model_patience")
_CHOICES: dict[str, tuple[str, ...]] = {"lang": ("zh", "en"), "readers": READERS, "model_mode": MODES}
FIELDS = tuple(name for name in Settings.__dataclass_fields__ if name not in ("warnings", "model_price"))
_PRICES = {
    "GOUJI_MODEL_PRICE_INPUT": "input",
    "GOUJI_MODEL_PRICE_OUTPUT": "output",
    "GOUJI_MODEL_PRICE_CACHED": "cached",
    "GOUJI_MODEL_PRICE_BATCH": "batch",
    "GOUJI_MODEL_CURRENCY": "currency",
}


def load(environ: Mapping[str, str], folder: Path) -> Settings:
    """Read the settings; ``folder`` may hold a project file. Raises ``UsageError`` naming the setting."""
    found = _from_file(folder / PROJECT_FILE)
    prices = found.pop("prices", {})
    warnings = [
        f"不认识的设置 {name}（写在 {PROJECT_FILE}），已忽略。" for name in found if name not in FIELDS
    ]
    raw: dict[str, tuple[str, Any]] = {
        name: (f"{PROJECT_FILE} 的 {name}", value) for name, value in found.items() if name in FIELDS
    }
    for name, text in environ.items():
        field = name.removeprefix("GOUJI_").lower()
        if not name.startswith("GOUJI_") or name in OTHER_NAMES or name in _PRICES:
            continue
        if field in FIELDS and name.isupper():
            raw[field] = (name, text)
        else:
            warnings.append(f"不认识的环境变量 {name}，已忽略。")
    values = {field: _parse(field, origin, value) for field, (origin, value) in raw.items() if value != ""}
    settings = Settings(**values)
    settings = replace(settings, model_price=_price(settings.model_name, prices, environ))
    if "readers" not in values and settings.has_model:
        settings = replace(settings, readers="cascade")
    return replace(settings, warnings=(*warnings, *_check_model(settings)))


def _price(model: str | None, table: Any, environ: Mapping[str, str]) -> Price | None:
    """The set model's price: from the environment, else its entry in the project file's table."""
    given = {key: environ[name] for name, key in _PRICES.items() if environ.get(name)}
    entry = table.get(model) if isinstance(table, dict) else table
    if not given and entry is None:
        return None
    from gouji.models.prices import parse_price  # noqa: PLC0415 - start-up stays fast

    if given:
        return parse_price(given, "GOUJI_MODEL_PRICE_INPUT、GOUJI_MODEL_PRICE_OUTPUT")
    if not isinstance(entry, dict):
        raise UsageError(
            "price",
            f"{PROJECT_FILE} 的 prices 写法不对。",
            '例：[prices."模型名称"] input = 2.4 output = 9.6',
        )
    return parse_price(entry, f'{PROJECT_FILE} 的 [prices."{model}"]')


def _from_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise UsageError("settings_file", f"{path} 无法读取：{error}。", "请改正或移走这个文件。") from error


def _parse(field: str, origin: str, value: Any) -> Any:
    if field in ("workspace", "model_ca_file"):
        return Path(str(value))
    if field in _WHOLE:
        return int(_number(origin, value, whole=True, least=_WHOLE[field]))
    if field in _SECONDS:
        return _number(origin, value, whole=False)
    if field in _CHOICES:
        return _choice(origin, value, _CHOICES[field])
    if field == "model_statements":
        return _choice(origin, str(value).lower(), ("0", "1", "false", "true")) in ("1", "true")
    return str(value)


def _number(origin: str, value: Any, *, whole: bool, least: int = 0) -> float:
    try:
        number = int(str(value)) if whole else float(str(value))
    except ValueError:
        number = -1
    if not least <= number < 10**9:
        raise UsageError(
            "setting_number", f"{origin} 的值“{value}”不是可用的数字。", f"请改成一个不小于 {least} 的数字。"
        )
    return number


def _choice(origin: str, value: Any, choices: tuple[str, ...]) -> str:
    if value not in choices:
        raise UsageError(
            "setting_choice", f"{origin} 的值“{value}”不可用。", f"可用的值：{'、'.join(choices)}。"
        )
    return str(value)


def _check_model(settings: Settings) -> list[str]:
    """Asking for a model that is not set is an error, half a model a warning: never a silent fallback."""
    if settings.readers != "aligned" and not settings.has_model:
        raise UsageError(
            "no_model",
            f"GOUJI_READERS={settings.readers} 需要模型，但没有同时设置 GOUJI_MODEL_NAME 和 GOUJI_MODEL_BASE_URL。",
            "请补上这两项，或改用 GOUJI_READERS=aligned。",
        )
    if settings.model_base_url is not None:
        _check_address(settings.model_base_url)
    if (settings.model_name is None) != (settings.model_base_url is None):
        given, lacking = ("GOUJI_MODEL_NAME", "GOUJI_MODEL_BASE_URL")
        if settings.model_name is None:
            given, lacking = lacking, given
        return [f"设置了 {given} 而没有 {lacking}：不会使用模型。"]
    return []


def _check_address(url: str) -> None:
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        good = False
    if not good:
        raise UsageError(
            "model_base_url",
            "GOUJI_MODEL_BASE_URL 不是可用的地址。",
            "请写成 http:// 或 https:// 开头的地址，例：http://127.0.0.1:8000/v1",
        )
