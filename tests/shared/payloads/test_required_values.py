"""A required value that cannot be read is not said to be missing."""

import json

import pytest

from shared.errors import InvalidRequest
from shared.vendors.elevenlabs.webhook import parse_body

MISSING, LONG = "Field required", "String should have at most 200 characters"


@pytest.mark.parametrize(
    ("ids", "said"),
    [
        ({"agent_id": "a"}, {"/data/conversation_id": MISSING}),
        ({"agent_id": "a", "conversation_id": "c" * 201}, {"/data/conversation_id": LONG}),
        (
            {"agent_id": "a" * 201, "transcript": [{"role": {}}] * 30},
            {"/data/agent_id": LONG, "/data/conversation_id": MISSING},
        ),
    ],
)
def test_what_is_wrong_with_a_required_value_is_said(
    ids: dict[str, object], said: dict[str, str]
) -> None:
    body = {"type": "post_call_transcription", "data": ids}
    with pytest.raises(InvalidRequest) as refused:
        parse_body(json.dumps(body).encode())
    assert dict(refused.value.fields) == said
