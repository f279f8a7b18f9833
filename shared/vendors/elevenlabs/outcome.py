"""Reads how a call ended, as its sender states it."""

from collections.abc import Sequence

from shared.domain.statuses import CallOutcome
from shared.payloads.facts import (
    outcome_of,
)
from shared.vendors.elevenlabs.shapes import (
    CallData,
    Metadata,
    Tool,
    TurnShape,
)

LONGEST_REASON = 300


def sender_error_of(data: CallData, metadata: Metadata) -> str | None:
    if (data.status or "").strip().lower() not in ("failed", "error"):
        return None
    error = metadata.error
    reason = (
        (error.reason if error else None) or metadata.termination_reason or "it gives no reason"
    )
    code = f" (code {error.code[:40]})" if error and error.code else ""
    return f"The sender counts the call as failed: {reason.strip()[:LONGEST_REASON]}{code}"


def call_outcome(turns: Sequence[TurnShape], metadata: Metadata) -> CallOutcome | None:
    results = [tool for turn in turns for tool in turn.tool_results or ()]
    named = {tool.tool_name for tool in results}
    # Older conversations contain calls of system tools without results.
    calls = [
        tool for turn in turns for tool in turn.tool_calls or () if tool.tool_name not in named
    ]
    tools = [
        (tool.tool_name, str((tool.result or {}).get("result_type", "")), _went_well(tool))
        for tool in results
    ]
    tools += [
        (tool.tool_name, "", _went_well(tool))
        for tool in calls
        if not tool.tool_name.startswith("transfer")
    ]
    lines = (metadata.phone_call, metadata.whatsapp)
    return outcome_of(
        tools,
        results=[line.call_result for line in lines if line],
        reason=metadata.termination_reason,
    )


def _went_well(tool: Tool) -> bool:
    status = (tool.result or {}).get("status", "success")
    return not tool.is_error and tool.tool_has_been_called is not False and status != "error"
