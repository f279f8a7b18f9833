"""Examples for the API's description: one call of one team, from which every example is built.

Keys of `EXAMPLES` are names of schemas; a test checks each example against its schema.
"""

from typing import Any

from api.account_samples import ACCOUNT_EXAMPLES
from api.contact_samples import CONTACT_EXAMPLES
from api.event_samples import EVENT_EXAMPLES
from api.operation_samples import OPERATION_EXAMPLES
from api.question_samples import QUESTION_EXAMPLES
from api.sample_parts import (
    ACCEPTED,
    ACCOUNT_SID,
    AGENT,
    BY_ADDRESS,
    CALL,
    CALL_ID,
    CALLBACK,
    CALLBACK_OF_CALL,
    CAME,
    DETAIL,
    ENDED,
    ENDPOINT,
    GREETING,
    HERE,
    JOB,
    JOB_ID,
    JOB_WITH_STEPS,
    KNOWN_OF_CALL,
    LEAD,
    LEAD_ID,
    NUMBER,
    OPEN,
    PHRASE,
    READY,
    RECORDING,
    RECORDING_ID,
    SETTINGS,
    SHARE,
    TENANT_ID,
    TRANSCRIPT,
    TURNS,
    USAGE,
    USER_ID,
)

REINDEX = {
    "id": "01938f5e-7fa0-7c11-9d2e-5a0c9a4c1f88",
    "status": "running",
    "model": "text-embedding-3-large",
    "dimension": 1536,
    "created_at": READY,
    "finished_at": None,
    "calls_done": 260,
    "calls_failed": 0,
    "calls_open": 50,
}

EXAMPLES: dict[str, Any] = {
    **ACCOUNT_EXAMPLES,
    **OPERATION_EXAMPLES,
    **CONTACT_EXAMPLES,
    **QUESTION_EXAMPLES,
    **EVENT_EXAMPLES,
    # Requests.
    "ActionBody": {"base_version": 3, "comment": "She called again herself."},
    "TimeBody": {"due_at": "2026-11-20T15:00:00Z", "due_until": "2026-11-20T17:00:00Z"},
    "SnoozeBody": {"minutes": 60, "base_version": 1},
    "NotReachedBody": {"next_at": "2026-11-20T15:00:00Z", "comment": "A machine answered."},
    "DecisionBody": {"candidate": "2026-11-20T15:00:00Z", "base_version": 3},
    "CallbackAssignment": {"assignee_id": "me"},
    "NoteBody": {"note": "Has a dog; ring twice."},
    "CallCorrections": {"title": "Leaking boiler in Portland", "outcome": None},
    "LeadCorrections": {"name": "Maria López", "city": None},
    "CallbackCorrections": {"reason": "Her boiler leaks."},
    "NewAgentBody": {"name": "Front desk", "external_id": AGENT["external_id"]},
    "AgentPatch": {"name": "Reception"},
    "NewEndpointBody": {"source": "elevenlabs", "secret": "wsec_0123456789abcdef"},
    "SecretBody": {"secret": "wsec_0123456789abcdef"},
    "AccountBody": {"account_sid": ACCOUNT_SID},
    "NewAccountBody": {
        "account_sid": ACCOUNT_SID,
        "auth_token": "0123456789abcdef0123456789abcdef",
    },
    "ElevenLabsKeyBody": {"api_key": "sk_0123456789abcdef"},
    "KeyStateBody": {"configured": True, "checked_at": READY, "failure": None},
    "AssignmentBody": {"tenant_id": TENANT_ID},
    "CapsBody": {
        "day_microusd": 5_000_000,
        "month_microusd": None,
        "day_minutes": 600,
        "month_minutes": None,
        "open_runs": None,
        "requests_per_minute": 600,
    },
    "AssignedBody": {"released_events": 3},
    "TenantOfInstallation": {"tenant_id": TENANT_ID, "name": "Northside Plumbing"},
    "ClaimBody": {
        "external_id": "agent_7101k5zv",
        "tenant_id": None,
        "claimed_by": None,
        "held_events": 3,
    },
    "TenantPatch": {
        "timezone": "America/New_York",
        "opens": "09:00",
        "closes": "17:30",
        "vocabulary": ["Vaillant"],
    },
    "NewRecordingBody": KNOWN_OF_CALL,
    "ProcessBody": BY_ADDRESS,
    "BatchBody": {"recordings": [BY_ADDRESS, {"recording_id": RECORDING_ID}], "priority": "low"},
    "RetryBody": {"from_step": "summarize", "settings": {"answer_language": "en"}},
    "RetryAllBody": {"status": ["failed"], "error_code": "provider_unavailable", "limit": 200},
    "CleanBody": {"status": ["failed"], "older_than_s": 86400},
    "ReprocessBody": {"steps": ["summarize", "write_document"]},
    "TranscriptEdit": {
        "base_version": 1,
        "turns": [
            {"speaker": "agent", "text": GREETING, "start_s": 0.4, "end_s": 2.1},
            {
                "speaker": "customer",
                "text": "My boiler leaks. Please call me back on Friday at four pm.",
            },
        ],
    },
    # Responses.
    "AcceptedBody": ACCEPTED,
    "IgnoredBody": {"status": "ignored"},
    "AgentBody": AGENT,
    "NewAgentAnswer": {**AGENT, "released_events": 0},
    "EndpointBody": ENDPOINT,
    "AccountsBody": {"account_sids": [ACCOUNT_SID]},
    "TenantBody": {"id": TENANT_ID, **SETTINGS},
    "NewRecordingAnswer": {
        "recording_id": RECORDING_ID,
        "call_id": CALL_ID,
        "status": "pending",
        "upload_url": f"{HERE}/api/recordings/{RECORDING_ID}/media",
        "finalize_url": f"{HERE}/api/recordings/{RECORDING_ID}/finalize",
    },
    "RecordingBody": RECORDING,
    "RecordingStatusBody": {
        **RECORDING,
        "status": {"status": "completed", "progress": 100, "error": None},
    },
    "ProcessAnswer": {**ACCEPTED, "jobId": JOB_ID},
    "BatchAnswer": {"accepted": [ACCEPTED]},
    "JobBody": JOB_WITH_STEPS,
    "JobPage": {"jobs": [JOB], "next_cursor": None},
    "RunPage": {"runs": [JOB_WITH_STEPS], "next_before_run": None},
    "RetryAllAnswer": {"retried": 12, "more": False},
    "QueueStats": {
        **OPEN,
        **ENDED,
        "drained_per_minute": 24.0,
        "workers": 2,
        "open": [{**OPEN, "kind": "process_call", "lane": "live"}],
        "ended": [{**ENDED, "kind": "process_call"}],
    },
    "CleanAnswer": {"cleaned": 1},
    "Found": {
        "passages": [
            {
                "call": CALL,
                "source": "transcript",
                "text": "customer: My boiler is leaking and there is water everywhere.",
                "marks": [{"start": 13, "end": 19}, {"start": 23, "end": 30}],
                "turn": 1,
                "speaker": "customer",
                "start_s": 4.2,
                "end_s": 8.9,
                "matched_by": ["keyword", "semantic"],
            }
        ],
        "calls": None,
        "passages_with_words": 1,
        "calls_with_words": 1,
        "read_as": [{"word": "leakign", "instead": ["leaking"]}],
        "without_meaning": None,
        "next_cursor": None,
    },
    "ReindexQuote": {
        "model": "text-embedding-3-large",
        "dimension": 1536,
        "calls": 4210,
        "passages": 31840,
        "input_tokens": 9552000,
        "cost_microusd": 1241760,
    },
    "StartReindex": {"max_cost_microusd": 1500000},
    "ReindexBody": REINDEX,
    "IndexBody": {
        "passages": 5210,
        "passages_without_vector": 0,
        "model": "text-embedding-3-large",
        "models": [
            {"model": "text-embedding-3-small", "dimension": 1536, "passages": 3190},
            {"model": "text-embedding-3-large", "dimension": 1536, "passages": 2020},
        ],
        "reindex": REINDEX,
    },
    "CallPage": {
        "calls": [
            {
                **CALL,
                "summary": "Maria Lopez asks for a boiler repair.",
                "lead": {"id": LEAD_ID, "name": "Maria Lopez", "phone": NUMBER},
                "callback": CALLBACK_OF_CALL,
            }
        ],
        "next_cursor": None,
    },
    "CallDetail": DETAIL,
    "SimilarCalls": {
        "compared_by": "summary",
        "similar": [
            {"call": CALL, "score": 0.8312, "source": "summary", "excerpt": "A boiler leaks."}
        ],
    },
    "TranscriptBody": TRANSCRIPT,
    "VersionList": {
        "versions": [
            {
                "version": 1,
                "origin": "elevenlabs",
                "created_at": CAME,
                "language": "en",
                "turn_count": len(TURNS),
                "actor": None,
                "actor_id": None,
                "actor_name": None,
            }
        ]
    },
    "TranscriptChanges": {
        "version": 2,
        "since": 1,
        "changes": [
            {
                "before": 1,
                "after": 1,
                "speaker_before": "customer",
                "speaker": "customer",
                "start_s": 2.9,
                "words": [
                    {"change": "same", "text": "My "},
                    {"change": "removed", "text": "boiler "},
                    {"change": "inserted", "text": "heating "},
                    {"change": "same", "text": f"leaks. {PHRASE}"},
                ],
            }
        ],
        "left_out": 0,
        "same_turns": 1,
    },
    "ShareRequest": {"expires_in_hours": 48, "plays_recording": True},
    "NewShare": {
        **SHARE,
        "url": f"{HERE}/shared/pU3yqX0nT7k2vLr9sWc5aZ8ePq4mB6hJ1dF7gK0tYxA",
    },
    "ShareList": {"shares": [{**SHARE, "opened_at": READY, "times_opened": 3}]},
    "CallbackPage": {"callbacks": [CALLBACK], "next_cursor": None},
    "PeaksBody": {
        "recording_id": RECORDING["id"],
        "per_s": 20.0,
        "duration_s": 0.2,
        "speakers": ["agent", "customer"],
        "channels": [[0, 31, 64, 12], [0, 0, 0, 3]],
    },
    "PendingBody": {"status": "pending"},
    "CallAudioBody": {
        "tracks": [
            {
                "recording_id": RECORDING["id"],
                "part": 0,
                "media_url": f"/api/recordings/{RECORDING['id']}/media",
                "peaks_url": f"/api/recordings/{RECORDING['id']}/peaks",
                "media_type": "audio/wav",
                "offset_s": 0.0,
                "duration_s": 42.0,
                "channels": 2,
                "speakers": ["agent", "customer"],
            }
        ]
    },
    "CallbackBody": CALLBACK,
    "LeadBody": LEAD,
    "CallBody": CALL,
    "ChangeList": {
        "changes": [
            {
                "version": 3,
                "at": READY,
                "actor": "user",
                "actor_id": USER_ID,
                "actor_name": "Ann Moore",
                "action": "assign",
                "before": {"assignee_id": None},
                "after": {"assignee_id": USER_ID},
                "comment": None,
            }
        ]
    },
    "LeadPage": {"leads": [LEAD], "next_cursor": None},
    "MissedCallsBody": {
        "window_hours": 24.0,
        "sources": [
            {
                "source": "elevenlabs",
                "listed": 120,
                "arrived": 119,
                "fetched": 1,
                "missing": 0,
                "checked_at": READY,
                "failing": False,
            }
        ],
        "own_key": {
            "listed": 40,
            "arrived": 40,
            "fetched": 0,
            "missing": 0,
            "checked_at": READY,
            "failure": None,
        },
        "unused": [
            {
                "id": "01938f5e-7f20-7d5e-9a7b-4c3d2e1f0a99",
                "source": "elevenlabs",
                "kind": "stored",
                "event_type": "post_call_transcription",
                "conversation_id": "conv_0003",
                "reason": "Nothing of the transcript can be read.",
                "size_bytes": 812,
                "times": 1,
                "can_be_tried": True,
                "received_at": CAME,
                "last_at": CAME,
            }
        ],
        "unclaimed": {"stored": 0, "ignored": 2},
    },
    "ReplayBody": {"used": 1, "left": 0},
    "UsagePage": {
        "total": USAGE,
        "days": [
            {"day": "2026-11-18", "provider": "openai", "model": "gpt-5-mini", "usage": USAGE}
        ],
        "budget": {
            "day_microusd": 5_000_000,
            "day_spent_microusd": 5230,
            "month_microusd": None,
            "month_spent_microusd": 182_400,
            "reserved_microusd": 0,
        },
        "audio": {
            "day_minutes": 41.5,
            "day_cap": 600,
            "month_minutes": 803.2,
            "month_cap": None,
        },
    },
    "Health": {"status": "ok", "version": "0.1.0", "uptime_s": 86400, "environment": "production"},
    "Readiness": {
        "status": "ready",
        "checks": {"postgres": "ok", "redis": "ok", "worker": "ok"},
        "spooled_events": 0,
        "chunks_without_vector": 0,
        "set_aside_events": 0,
    },
}
METRICS_EXAMPLE = (
    "# TYPE aftercall_events_total"
    ' counter\naftercall_events_total{source="elevenlabs",outcome="accepted"} 120.0\n'
)
