"""Reads the turns of an ElevenLabs transcript, in the forms that its API and relays use."""

import re
from collections.abc import Sequence

from shared.domain.transcript import Speaker, Transcript, Turn
from shared.domain.transcript_bounds import bounded
from shared.payloads.facts import (
    spoken,
)
from shared.vendors.elevenlabs.shapes import (
    TurnShape,
)

UNKNOWN_VOICES = "Turns without a known speaker have an unknown one."


NOT_SPEECH = "Turns of the system or of tools are not speech and were left out."


# The roles of speakers, by the names that makers of agents use.
_SPEAKERS = {
    **dict.fromkeys(
        ("agent", "assistant", "ai", "bot", "model", "chatbot", "operator", "representative"),
        Speaker.AGENT,
    ),
    **dict.fromkeys(
        ("user", "human", "customer", "caller", "client", "guest", "patient", "lead"),
        Speaker.CUSTOMER,
    ),
}


_SILENT_ROLES = {
    "system",
    "tool",
    "tools",
    "function",
    "developer",
    "tool_call",
    "tool_result",
    "tool_response",
    "event",
}


def transcript_of(
    turns: list[TurnShape] | None, language: str | None
) -> tuple[Transcript | None, tuple[str, ...]]:
    """Returns the transcript; None when the sender withheld it. Turns that only call tools have no
    words and are left out.
    """
    if turns is None:
        return None, ()
    spoken: list[tuple[TurnShape, str, Speaker]] = []
    silent, gap = False, None
    for turn in turns:
        if turn.left_out and gap is None:
            gap = len(spoken), turn.left_out
        if not (words := _said_words(turn)):
            continue
        if (speaker := _speaker(turn)) is None:
            silent = True
        else:
            spoken.append((turn, words, speaker))
    ends = [*(turn.time_in_call_secs for turn, _, _ in spoken[1:]), None]
    labels: dict[str, str] = {}
    transcript = Transcript(
        turns=tuple(
            Turn(speaker, words, turn.time_in_call_secs, end, _voice_label(turn, speaker, labels))
            for (turn, words, speaker), end in zip(spoken, ends, strict=False)
        ),
        language=language,
    )
    unknown = any(turn.speaker is Speaker.UNKNOWN for turn in transcript.turns)
    notes = [note for note, given in ((NOT_SPEECH, silent), (UNKNOWN_VOICES, unknown)) if given]
    if unread := count_unread(turns):
        notes.append(f"{unread} turn{'s' if unread > 1 else ''} held no text that could be read.")
    return bounded(transcript, gap=gap), tuple(notes)


def count_unread(turns: Sequence[TurnShape] | None) -> int:
    """Counts the turns without any known content. Turns that are no speech do not count."""
    return sum(turn.is_unread and _speaker(turn) is not None for turn in turns or ())


def _said_words(turn: TurnShape) -> str:
    """Returns the words alone. For a message in several voices these are the spoken parts."""
    if turn.multivoice_message and turn.multivoice_message.parts:
        words = " ".join(part.text.strip() for part in turn.multivoice_message.parts)
        if words.strip():
            return spoken(words).strip()
    return spoken(turn.message or turn.content or turn.text or "").strip()


def _speaker(turn: TurnShape) -> Speaker | None:
    """Returns the speaker; None for a role without a voice."""
    role = turn.role or ""
    if role in _SPEAKERS:
        return _SPEAKERS[role]
    role = _role(role)
    return None if role in _SILENT_ROLES else _SPEAKERS.get(role, Speaker.UNKNOWN)


def _role(text: str) -> str:
    return re.sub(r"[\s-]+", "_", text.strip().lower()[:60])


def _voice_label(turn: TurnShape, speaker: Speaker, labels: dict[str, str]) -> str | None:
    """Labels voices that have only the sender's names: A, B, ... in the order in which
    they speak.
    """
    if speaker is not Speaker.UNKNOWN or not turn.role:
        return None
    return labels.setdefault(_role(turn.role), chr(ord("A") + len(labels) % 26))
