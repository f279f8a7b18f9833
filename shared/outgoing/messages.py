"""Writes an event as a short message for people, of which chats and mails make their own form."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from shared.domain.events import REMINDER, TEST
from shared.domain.zones import find_zone
from shared.outgoing.wording import Wording


def _(message: str) -> str:
    """Marks a message for the catalogues, which `Wording` reads."""
    return message


TITLES: Final = {
    "call.received": _("New call"),
    "call.updated": _("Call changed"),
    "call.ready": _("Call ready"),
    "call.partial": _("Call ready in part"),
    "call.failed": _("Call failed"),
    "call.deleted": _("Call deleted"),
    "callback.changed": _("Callback changed"),
    "callback.due": _("Callback due"),
    "callback.done": _("Callback done"),
    REMINDER: _("Callbacks to make"),
    "schedule.due": _("Schedule due"),
    "schedule.disabled": _("Schedule stopped"),
    "lead.extracted": _("New lead"),
    "lead.updated": _("Lead corrected"),
    "transcript.edited": _("Transcript edited"),
    "transcript.replaced": _("Transcript replaced"),
    "document.generated": _("Document generated"),
    "embeddings.generated": _("Embeddings generated"),
    "recording.pending": _("Recording pending"),
    "recording.uploading": _("Recording uploading"),
    "recording.uploaded": _("Recording uploaded"),
    "recording.transcribing": _("Recording transcribing"),
    "recording.transcribed": _("Recording transcribed"),
    "recording.doc_generating": _("Document of a recording being written"),
    "recording.completed": _("Recording completed"),
    "recording.error": _("Recording failed"),
    "recording.audio_deleted": _("Audio of a recording deleted"),
    "job.queued": _("Job queued"),
    "job.postponed": _("Job postponed"),
    "job.succeeded": _("Job succeeded"),
    "job.failed": _("Job failed"),
    "job.cancelled": _("Job cancelled"),
    "budget.reached": _("Budget reached"),
    "arrivals.missing": _("Calls are missing"),
    "event.stored": _("Event could not be used"),
    "endpoint.disabled": _("Target disabled"),
    "webhook.test": _("Test from Aftercall"),
}
PERIODS: Final = {"day": _("day"), "month": _("month")}
OUTCOMES: Final = {
    "voicemail": _("voicemail"),
    "transferred": _("transferred"),
    "ended_by_agent": _("ended by agent"),
    "busy": _("busy"),
    "no_answer": _("no answer"),
    "failed": _("failed"),
    "received": _("received"),
    "processing": _("processing"),
    "ready": _("ready"),
    "partial": _("partial"),
}


@dataclass(frozen=True, slots=True)
class Message:
    """A message. Values and quote are a caller's words, so each form escapes them."""

    title: str
    facts: tuple[tuple[str, str], ...]
    quote: str | None
    text: str | None
    url: str | None
    # What the URL opens, where it is not the call.
    link: str | None = None
    # How many things it lists, and these, each with what it leads to.
    counts: str | None = None
    lines: tuple[tuple[str, str | None], ...] = ()

    @property
    def line(self) -> str:
        """All that fits in a notification."""
        if self.counts:
            return f"{self.title}: {self.counts}"
        return ": ".join((self.title, *(value for _, value in self.facts[:2])))


def message_of(event: Mapping[str, Any], zone: str | None, wording: Wording) -> Message:
    """Returns the message of an event's body; times are written on the clock of `zone`, UTC without
    one. A thin body makes a message without anything that a caller said.
    """
    data = event["data"]
    call, content = data.get("call") or {}, data.get("content") or {}
    kind = str(event["type"])
    # An event of another version may have no title: `job.queued` would be "Job queued".
    known = TITLES.get(kind)
    title = wording.text(known) if known else kind.replace(".", " ").replace("_", " ").capitalize()
    if data.get("test") and kind != TEST:
        title = ": ".join((wording.text(_("Test")), title))
    if kind == REMINDER:
        return _reminder(title, data, find_zone(zone), wording)
    return Message(
        title=title,
        facts=tuple(_message_facts(kind, data, find_zone(zone), wording)),
        quote=(content.get("callback") or {}).get("phrase"),
        text=content.get("summary") if kind.startswith("call.") else None,
        url=call.get("url"),
    )


def _reminder(
    title: str, data: Mapping[str, Any], zone: ZoneInfo | None, wording: Wording
) -> Message:
    """Returns the message of a reminder. `whom` of the data says whom its callbacks are for."""
    change, whom = data["change"], data.get("whom") or {}
    counts = tuple(
        (wording.text(label), str(count))
        for label, count in ((_("overdue"), change["overdue"]), (_("due"), change["due"]))
        if count
    )

    def line(callback: Mapping[str, Any]) -> str:
        who, reason = whom.get(callback["callback_id"], ("", ""))
        parts = (
            wording.time(callback["due_at"], callback["due_until"], zone),
            wording.text(_("overdue")) if callback["state"] == "overdue" else None,
            who,
            wording.stored(reason),
        )
        return ": ".join(filter(None, parts))

    return Message(
        title=title,
        facts=((wording.text(_("Schedule")), change["name"]), *counts),
        quote=None,
        text=None,
        url=change["url"],
        link=wording.text(_("Open the callbacks")),
        counts=", ".join(f"{count} {label}" for label, count in counts),
        lines=tuple((line(each), each["url"]) for each in change["callbacks"]),
    )


def how_it_ended(outcome: str, wording: Wording) -> str:
    """Returns an outcome or a status of a call for people."""
    known = OUTCOMES.get(outcome)
    return wording.text(known) if known else outcome.replace("_", " ")


def _message_facts(
    kind: str, data: Mapping[str, Any], zone: ZoneInfo | None, wording: Wording
) -> Iterator[tuple[str, str]]:
    call, content = data.get("call") or {}, data.get("content") or {}
    callback, words = data.get("callback") or {}, content.get("callback") or {}
    lead, change = content.get("lead") or {}, data.get("change") or {}
    period = change.get("period")
    due_at = callback.get("due_at")
    # The text for people in a schedule's own object.
    message = (change.get("data") or {}).get("message")
    own_message = message if isinstance(message, str) else None
    known = {
        _("Call"): content.get("title"),
        _("Callback"): wording.time(due_at, callback.get("due_until"), zone) if due_at else None,
        _("Reason"): wording.stored(words.get("reason") or ""),
        _("Caller"): words.get("name") or lead.get("name"),
        _("Number"): words.get("phone") or lead.get("phone") or content.get("from_number"),
        _("E-mail"): lead.get("email"),
        _("Company"): lead.get("company"),
        _("Wants"): lead.get("service"),
        _("Outcome"): how_it_ended(call.get("outcome") or "", wording),
        _("Called"): wording.time(call["started_at"], None, zone)
        if call.get("started_at")
        else None,
        _("Schedule"): change.get("name") if kind.startswith("schedule.") else None,
        _("Message"): change.get("message") or own_message,
        _("Target"): change.get("name") if kind == "endpoint.disabled" else None,
        _("Source"): change.get("source"),
        _("Missing calls"): change.get("missing"),
        _("Period"): wording.text(PERIODS.get(period, period)) if period else None,
        _("Fields"): ", ".join(change.get("fields") or ()),
    }
    return ((wording.text(label), str(value)) for label, value in known.items() if value)
