"""Examples of questions and answers, for the API's description."""

from typing import Any

from api.sample_parts import CALL_ID, TITLE

ANSWER_ID = "01938f5e-7fa0-7c11-9d2e-5a0c9a4c1f77"
THREAD_ID = "01938f5e-7fa0-7b22-8c3b-6a1f0e9d2c88"
_ASKED = "2026-11-30T09:00:00Z"
_QUESTION = "How much is a new boiler?"
_UNDERSTOOD: dict[str, Any] = {
    "kind": "needle",
    "subject": "calls",
    "language": "en",
    "words": ["new", "boiler"],
    "period": None,
    "callback_states": [],
    "without_callback": False,
    "direction": None,
    "outcome": None,
    "status": None,
    "caller": None,
    "grouping": None,
    "unread": [],
    "with_callback": False,
    "order": "newest",
    "measure": None,
    "lengths": [],
    "least_calls": None,
    "compared": None,
}
_CITATION: dict[str, Any] = {
    "call_id": CALL_ID,
    "title": TITLE,
    "happened_at": "2026-11-18T15:30:00Z",
    "source": "transcript",
    "quote": "a new boiler is twelve hundred and fifty dollars",
    "turn": 2,
    "speaker": "agent",
    "start_s": 61.2,
    "end_s": 64.0,
    "transcript_version": 1,
    "stale": False,
    "url": f"/calls/{CALL_ID}#t=61.2,64",
}
_ANSWER: dict[str, Any] = {
    "id": ANSWER_ID,
    "thread_id": THREAD_ID,
    "question": _QUESTION,
    "understood": _UNDERSTOOD,
    "status": "done",
    "written": True,
    "text": "A new boiler is twelve hundred and fifty dollars.",
    "parts": [
        {
            "kind": "sentence",
            "text": "A new boiler is twelve hundred and fifty dollars.",
            "citations": [_CITATION],
            "data": {},
        }
    ],
    "note": None,
    "note_text": None,
    "coverage": {
        "in_scope": 214,
        "read": 12,
        "without_transcript": 2,
        "left_out": {"no_transcript": 2, "not_closest": 200},
    },
    "dropped": {"total": 1, "reasons": {"changed_fact": 1}},
    "cost": {
        "model": "gpt-6-luna",
        "requests": 1,
        "input_tokens": 6120,
        "output_tokens": 180,
        "cost_microusd": 702,
    },
    "error": None,
    "created_at": _ASKED,
}
_THREAD: dict[str, Any] = {
    "id": THREAD_ID,
    "title": _QUESTION,
    "scope": {"direction": "inbound"},
    "questions": 1,
    "created_at": _ASKED,
    "updated_at": _ASKED,
}

QUESTION_EXAMPLES: dict[str, Any] = {
    "Question": {"question": _QUESTION, "scope": {"direction": "inbound"}},
    "QuestionBody": {"question": _QUESTION, "scope": {"direction": "inbound"}},
    "CostQuoteBody": {
        "understood": _UNDERSTOOD,
        "calls": 12,
        "requests": 1,
        "input_tokens": 16001,
        "output_tokens": 1000,
        "cost_microusd": 2101,
        "needs_max_cost": False,
    },
    "AnswerBody": _ANSWER,
    "ThreadPatch": {"title": "Prices of boilers"},
    "ThreadBody": _THREAD,
    "ThreadDetail": {**_THREAD, "answers": [_ANSWER]},
    "ThreadPage": {"threads": [_THREAD], "next_cursor": None},
}
