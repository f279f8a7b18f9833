"""Requests to the chat models of OpenAI and compatible services, and what they answer."""

import re
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from shared.domain.storable import without_unstorable
from shared.errors import ProviderMalformed, ProviderRejected
from shared.ports import Usage
from shared.settings.openai import OpenAISettings

T = TypeVar("T")

PATH = "/chat/completions"
# Some models write the JSON in a Markdown code block.
_FENCED = re.compile(r"\s*```(?:json)?\s*(\{.*\})\s*```\s*", re.DOTALL | re.IGNORECASE)


class _Message(BaseModel):
    content: str | None = None
    refusal: str | None = None


class _Choice(BaseModel):
    finish_reason: str | None = None
    message: _Message


class _Usage(BaseModel):
    prompt_tokens: int = 0
    completion_tokens: int = 0


class Completion(BaseModel):
    choices: list[_Choice]
    usage: _Usage | None = None


def request_body(
    settings: OpenAISettings, *, system: str, user: str, response_format: dict[str, Any]
) -> dict[str, Any]:
    """Returns the body of a request whose answer has a schema."""
    effort = effort_of(settings)
    return {
        "model": settings.chat_model,
        "messages": [
            {"role": "system", "content": system},
            {"role": "user", "content": user},
        ],
        "response_format": response_format,
        "max_completion_tokens": settings.max_output_tokens,
        **({"reasoning_effort": effort} if effort else {}),
        **({} if settings.temperature is None else {"temperature": settings.temperature}),
    }


def effort_of(settings: OpenAISettings) -> Any:
    """Returns the reasoning effort. Reasoning counts towards the output limit; models that cannot
    reason refuse the parameter.
    """
    if settings.reasoning_effort == "auto":
        return "low" if settings.chat_model.startswith("gpt-6") else None
    return settings.reasoning_effort


def parsed(completion: Completion, adapter: TypeAdapter[T], name: str) -> T:
    """Returns the answer, which is to be a `name`. Raises ProviderRejected where the model or the
    vendor refuses, and ProviderMalformed for answers that are cut off or outside their schema.
    """
    if not completion.choices:
        raise ProviderMalformed("OpenAI answered without a choice")
    choice = completion.choices[0]
    if choice.message.refusal:
        raise ProviderRejected("the model refused to answer", reason="refusal")
    match choice.finish_reason:
        case "length":
            raise ProviderMalformed(
                "the model's answer was cut off: raise OPENAI_MAX_OUTPUT_TOKENS"
            )
        case "content_filter":
            raise ProviderRejected(
                "the vendor's content filter stopped the answer", reason="content_filter"
            )
    content = without_unstorable(choice.message.content or "")
    found = _FENCED.fullmatch(content)
    try:
        return adapter.validate_json(found[1] if found else content)
    except ValidationError as error:
        raise ProviderMalformed(
            f"the model's answer is not a {name}: {error.error_count()} faults"
        ) from None


def usage_of(completion: Completion) -> Usage:
    used = completion.usage or _Usage()
    return Usage(used.prompt_tokens, used.completion_tokens)


def format_of(adapter: TypeAdapter[Any], name: str) -> dict[str, Any]:
    """Returns the response format of an answer that the adapter reads."""
    schema = {"name": name, "strict": True, "schema": _strict(adapter.json_schema())}
    return {"type": "json_schema", "json_schema": schema}


def _strict(schema: dict[str, Any]) -> dict[str, Any]:
    """Returns the schema in the subset that strict mode accepts: all properties required, no other
    ones, no defaults.
    """
    supported = {
        key: _strict_value(value)
        for key, value in schema.items()
        if key not in {"default", "title"}
    }
    if supported.get("type") == "object":
        # A property may be called "title": only the keywords of that name are removed.
        properties = {name: _strict(value) for name, value in schema.get("properties", {}).items()}
        supported |= {
            "properties": properties,
            "required": list(properties),
            "additionalProperties": False,
        }
    return supported


def _strict_value(value: Any) -> Any:
    if isinstance(value, dict):
        return _strict(value)
    return [_strict_value(item) for item in value] if isinstance(value, list) else value
