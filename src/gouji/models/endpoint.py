"""Where a model is reached, and how hard it may be asked. A value without I/O that never shows its key."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args
from urllib.parse import urlsplit

from gouji.errors import UsageError

Mode = Literal["strict", "tools", "json_object", "text"]
"""How the shape of an answer is asked for: strict JSON schema as response format; a strict function call;
any JSON object, with the schema in words; free text, with the schema in words."""

MODES: tuple[Mode, ...] = get_args(Mode)
"""From the firmest to the loosest: the order in which an endpoint is tried."""

MASK = "***"
LONG = 8
"""Characters from which on a secret is no word or number that an honest text may hold by chance."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One model behind one OpenAI-compatible address. Each field is one setting ``GOUJI_MODEL_<FIELD>``.

    ``timeout`` (seconds) bounds one HTTP attempt; ``concurrency`` the requests in flight; the two rates
    count per minute, None is unlimited. ``patience`` (seconds) is how long the run waits for a provider
    that is down before it stops. ``proxy`` and ``ca_file`` (PEM) are used only where they are set here.
    """

    base_url: str
    name: str
    api_key: str | None = field(default=None, repr=False)
    mode: Mode | Literal["auto"] = "auto"
    timeout: float = 120.0
    concurrency: int = 8
    requests_per_minute: int | None = None
    tokens_per_minute: int | None = None
    patience: float = 600.0
    proxy: str | None = field(default=None, repr=False)
    ca_file: Path | None = None

    def __post_init__(self) -> None:
        """Raises ``UsageError`` naming the setting that cannot work."""
        _check_address("GOUJI_MODEL_BASE_URL", self.base_url, credentials=False)
        if self.proxy is not None:
            _check_address("GOUJI_MODEL_PROXY", self.proxy, credentials=True)
        if not self.name.strip():
            raise UsageError("model_name", "没有设置模型名称。", "请设置 GOUJI_MODEL_NAME。")
        if self.mode != "auto" and self.mode not in MODES:
            raise UsageError(
                "model_mode",
                f"GOUJI_MODEL_MODE 的值“{self.mode}”不可用。",
                f"可用的值：auto、{'、'.join(MODES)}。",
            )
        if self.api_key is not None and not (self.api_key.isascii() and self.api_key.isprintable()):
            raise UsageError(
                "model_key", "GOUJI_MODEL_API_KEY 含有密钥里不会有的字符。", "请核对后重新设置（不要换行）。"
            )
        for setting, number in (
            ("TIMEOUT", self.timeout),
            ("CONCURRENCY", self.concurrency),
            ("REQUESTS_PER_MINUTE", self.requests_per_minute),
            ("TOKENS_PER_MINUTE", self.tokens_per_minute),
            ("PATIENCE", self.patience),
        ):
            if number is not None and not number > 0:
                raise UsageError(
                    "setting_number", f"GOUJI_MODEL_{setting} 必须大于 0。", "请改成一个大于 0 的数字。"
                )

    @property
    def host(self) -> str:
        """Host and port, as a person is told where documents are sent."""
        return urlsplit(self.base_url).netloc

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must appear in no message, log or ledger: the key, and the password of the proxy."""
        password = urlsplit(self.proxy).password if self.proxy else None
        return tuple(secret for secret in (self.api_key, password) if secret)

    def redact(self, text: str) -> str:
        """``text`` without this endpoint's secrets."""
        return redact(text, *self.secrets)

    def redact_reply(self, text: str) -> str:
        """A completion without this endpoint's secrets; its numbers are never touched.

        Local servers are often given a made-up key ("0", "EMPTY"): only what cannot be a part of an
        honest reply is taken out, a secret of eight characters or more that are not all digits.
        """
        return redact(text, *filter(_is_telling, self.secrets))


def redact(text: str, *secrets: str) -> str:
    r"""Return ``text`` with every secret masked, also where it is escaped (``%2F``, ``\u0073``, ``&#115;``, ``\x73``).

    A secret that is no common word is masked in capitals or small letters, in hexadecimal and in Base64,
    too, there also inside of a longer text. This is against careless servers: one that wants to hide a
    secret in a text can.
    """
    for secret in secrets:
        for spelling in _spellings(secret):
            text = spelling.sub(MASK, text)
    return text


@lru_cache(maxsize=16)
def _spellings(secret: str) -> tuple[re.Pattern[str], ...]:
    letters = "".join(map(_spelled, secret))
    if not _is_telling(secret):
        return (re.compile(letters),)
    octets = secret.encode()
    encoded = {_in_base64(octets, shift, signs) for shift in range(3) for signs in (b"+/", b"-_")}
    return (
        re.compile(f"{letters}|{octets.hex()}", re.IGNORECASE),
        re.compile("|".join(f"{re.escape(each)}=*" for each in sorted(encoded))),
    )


def _spelled(character: str) -> str:
    """A pattern of one character of a secret as it is or escaped; a text in a text has its backslashes doubled."""
    code = f"{ord(character):x}"
    return (
        rf"(?:\\{{0,8}}{re.escape(character)}|\\{{1,8}}(?i:u00{code:0>2}|x{code:0>2})"
        rf"|(?i:%{code:0>2}|&#x0{{0,8}}{code};|&#0{{0,8}}{ord(character)};))"
    )


def _in_base64(octets: bytes, shift: int, signs: bytes) -> str:
    """The characters that only ``octets`` decide where they follow on ``shift`` others (modulo 3)."""
    encoded = base64.b64encode(b"\0" * shift + octets, altchars=signs).decode().rstrip("=")
    whole = (shift + len(octets)) % 3 == 0
    return encoded[(0, 2, 3)[shift] : len(encoded) if whole else -1]


def _is_telling(secret: str) -> bool:
    return len(secret) >= LONG and not secret.isdigit()


def _check_address(setting: str, address: str, *, credentials: bool) -> None:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    usable = parts.scheme in ("http", "https") and parts.hostname and port != 0 and address.isprintable()
    if not usable:
        raise UsageError(
            "model_address",
            f"{setting} 不是可用的地址。",
            "请写成 http://主机:端口/v1 或 https://主机/v1 的样子。",
        )
    if not credentials and (parts.username or parts.password or parts.query or parts.fragment):
        raise UsageError(
            "model_address",
            f"{setting} 里含有用户名、密码或参数。",
            "地址只写到路径为止，密钥请设置在 GOUJI_MODEL_API_KEY。",
        )
