"""Parameters that several routes share: ids, and where a page of a list begins."""

from typing import Annotated

from fastapi import Path, Query

from shared.domain.ids import (
    AgentId,
    CallbackId,
    CallId,
    ContactId,
    DeliveryId,
    JobId,
    LeadId,
    RecordingId,
    ScheduleId,
    TargetId,
)

AgentInPath = Annotated[AgentId, Path(description="The agent's `id`.")]
CallbackInPath = Annotated[CallbackId, Path(description="The callback's id.")]
CallInPath = Annotated[CallId, Path(description="The call's id.")]
EndpointInPath = Annotated[
    str,
    Path(
        description="The id of a tenant's own webhook URL, which GET /api/webhook-endpoints lists."
    ),
]
JobInPath = Annotated[JobId, Path(description="The job's id.")]
ContactInPath = Annotated[ContactId, Path(description="The contact's id.")]
DeliveryInPath = Annotated[DeliveryId, Path(description="The delivery's id.")]
TargetInPath = Annotated[TargetId, Path(description="The target's id.")]
ScheduleInPath = Annotated[ScheduleId, Path(description="The schedule's id.")]
LeadInPath = Annotated[LeadId, Path(description="The person's id.")]
RecordingInPath = Annotated[RecordingId, Path(description="The recording's id.")]

Cursor = Annotated[
    str | None,
    Query(
        description=(
            "The `next_cursor` of the page before; without one the list begins at its start."
        ),
        json_schema_extra={"format": "cursor"},
    ),
]
Limit = Annotated[int, Query(ge=1, le=200, description="At most so many entries.")]
NEXT_CURSOR = "The `cursor` of the next page; null on the last."
