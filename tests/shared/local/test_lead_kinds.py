"""Kinds of ways in which callers say who they are, in several languages: lead_kinds.jsonl."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from shared.domain.transcript import Speaker, Transcript, Turn
from shared.local.analyst import LocalAnalyst
from shared.ports import CallContext
from tests.support.texts import TEXT_WORK

ZONES = {
    "en": "America/New_York", "es": "Europe/Madrid", "fr": "Europe/Paris", "de": "Europe/Berlin",
    "it": "Europe/Rome", "pt": "America/Sao_Paulo",
}  # fmt: skip
# Enough words to tell the language.
GOODBYES = {
    "en": "Okay, then I will see what we have and what it is that we can do for you with this.",
    "es": "Vale, pues voy a ver lo que tenemos y qué es lo que se puede hacer con esto para usted.",
    "de": "Gut, dann sehe ich mal, was wir haben und was es ist, das wir da für Sie machen können.",
    "fr": "Bon, alors je vais voir ce que nous avons et ce qu'il est possible de faire avec ça.",
    "it": "Bene, allora vedo che cosa abbiamo e che cosa è che si può fare con questo per lei.",
    "pt": "Bom, então eu vou ver o que nós temos e o que é que se pode fazer com isso para você.",
}
KINDS = Path(__file__).with_name("lead_kinds.jsonl")
CASES = [json.loads(line) for line in KINDS.read_text(encoding="utf-8").splitlines()]


def _name(case: dict[str, Any]) -> str:
    return f"{case['field']}-{case['language']}-{case['turns'][1][1][:40]}"


@pytest.mark.parametrize("case", CASES, ids=_name)
async def test_a_fact_is_found_as_it_is_said(case: dict[str, Any]) -> None:
    language = case["language"]
    turns = [Turn(Speaker(speaker), text) for speaker, text in case["turns"]]
    turns.append(Turn(Speaker.AGENT, GOODBYES[language]))
    at = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)
    context = CallContext(at, ZONES[language], language=language)
    transcript = Transcript(tuple(turns), language)
    lead = (await LocalAnalyst(TEXT_WORK).extract_lead(transcript, context)).value
    assert getattr(lead, case["field"]) == case["found"]
