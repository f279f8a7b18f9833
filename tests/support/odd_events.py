"""Events as they come when a sender, or something on the way, does not keep to the documents.

Each has the words and the ids of `plain`, and differs from it in something that nobody needs.
"""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from tests.support.calls import transcription

WISH = "Can somebody call me back tomorrow at three?"
TURNS = (("agent", "Northside Plumbing, how can I help?"), ("user", WISH))


def plain(agent_id: str = "agent_1", conversation_id: str = "conv_1") -> dict[str, Any]:
    return transcription(agent_id, conversation_id, turns=TURNS)


def changed(path: str, value: Any) -> Callable[[dict[str, Any]], Any]:
    """The event with `value` at a dotted path below `data`."""

    def change(event: dict[str, Any]) -> Any:
        *names, last = path.split(".")
        holder = event["data"]
        for name in names:
            holder = holder.setdefault(name, {})
        holder[last] = value
        return event

    return change


def with_turn(**turn: Any) -> Callable[[dict[str, Any]], Any]:
    """The event with one more turn in the middle."""

    def change(event: dict[str, Any]) -> Any:
        event["data"]["transcript"].insert(
            1, {"role": "agent", "message": None, "time_in_call_secs": 3, **turn}
        )
        return event

    return change


def turns_as(make: Callable[[str, str], Any]) -> Callable[[dict[str, Any]], Any]:
    def change(event: dict[str, Any]) -> Any:
        event["data"]["transcript"] = [make(role, words) for role, words in TURNS]
        return event

    return change


def as_text(mend: Callable[[str], str | bytes]) -> Callable[[dict[str, Any]], Any]:
    def change(event: dict[str, Any]) -> Any:
        text = mend(json.dumps(event, ensure_ascii=False))
        return text if isinstance(text, bytes) else text.encode()

    return change


def _with_null_turn(event: dict[str, Any]) -> Any:
    event["data"]["transcript"].insert(1, None)
    return event


def _camel(event: dict[str, Any]) -> Any:
    data = event["data"]
    data["agentId"], data["conversationId"] = data.pop("agent_id"), data.pop("conversation_id")
    return event


def _ids_in_variables(event: dict[str, Any]) -> Any:
    data = event["data"]
    variables = {
        "system__agent_id": data.pop("agent_id"),
        "system__conversation_id": data.pop("conversation_id"),
    }
    data["conversation_initiation_client_data"] = {"dynamic_variables": variables}
    return event


def _messages_beside(event: dict[str, Any]) -> Any:
    event["data"]["messages"] = event["data"].pop("transcript")
    event["data"]["transcript"] = None
    return event


# By what they are; the issue's own first, then those found in types, documents and public
# receivers.
ODD: dict[str, Callable[[dict[str, Any]], Any]] = {
    "a turn of the system": with_turn(role="system", message="You are a helpful agent."),
    "a turn of a tool": with_turn(role="tool", message="{}"),
    "call_successful is a bool": changed("analysis.call_successful", True),
    "direction unknown": changed("metadata.phone_call.direction", "unknown"),
    "collected results as a list": changed("analysis.data_collection_results", []),
    "cost is an object": changed("metadata.cost", {}),
    "negative duration": changed("metadata.call_duration_secs", -1),
    "a null turn": _with_null_turn,
    "half an emoji": as_text(
        lambda text: text.replace("how can I help?", "how can I help? \\ud83d")
    ),
    "transcript as a text": changed(
        "transcript", "\n".join(f"{role}: {words}" for role, words in TURNS)
    ),
    "speaker for role": turns_as(lambda role, words: {"speaker": role, "message": words}),
    "content as parts": turns_as(
        lambda role, words: {"role": role, "content": [{"type": "text", "text": words}]}
    ),
    "in an array": lambda event: [event],
    "in a body": lambda event: {"body": event},
    "fields at the top": lambda event: {"type": event["type"], **event["data"]},
    # LangChain's message types; capital letters as some exporters write them.
    "roles of another library": turns_as(
        lambda role, words: {"role": {"user": "human"}.get(role, "AI"), "text": words}
    ),
    "roles in capitals": turns_as(lambda role, words: {"role": role.upper(), "message": words}),
    # ChatGPT's export: author.role and content.parts.
    "author and parts": turns_as(
        lambda role, words: {"author": {"role": role}, "content": {"parts": [words]}}
    ),
    # OpenAI's Responses API.
    "input_text": turns_as(
        lambda role, words: {"role": role, "content": [{"type": "input_text", "text": words}]}
    ),
    "turns as texts": turns_as(lambda role, words: f"{role.title()}: {words}"),
    "transcript as JSON in a text": lambda event: changed(
        "transcript", json.dumps(event["data"]["transcript"])
    )(event),
    "transcript with turns in it": lambda event: changed(
        "transcript", {"turns": event["data"]["transcript"]}
    )(event),
    "messages beside a null transcript": _messages_beside,
    # AWS Lambda behind API Gateway, and n8n's webhook node.
    "JSON in a body": lambda event: {
        "body": json.dumps(event),
        "isBase64Encoded": False,
        "headers": {},
    },
    "n8n": lambda event: [
        {"headers": {}, "params": {}, "query": {}, "body": event, "webhookUrl": "https://x"}
    ],
    "data in a list": lambda event: {**event, "data": [event["data"]]},
    "data as a text": lambda event: {**event, "data": json.dumps(event["data"])},
    "data in data": lambda event: {"data": {"data": event["data"], "type": event["type"]}},
    "ids in camelCase": _camel,
    "ids in the variables": _ids_in_variables,
    # PHP writes every empty object as [].
    "PHP's empty objects": changed("analysis", []),
    "PHP's empty phone call": changed("metadata.phone_call", []),
    "PHP's empty variables": changed(
        "conversation_initiation_client_data", {"dynamic_variables": []}
    ),
    "null metadata": changed("metadata", None),
    "metadata is a text": changed("metadata", "none"),
    # Python's json.dumps writes NaN unless told otherwise.
    "NaN": as_text(
        lambda text: text.replace('"call_duration_secs": 42', '"call_duration_secs": NaN')
    ),
    "a byte order mark": as_text(lambda text: b"\xef\xbb\xbf" + text.encode()),
    "UTF-16": as_text(lambda text: text.encode("utf-16")),
    "bytes that are no UTF-8": as_text(
        lambda text: text.replace("Northside", "N@rthside").encode().replace(b"@", b"\xf6")
    ),
    "a raw line break": as_text(lambda text: text.replace("how can I help?", "how can\nI help?")),
    "NUL": as_text(lambda text: text.replace("Plumbing", "Plum\\u0000bing")),
    "time of a turn as a text": with_turn(message="One moment.", time_in_call_secs="00:03"),
    "negative time of a turn": with_turn(message="One moment.", time_in_call_secs=-1),
    "start in milliseconds": changed("metadata.start_time_unix_secs", 1795015800000),
    "null among tool results": with_turn(tool_results=[None, {"tool_name": 5}]),
    "tool calls are an object": with_turn(tool_calls={}),
    "tool result is a text": with_turn(tool_results=[{"tool_name": "end_call", "result": "ok"}]),
    "parts of voices without text": with_turn(
        multivoice_message={"parts": [{"voice_label": "Sam"}, 5]}
    ),
    "status is null": changed("status", None),
    "status is a number": changed("status", 3),
    "user id is a number": changed("user_id", 77),
    "language is a list": changed("metadata.main_language", ["en"]),
    "zone is an object": changed("metadata.timezone", {"name": "Europe/Berlin"}),
    "title is a list": changed("analysis.call_summary_title", ["Leak"]),
    "error is a text": changed("metadata.error", "none"),
    "timestamp is an object": lambda event: {**event, "event_timestamp": {"seconds": 1}},
    "type is null": lambda event: {**event, "type": None},
    "type is missing": lambda event: {"data": event["data"]},
    "deep nesting": changed(
        "analysis.evaluation_criteria_results", json.loads("[" * 60 + "]" * 60)
    ),
}


def odd(name: str, agent_id: str = "agent_1", conversation_id: str = "conv_1") -> bytes:
    """The body."""
    event = ODD[name](deepcopy(plain(agent_id, conversation_id)))
    return event if isinstance(event, bytes) else json.dumps(event).encode()
