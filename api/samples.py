"""Examples for the API's description: one call of one team, from which every example is built.

Keys of `EXAMPLES` are names of schemas; a test checks each example against its schema.
"""

from typing import Any

from api.account_samples import ACCOUNT_EXAMPLES
from api.operation_samples import OPERATION_EXAMPLES

_AGENT_ID = "01938f5e-7a00-7d11-8c3b-6a1f0e9d2c44"
_USER_ID = "01938f5e-7a00-7d11-8c3b-6a1f0e9d2c45"
_CALL_ID = "01938f5e-7b1b-7a90-8f51-0d2f6f0f7a21"
_JOB_ID = "01938f5e-7b1c-7c3a-9d2e-5a0c9a4c1f10"
_RECORDING_ID = "01938f5e-7b20-7e55-b1c9-3f8d7a6e5b12"
_LEAD_ID = "01938f5e-7f00-7b2a-a4d8-9c1e0f3b6d55"
_CALLBACK_ID = "01938f5e-7f10-7c4d-8e6f-2b9a1d0c7e66"
_TENANT_ID = "01938f5e-7900-7f1e-9b2d-8c7a6f5e4d33"
_ENDPOINT_ID = "pU3yqX0nT7k2vLr9sWc5aZ8e"
_HERE = "http://127.0.0.1:3001"
_BEGAN, _CAME, _MADE, _READY = (
    "2026-11-18T15:30:00Z",
    "2026-11-18T15:31:02Z",
    "2026-11-18T15:31:03Z",
    "2026-11-18T15:31:07Z",
)
_NUMBER, _OWN_NUMBER, _EMAIL = "+12025550143", "+12025550100", "maria.lopez@example.com"
_TITLE = "Boiler repair for Maria Lopez"
_PHRASE = "Can someone call me back tomorrow at three pm?"
_GREETING = "Northside Plumbing, how can I help?"
_ASKED = f"My boiler leaks. {_PHRASE}"
_ACCOUNT_SID = "AC0123456789abcdef0123456789abcdef"
_RULES = {"model": "local-rules", "prompt_version": "1", "version": 1}

_ACCEPTED = {
    "job_id": _JOB_ID,
    "call_id": _CALL_ID,
    "recording_id": None,
    "status": "accepted",
    "status_url": f"{_HERE}/api/job/{_JOB_ID}/status",
}
_USAGE = {
    "requests": 4,
    "input_tokens": 2150,
    "cached_tokens": 1024,
    "output_tokens": 412,
    "audio_s": 41.0,
    "cost_microusd": 5230,
    "failure_cost_microusd": 0,
    "priced": True,
}
_SUMMARIZED = {
    **_USAGE,
    "requests": 1,
    "input_tokens": 640,
    "cached_tokens": 0,
    "output_tokens": 120,
    "audio_s": 0.0,
}
_JOB = {
    "job_id": _JOB_ID,
    "call_id": _CALL_ID,
    "kind": "process_call",
    "lane": "live",
    "status": "succeeded",
    "attempts": 0,
    "crashes": 0,
    "snoozes": 0,
    "not_before": _CAME,
    "error": None,
    "error_code": None,
    "created_at": _CAME,
    "started_at": _CAME,
    "finished_at": _READY,
    "run": 1,
    "requested_as": None,
    "dismissed_at": None,
}
_STEP = {
    "step": "summarize",
    "status": "done",
    "attempt": 1,
    "started_at": _CAME,
    "finished_at": _MADE,
    "meta": {"model": "gpt-5-mini"},
    "error": None,
    "error_code": None,
    "usage": _SUMMARIZED,
}
_JOB_WITH_STEPS = {**_JOB, "progress": 100, "steps": [_STEP]}
_CALL = {
    "id": _CALL_ID,
    "agent_id": _AGENT_ID,
    "source": "elevenlabs",
    "external_id": "conv_0001",
    "status": "ready",
    "direction": "inbound",
    "from_number": _NUMBER,
    "to_number": _OWN_NUMBER,
    "call_sid": "CA0123456789abcdef0123456789abcdef",
    "started_at": _BEGAN,
    "duration_s": 41.0,
    "language": "en",
    "timezone": "America/New_York",
    "title": _TITLE,
    "description": None,
    "error": None,
    "created_at": _CAME,
    "ready_at": _READY,
    "outcome": "ended_by_agent",
    "notes": [],
    "corrected": {},
}
_RECORDING = {
    "id": _RECORDING_ID,
    "call_id": _CALL_ID,
    "status": "completed",
    "size_bytes": 656044,
    "media_type": "audio/wav",
    "duration_s": 41.0,
    "channels": 2,
    "speakers": ["agent", "customer"],
    "speech_s": 31.5,
    "transcribed_s": 31.5,
    "started_at": _BEGAN,
    "offset_s": 0.0,
    "cut_off": False,
    "error": None,
    "audio_deleted_at": None,
    "created_at": _CAME,
    "progress": 100,
}
_TURNS = [
    {"speaker": "agent", "text": _GREETING, "start_s": 0.4, "end_s": 2.1, "label": None},
    {"speaker": "customer", "text": _ASKED, "start_s": 2.9, "end_s": 7.6, "label": None},
]
_TRANSCRIPT = {
    "version": 1,
    "origin": "elevenlabs",
    "language": "en",
    "text": f"agent: {_GREETING}\ncustomer: {_ASKED}",
    "turns": _TURNS,
    "segments": [],
    "words": [],
    "left_out": None,
}
_CALLBACK: dict[str, Any] = {
    "id": _CALLBACK_ID,
    "call_id": _CALL_ID,
    "status": "scheduled",
    "time_kind": "instant",
    "due_at": "2026-11-19T20:00:00Z",
    "due_until": None,
    "timezone": "America/New_York",
    "timezone_source": "sender",
    "candidates": [],
    "rule": "the stated day and time",
    "reason": "The caller asks to be called back.",
    "phrase": _PHRASE,
    "phone": _NUMBER,
    "name": "Maria Lopez",
    "provider": "local",
    "reference": None,
    "booking": {"state": "none", "reason": None, "at": None, "agrees": None},
    "booking_error": None,
    "booked_for": None,
    "created_at": _READY,
    "due_local": "2026-11-19T15:00:00-05:00",
    "state": "coming",
    "version": 3,
    "quote": {"words": _PHRASE, "turn": 3, "start_s": 18.0},
    "call": {
        "id": _CALL_ID,
        "title": _TITLE,
        "agent_id": _AGENT_ID,
        "caller_number": _NUMBER,
        "started_at": _BEGAN,
        "lead_id": _LEAD_ID,
    },
    "assignee": {"id": _USER_ID, "name": "Ann Moore", "email": "ann@example.com"},
    "note": "Has a dog; ring twice.",
    "tries": 0,
    "tried_at": None,
    "decided_at": None,
    "settled_at": None,
    "machine": None,
    "corrected": {},
}
_PERSON = {
    "name": "Maria Lopez",
    "phone": _NUMBER,
    "email": _EMAIL,
    "company": None,
    "service": "boiler repair",
    "city": "Washington",
    "confidence": 0.9,
}
_LEAD: dict[str, Any] = {
    **_PERSON,
    "corrected": {},
    "unverified": ["company"],
    "id": _LEAD_ID,
    "created_at": _READY,
    "updated_at": _READY,
    "last_call_at": _BEGAN,
    "call_count": 1,
    "calls": [{"call_id": _CALL_ID, "at": _BEGAN, "title": _TITLE, "status": "ready"}],
}
_DETAIL = {
    **_CALL,
    "transcript": _TRANSCRIPT,
    "audio": None,
    "summary": {
        **_RULES,
        "value": {
            "title": _TITLE,
            "text": (
                "Maria Lopez reports a leaking boiler and asks to be called back tomorrow at three."
            ),
            "key_points": ["The boiler leaks."],
            "next_steps": ["Call back tomorrow at 3 pm."],
        },
    },
    "callback_detection": {
        **_RULES,
        "value": {
            "needed": True,
            "reason": "The caller asks to be called back.",
            "phrase": _PHRASE,
            "turn": 1,
            "requested_time": "tomorrow at three pm",
            "time_quotes": [{"words": "tomorrow at three pm", "turn": 1}],
            "unproved": [],
            "confidence": 0.9,
        },
    },
    "lead": {**_RULES, "value": {**_PERSON, "unverified": ["company"], "from_sender": ["email"]}},
    "lead_id": _LEAD_ID,
    "document": {
        "title": _TITLE,
        "markdown": f"# {_TITLE}\n\nA boiler leaks.",
        "model": "local-rules",
        "version": 1,
    },
    "callback": _CALLBACK,
    "recordings": [_RECORDING],
    "job": _JOB_WITH_STEPS,
    "usage": {**_USAGE, "steps": {"summarize": _SUMMARIZED}},
    "sender_data": {"analysis": {"call_successful": "success"}},
}
_AGENT = {
    "id": _AGENT_ID,
    "external_id": "agent_0101k1e6xrv2f4eb0xz6nbbrz0ex",
    "name": "Front desk",
    "created_at": "2026-11-02T09:00:00Z",
    "transcribe": None,
    "claimed_by": "sole_tenant",
}
_SETTINGS = {
    "name": "Northside Plumbing",
    "timezone": "America/New_York",
    "opens": "09:00:00",
    "closes": "17:00:00",
    "business_days": [0, 1, 2, 3, 4],
    "callback_delay_s": 3600,
    "skipped_steps": [],
    "vocabulary": ["Northside", "Vaillant"],
    "language": None,
    "answer_language": "en",
    "audio_retention_days": 90,
    "call_retention_days": None,
    "transcript_retention_days": 365,
    "document_retention_days": None,
    "insight_retention_days": None,
    "run_retention_days": 30,
    "event_retention_days": 30,
    "audio_days_in_force": 90,
    "call_days_in_force": None,
    "budget_day_microusd": 5_000_000,
    "budget_month_microusd": None,
    "transcribe": True,
    "country": "US",
    "sharing_allowed": True,
}
_ENDPOINT = {
    "id": _ENDPOINT_ID,
    "source": "elevenlabs",
    "url": f"{_HERE}/api/webhooks/elevenlabs/call-ended/{_ENDPOINT_ID}",
    "secrets": 1,
    "created_at": "2026-11-02T09:10:00Z",
}
_OPEN = {"waiting": 2, "running": 1, "scheduled": 0, "oldest_s": 1.5}
_ENDED = {"succeeded": 140, "failed": 1, "dead": 1, "quarantined": 0}
_KNOWN_OF_CALL = {
    "agent_id": _AGENT_ID,
    "direction": "inbound",
    "from_number": _NUMBER,
    "started_at": _BEGAN,
    "timezone": "America/New_York",
    "description": "Second visit of a customer who moves house in May",
    "channels": ["customer", "agent"],
}
_BY_ADDRESS = {"recording_url": "https://example.com/call.mp3", "direction": "inbound"}

_SHARE = {
    "id": "01938f5e-7f20-7d5e-9a8b-4c3d2e1f0a77",
    "call_id": _CALL_ID,
    "made_by": {"kind": "user", "id": _USER_ID, "name": "Maria Lopez"},
    "plays_recording": True,
    "created_at": _READY,
    "expires_at": "2026-11-20T15:31:07Z",
    "opened_at": None,
    "times_opened": 0,
}
EXAMPLES: dict[str, Any] = {
    **ACCOUNT_EXAMPLES,
    **OPERATION_EXAMPLES,
    # Requests.
    "ActionBody": {"base_version": 3, "comment": "She called again herself."},
    "TimeBody": {"due_at": "2026-11-20T15:00:00Z", "due_until": "2026-11-20T17:00:00Z"},
    "NotReachedBody": {"next_at": "2026-11-20T15:00:00Z", "comment": "A machine answered."},
    "DecisionBody": {"candidate": "2026-11-20T15:00:00Z", "base_version": 3},
    "CallbackAssignment": {"assignee_id": "me"},
    "NoteBody": {"note": "Has a dog; ring twice."},
    "CallCorrections": {"title": "Leaking boiler in Portland", "outcome": None},
    "LeadCorrections": {"name": "Maria López", "city": None},
    "CallbackCorrections": {"reason": "Her boiler leaks."},
    "NewAgentBody": {"name": "Front desk", "external_id": _AGENT["external_id"]},
    "AgentPatch": {"name": "Reception"},
    "NewEndpointBody": {"source": "elevenlabs", "secret": "wsec_0123456789abcdef"},
    "SecretBody": {"secret": "wsec_0123456789abcdef"},
    "AccountBody": {"account_sid": _ACCOUNT_SID},
    "NewAccountBody": {
        "account_sid": _ACCOUNT_SID,
        "auth_token": "0123456789abcdef0123456789abcdef",
    },
    "ElevenLabsKeyBody": {"api_key": "sk_0123456789abcdef"},
    "KeyStateBody": {"configured": True, "checked_at": _READY, "failure": None},
    "AssignmentBody": {"tenant_id": _TENANT_ID},
    "CapsBody": {
        "day_microusd": 5_000_000,
        "month_microusd": None,
        "day_minutes": 600,
        "month_minutes": None,
        "open_runs": None,
        "requests_per_minute": 600,
    },
    "AssignedBody": {"released_events": 3},
    "TenantOfInstallation": {"tenant_id": _TENANT_ID, "name": "Northside Plumbing"},
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
    "NewRecordingBody": _KNOWN_OF_CALL,
    "ProcessBody": _BY_ADDRESS,
    "BatchBody": {"recordings": [_BY_ADDRESS, {"recording_id": _RECORDING_ID}], "priority": "low"},
    "RetryBody": {"from_step": "summarize", "settings": {"answer_language": "en"}},
    "RetryAllBody": {"status": ["failed"], "error_code": "provider_unavailable", "limit": 200},
    "CleanBody": {"status": ["failed"], "older_than_s": 86400},
    "ReprocessBody": {"steps": ["summarize", "write_document"]},
    "TranscriptEdit": {
        "base_version": 1,
        "turns": [
            {"speaker": "agent", "text": _GREETING, "start_s": 0.4, "end_s": 2.1},
            {
                "speaker": "customer",
                "text": "My boiler leaks. Please call me back on Friday at four pm.",
            },
        ],
    },
    # Responses.
    "AcceptedBody": _ACCEPTED,
    "IgnoredBody": {"status": "ignored"},
    "AgentBody": _AGENT,
    "NewAgentAnswer": {**_AGENT, "released_events": 0},
    "EndpointBody": _ENDPOINT,
    "AccountsBody": {"account_sids": [_ACCOUNT_SID]},
    "TenantBody": {"id": _TENANT_ID, **_SETTINGS},
    "NewRecordingAnswer": {
        "recording_id": _RECORDING_ID,
        "call_id": _CALL_ID,
        "status": "pending",
        "upload_url": f"{_HERE}/api/recordings/{_RECORDING_ID}/media",
        "finalize_url": f"{_HERE}/api/recordings/{_RECORDING_ID}/finalize",
    },
    "RecordingBody": _RECORDING,
    "RecordingStatusBody": {
        **_RECORDING,
        "status": {"status": "completed", "progress": 100, "error": None},
    },
    "ProcessAnswer": {**_ACCEPTED, "jobId": _JOB_ID},
    "BatchAnswer": {"accepted": [_ACCEPTED]},
    "JobBody": _JOB_WITH_STEPS,
    "JobPage": {"jobs": [_JOB], "next_cursor": None},
    "RunPage": {"runs": [_JOB_WITH_STEPS], "next_before_run": None},
    "RetryAllAnswer": {"retried": 12, "more": False},
    "QueueStats": {
        **_OPEN,
        **_ENDED,
        "drained_per_minute": 24.0,
        "workers": 2,
        "open": [{**_OPEN, "kind": "process_call", "lane": "live"}],
        "ended": [{**_ENDED, "kind": "process_call"}],
    },
    "CleanAnswer": {"cleaned": 1},
    "Found": {
        "passages": [
            {
                "call": _CALL,
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
        "passages_with_words": 1,
        "calls_with_words": 1,
        "without_meaning": None,
        "next_cursor": None,
    },
    "CallPage": {
        "calls": [
            {
                **_CALL,
                "summary": "Maria Lopez asks for a boiler repair.",
                "lead": {"id": _LEAD_ID, "name": "Maria Lopez", "phone": _NUMBER},
                "callback": {
                    "id": _CALLBACK_ID,
                    "status": "scheduled",
                    "state": "coming",
                    "due_at": "2026-11-19T20:00:00Z",
                    "due_until": None,
                    "version": 3,
                },
            }
        ],
        "next_cursor": None,
    },
    "CallDetail": _DETAIL,
    "SimilarCalls": {
        "compared_by": "summary",
        "similar": [
            {"call": _CALL, "score": 0.8312, "source": "summary", "excerpt": "A boiler leaks."}
        ],
    },
    "TranscriptBody": _TRANSCRIPT,
    "VersionList": {
        "versions": [
            {
                "version": 1,
                "origin": "elevenlabs",
                "created_at": _CAME,
                "language": "en",
                "turn_count": len(_TURNS),
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
                    {"change": "same", "text": f"leaks. {_PHRASE}"},
                ],
            }
        ],
        "left_out": 0,
        "same_turns": 1,
    },
    "ShareRequest": {"expires_in_hours": 48, "plays_recording": True},
    "NewShare": {
        **_SHARE,
        "url": f"{_HERE}/shared/pU3yqX0nT7k2vLr9sWc5aZ8ePq4mB6hJ1dF7gK0tYxA",
    },
    "ShareList": {"shares": [{**_SHARE, "opened_at": _READY, "times_opened": 3}]},
    "CallbackPage": {"callbacks": [_CALLBACK], "next_cursor": None},
    "PeaksBody": {
        "recording_id": _RECORDING["id"],
        "per_s": 20.0,
        "duration_s": 0.2,
        "speakers": ["agent", "customer"],
        "channels": [[0, 31, 64, 12], [0, 0, 0, 3]],
    },
    "PendingBody": {"status": "pending"},
    "CallAudioBody": {
        "tracks": [
            {
                "recording_id": _RECORDING["id"],
                "part": 0,
                "media_url": f"/api/recordings/{_RECORDING['id']}/media",
                "peaks_url": f"/api/recordings/{_RECORDING['id']}/peaks",
                "media_type": "audio/wav",
                "offset_s": 0.0,
                "duration_s": 42.0,
                "channels": 2,
                "speakers": ["agent", "customer"],
            }
        ]
    },
    "CallbackBody": _CALLBACK,
    "LeadBody": _LEAD,
    "CallBody": _CALL,
    "ChangeList": {
        "changes": [
            {
                "version": 3,
                "at": _READY,
                "actor": "user",
                "actor_id": _USER_ID,
                "actor_name": "Ann Moore",
                "action": "assign",
                "before": {"assignee_id": None},
                "after": {"assignee_id": _USER_ID},
                "comment": None,
            }
        ]
    },
    "LeadPage": {"leads": [_LEAD], "next_cursor": None},
    "MissedCallsBody": {
        "window_hours": 24.0,
        "sources": [
            {
                "source": "elevenlabs",
                "listed": 120,
                "arrived": 119,
                "fetched": 1,
                "missing": 0,
                "checked_at": _READY,
                "failing": False,
            }
        ],
        "own_key": {
            "listed": 40,
            "arrived": 40,
            "fetched": 0,
            "missing": 0,
            "checked_at": _READY,
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
                "received_at": _CAME,
                "last_at": _CAME,
            }
        ],
        "unclaimed": {"stored": 0, "ignored": 2},
    },
    "ReplayBody": {"used": 1, "left": 0},
    "UsagePage": {
        "total": _USAGE,
        "days": [
            {"day": "2026-11-18", "provider": "openai", "model": "gpt-5-mini", "usage": _USAGE}
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
        "set_aside_events": 0,
    },
}
METRICS_EXAMPLE = (
    "# TYPE aftercall_events_total"
    ' counter\naftercall_events_total{source="elevenlabs",outcome="accepted"} 120.0\n'
)
