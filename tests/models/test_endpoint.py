import pickle

import pytest

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


def test_a_made_up_key_does_not_change_the_numbers_of_a_reply():
    reply = '{"rows": {"r01": [12345678901, 0]}}'
    for key in ("0", "1234", "12345678901", "EMPTY"):
        assert endpoint(api_key=key).redact_reply(reply) == reply
    assert KEY not in endpoint(api_key=KEY).redact_reply(f'"{KEY}"')


def test_errors_are_redacted_whatever_the_key_looks_like():
    assert endpoint(api_key="EMPTY").redact("wrong key EMPTY") == "wrong key ***"
