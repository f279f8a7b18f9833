"""Reminders list the callbacks with links; a caller's words in them are text."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from api.sample_events import sample_event
from api.sample_parts import CALL_ID, CALLBACK_ID
from shared.domain.ids import TargetId
from shared.domain.stored_texts import CallbackReason
from shared.outgoing.mails import MailPlace, event_mail
from shared.outgoing.slack import slack_request
from shared.outgoing.teams import LARGEST_BYTES, teams_request
from tests.support.event_bodies import EVIL

URL = "https://receiver.example/"


def reminder(
    whom: str | None = None, *, reason: str = "the boiler leaks", count: int = 1
) -> dict[str, Any]:
    sample = sample_event(
        "callback.reminder",
        at=datetime(2026, 11, 19, tzinfo=UTC),
        sequence=1,
        body="full",
        base_url="https://aftercall.example",
    )
    event: dict[str, Any] = json.loads(sample.model_dump_json())
    event["data"]["test"] = False
    change = event["data"]["change"]
    change |= {"name": EVIL[:100], "overdue": 1, "callbacks": change["callbacks"] * count}
    change["callbacks"][0]["state"] = "overdue"
    if whom:
        event["data"]["whom"] = {CALLBACK_ID: [whom, reason]}
    return event


def written(event: dict[str, Any], language: str | None = None) -> tuple[str, str, str, str]:
    """The texts of Slack and Teams, and those of a mail."""
    zone = "Europe/Berlin"
    mail = event_mail(
        event,
        UUID(int=1),
        to=["ann@team.example"],
        zone=zone,
        language=language,
        target_id=TargetId(UUID(int=2)),
        place=MailPlace("https://aftercall.example/", "calls@aftercall.example"),
    )
    chats = [make(URL, event, zone, language) for make in (slack_request, teams_request)]
    return (*(str(json.loads(each.body or b"")) for each in chats), mail.text, mail.html)  # type: ignore[return-value]


def test_each_form_lists_whom_to_call_and_when() -> None:
    for text in written(reminder("Maria Lopez +14155550123")):
        assert "Thu 19 Nov 2026, 15:00 (Europe/Berlin): overdue: Maria Lopez" in text
    slack, _, mail, _ = written(reminder())
    assert f"/calls/{CALL_ID}|Open>" in slack
    assert f"/calls/{CALL_ID}" in mail
    asked = reminder("Maria Lopez", reason=CallbackReason.REQUEST)
    german = written(asked, "de")[2]
    assert "Anstehende Rückrufe" in german
    assert "Maria Lopez: der Anrufer bat um einen Rückruf" in german


def test_a_callers_words_are_no_markup() -> None:
    slack, teams, _, html = written(reminder(EVIL))
    assert "<!channel>" not in slack + html
    assert "{{DATE" not in teams


def test_the_longest_reminder_is_small_enough() -> None:
    event = reminder("&" * 9000, count=30)
    assert len(teams_request(URL, event, None, None).body or b"") <= LARGEST_BYTES
    blocks = json.loads(slack_request(URL, event, None, None).body or b"")["blocks"]
    assert len(blocks) <= 50
    assert all(len(each["text"]["text"]) <= 3000 for each in blocks if "text" in each)
