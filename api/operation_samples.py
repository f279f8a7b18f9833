"""Examples of figures and of the installation's state, for the API's description."""

from typing import Any

from api.sample_parts import AGENT_ID, CALL_ID, NUMBER

_DAY = "2026-11-18"
_CALLING_RULES = {
    "mode": "ask",
    "agent_id": "agent_01jz4k8m9n2p3q4r5s6t7v8w9x",
    "phone_number_id": "phnum_01jz4k8m9n2p3q4r5s6t7v8w9x",
    "line": "twilio",
    "countries": ["US"],
    "earliest": "09:00:00",
    "latest": "20:00:00",
    "max_tries": 2,
    "pause_min": 60,
    "late_h": 24,
    "daily_limit": 50,
}

CALENDAR = {
    "id": "01938f5e-7a00-7d11-8c3b-6a1f0e9d2c62",
    "whose": "mine",
    "created_at": "2026-11-18T15:00:00Z",
    "read_at": "2026-11-18T16:00:00Z",
}
BARRED = {
    "number": NUMBER,
    "note": "Asked not to be called again.",
    "call_id": CALL_ID,
    "created_at": "2026-11-19T20:01:10Z",
}
_FIGURES: dict[str, Any] = {
    "calls": 42,
    "failed": 1,
    "callbacks": 17,
    "callbacks_done": 12,
    "callbacks_in_time": 11,
    "agent_share": 0.42,
    "caller_share": 0.58,
    "response": {"median_s": 1840.5, "p95_s": 82_400.0},
    "ready": {"median_s": 4.2, "p95_s": 11.9},
    "cost_microusd": 5230,
}

OPERATION_EXAMPLES: dict[str, Any] = {
    "NumbersBody": {
        "first": _DAY,
        "last": _DAY,
        "timezone": "America/New_York",
        "total": _FIGURES,
        "days": [{**_FIGURES, "day": _DAY}],
        "agents": [{**_FIGURES, "agent_id": AGENT_ID, "name": "Front desk"}],
        "models": [
            {
                "provider": "openai",
                "model": "gpt-5-mini",
                "usage": {
                    "requests": 4,
                    "input_tokens": 2150,
                    "cached_tokens": 1024,
                    "output_tokens": 412,
                    "audio_s": 41.0,
                    "cost_microusd": 5230,
                    "failure_cost_microusd": 0,
                    "priced": True,
                },
            }
        ],
    },
    "CallingRulesBody": _CALLING_RULES,
    "CallingStateBody": {
        **_CALLING_RULES,
        "key_refused_since": "2026-11-19T09:00:00Z",
        "key_refused_because": "unauthorized",
        "key_tried_again_at": "2026-11-19T09:20:00Z",
    },
    "AgentCallList": {
        "agent_calls": [
            {
                "id": "01938f5e-7a00-7d11-8c3b-6a1f0e9d2c61",
                "state": "not_reached",
                "number": NUMBER,
                "conversation_id": "conv_01jz4k8m9n2p3q4r5s6t7v8w9x",
                "call_id": CALL_ID,
                "reason": "voicemail",
                "created_at": "2026-11-19T20:00:03Z",
                "ended_at": "2026-11-19T20:01:10Z",
            }
        ]
    },
    "BarNumberBody": {"note": "Asked not to be called again.", "call_id": CALL_ID},
    "BarredNumberBody": BARRED,
    "BarredNumberPage": {"numbers": [BARRED], "next_after": None},
    "ImportBody": {"numbers": [{"number": "(202) 555-0143", "note": "From the old list."}]},
    "ImportedBody": {
        "added": 1,
        "listed": 0,
        "refused": 1,
        "rows": [
            {
                "row": 1,
                "given": "(202) 555-0143",
                "number": "+12025550143",
                "result": "added",
                "problem": None,
            },
            {
                "row": 2,
                "given": "call me",
                "number": None,
                "result": "refused",
                "problem": "no_number",
            },
        ],
    },
    "CalendarRequest": {"whose": "mine"},
    "NewCalendar": {
        **CALENDAR,
        "read_at": None,
        "url": "https://calls.example.com/calendar/wq3yT0m1oYh8c0uXkzFvJb2n4sLr6PdEaGiK7tNxZ5M.ics",
    },
    "CalendarList": {"calendars": [CALENDAR]},
    "HolidayBody": {"name": "Christmas Eve"},
    "HolidaysBody": {"holidays": [{"day": "2026-12-24", "name": "Christmas Eve", "callbacks": 0}]},
    "DeliveriesBody": {
        "deliveries": [
            {
                "last_at": "2026-11-18T15:31:02Z",
                "outcome": "refused",
                "reason": "signature_mismatch",
                "detail": "A webhook's signature is not that of its body.",
                "times": 3,
            }
        ]
    },
    "AttemptList": {
        "attempts": [
            {
                "run": 1,
                "step": "summarize",
                "attempt": 1,
                "started_at": "2026-11-18T15:31:04Z",
                "finished_at": "2026-11-18T15:31:05Z",
                "error": "openai's rate limit is reached (429)",
                "error_code": "rate_limited",
            }
        ]
    },
    "InstallationBody": {
        "processes": [
            {
                "kind": "worker",
                "name": "worker-1",
                "version": "0.2.0",
                "started_at": "2026-11-18T09:00:00Z",
                "slots": 50,
                "busy": 12,
                "loop_lag_s": 0.004,
            }
        ],
        "limiters": [
            {
                "provider": "openai",
                "model": "gpt-5-mini",
                "key": "9f86d081884c",
                "waiting": 3,
                "in_progress": 8,
                "most_in_progress": 40,
                "limits": [{"unit": "requests", "used": 212, "limit": 500}],
                "paused_for_s": None,
            }
        ],
        "breakers": [
            {
                "provider": "openai",
                "key": "9f86d081884c",
                "failures": 7,
                "failing_since": "2026-11-18T15:29:40Z",
                "open": True,
                "next_try_at": "2026-11-18T15:31:10Z",
            }
        ],
        "lanes": [
            {
                "kind": "process_call",
                "lane": "live",
                "waiting": 4,
                "running": 12,
                "scheduled": 1,
                "oldest_s": 2.5,
            }
        ],
    },
}
