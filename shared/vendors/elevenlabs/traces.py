"""Reads ElevenLabs' transcripts from OpenTelemetry traces and arranges them like the ordinary
event.

Source: elevenlabs.io/docs/eleven-agents/customization/opentelemetry-traces; the attributes' names
are those of payloads that public receivers captured.
"""

from collections.abc import Iterator, Mapping
from typing import Any

MOST_SPANS = 100_000
ROOT = "elevenlabs.conversation"
TOOL = "elevenlabs.tool."
TURN_INDEX = "elevenlabs.turn.index"
VARIABLE = "elevenlabs.dynamic_variable."
COLLECTED = "elevenlabs.analysis.data_collection."
NANO = 1_000_000_000
# OpenTelemetry's StatusCode.ERROR.
STATUS_ERROR = 2


def has_traces(data: Mapping[str, Any]) -> bool:
    return isinstance(data.get("otlp_traces"), dict | list) or isinstance(
        data.get("resourceSpans"), list
    )


def are_unread(data: Mapping[str, Any]) -> bool:
    """Returns whether the field for traces has content but no span."""
    traces = data.get("otlp_traces") or data.get("resourceSpans")
    return bool(traces) and not (has_traces(data) and _all_spans(data)[0])


def data_of_traces(data: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the event's `data` with the content of its spans. Fields in `data` itself have
    priority.
    """
    spans, shared = _all_spans(data)
    root: Mapping[str, Any] = next((span for span in spans if span.get("name") == ROOT), {})
    facts = {**shared, **_attributes(root)}
    began = _seconds_of_nanoseconds(root.get("startTimeUnixNano"))
    if began is None:
        began = min(
            (
                start
                for span in spans
                if (start := _seconds_of_nanoseconds(span.get("startTimeUnixNano")))
            ),
            default=None,
        )
    names = ("transcript_summary", "call_summary_title", "call_successful")
    analysis = {name: facts.get(f"elevenlabs.analysis.{name}") for name in names}
    analysis["data_collection_results"] = {
        name.removesuffix(".value"): {"value": value}
        for name, value in _below(facts, COLLECTED).items()
    } or None
    described = {
        "conversation_id": facts.get("elevenlabs.conversation_id"),
        "agent_id": facts.get("elevenlabs.agent_id"),
        "agent_name": facts.get("elevenlabs.agent_name"),
        "status": facts.get("elevenlabs.status"),
        "user_id": facts.get("elevenlabs.user_id"),
        "transcript": _turns_of_spans(spans, began),
        "metadata": _metadata(facts, root, began),
        "analysis": {name: value for name, value in analysis.items() if value is not None},
        "conversation_initiation_client_data": {"dynamic_variables": _below(facts, VARIABLE)},
    }
    given = {
        name: value
        for name, value in data.items()
        if name not in ("otlp_traces", "resourceSpans") and value
    }
    return {**{name: value for name, value in described.items() if value is not None}, **given}


def _all_spans(data: Mapping[str, Any]) -> tuple[list[Mapping[str, Any]], dict[str, Any]]:
    """Returns all spans, and the attributes of their resources."""
    traces = data.get("otlp_traces", data)
    resources = (
        traces if isinstance(traces, list) else _list_of(traces, "resourceSpans", "resource_spans")
    )
    spans: list[Mapping[str, Any]] = []
    shared: dict[str, Any] = {}
    for resource in resources:
        if not isinstance(resource, dict):
            continue
        if isinstance(resource.get("resource"), dict):
            shared.update(_attributes(resource["resource"]))
        for scope in _list_of(resource, "scopeSpans", "scope_spans"):
            if isinstance(scope, dict):
                spans += [span for span in _list_of(scope, "spans") if isinstance(span, dict)]
    return spans[:MOST_SPANS], shared


def _turns_of_spans(spans: list[Mapping[str, Any]], began: float | None) -> list[dict[str, Any]]:
    """Returns the turns in the order of their numbers, otherwise of their times; spans with the
    same number keep their order.
    """
    turns: list[tuple[tuple[float, float], dict[str, Any]]] = []
    for position, span in enumerate(spans):
        name, facts, start = (
            str(span.get("name", "")),
            _attributes(span),
            _seconds_of_nanoseconds(span.get("startTimeUnixNano")),
        )
        at = max(0.0, start - began) if start is not None and began is not None else None
        number = facts.get(TURN_INDEX)
        place = (
            float(number)
            if isinstance(number, int | float)
            else at
            if at is not None
            else float(position)
        )
        said = (
            ("user", facts.get("elevenlabs.user.text")),
            ("agent", facts.get("elevenlabs.agent.text")),
        )
        for role, words in said:
            if isinstance(words, str):
                turns.append(
                    (
                        (place, float(position)),
                        {"role": role, "message": words, "time_in_call_secs": at},
                    )
                )
        if name.startswith(TOOL):
            status = span.get("status")
            failed = isinstance(status, dict) and status.get("code") in (
                STATUS_ERROR,
                "STATUS_CODE_ERROR",
            )
            failed |= facts.get("elevenlabs.tool.status") in ("error", "failed")
            tool = {"tool_name": name.removeprefix(TOOL), "is_error": failed}
            turns.append(
                (
                    (place, float(position)),
                    {"role": "agent", "message": None, "tool_results": [tool]},
                )
            )
        elif TURN_INDEX in facts and not any(isinstance(words, str) for _, words in said):
            turns.append(((place, float(position)), {"role": None, "time_in_call_secs": at}))
    if not turns:
        # No span has a known name or attribute, so the transcript was not read.
        return [{"role": None} for span in spans if span.get("name") != ROOT]
    turns.sort(key=lambda each: each[0])
    return [turn for _, turn in turns]


def _metadata(
    facts: Mapping[str, Any], root: Mapping[str, Any], began: float | None
) -> dict[str, Any]:
    ended = _seconds_of_nanoseconds(root.get("endTimeUnixNano"))
    lasted_ms = facts.get("elevenlabs.session.duration_ms")
    lasted = lasted_ms / 1000 if isinstance(lasted_ms, int | float) else None
    if lasted is None and began is not None and ended is not None and ended >= began:
        lasted = ended - began
    line = {
        name: facts.get(f"elevenlabs.telephony.{name}")
        for name in (
            "type",
            "direction",
            "agent_number",
            "external_number",
            "call_sid",
            "call_result",
        )
    }
    metadata = {
        "start_time_unix_secs": began,
        "call_duration_secs": lasted,
        "main_language": facts.get("elevenlabs.main_language", facts.get("elevenlabs.language")),
        "timezone": facts.get("elevenlabs.timezone"),
        "termination_reason": facts.get("elevenlabs.termination_reason"),
        "phone_call": {name: value for name, value in line.items() if value is not None} or None,
        "error": {
            "code": facts.get("elevenlabs.error.code"),
            "reason": facts.get("elevenlabs.error.reason", facts.get("elevenlabs.error.message")),
        },
    }
    return {name: value for name, value in metadata.items() if value is not None}


def _below(facts: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    return {
        name.removeprefix(prefix): value for name, value in facts.items() if name.startswith(prefix)
    }


def _list_of(holder: object, *names: str) -> Iterator[Any]:
    if isinstance(holder, dict):
        for name in names:
            if isinstance(holder.get(name), list):
                yield from holder[name]


def _attributes(holder: Mapping[str, Any]) -> dict[str, Any]:
    """Returns attributes as a dictionary. OTLP has a list of keys and typed values; some exporters
    write an object.
    """
    given = holder.get("attributes")
    if isinstance(given, dict):
        return {str(name): value for name, value in given.items()}
    found = {}
    for entry in given if isinstance(given, list) else ():
        if isinstance(entry, dict) and isinstance(entry.get("key"), str):
            found[entry["key"]] = _attribute_value(entry.get("value"))
    return found


def _attribute_value(value: Any) -> Any:
    """Returns a value; OTLP's JSON writes 64-bit integers as text."""
    if not isinstance(value, dict):
        return value
    for name in ("stringValue", "boolValue", "doubleValue"):
        if name in value:
            return value[name]
    number = value.get("intValue")
    return (
        int(number)
        if isinstance(number, str) and number.lstrip("-").isdecimal() and len(number) < 20
        else number
    )


def _seconds_of_nanoseconds(nanoseconds: Any) -> float | None:
    if isinstance(nanoseconds, str) and nanoseconds.isdecimal() and len(nanoseconds) < 25:
        nanoseconds = int(nanoseconds)
    if (
        isinstance(nanoseconds, bool)
        or not isinstance(nanoseconds, int | float)
        or nanoseconds <= 0
    ):
        return None
    return nanoseconds / NANO
