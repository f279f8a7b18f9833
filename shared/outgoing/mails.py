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
from shared.outgoing.messages import Message, how_it_ended, message_of
from shared.outgoing.wording import Wording

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
    language: str | None,
    target_id: TargetId,
    place: MailPlace,
) -> Mail:
    """Returns the mail of one event."""
    wording = Wording.of(language)
    _ = wording.text
    message = message_of(event, zone, wording)
    sections = []
    if message.quote:
        sections.append(Section(_("In their words"), ((f"“{message.quote}”", None),)))
    if message.text:
        sections.append(Section(_("Summary"), ((message.text, None),)))
    if message.lines:
        sections.append(Section(_("Callbacks"), message.lines))
    if message.url:
        sections.append(Section("", ((message.link or _("Open the call"), message.url),)))
    return _message_mail(
        message,
        message.line,
        sections,
        place.message_id(event_id, target_id),
        to,
        wording,
        place.settings_url(target_id),
    )


def digest_mail(
    facts: DigestFacts,
    event_id: UUID,
    *,
    to: Sequence[str],
    zone: str | None,
    language: str | None,
    target_id: TargetId,
    place: MailPlace,
) -> Mail:
    """Returns the mail that sums up a day or week."""
    clock, wording = find_zone(zone), Wording.of(language)
    _ = wording.text
    until = wording.time(facts.until.isoformat(), None, clock)
    base = place.base_url.rstrip("/")

    def callback(row: dict[str, Any]) -> tuple[str, str]:
        due_until = row["due_until"].isoformat() if row["due_until"] else None
        at = wording.time(row["due_at"].isoformat(), due_until, clock)
        who = " ".join(filter(None, (row["name"], row["phone"])))
        return ": ".join(
            filter(None, (at, who, wording.stored(row["reason"])))
        ), f"{base}/calls/{row['call_id']}"

    def call(row: dict[str, Any]) -> tuple[str, str]:
        at = wording.time((row["started_at"] or row["created_at"]).isoformat(), None, clock)
        how = how_it_ended(row["outcome"] or row["status"], wording)
        return (
            ": ".join(filter(None, (at, row["title"] or row["from_number"], how))),
            f"{base}/calls/{row['id']}",
        )

    def lead(row: dict[str, Any]) -> tuple[str, str]:
        fields = ("name", "phone", "email", "service", "city")
        return ", ".join(row[each] for each in fields if row[each]), f"{base}/leads"

    sections = [
        _mail_section(_("Callbacks that are overdue"), map(callback, facts.overdue), wording),
        _mail_section(_("Callbacks that are due next"), map(callback, facts.due), wording),
        _mail_section(_("New calls"), map(call, facts.calls), wording),
        _mail_section(_("New people"), map(lead, facts.leads), wording),
    ]
    title = _("Calls until")
    message = Message(f"{title} {until}", (), None, None, None)
    counts = ", ".join(
        f"{min(len(rows), LISTED)}{'+' if len(rows) > LISTED else ''} {what}"
        for rows, what in (
            (facts.overdue, _("overdue")),
            (facts.due, _("due")),
            (facts.calls, _("new calls")),
            (facts.leads, _("new people")),
        )
        if rows
    )
    return _message_mail(
        message,
        f"Aftercall: {counts}",
        [section for section in sections if section.lines],
        place.message_id(event_id, target_id),
        to,
        wording,
        place.settings_url(target_id),
    )


def disabled_mail(name: str, *, is_gone: bool, page: str, language: str | None) -> tuple[str, str]:
    """Returns subject and text of the mail to admins about a target that was disabled."""
    _ = Wording.of(language).text
    why = (
        _("It answered that it is gone for good.")
        if is_gone
        else _("Nothing could be delivered to it for 3 days.")
    )
    subject = _("Aftercall no longer sends events to a target")
    then = _(
        "The events wait. When the receiver works again, enable the target, and they are sent:"
    )
    return f"{subject}: {name}", f"{subject}: {name}\n\n{why}\n{then}\n{page}\n"


def _mail_section(title: str, lines: Iterator[tuple[str, str]], wording: Wording) -> Section:
    listed: list[tuple[str, str | None]] = list(lines)
    _ = wording.text
    more = [(_("and more"), None)] if len(listed) > LISTED else []
    return Section(title, (*listed[:LISTED], *more))


def _message_mail(
    message: Message,
    subject: str,
    sections: Sequence[Section],
    message_id: str,
    to: Sequence[str],
    wording: Wording,
    settings_url: str,
) -> Mail:
    _ = wording.text
    end = _("Change or end these mails")
    lines = [message.title, "", *(f"{label}: {value}" for label, value in message.facts)]
    for section in sections:
        lines += ["", *([section.title] if section.title else [])]
        lines += [f"- {text}" + (f"\n  {url}" if url else "") for text, url in section.lines]
    lines += ["", "-- ", f"{end}: {settings_url}", ""]
    html = _template().render(
        language=wording.language,
        message=message,
        sections=sections,
        settings_url=settings_url,
        end=end,
    )
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
