"""Writes events and digests as mails: plain text, and HTML in which everything is escaped."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.utils import parseaddr
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import jinja2

from shared.db.digests import LISTED, DigestFacts
from shared.domain.ids import TargetId
from shared.domain.zones import find_zone
from shared.outgoing.messages import Message, message_of, spoken_time

LONGEST_SUBJECT = 150
FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail. A repeat has the same `message_id`, by which mail programs know it."""

    to: tuple[str, ...]
    subject: str
    text: str
    html: str
    message_id: str


@dataclass(frozen=True, slots=True)
class MailPlace:
    """From where mails come: the base URL of the pages, and the sender's address."""

    base_url: str
    sender: str

    def settings_url(self, target_id: TargetId) -> str:
        return f"{self.base_url.rstrip('/')}/settings/targets/{target_id}"

    def message_id(self, event_id: UUID, target_id: TargetId) -> str:
        domain = parseaddr(self.sender)[1].rpartition("@")[2] or "localhost"
        return f"<{event_id}.{target_id}@{domain}>"


@dataclass(frozen=True, slots=True)
class Section:
    """A list of a mail; each line has a text, and what it leads to."""

    title: str
    lines: tuple[tuple[str, str | None], ...]


def event_mail(
    event: dict[str, Any],
    event_id: UUID,
    *,
    to: Sequence[str],
    zone: str | None,
    target_id: TargetId,
    place: MailPlace,
) -> Mail:
    """Returns the mail of one event."""
    message = message_of(event, zone)
    sections = []
    if message.quote:
        sections.append(Section("In their words", ((f"“{message.quote}”", None),)))
    if message.text:
        sections.append(Section("Summary", ((message.text, None),)))
    if message.url:
        sections.append(Section("", (("Open the call", message.url),)))
    return _mail(
        message, message.line, sections, place.message_id(event_id, target_id), to, target_id, place
    )


def digest_mail(
    facts: DigestFacts,
    event_id: UUID,
    *,
    to: Sequence[str],
    zone: str | None,
    target_id: TargetId,
    place: MailPlace,
) -> Mail:
    """Returns the mail that sums up a day or week."""
    clock = find_zone(zone)
    until = spoken_time(facts.until.isoformat(), None, clock)
    base = place.base_url.rstrip("/")

    def callback(row: dict[str, Any]) -> tuple[str, str]:
        due_until = row["due_until"].isoformat() if row["due_until"] else None
        at = spoken_time(row["due_at"].isoformat(), due_until, clock)
        who = " ".join(filter(None, (row["name"], row["phone"])))
        return ": ".join(filter(None, (at, who, row["reason"]))), f"{base}/calls/{row['call_id']}"

    def call(row: dict[str, Any]) -> tuple[str, str]:
        at = spoken_time((row["started_at"] or row["created_at"]).isoformat(), None, clock)
        how = (row["outcome"] or row["status"]).replace("_", " ")
        return (
            ": ".join(filter(None, (at, row["title"] or row["from_number"], how))),
            f"{base}/calls/{row['id']}",
        )

    def lead(row: dict[str, Any]) -> tuple[str, str]:
        fields = ("name", "phone", "email", "service", "city")
        return ", ".join(row[each] for each in fields if row[each]), f"{base}/leads"

    sections = [
        _section("Callbacks that are overdue", map(callback, facts.overdue)),
        _section("Callbacks that are due next", map(callback, facts.due)),
        _section("New calls", map(call, facts.calls)),
        _section("New people", map(lead, facts.leads)),
    ]
    message = Message(f"Calls until {until}", (), None, None, None)
    counts = ", ".join(
        f"{min(len(rows), LISTED)}{'+' if len(rows) > LISTED else ''} {what}"
        for rows, what in (
            (facts.overdue, "overdue"),
            (facts.due, "due"),
            (facts.calls, "new calls"),
            (facts.leads, "new people"),
        )
        if rows
    )
    return _mail(
        message,
        f"Aftercall: {counts}",
        [section for section in sections if section.lines],
        place.message_id(event_id, target_id),
        to,
        target_id,
        place,
    )


def _section(title: str, lines: Iterator[tuple[str, str]]) -> Section:
    listed: list[tuple[str, str | None]] = list(lines)
    more = [("and more", None)] if len(listed) > LISTED else []
    return Section(title, (*listed[:LISTED], *more))


def _mail(
    message: Message,
    subject: str,
    sections: Sequence[Section],
    message_id: str,
    to: Sequence[str],
    target_id: TargetId,
    place: MailPlace,
) -> Mail:
    settings_url = place.settings_url(target_id)
    lines = [message.title, "", *(f"{label}: {value}" for label, value in message.facts)]
    for section in sections:
        lines += ["", *([section.title] if section.title else [])]
        lines += [f"- {text}" + (f"\n  {url}" if url else "") for text, url in section.lines]
    lines += ["", "-- ", f"Change or end these mails: {settings_url}", ""]
    html = _template().render(message=message, sections=sections, settings_url=settings_url)
    return Mail(
        to=tuple(to),
        subject=" ".join(subject.split())[:LONGEST_SUBJECT],
        text="\n".join(lines),
        html=html,
        message_id=message_id,
    )


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER), autoescape=True, undefined=jinja2.StrictUndefined
    )
    return environment.get_template("mail.html")
