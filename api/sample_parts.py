"""The call of one team from which the examples of the API's description are built."""

from typing import Any

AGENT_ID = "01938f5e-7a00-7d11-8c3b-6a1f0e9d2c44"
USER_ID = "01938f5e-7a00-7d11-8c3b-6a1f0e9d2c45"
CALL_ID = "01938f5e-7b1b-7a90-8f51-0d2f6f0f7a21"
JOB_ID = "01938f5e-7b1c-7c3a-9d2e-5a0c9a4c1f10"
RECORDING_ID = "01938f5e-7b20-7e55-b1c9-3f8d7a6e5b12"
LEAD_ID = "01938f5e-7f00-7b2a-a4d8-9c1e0f3b6d55"
CALLBACK_ID = "01938f5e-7f10-7c4d-8e6f-2b9a1d0c7e66"
SCHEDULE_ID = "01938f5e-7f20-7d3a-9c1b-4e5f6a7b8c90"
TENANT_ID = "01938f5e-7900-7f1e-9b2d-8c7a6f5e4d33"
ENDPOINT_ID = "pU3yqX0nT7k2vLr9sWc5aZ8e"
HERE = "http://127.0.0.1:3001"
BEGAN, CAME, MADE, READY = (
    "2026-11-18T15:30:00Z",
    "2026-11-18T15:31:02Z",
    "2026-11-18T15:31:03Z",
    "2026-11-18T15:31:07Z",
)
NUMBER, OWN_NUMBER, EMAIL = "+12025550143", "+12025550100", "maria.lopez@example.com"
TITLE = "Boiler repair for Maria Lopez"
PHRASE = "Can someone call me back tomorrow at three pm?"
GREETING = "Northside Plumbing, how can I help?"
ASKED = f"My boiler leaks. {PHRASE}"
ACCOUNT_SID = "AC0123456789abcdef0123456789abcdef"
RULES = {"model": "local-rules", "prompt_version": "1", "version": 1}

ACCEPTED = {
    "job_id": JOB_ID,
    "call_id": CALL_ID,
    "recording_id": None,
    "status": "accepted",
    "status_url": f"{HERE}/api/job/{JOB_ID}/status",
}
USAGE = {
    "requests": 4,
    "input_tokens": 2150,
    "cached_tokens": 1024,
    "output_tokens": 412,
    "audio_s": 41.0,
    "cost_microusd": 5230,
    "failure_cost_microusd": 0,
    "priced": True,
}
SUMMARIZED = {
    **USAGE,
    "requests": 1,
    "input_tokens": 640,
    "cached_tokens": 0,
    "output_tokens": 120,
    "audio_s": 0.0,
}
JOB = {
    "job_id": JOB_ID,
    "call_id": CALL_ID,
    "kind": "process_call",
    "lane": "live",
    "status": "succeeded",
    "attempts": 0,
    "crashes": 0,
    "snoozes": 0,
    "not_before": CAME,
    "error": None,
    "error_code": None,
    "created_at": CAME,
    "started_at": CAME,
    "finished_at": READY,
    "run": 1,
    "requested_as": None,
    "dismissed_at": None,
}
STEP = {
    "step": "summarize",
    "status": "done",
    "attempt": 1,
    "started_at": CAME,
    "finished_at": MADE,
    "meta": {"model": "gpt-5-mini"},
    "error": None,
    "error_code": None,
    "usage": SUMMARIZED,
}
JOB_WITH_STEPS = {**JOB, "progress": 100, "steps": [STEP]}
CALL = {
    "id": CALL_ID,
    "agent_id": AGENT_ID,
    "source": "elevenlabs",
    "external_id": "conv_0001",
    "status": "ready",
    "direction": "inbound",
    "from_number": NUMBER,
    "to_number": OWN_NUMBER,
    "call_sid": "CA0123456789abcdef0123456789abcdef",
    "started_at": BEGAN,
    "duration_s": 41.0,
    "language": "en",
    "timezone": "America/New_York",
    "title": TITLE,
    "description": None,
    "error": None,
    "created_at": CAME,
    "ready_at": READY,
    "outcome": "ended_by_agent",
    "notes": [],
    "corrected": {},
}
RECORDING = {
    "id": RECORDING_ID,
    "call_id": CALL_ID,
    "status": "completed",
    "size_bytes": 656044,
    "media_type": "audio/wav",
    "duration_s": 41.0,
    "channels": 2,
    "speakers": ["agent", "customer"],
    "speech_s": 31.5,
    "transcribed_s": 31.5,
    "started_at": BEGAN,
    "offset_s": 0.0,
    "cut_off": False,
    "error": None,
    "audio_deleted_at": None,
    "created_at": CAME,
    "progress": 100,
}
TURNS = [
    {"speaker": "agent", "text": GREETING, "start_s": 0.4, "end_s": 2.1, "label": None},
    {"speaker": "customer", "text": ASKED, "start_s": 2.9, "end_s": 7.6, "label": None},
]
TRANSCRIPT = {
    "version": 1,
    "origin": "elevenlabs",
    "language": "en",
    "text": f"agent: {GREETING}\ncustomer: {ASKED}",
    "turns": TURNS,
    "segments": [],
    "words": [],
    "left_out": None,
}
CALLBACK: dict[str, Any] = {
    "id": CALLBACK_ID,
    "call_id": CALL_ID,
    "status": "scheduled",
    "time_kind": "instant",
    "due_at": "2026-11-19T20:00:00Z",
    "due_until": None,
    "timezone": "America/New_York",
    "timezone_source": "sender",
    "candidates": [],
    "rule": "the stated day and time",
    "reason": "The caller asks to be called back.",
    "phrase": PHRASE,
    "phone": NUMBER,
    "name": "Maria Lopez",
    "provider": "local",
    "reference": None,
    "booking": {"state": "none", "reason": None, "at": None, "agrees": None},
    "booking_error": None,
    "booked_for": None,
    "created_at": READY,
    "due_local": "2026-11-19T15:00:00-05:00",
    "state": "coming",
    "version": 3,
    "quote": {"words": PHRASE, "turn": 3, "start_s": 18.0},
    "call": {
        "id": CALL_ID,
        "title": TITLE,
        "agent_id": AGENT_ID,
        "caller_number": NUMBER,
        "started_at": BEGAN,
        "lead_id": LEAD_ID,
        "contact_id": "01938f5e-7f30-7b2a-a4d8-9c1e0f3b6d66",
        "do_not_call": False,
    },
    "assignee": {"id": USER_ID, "name": "Ann Moore", "email": "ann@example.com"},
    "note": "Has a dog; ring twice.",
    "tries": 0,
    "tried_at": None,
    "snoozed_until": None,
    "decided_at": None,
    "settled_at": None,
    "machine": None,
    "corrected": {},
    "agent_call": {
        "state": "needs_approval",
        "at": "2026-11-19T20:00:00Z",
        "because": "mode",
        "number": NUMBER,
    },
}
PERSON = {
    "name": "Maria Lopez",
    "phone": NUMBER,
    "email": EMAIL,
    "company": None,
    "service": "boiler repair",
    "city": "Washington",
    "confidence": 0.9,
}
CALLBACK_OF_CALL = {
    "id": CALLBACK_ID,
    "status": "scheduled",
    "state": "coming",
    "due_at": "2026-11-19T20:00:00Z",
    "due_until": None,
    "version": 3,
}
LEAD: dict[str, Any] = {
    **PERSON,
    "corrected": {},
    "unverified": ["company"],
    "id": LEAD_ID,
    "created_at": READY,
    "updated_at": READY,
    "last_call_at": BEGAN,
    "call_count": 1,
    "calls": [
        {
            "call_id": CALL_ID,
            "at": BEGAN,
            "title": TITLE,
            "status": "ready",
            "callback": CALLBACK_OF_CALL,
        }
    ],
}
DETAIL = {
    **CALL,
    "transcript": TRANSCRIPT,
    "audio": None,
    "summary": {
        **RULES,
        "value": {
            "title": TITLE,
            "text": (
                "Maria Lopez reports a leaking boiler and asks to be called back tomorrow at three."
            ),
            "key_points": ["The boiler leaks."],
            "next_steps": ["Call back tomorrow at 3 pm."],
        },
    },
    "callback_detection": {
        **RULES,
        "value": {
            "needed": True,
            "reason": "The caller asks to be called back.",
            "phrase": PHRASE,
            "turn": 1,
            "requested_time": "tomorrow at three pm",
            "time_quotes": [{"words": "tomorrow at three pm", "turn": 1}],
            "unproved": [],
            "opt_out": None,
            "confidence": 0.9,
        },
    },
    "lead": {**RULES, "value": {**PERSON, "unverified": ["company"], "from_sender": ["email"]}},
    "lead_id": LEAD_ID,
    "document": {
        "title": TITLE,
        "markdown": f"# {TITLE}\n\nA boiler leaks.",
        "model": "local-rules",
        "version": 1,
    },
    "callback": CALLBACK,
    "recordings": [RECORDING],
    "job": JOB_WITH_STEPS,
    "usage": {**USAGE, "steps": {"summarize": SUMMARIZED}},
    "sender_data": {"analysis": {"call_successful": "success"}},
}
AGENT = {
    "id": AGENT_ID,
    "external_id": "agent_0101k1e6xrv2f4eb0xz6nbbrz0ex",
    "name": "Front desk",
    "created_at": "2026-11-02T09:00:00Z",
    "transcribe": None,
    "claimed_by": "sole_tenant",
}
SETTINGS = {
    "name": "Northside Plumbing",
    "timezone": "America/New_York",
    "opens": "09:00:00",
    "closes": "17:00:00",
    "business_days": [0, 1, 2, 3, 4],
    "callback_delay_s": 3600,
    "overdue_after_s": 900,
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
    "contact_rules": {
        "name": "fill",
        "company": "fill",
        "phone": "fill",
        "email": "fill",
        "service": "overwrite",
        "city": "fill",
        "language": "fill",
    },
    "caller_memory": False,
    "caller_language": False,
    "agent_variables": {"plan": "basic"},
}
ENDPOINT = {
    "id": ENDPOINT_ID,
    "source": "elevenlabs",
    "url": f"{HERE}/api/webhooks/elevenlabs/call-ended/{ENDPOINT_ID}",
    "secrets": 1,
    "initiation_url": f"{HERE}/api/webhooks/elevenlabs/initiation/{ENDPOINT_ID}",
    "initiation_secrets": 1,
    "created_at": "2026-11-02T09:10:00Z",
}
OPEN = {"waiting": 2, "running": 1, "scheduled": 0, "oldest_s": 1.5}
ENDED = {"succeeded": 140, "failed": 1, "dead": 1, "quarantined": 0}
KNOWN_OF_CALL = {
    "agent_id": AGENT_ID,
    "direction": "inbound",
    "from_number": NUMBER,
    "started_at": BEGAN,
    "timezone": "America/New_York",
    "description": "Second visit of a customer who moves house in May",
    "channels": ["customer", "agent"],
}
BY_ADDRESS = {"recording_url": "https://example.com/call.mp3", "direction": "inbound"}

SHARE = {
    "id": "01938f5e-7f20-7d5e-9a8b-4c3d2e1f0a77",
    "call_id": CALL_ID,
    "made_by": {"kind": "user", "id": USER_ID, "name": "Maria Lopez"},
    "plays_recording": True,
    "created_at": READY,
    "expires_at": "2026-11-20T15:31:07Z",
    "opened_at": None,
    "times_opened": 0,
}
