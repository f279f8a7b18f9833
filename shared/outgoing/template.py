"""Makes the requests of a tenant's template: method, URL, headers and a JSON body whose texts are
filled in.

The body is JSON before anything is filled in, so no value changes its structure: a quote in a
caller's name stays a character of a text.
"""

import json
import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Final, Literal, Self
from urllib.parse import quote_plus, unquote, urlencode, urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, model_validator

from shared.errors import Permanent
from shared.outgoing.expressions import (
    MOST_FILTERS,
    SECRETS,
    AnyFields,
    Budget,
    NothingToSend,
    TemplateRefused,
    checked,
    count_filters,
    filled,
    is_whole,
    names_of,
    value_of,
)
from shared.outgoing.headers import header_name
from shared.outgoing.http import OutgoingRequest

MOST_TEXTS, DEEPEST, LARGEST = 100, 20, 20_000
MOST_HEADERS = 20
_INPUT = re.compile(r"\{\{ *input\.[a-z][a-z0-9_]* *\}\}")
_AUTHORITY = re.compile(r"https?://([^/?#]*)([/?].*)?", re.DOTALL)

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]


def _checked_text(text: str) -> str:
    checked(text)
    return text


def _checked_condition(text: str) -> str:
    if not is_whole(text):
        raise TemplateRefused("is not one expression, such as {{ lead.phone }}")
    if any(root == SECRETS for root, _ in names_of(text)):
        raise TemplateRefused("cannot use secrets")
    return text


def _checked_body(body: JsonValue) -> JsonValue:
    if len(json.dumps(body)) > LARGEST:
        raise TemplateRefused(f"is larger than {LARGEST:,} characters")
    texts = [text for text in _texts_of(body) if "{" in text]
    if len(texts) > MOST_TEXTS:
        raise TemplateRefused(f"has more than {MOST_TEXTS} texts to be filled in")
    _check_filters(texts)
    return body


def _check_filters(texts: Iterable[str]) -> None:
    if sum(map(count_filters, texts)) > MOST_FILTERS:
        raise TemplateRefused(f"has more than {MOST_FILTERS} filters")


def checked_url_template(url: str) -> str:
    """Checks that callers cannot choose the host: there, only inputs of the target are filled in.
    Raises TemplateRefused.
    """
    checked(url)
    _check_filters([url])
    found = _AUTHORITY.fullmatch(url)
    if found is None:
        raise TemplateRefused("must begin with https:// and a host")
    if set("{}") & set(_INPUT.sub("", found[1])):
        raise TemplateRefused("can have nothing but {{ input.name }} in its host")
    return url


def _own_values(text: str) -> str:
    if any(root not in ("input", SECRETS) for root, _ in names_of(text)):
        raise TemplateRefused("can have nothing but {{ input.name }} and {{ secret.name }}")
    return text


def _token_url(url: str) -> str:
    if any(root != "input" for root, _ in names_of(url)):
        raise TemplateRefused("can have nothing but {{ input.name }}")
    return checked_url_template(url)


OwnText = Annotated[str, Field(min_length=1, max_length=2000), AfterValidator(_own_values)]


class TokenTemplate(BaseModel):
    """How an access token is got: by the client credentials of OAuth 2 (RFC 6749, section 4.4)."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    url: Annotated[str, Field(max_length=2000), AfterValidator(_token_url)] = Field(
        description="The token endpoint. It may name inputs."
    )
    client_id: OwnText = Field(description="The client's id; it may name inputs and secrets.")
    client_secret: Annotated[
        str, Field(max_length=100, pattern=r"^\{\{ *secret\.[a-z][a-z0-9_]* *\}\}$")
    ] = Field(description="The client's secret, such as {{ secret.client_secret }}.")
    scope: Annotated[str, Field(max_length=500), AfterValidator(_own_values)] | None = Field(
        None, description="The scopes to ask for; null for those of the client."
    )
    sent_in: Literal["body", "header"] = Field(
        "body",
        description=(
            "Where the client's id and secret are sent: in the form, or as HTTP Basic"
            " authentication (RFC 6749, section 2.3.1). Most token endpoints take both."
        ),
    )


class RequestTemplate(BaseModel):
    """A request with expressions in its texts."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    method: Method = Field("POST", description="The request's method.")
    headers: dict[
        Annotated[str, Field(max_length=100), AfterValidator(header_name)],
        Annotated[str, Field(max_length=2000), AfterValidator(_checked_text)],
    ] = Field(default_factory=dict, max_length=MOST_HEADERS, description="Further headers.")
    body: Annotated[JsonValue, AfterValidator(_checked_body)] = Field(
        None,
        description=(
            "The JSON body, of which each text is a template. A text that is one expression gives"
            " its value with its type; in an object, a field whose value is null is left out."
        ),
    )
    when: Annotated[str, Field(max_length=500), AfterValidator(_checked_condition)] | None = Field(
        None,
        description="An expression; when its value is empty or false, nothing is sent.",
    )
    success_location: Annotated[str, Field(max_length=200, pattern=r"^https://.+$")] | None = Field(
        None,
        description=(
            "For receivers that answer a success with a redirect: how its address begins. Any other"
            " answer is a failure then."
        ),
    )
    token: TokenTemplate | None = Field(
        None,
        description=(
            "Where to get an access token, which is sent as `Authorization: Bearer`. It is kept"
            " until it ends, and got again when the receiver answers 401."
        ),
    )

    @model_validator(mode="after")
    def _has_bounded_work(self) -> Self:
        _check_filters(_filled_texts(self))
        return self


def names_in(template: RequestTemplate, url: str) -> set[tuple[str, str]]:
    """Returns which inputs, secrets and fields a template names."""
    return {name for text in (url, *_filled_texts(template)) for name in names_of(text)}


def _filled_texts(template: RequestTemplate) -> Iterator[str]:
    """Yields all texts but the URL that are filled in for a request."""
    yield from template.headers.values()
    yield from (text for text in _texts_of(template.body) if "{" in text)
    yield template.when or ""
    if token := template.token:
        yield from (token.url, token.client_id, token.client_secret, token.scope or "")


def template_request(
    template: RequestTemplate, url: str, facts: Mapping[str, Any]
) -> OutgoingRequest:
    """Returns the request. Takes time in proportion to the template and the event. Raises
    NothingToSend, and Permanent for a template that does not fit the event.
    """
    budget = Budget()
    if template.when and not value_of(template.when, {**facts, SECRETS: {}}, budget):
        raise NothingToSend("`when` is empty")
    body = b""
    if template.body is not None:
        body = json.dumps(_filled_body(template.body, facts, budget), ensure_ascii=False).encode()
    headers = {
        name: filled(text, facts, budget, "header").strip()
        for name, text in template.headers.items()
    }
    for name, value in headers.items():
        if why := _unsendable(value):
            raise Permanent(f"The value of the header {name} {why}.", reason="template_failed")
    return OutgoingRequest(_filled_url(url, facts, budget), headers, body, template.method)


def _unsendable(value: str) -> str | None:
    """Returns why a header cannot have a value; None when it can."""
    if not value:
        return "is empty"
    if not value.isascii():
        return "has characters that are not ASCII, which headers cannot have"
    if not value.isprintable():
        return "has a line break or another control character, which headers cannot have"
    return None


def token_request(
    template: TokenTemplate, inputs: Mapping[str, str], secrets: Mapping[str, str]
) -> OutgoingRequest:
    """Returns the request of an access token. Raises NothingToSend for an empty input."""
    budget, facts = Budget(), {"input": dict(inputs), SECRETS: dict(secrets)}
    client_id = filled(template.client_id, facts, budget)
    client_secret = filled(template.client_secret, facts, budget)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    form = {"grant_type": "client_credentials"}
    if template.sent_in == "header":
        login = f"{quote_plus(client_id)}:{quote_plus(client_secret)}"
        headers["Authorization"] = f"Basic {b64encode(login.encode()).decode()}"
    else:
        form |= {"client_id": client_id, "client_secret": client_secret}
    if template.scope:
        form["scope"] = filled(template.scope, facts, budget)
    return OutgoingRequest(
        _filled_url(template.url, facts, budget), headers, urlencode(form).encode()
    )


def facts_of(
    event_id: str,
    event: Mapping[str, Any],
    zone: str | None,
    inputs: Mapping[str, str],
    secrets: Mapping[str, str],
) -> dict[str, Any]:
    """Returns what a template can name. What the event does not have is null."""
    data = event["data"]
    content = data.get("content")
    callback = data.get("callback")
    if callback is not None:
        words = (content or {}).get("callback")
        callback = {**dict.fromkeys(WORDS), **(words or {}), **callback}
    return {
        "event": {"id": event_id, **event},
        "call": data.get("call"),
        "callback": callback,
        "lead": (content or {}).get("lead"),
        "content": content,
        "change": _with_any_fields(data.get("change") or {}),
        "zone": zone or "UTC",
        "input": dict(inputs),
        SECRETS: dict(secrets),
    }


def _with_any_fields(value: JsonValue) -> Any:
    """Returns a value in which each object may lack fields: of a schedule's own object, only its
    makers know them.
    """
    if isinstance(value, dict):
        return AnyFields({name: _with_any_fields(each) for name, each in value.items()})
    return [_with_any_fields(each) for each in value] if isinstance(value, list) else value


WORDS: Final = ("reason", "phrase", "name", "phone")


def _filled_url(url: str, facts: Mapping[str, Any], budget: Budget) -> str:
    written = filled(url, facts, budget, "url")
    segments = urlsplit(written).path.split("/")
    if any(unquote(segment) in (".", "..") for segment in segments):
        raise Permanent("A value would change the URL's path.", reason="template_failed")
    return written


def _filled_body(value: JsonValue, facts: Mapping[str, Any], budget: Budget) -> Any:
    if isinstance(value, str):
        return value_of(value, facts, budget) if is_whole(value) else filled(value, facts, budget)
    if isinstance(value, list):
        return [_filled_body(each, facts, budget) for each in value]
    if isinstance(value, dict):
        fields = {name: _filled_body(each, facts, budget) for name, each in value.items()}
        return {
            name: each for name, each in fields.items() if each is not None or value[name] is None
        }
    return value


def _texts_of(value: JsonValue, depth: int = 0) -> Iterator[str]:
    if depth > DEEPEST:
        raise TemplateRefused(f"is nested more than {DEEPEST} deep")
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _texts_of(each, depth + 1)
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts_of(each, depth + 1)
