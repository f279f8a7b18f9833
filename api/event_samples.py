"""Examples of events and of where they are sent, for the API's description."""

from typing import Any

from api.sample_parts import AGENT_ID, CALL_ID, CALLBACK_ID, HERE, JOB_ID, LEAD_ID, SCHEDULE_ID

TARGET_ID = "01938f5e-8a10-7c3a-9d2e-5a0c9a4c1f40"
DELIVERY_ID = "5b0c7f3a-4a0e-4c8f-9a58-1f6f0c5f2d11"
EVENT_ID = "8d2f6a3e-51c4-8b07-a9e1-0c4b7d2f6e10"
SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="  # noqa: S105 - an example
AT = "2026-11-18T15:31:20Z"

_TARGET: dict[str, Any] = {
    "id": TARGET_ID,
    "kind": "webhook",
    "name": "CRM",
    "problem": None,
    "url": "https://hooks.example.com/aftercall",
    "types": ["call", "callback"],
    "agent_ids": None,
    "outcomes": None,
    "body": "thin",
    "request": None,
    "email": None,
    "next_digest_at": None,
    "inputs": {},
    "secret_names": [],
    "has_credentials": True,
    "previous_secret_until": None,
    "pending": 0,
    "first_delivered_at": "2026-11-02T09:12:00Z",
    "failing_since": None,
    "next_try_at": None,
    "enabled": True,
    "disabled_because": None,
    "disabled_at": None,
    "created_at": "2026-11-02T09:10:00Z",
}
_LAST_TRY = {"at": "2026-11-18T15:31:26Z", "elapsed_ms": 38, "status": 200, "error": None}
_SENT = {
    "id": DELIVERY_ID,
    "target_id": TARGET_ID,
    "event_id": EVENT_ID,
    "type": "call.ready",
    "call_id": CALL_ID,
    "occurred_at": AT,
    "status": "delivered",
    "failures": 1,
    "next_at": None,
    "queued_at": AT,
    "ended_at": "2026-11-18T15:31:26Z",
    "last_try": _LAST_TRY,
}
_SCHEDULE = {
    "id": SCHEDULE_ID,
    "name": "Before work",
    "cron": "30 8 * * 1-5",
    "timezone": None,
    "zone": "America/New_York",
    "action": {"kind": "remind", "within_hours": 24, "assignee_id": None, "agent_id": None},
    "targets": 2,
    "missed": "latest",
    "next_times": [f"2026-11-{day}T13:30:00Z" for day in (19, 20, 23, 24, 25)],
    "last_at": "2026-11-18T13:30:00Z",
    "enabled": True,
    "disabled_because": None,
    "disabled_at": None,
    "created_at": "2026-11-02T09:10:00Z",
}
_OCCURRENCE = {
    "due_at": "2026-11-18T13:30:00Z",
    "status": "ran",
    "by_hand": False,
    "ran_at": "2026-11-18T13:30:02Z",
    "result": {"events": 1, "overdue": 2, "due": 3},
}
EVENT_DATA: dict[str, Any] = {
    "sequence": 4712,
    "version": 1,
    "call": {
        "id": CALL_ID,
        "url": f"{HERE}/calls/{CALL_ID}",
        "agent_id": AGENT_ID,
        "source": "elevenlabs",
        "direction": "inbound",
        "status": "ready",
        "outcome": None,
        "language": "en",
        "started_at": "2026-11-18T15:28:00Z",
        "duration_s": 118.0,
    },
    "callback": {
        "id": CALLBACK_ID,
        "status": "scheduled",
        "due_at": "2026-11-19T14:00:00Z",
        "due_until": None,
    },
    "lead_id": LEAD_ID,
    "job_id": JOB_ID,
    "change": {},
    "content": None,
    "test": False,
}
EVENT_EXAMPLES: dict[str, Any] = {
    "NewTargetBody": {
        "name": "CRM",
        "url": "https://hooks.example.com/aftercall",
        "types": ["call", "callback"],
        "credentials": {"kind": "bearer", "token": "a-token-of-the-receiver"},
    },
    "TargetPatch": {"types": ["call.ready"], "body": "full"},
    "RotationBody": {"keep_previous_h": 24},
    "EventReplayBody": {"since": "2026-11-18T00:00:00Z", "types": ["call"], "only_failed": False},
    "TargetBody": _TARGET,
    "TargetWithSecret": {**_TARGET, "secret": SECRET},
    "TargetList": {"targets": [_TARGET]},
    "TestBody": {"type": "call.ready"},
    "QueuedTest": {"delivery_id": DELIVERY_ID},
    "QueuedEvents": {"queued": 12},
    "SentEvent": _SENT,
    "DeliveryPage": {"deliveries": [_SENT], "next_cursor": None},
    "LoggedEvent": {
        **_SENT,
        "tries": [
            {"at": AT, "elapsed_ms": 41, "status": 503, "error": "answered 503"},
            _LAST_TRY,
        ],
        "body": '{"type":"call.ready","timestamp":"2026-11-18T15:31:20Z","data":{}}',
        "body_sha256": "9b7ef4f8f6d3f5a4b1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e6f7a8b9c0d1e2f3a4",
        "request": None,
        "answer": "ok",
    },
    "EventChoice": {"sequence": 4712},
    "DryRunBody": {
        "target": {
            "name": "Airtable",
            "template_id": "airtable-record",
            "inputs": {"base_id": "app0123456789ABCD", "table_id": "tbl0123456789ABCD"},
            "secrets": {"token": "pat-of-airtable"},
        },
        "sample": True,
    },
    "DryRun": {
        "sequence": None,
        "type": "call.ready",
        "skipped": None,
        "method": "POST",
        "url": "https://crm.example.com/contacts",
        "headers": {"Authorization": "Bearer SECRET_token"},
        "body": {"name": "Ann Lee", "phone": "+14155550123"},
    },
    "TemplateList": {
        "templates": [
            {
                "id": "crm",
                "name": "CRM: contact",
                "about": "Creates the caller's contact.",
                "setup": "Make a token.",
                "doc_url": "https://crm.example.com/docs",
                "kind": "template",
                "types": ["call.ready"],
                "inputs": [{"name": "token", "label": "Token", "secret": True, "pattern": None}],
                "url": "https://crm.example.com/contacts",
                "request": {
                    "method": "POST",
                    "headers": {"Authorization": "Bearer {{ secret.token }}"},
                    "body": {"name": "{{ lead.name }}", "phone": "{{ lead.phone }}"},
                    "when": "{{ lead.phone }}",
                    "success_location": None,
                },
            }
        ]
    },
    "NewScheduleBody": {
        "name": "Before work",
        "cron": "30 8 * * 1-5",
        "action": {"kind": "remind", "within_hours": 24},
    },
    "SchedulePatch": {"enabled": False},
    "ScheduleBody": _SCHEDULE,
    "ScheduleList": {"schedules": [_SCHEDULE]},
    "OccurrenceBody": _OCCURRENCE,
    "OccurrencePage": {"occurrences": [_OCCURRENCE], "next_cursor": None},
    "EventBody": {"type": "call.ready", "timestamp": AT, "data": EVENT_DATA},
    "EventPage": {
        "events": [
            {
                "id": EVENT_ID,
                "sequence": 4712,
                "version": 1,
                "type": "call.ready",
                "at": AT,
                "call_id": CALL_ID,
                "job_id": JOB_ID,
                "data": {},
            }
        ],
        "next_cursor": "4712",
    },
}
