"""Kinds of sentences about calls, in several languages: callback_kinds.jsonl."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from shared.domain.transcript import Speaker, Transcript, Turn
from shared.local.analyst import LocalAnalyst
from shared.ports import CallContext
from tests.shared.local.test_lead_kinds import GOODBYES
from tests.support.texts import TEXT_WORK

KINDS = Path(__file__).with_name("callback_kinds.jsonl")
CASES = [json.loads(line) for line in KINDS.read_text(encoding="utf-8").splitlines()]


def _name(case: dict[str, Any]) -> str:
    return f"{case['language']}-{case['turns'][1][1][:50]}"


@pytest.mark.parametrize("case", CASES, ids=_name)
async def test_a_callback_is_needed_where_a_call_is_to_come(case: dict[str, Any]) -> None:
    turns = [Turn(Speaker(speaker), text) for speaker, text in case["turns"]]
    turns.append(Turn(Speaker.UNKNOWN, GOODBYES.get(case["language"], "")))
    transcript = Transcript(tuple(turns), case["language"])
    context = CallContext(
        datetime(2026, 11, 18, 9, 30, tzinfo=UTC), "UTC", language=case["language"]
    )
    found = (await LocalAnalyst(TEXT_WORK).detect_callback(transcript, context)).value
    assert found.needed is case["needed"], found
