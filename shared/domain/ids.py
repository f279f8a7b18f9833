"""Identifiers: UUIDs that sort by creation time, one type per noun."""

import os
import time
from typing import NewType
from uuid import UUID

TenantId = NewType("TenantId", UUID)
UserId = NewType("UserId", UUID)
ApiKeyId = NewType("ApiKeyId", UUID)
SessionId = NewType("SessionId", UUID)
LinkId = NewType("LinkId", UUID)
AgentId = NewType("AgentId", UUID)
CallId = NewType("CallId", UUID)
RecordingId = NewType("RecordingId", UUID)
JobId = NewType("JobId", UUID)
LeadId = NewType("LeadId", UUID)
ContactId = NewType("ContactId", UUID)
CallbackId = NewType("CallbackId", UUID)
ChunkId = NewType("ChunkId", UUID)
ShareId = NewType("ShareId", UUID)
ViewId = NewType("ViewId", UUID)
ThreadId = NewType("ThreadId", UUID)
AnswerId = NewType("AnswerId", UUID)
ReindexRunId = NewType("ReindexRunId", UUID)
TargetId = NewType("TargetId", UUID)
DeliveryId = NewType("DeliveryId", UUID)
CalendarFeedId = NewType("CalendarFeedId", UUID)
ScheduleId = NewType("ScheduleId", UUID)
AgentCallId = NewType("AgentCallId", UUID)


def new_id() -> UUID:
    """Returns a UUID version 7 (RFC 9562): 48 bits of Unix milliseconds, then random bits.

    It is made here rather than by the server because PostgreSQL before 18 has no `uuidv7()`.
    """
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & (2**48 - 1)) << 80 | int.from_bytes(os.urandom(10))
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)
