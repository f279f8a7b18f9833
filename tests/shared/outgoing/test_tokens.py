"""Access tokens are got once, kept until they end, and never for another client."""

import asyncio
import json
from base64 import b64decode
from collections.abc import AsyncIterator
from typing import Any

import pytest
from pydantic import ValidationError

from shared.errors import ProviderRejected, ProviderUnavailable
from shared.outgoing.http import Answer, OutgoingHttp, OutgoingRequest
from shared.outgoing.template import RequestTemplate, TokenTemplate, token_request
from shared.outgoing.tokens import TokenStore, read_token, with_token
from shared.settings.targets import TargetSettings
from tests.fakes.receiver import Receiver, answering, open_receiver


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with open_receiver() as receiver:
        yield receiver


@pytest.fixture
async def http() -> AsyncIterator[OutgoingHttp]:
    http = OutgoingHttp(
        TargetSettings.model_validate({"TARGET_ALLOW_HTTP": True, "TARGET_ALLOW_PRIVATE": True})
    )
    yield http
    await http.close()


def given(token: str, **more: Any) -> bytes:
    return answering(200, json.dumps({"access_token": token, "token_type": "Bearer", **more}))


async def test_a_token_is_got_once_until_it_ends_or_is_refused(
    receiver: Receiver, http: OutgoingHttp
) -> None:
    now = 0.0
    store = TokenStore(http, clock=lambda: now)
    request = OutgoingRequest(receiver.url("/token"), {}, b"x")
    receiver.answers += [given("one", expires_in=600), given("two"), given("three"), given("four")]
    found = await asyncio.gather(*(store.get(b"a", request) for _ in range(5)))
    assert (set(found), len(receiver.requests)) == ({"one"}, 1)
    now = 571.0
    assert await store.get(b"a", request) == "two"
    store.forget(b"a", "one")
    assert await store.get(b"a", request) == "two"
    store.forget(b"a", "two")
    assert await store.get(b"a", request) == "three"
    assert await store.get(b"b", request) == "four"


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (400, '{"error": "invalid_client", "error_description": "s3cr3t"}', ProviderRejected),
        (200, '{"error": "x"}', ProviderRejected),
        (200, "[]", ProviderRejected),
        (200, "[" * 32_000, ProviderRejected),
        (200, "<html>", ProviderRejected),
        (200, '{"access_token": "a\\r\\nb"}', ProviderRejected),
        (302, '{"access_token": "a"}', ProviderRejected),
        (503, "", ProviderUnavailable),
        (429, "", ProviderUnavailable),
    ],
)
def test_what_is_no_token_says_what_to_do(status: int, body: str, error: type[Exception]) -> None:
    with pytest.raises(error, match="gave no") as caught:
        read_token(Answer(status, body, None), "a.example")
    assert "s3cr3t" not in str(caught.value)


@pytest.mark.parametrize(
    ("stated", "stored_s"), [(3600, 3570), ("3600", 3570), (10, 0), (None, 1800), (True, 1800)]
)
def test_a_token_is_stored_for_the_stated_time(stated: Any, stored_s: float) -> None:
    answer = Answer(200, json.dumps({"access_token": "t", "expires_in": stated}), None)
    assert read_token(answer, "a.example") == ("t", stored_s)


def test_a_token_request_names_inputs_and_secrets_only() -> None:
    template = TokenTemplate(
        url="https://{{ input.host }}.example.com/token",
        client_id="{{ input.id }}",
        client_secret="{{ secret.client_secret }}",
        scope="api all",
    )
    made = token_request(template, {"host": "acme", "id": "me"}, {"client_secret": "a&b"})
    assert made.url == "https://acme.example.com/token"
    assert made.body == (
        b"grant_type=client_credentials&client_id=me&client_secret=a%26b&scope=api+all"
    )
    for wrong in (
        {"url": "https://{{ lead.city }}.example.com"},
        {"url": "https://a.example/{{ secret.client_secret }}"},
        {"client_id": "{{ lead.name }}"},
        {"client_secret": ""},
        # It would be shown with the template.
        {"client_secret": "s3cr3t"},
    ):
        with pytest.raises(ValidationError):
            RequestTemplate.model_validate({"token": {**template.model_dump(), **wrong}})


def test_the_client_can_be_named_in_the_header() -> None:
    """Each part is encoded as in a form first: RFC 6749, section 2.3.1."""
    template = TokenTemplate(
        url="https://a.example/token",
        client_id="an:id",
        client_secret="{{ secret.client_secret }}",
        sent_in="header",
    )
    made = token_request(template, {}, {"client_secret": "a&b c"})
    assert made.body == b"grant_type=client_credentials"
    login = b64decode(made.headers["Authorization"].removeprefix("Basic "))
    assert login == b"an%3Aid:a%26b+c"


def test_a_token_replaces_what_the_template_sends() -> None:
    request = OutgoingRequest("https://a.example", {"authorization": "x", "A": "b"}, b"")
    assert with_token(request, "t").headers == {"A": "b", "Authorization": "Bearer t"}
