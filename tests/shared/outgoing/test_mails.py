"""Mails say what a chat says; a caller's words are text in them."""

from datetime import UTC, datetime
from uuid import UUID

from shared.db.digests import LISTED, DigestFacts
from shared.domain.events import CHANGES
from shared.domain.ids import TargetId
from shared.outgoing.mails import Mail, MailPlace, digest_mail, disabled_mail, event_mail
from shared.outgoing.messages import TITLES
from tests.support.event_bodies import CALL_ID, EVIL, full_event, hostile_event

EVENT_ID, TARGET_ID = UUID(int=1), TargetId(UUID(int=2))
PLACE = MailPlace("https://aftercall.example/", "Aftercall <calls@aftercall.example>")
SETTINGS = f"https://aftercall.example/settings/targets/{TARGET_ID}"
NOW = datetime(2026, 11, 18, 7, tzinfo=UTC)

CALL = {
    "id": CALL_ID,
    "title": "A leaking roof",
    "started_at": NOW,
    "created_at": NOW,
    "status": "ready",
    "outcome": "no_answer",
    "from_number": None,
}


def mail_of(event: dict[str, object], language: str | None = None) -> Mail:
    return event_mail(
        event,
        EVENT_ID,
        to=["ann@team.example"],
        zone="Europe/Berlin",
        language=language,
        target_id=TARGET_ID,
        place=PLACE,
    )


def test_an_event_is_a_mail_with_its_time_a_link_and_how_to_end_it() -> None:
    mail = mail_of(full_event())
    assert mail.to == ("ann@team.example",)
    assert mail.message_id == f"<{EVENT_ID}.{TARGET_ID}@aftercall.example>"
    assert mail.subject.startswith("Callback due: A leaking roof: Fri 20 Nov 2026, 15:00")
    for written in (mail.text, mail.html):
        assert "Fri 20 Nov 2026, 15:00 to 16:30 (Europe/Berlin)" in written
        assert "“call me Friday after two”" in written
        assert f"https://aftercall.example/calls/{CALL_ID}" in written
        assert SETTINGS in written


def test_a_callers_words_are_text_and_no_header() -> None:
    mail = mail_of(hostile_event())
    assert "\r" not in mail.subject
    assert "\n" not in mail.subject
    assert EVIL.replace("\r\n", "\n") in mail.text.replace("\r\n", "\n")
    assert "<!channel>" not in mail.html
    assert "&lt;!channel&gt; &amp; &#34;quoted&#34;" in mail.html
    assert "{{ secret.token }}" in mail.html
    assert len(mail_of(full_event(name="a" * 9000)).subject) <= 150


def test_a_digest_lists_what_is_due_and_new_within_bounds() -> None:
    callback = {
        "call_id": CALL_ID,
        "due_at": NOW,
        "due_until": None,
        "reason": "<b>Quote</b>",
        "name": "Ann",
        "phone": "+14155550123",
    }
    facts = DigestFacts(
        since=NOW, until=NOW, overdue=[callback], due=[callback] * (LISTED + 1), calls=[], leads=[]
    )
    mail = digest_mail(
        facts,
        EVENT_ID,
        to=["a@b.example"],
        zone=None,
        language=None,
        target_id=TARGET_ID,
        place=PLACE,
    )
    assert mail.subject == f"Aftercall: 1 overdue, {LISTED}+ due"
    line = "Wed 18 Nov 2026, 07:00 (UTC): Ann +14155550123: <b>Quote</b>"
    assert mail.text.count(line) == LISTED + 1
    assert mail.text.count("- and more") == 1
    assert "&lt;b&gt;Quote&lt;/b&gt;" in mail.html
    assert "New calls" not in mail.text


def test_a_mail_is_in_the_teams_language() -> None:
    mail = mail_of(full_event(), "de-AT")
    assert mail.subject.startswith("Rückruf fällig: A leaking roof: Fr., 20. Nov. 2026, 15:00 bis")
    assert '<html lang="de">' in mail.html
    for written in (mail.text, mail.html):
        assert "Anruf öffnen" in written
        assert "Diese E-Mails ändern oder beenden" in written
        assert "“call me Friday after two”" in written
    facts = DigestFacts(since=NOW, until=NOW, overdue=[], due=[], calls=[CALL], leads=[])
    digest = digest_mail(
        facts, EVENT_ID, to=[], zone=None, language="es", target_id=TARGET_ID, place=PLACE
    )
    assert digest.subject == "Aftercall: 1 llamadas nuevas"
    assert "mié, 18 nov 2026, 07:00 (UTC): A leaking roof: sin respuesta" in digest.text
    assert mail_of(full_event(), "fr") == mail_of(full_event())


def test_each_event_has_a_title_that_is_translated() -> None:
    assert set(TITLES) == set(CHANGES)
    event = full_event()
    titles = {
        mail_of({**event, "type": kind}, "es").text.partition("\n")[0]
        for kind in TITLES
        if kind != "callback.reminder"
    }
    assert titles.isdisjoint(TITLES.values())


def test_admins_learn_in_their_language_that_a_target_is_disabled() -> None:
    subject, text = disabled_mail(
        "100 % {x}", is_gone=False, page="https://a.example", language="de"
    )
    assert subject == "Aftercall sendet keine Ereignisse mehr an ein Ziel: 100 % {x}"
    assert "3 Tage" in text
    assert "https://a.example" in text
