import email.utils
import json

import httpx2
import openai
import pytest

from gouji.models.endpoint import Endpoint
from gouji.models.faults import failure_of, no_completion, refusal, retry_after

KEY = "sk-very-secret-123"
ENDPOINT = Endpoint("https://models.example/v1", "great-model", KEY)


def openai_error(message, code=None, **more):
    return json.dumps({"error": {"message": message, "code": code, "type": "invalid_request_error", **more}})


LONG = "This model's maximum context length is 8192 tokens. However, your messages resulted in 9000."
REFUSALS = [
    # asked too fast, or the provider is at fault: try again
    (429, openai_error("Rate limit reached for requests", "rate_limit_exceeded"), "limited", "rejected", None),
    (500, openai_error("The server had an error"), "down", "lost", None),
    (502, "<html>Bad Gateway</html>", "down", "lost", None),
    (503, "overloaded", "down", "rejected", None),
    (504, "", "down", "lost", None),
    (529, '{"type":"error"}', "down", "lost", None),
    (408, "", "down", "rejected", None),
    (409, "", "down", "rejected", None),
    # no call can work
    (401, openai_error("Incorrect API key provided", "invalid_api_key"), "fatal", "rejected", "model_key_wrong"),
    (403, openai_error("Country not supported"), "fatal", "rejected", "model_key_wrong"),
    (400, openai_error("API key not valid. Please pass a valid API key."), "fatal", "rejected", "model_key_wrong"),
    (404, openai_error("The model `great-model` does not exist", "model_not_found"), "fatal", "rejected", "model_unknown"),
    (404, '{"error":"model \\"great-model\\" not found, try pulling it first"}', "fatal", "rejected", "model_unknown"),
    (404, '{"object":"error","message":"The model `x` does not exist.","code":404}', "fatal", "rejected", "model_unknown"),
    (400, '{"error":{"code":1211,"message":"模型不存在，请检查模型代码。"}}', "fatal", "rejected", "model_unknown"),
    (404, '{"detail":"Not Found"}', "fatal", "rejected", "model_address"),
    (404, "<html>nginx</html>", "fatal", "rejected", "model_address"),
    (405, "", "fatal", "rejected", "model_address"),
    (302, "", "fatal", "rejected", "model_address"),
    (402, openai_error("Insufficient Balance"), "fatal", "rejected", "model_quota"),
    (429, openai_error("You exceeded your current quota, check your plan and billing details", "insufficient_quota"), "fatal", "rejected", "model_quota"),
    (400, openai_error("Access denied, account is not in good standing", "Arrearage"), "fatal", "rejected", "model_quota"),
    # this very call is not taken
    (400, openai_error(LONG, "context_length_exceeded"), "rejected", "rejected", None),
    (400, openai_error("Input data may contain inappropriate content", "data_inspection_failed"), "rejected", "rejected", None),
    (403, openai_error("Your input was flagged by moderation"), "rejected", "rejected", None),
    (413, "", "rejected", "rejected", None),
    (422, openai_error("messages: value error"), "rejected", "rejected", None),
]  # fmt: skip


@pytest.mark.parametrize(("status", "body", "kind", "outcome", "code"), REFUSALS)
def test_an_error_status_means(status, body, kind, outcome, code):
    failure = refusal(status, body, {}, ENDPOINT)
    assert (failure.kind, failure.outcome) == (kind, outcome)
    assert (failure.error.code if failure.error else None) == code


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (openai_error("Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model."), "response_format"),
        (openai_error("This response_format type is unavailable now", "invalid_request_error"), "response_format"),
        (openai_error("Guided decoding is not available"), "response_format"),
        (openai_error("json_schema is not supported"), "response_format"),
        (openai_error("Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.", "unsupported_parameter", param="max_tokens"), "max_tokens"),
        (openai_error("Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) value is supported.", "unsupported_value", param="temperature"), "temperature"),
        (openai_error("The temperature of the content offends"), None),
        (openai_error("tools is not supported by this model"), "tools"),
        (openai_error("Unrecognized request argument supplied: max_completion_tokens"), "max_completion_tokens"),
    ],
)  # fmt: skip
def test_a_field_that_is_not_supported_is_named(body, field):
    failure = refusal(400, body, {}, ENDPOINT)
    assert (failure.kind, failure.field) == ("unsupported" if field else "rejected", field)


def test_words_of_a_quoted_document_mean_nothing():
    document = (
        "账户余额与欠费情况：敏感信息，模型不存在，billing, unknown model, api key not supported temperature"
    )
    body = openai_error("messages.1.content: Input should be shorter, got " + "正文" * 150 + document)
    failure = refusal(400, body, {}, ENDPOINT)
    assert (failure.kind, failure.error, failure.field) == ("rejected", None, None)


def test_a_missing_key_and_a_wrong_key_are_told_apart():
    keyless = Endpoint("https://models.example/v1", "great-model")
    assert refusal(401, "", {}, keyless).error.code == "model_key_missing"
    wrong = refusal(401, "", {}, ENDPOINT).error
    assert wrong.code == "model_key_wrong"
    assert "GOUJI_MODEL_API_KEY" in wrong.remedy


@pytest.mark.parametrize("status", [400, 401, 403, 404, 402, 429, 500, 503])
def test_a_key_that_the_server_sends_back_is_in_no_note_and_no_message(status):
    failure = refusal(status, openai_error(f"wrong: Bearer {KEY}"), {}, ENDPOINT)
    assert KEY not in failure.note + str(failure.error)
    assert "***" in failure.note


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7.0),
        ("0.25", 0.25),
        ("-3", 0.0),
        ("", None),
        ("soon", None),
        ("inf", None),
        ("nan", None),
        (email.utils.formatdate(1_800_000_060, usegmt=True), 60.0),
        (email.utils.formatdate(1_799_999_000, usegmt=True), 0.0),
        ("Mon, 99 Foo 2026 00:00:00 GMT", None),
    ],
)
def test_retry_after_holds_seconds_or_a_date(value, seconds):
    assert retry_after({"retry-after": value}, 1_800_000_000.0) == seconds


def wrapped(cause):
    request = httpx2.Request("POST", "https://models.example/v1")
    error = openai.APIConnectionError(request=request)
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("cause", "outcome"),
    [
        (httpx2.ConnectError("refused"), "rejected"),
        (httpx2.ConnectTimeout("slow"), "rejected"),
        (httpx2.PoolTimeout("full"), "rejected"),
        (httpx2.ReadTimeout("slow"), "lost"),
        (httpx2.ReadError("reset"), "lost"),
        (httpx2.RemoteProtocolError("closed"), "lost"),
        (httpx2.WriteError("reset"), "lost"),
    ],
)
def test_only_what_was_never_sent_is_surely_unpaid(cause, outcome):
    failure = failure_of(wrapped(cause), ENDPOINT)
    assert (failure.kind, failure.outcome) == ("down", outcome)
    assert type(cause).__name__ in failure.note
    assert failure.unreachable == isinstance(cause, (httpx2.ConnectError, httpx2.ConnectTimeout))


@pytest.mark.parametrize(
    ("text", "kind", "outcome", "code"),
    [
        ("<!doctype html><title>Log in</title>", "down", "rejected", "model_address"),
        ('{"choices": [{"mess', "down", "lost", None),
        ("null", "down", "lost", None),
        ('{"choices":' + "[" * 200_000 + "]" * 200_000 + "}", "down", "lost", None),
        ('{"error":{"code":' + "[" * 900 + "]" * 900 + "}}", "down", "lost", None),
        ('{"error": {"message": "upstream", "code": 503}}', "down", "rejected", None),
        ('{"error": {"message": "slow down", "code": 429}}', "limited", "rejected", None),
        ('{"error": "internal"}', "down", "lost", None),
    ],
)
def test_a_success_without_a_completion_is_none(text, kind, outcome, code):
    failure = no_completion(text, ENDPOINT)
    assert (failure.kind, failure.outcome) == (kind, outcome)
    assert (failure.error.code if failure.error else None) == code
