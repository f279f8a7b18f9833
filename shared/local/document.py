"""Writes the call as a markdown document for people."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from shared.domain.insights import CallbackDetection, Document, Lead, Summary
from shared.domain.transcript import Transcript, Turn
from shared.domain.zones import find_zone
from shared.local.summary import shortened
from shared.ports import CallContext

_MARKUP = re.compile(r"([\\`*_\[\]<>#|])")
_FIRST_TURNS, _LAST_TURNS = 6, 6
_TURN_LENGTH = 400


def write_document(
    transcript: Transcript,
    context: CallContext,
    *,
    summary: Summary,
    callback: CallbackDetection,
    lead: Lead,
    model: str,
    unread: str | None = None,
) -> Document:
    """Writes the document. `unread` says why the rules could not read the call."""
    nothing = f"Cannot be told: {unread}." if unread else ""

    sections = [
        f"# {_escaped_text(summary.title)}",
        _fact_lines(context),
        _section("Description", _paragraph(context.description or "")),
        _section("Summary", _paragraph(summary.text)),
        _section("Key points", _bullet_list(summary.key_points)),
        _section("Next steps", _bullet_list(summary.next_steps) or nothing or "None were named."),
        _section("Callback", _callback_lines(callback)),
        _section("Caller details", _detail_lines(lead) or nothing or "None were given."),
        _section("Transcript excerpt", _excerpt(transcript)),
        f"---\n\n{_written_by(model, context)}",
    ]
    return Document(summary.title, "\n\n".join(section for section in sections if section) + "\n")


def _written_by(model: str, context: CallContext) -> str:
    """Returns a note on the language: rules cannot translate, so a request for a language other
    than English is answered here.
    """
    written = f"Written by {model}: rules and extracted sentences, no language model."
    if context.answer_language is None or (
        context.answer_language == "en" == (context.language or "en")
    ):
        return written
    return (
        f"{written} It cannot write in the language asked for ({context.answer_language}): headings"
        " are in English, quotes in the language of the call."
    )


def _escaped_text(text: str) -> str:
    """Escapes a caller's words, so that they are never markup."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


def _section(heading: str, body: str) -> str:
    return f"## {heading}\n\n{body}" if body else ""


def _paragraph(text: str) -> str:
    return "\n\n".join(_escaped_text(line) for line in text.splitlines())


def _bullet_list(lines: Iterable[str]) -> str:
    return "\n".join(f"- {_escaped_text(line)}" for line in lines)


def _fact_lines(context: CallContext) -> str:
    received = "" if context.start_known else "received "
    facts = [f"{received}{_local(context.happened_at, context.timezone)}"]
    if context.duration_s is not None:
        facts.append(f"{int(context.duration_s // 60)} min {int(context.duration_s % 60)} s")
    if context.agent_name:
        facts.append(f"with {_escaped_text(context.agent_name)}")
    return ", ".join(facts)


def _local(at: datetime, timezone: str | None) -> str:
    zone = find_zone(timezone)
    return (
        f"{at.astimezone(zone):%A %d %B %Y, %H:%M} ({timezone})"
        if zone
        else f"{at:%A %d %B %Y, %H:%M %Z}"
    )


def _callback_lines(callback: CallbackDetection) -> str:
    answer = {True: "Needed", False: "Not needed", None: "Unknown"}[callback.needed]
    lines = [f"{answer}: {callback.reason}."]
    if callback.phrase:
        lines.append(f"> {_escaped_text(callback.phrase)}")
    if callback.requested_time:
        lines.append(f"Requested time, as said: {_escaped_text(callback.requested_time)}")
    return "\n\n".join(lines)


def _detail_lines(lead: Lead) -> str:
    known = {
        "Name": lead.name,
        "Phone": lead.phone,
        "E-mail": lead.email,
        "Company": lead.company,
        "Interested in": lead.service,
        "City": lead.city,
    }
    return _bullet_list(f"{label}: {value}" for label, value in known.items() if value)


def _excerpt(transcript: Transcript) -> str:
    """Returns the beginning and always the end."""
    turns, missing = transcript.turns, transcript.left_out.turns if transcript.left_out else 0
    if len(turns) <= _FIRST_TURNS + _LAST_TURNS:
        return _turn_lines(turns)
    left_out = len(turns) - _FIRST_TURNS - _LAST_TURNS + missing
    return "\n\n".join(
        (
            _turn_lines(turns[:_FIRST_TURNS]),
            f"({left_out} turns left out)",
            _turn_lines(turns[-_LAST_TURNS:]),
        )
    )


def _turn_lines(turns: Sequence[Turn]) -> str:
    return "\n\n".join(
        f"**{turn.speaker.capitalize()}:** {_escaped_text(shortened(turn.text, _TURN_LENGTH))}"
        for turn in turns
        if turn.text
    )
