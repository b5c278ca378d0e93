import base64
import pickle
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.errors import UsageError
from gouji.models.endpoint import Endpoint, redact

KEY = "sk-very-secret-123"


def endpoint(**given):
    return Endpoint(**{"base_url": "https://models.example/v1", "name": "m", **given})


def test_neither_key_nor_proxy_password_is_shown():
    shown = endpoint(api_key=KEY, proxy="http://me:hunter2@proxy.example:3128")
    for text in (repr(shown), str(shown), f"{shown}"):
        assert KEY not in text
        assert "hunter2" not in text


def test_an_endpoint_crosses_process_borders():
    sent = endpoint(api_key=KEY, concurrency=3)
    assert pickle.loads(pickle.dumps(sent)) == sent


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"base_url": "models.example/v1"}, "GOUJI_MODEL_BASE_URL"),
        ({"base_url": "ftp://models.example"}, "GOUJI_MODEL_BASE_URL"),
        ({"base_url": "http://"}, "GOUJI_MODEL_BASE_URL"),
        ({"base_url": "http://[broken"}, "GOUJI_MODEL_BASE_URL"),
        ({"base_url": "http://host:99999/v1"}, "GOUJI_MODEL_BASE_URL"),
        ({"base_url": f"https://me:{KEY}@models.example/v1"}, "GOUJI_MODEL_BASE_URL"),
        ({"base_url": f"https://models.example/v1?key={KEY}"}, "GOUJI_MODEL_BASE_URL"),
        ({"proxy": "socks5://proxy.example"}, "GOUJI_MODEL_PROXY"),
        ({"name": " "}, "GOUJI_MODEL_NAME"),
        ({"mode": "magic"}, "GOUJI_MODEL_MODE"),
        ({"api_key": f"{KEY}\n"}, "GOUJI_MODEL_API_KEY"),
        ({"api_key": "密钥"}, "GOUJI_MODEL_API_KEY"),
        ({"timeout": 0}, "GOUJI_MODEL_TIMEOUT"),
        ({"concurrency": 0}, "GOUJI_MODEL_CONCURRENCY"),
        ({"requests_per_minute": 0}, "GOUJI_MODEL_REQUESTS_PER_MINUTE"),
        ({"tokens_per_minute": -1}, "GOUJI_MODEL_TOKENS_PER_MINUTE"),
        ({"patience": float("nan")}, "GOUJI_MODEL_PATIENCE"),
    ],
)
def test_what_cannot_work_is_refused_by_the_name_of_its_setting_and_without_secrets(wrong, named):
    with pytest.raises(UsageError) as raised:
        endpoint(**wrong)
    assert named in raised.value.message + raised.value.remedy
    assert KEY not in str(raised.value)


def test_the_host_is_what_documents_are_sent_to():
    assert endpoint(base_url="http://10.0.0.8:8000/v1").host == "10.0.0.8:8000"


def test_secrets_are_masked_however_they_are_spelled():
    secret = "a/b+c d=="
    text = redact(f"Bearer {secret} and a%2Fb%2Bc%20d%3D%3D", secret)
    assert text == "Bearer *** and ***"


SPELLINGS = {
    "capitals": KEY.upper(),
    "small letters": KEY.lower(),
    "hexadecimal": KEY.encode().hex(),
    "Base64": base64.b64encode(KEY.encode()).decode(),
    "Base64 behind one": base64.b64encode(f"m:{KEY}".encode()).decode(),
    "Base64 behind two": base64.b64encode(f"me {KEY}!".encode()).decode(),
    "Base64 for addresses": base64.urlsafe_b64encode(KEY.encode()).decode(),
    "JSON escapes": "".join(f"\\u{ord(each):04x}" for each in KEY),
    "JSON escapes in JSON": "".join(f"\\\\u{ord(each):04X}" for each in KEY),
    "some letters escaped": KEY.replace("s", "\\u0073"),
    "percent": "".join(f"%{ord(each):02x}" for each in KEY),
    "HTML": "".join(f"&#x{ord(each):x};" for each in KEY),
    "HTML, decimal": "".join(f"&#{ord(each)};" for each in KEY),
    "backslashes": KEY.replace("-", "\\-"),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_key_is_masked_in_the_spelling(spelling):
    written = SPELLINGS[spelling]
    for masked in (
        endpoint(api_key=KEY).redact(f"wrong key {written}."),
        endpoint(api_key=KEY).redact_reply(f'{{"a": "{written}"}}'),
    ):
        assert "***" in masked
        assert written[4:-4] not in masked


@given(
    key=st.text(string.ascii_letters + string.digits + "+/=._-", min_size=8),
    before=st.binary(),
    after=st.binary(),
)
def test_no_more_than_the_edges_of_a_key_are_left_in_base64(key, before, after):
    encoded = base64.b64encode(before + key.encode() + after).decode()
    masked = redact(encoded, key)
    assert key.isdigit() or "***" in masked


def test_backslashes_without_end_are_redacted_in_time():
    text = "\\" * 500_000 + "&#" + "0" * 100_000
    assert redact(text, KEY) == text


def test_a_short_key_is_masked_as_it_is_and_not_as_a_word():
    assert endpoint(api_key="EMPTY").redact("EMPTY, and an empty reply") == "***, and an empty reply"


def test_a_made_up_key_does_not_change_the_numbers_of_a_reply():
    reply = '{"rows": {"r01": [12345678901, 0]}}'
    for key in ("0", "1234", "12345678901", "EMPTY"):
        assert endpoint(api_key=key).redact_reply(reply) == reply
    assert KEY not in endpoint(api_key=KEY).redact_reply(f'"{KEY}"')


def test_errors_are_redacted_whatever_the_key_looks_like():
    assert endpoint(api_key="EMPTY").redact("wrong key EMPTY") == "wrong key ***"
