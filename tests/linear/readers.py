"""Everything that works on a sender's text, by name, and texts that are made to take long."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from shared.domain.business_hours import BusinessHours
from shared.domain.callback_time.phrases import readings, time_spans
from shared.domain.callback_time.resolve import resolve_callback_time
from shared.domain.editing import edited
from shared.domain.ids import CallId
from shared.domain.insights import CallbackDetection, Document, Lead, Summary
from shared.domain.part_times import SENTENCE
from shared.domain.transcript import Speaker, Transcript, Turn, Word
from shared.domain.transcript_bounds import bounded
from shared.domain.transcript_changes import changes_between
from shared.domain.turns import turns_from_words
from shared.errors import InvalidRequest, ProviderMalformed
from shared.local.contact_details import e164, find_email, find_phone
from shared.local.document import write_document
from shared.local.transcript_reading import Progress, conclude_reading, parts_of, read_part
from shared.ports import CallContext
from shared.vendors.elevenlabs.webhook import parse_event
from shared.vendors.openai.evidence import checked_callback, said_in
from shared.vendors.openai.excerpts import numbered, parts
from shared.vendors.openai.lead_evidence import checked_lead
from worker.chunking import chunk_document, chunk_summary, chunk_transcript

CONTEXT = CallContext(datetime(2026, 11, 28, tzinfo=UTC), "UTC", customer_number="+12125550187")
CALL = CallId(UUID(int=1))
FAMILIES = (
    "x.", "aB1_", "2026-11-28T", "......!x", "okay, uh  ", "oh. !\n", "a", "A", "É-", " ", "1",
    "5 5 5 ", "five ",
    "double ", "+1", "9-", "(5", "@", "a@b.", "a dot ", "a at b dot ", "'", '"', "(", "[", "(()",
    "א", "\u0301",
    "e\u0301", "\u202e", "😀", "👨\u200d👩", "a ", ". ",
    "\n", "a\n", "\u2028", "\r\n", "中", "。", "ー", "İ", "at ", "call me ",
    "I'll ", "no me ", "need a ", "John van ", "i'm from A ", "three p m ", "monday or ", "1.",
    "12:30 ", "# ", "> ",
)  # fmt: skip


def said(text: str, before: str = "") -> Transcript:
    asked = (Turn(Speaker.AGENT, before),) if before else ()
    return Transcript((*asked, Turn(Speaker.UNKNOWN, text)))


def read(transcript: Transcript) -> None:
    progress = Progress()
    for part in parts_of(transcript):
        progress = read_part(part, progress, CONTEXT)
    found = conclude_reading(progress, transcript, CONTEXT)
    write_document(
        transcript,
        CONTEXT,
        summary=found.summary,
        callback=found.callback,
        lead=found.lead,
        model="local-rules",
    )


def check(text: str) -> None:
    heard = said_in(said(text))
    for quote in (text, text[: len(text) // 2] + "?"):
        try:
            checked_callback(CallbackDetection(True, "", quote, 0, quote, 1.0), heard)
        except ProviderMalformed:
            continue
    checked_lead(Lead(text, text, text, text, text, text, 1.0), heard.spoken, CONTEXT)


def resolve(text: str) -> None:
    resolve_callback_time(
        text,
        said_at=CONTEXT.happened_at,
        zone=ZoneInfo("UTC"),
        hours=BusinessHours(),
        default_delay=timedelta(hours=1),
    )


def receive(text: str) -> None:
    turns = [{"role": "user", "message": each} for each in (text, *text[:1000])]
    data = {
        "agent_id": "a",
        "conversation_id": "c",
        "transcript": turns,
        "metadata": {"phone_call": {"agent_number": text}},
    }
    try:
        parse_event({"data": data})
    except InvalidRequest:
        return


def crowd(text: str) -> None:
    """Words of two speakers that claim to be said in the same moment."""
    customer = [Word("a", 1.0, 1.0, Speaker.CUSTOMER) for _ in text]
    turns_from_words([*customer, *(Word("b", 0.95, 5.0, Speaker.AGENT) for _ in text)])


READERS: dict[str, Callable[[str], object]] = {
    "reading": lambda text: read(said(text, "Can I call you? What is your name and company?")),
    "reading tiny turns": lambda text: read(
        Transcript(tuple(Turn(Speaker.CUSTOMER, each) for each in text[::4]))
    ),
    "phone": lambda text: (find_phone(text, "US"), e164(text, "US")),
    "email": find_email,
    "time spans": lambda text: time_spans(text[:2000]),
    "callback time": resolve,
    "languages of a callback time": lambda text: readings(text[:2000], None),
    "evidence": check,
    "prompt": lambda text: parts(numbered(said(text)), 1000),
    "chunks": lambda text: chunk_transcript(CALL, said(text)),
    "chunks of tiny turns": lambda text: chunk_transcript(
        CALL, Transcript(tuple(Turn(Speaker.CUSTOMER, each) for each in text))
    ),
    "chunks of a document": lambda text: chunk_document(CALL, Document("", text)),
    "chunks of a summary": lambda text: chunk_summary(CALL, Summary(text, text)),
    "bounds": lambda text: bounded(said(text * 10)),
    "edit": lambda text: edited(said(text), said(text).turns, language=None),
    "changed words": lambda text: changes_between(said(text).turns, said(text[::-1]).turns),
    "changed turns": lambda text: changes_between(
        [Turn(Speaker.CUSTOMER, each) for each in text],
        [Turn(Speaker.CUSTOMER, each) for each in text[::-1]],
    ),
    "sentences of a recording": SENTENCE.findall,
    "webhook": receive,
    "words of a recording": crowd,
}


def grown(
    name: str, length: int, factor: int, most_growth: float, noise_s: float
) -> list[tuple[str, float, float]]:
    """Returns the families that take more than `most_growth` times as long when they are `factor`
    times as long.
    """
    reader = READERS[name]
    reader("x")
    found = []
    for family in FAMILIES:
        short = _used_s(reader, family, length)
        # Once more, because something else may have taken the time.
        for _ in range(2):
            long = _used_s(reader, family, factor * length)
            if long <= most_growth * short + noise_s:
                break
        else:
            found.append((family, short, long))
    return found


def _used_s(reader: Callable[[str], object], family: str, length: int) -> float:
    text = (family * length)[:length]
    started = time.process_time()
    reader(text)
    return time.process_time() - started
