"""Describes the events that are sent to targets, as `webhooks` of OpenAPI."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from api.event_samples import AT
from api.sample_events import sample_event
from api.sample_parts import HERE
from shared.domain.events import CHANGES, EventBody

_AT = datetime.fromisoformat(AT)
_REF = "#/components/schemas/{model}"
_HEADERS = {
    "webhook-id": "The event's id: the same for each try and each replay. Keep it to know repeats.",
    "webhook-timestamp": "When this try was made, in seconds since 1970.",
    "webhook-signature": (
        "`v1,` and the base64 of the HMAC-SHA256 over `id.timestamp.body`; after a rotation of the"
        " secret two of them, separated by a space."
    ),
}


def described_events(schemas: dict[str, Any]) -> dict[str, Any]:
    """Returns a webhook for each type, and adds the schemas of their bodies to `schemas`."""
    models: list[type[BaseModel]] = [EventBody, *dict.fromkeys(CHANGES.values())]
    _, made = models_json_schema([(model, "serialization") for model in models], ref_template=_REF)
    for name, schema in made["$defs"].items():
        # Later versions may add fields, which a receiver has to ignore.
        schema.pop("additionalProperties", None)
        schemas.setdefault(name, schema)
    return {name: {"post": _operation(name)} for name in CHANGES}


def _operation(name: str) -> dict[str, Any]:
    change = CHANGES[name]
    schema = {
        "allOf": [
            {"$ref": _REF.format(model=EventBody.__name__)},
            {
                "properties": {
                    "type": {"const": name},
                    "data": {
                        "properties": {"change": {"$ref": _REF.format(model=change.__name__)}}
                    },
                }
            },
        ]
    }
    sample = sample_event(name, at=_AT, sequence=4712, body="thin", base_url=HERE)
    example = sample.model_dump(mode="json")
    return {
        "operationId": f"on_{name.replace('.', '_')}",
        "summary": name,
        "description": change.__doc__,
        "tags": ["events"],
        "parameters": [
            {
                "name": header,
                "in": "header",
                "required": True,
                "description": meaning,
                "schema": {"type": "string"},
            }
            for header, meaning in _HEADERS.items()
        ],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": schema, "example": example}},
        },
        "responses": {
            "2XX": {"description": "It was received. Any other answer is tried again later."},
            "410": {"description": "The target wants no events any more, and is disabled."},
        },
    }
