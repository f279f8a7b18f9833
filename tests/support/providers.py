"""Providers whose answers a test scripts: what they return, raise, or wait for."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, TypeVar

from shared.domain.audio import PartLimits
from shared.domain.callbacks import Booking, CallbackOrder
from shared.domain.insights import CallbackDetection, Document, Lead, OptOut, Summary
from shared.domain.transcript import Confidence, Speaker, Transcript, Turn
from shared.domain.vectors import Vector
from shared.ports import Answer, CallContext, Providers, Usage, VectorIndex

T = TypeVar("T")


class Script:
    """`fail[name]` is raised by the next calls of that name, in order; `block[name]` holds them
    until it is set.
    """

    def __init__(self) -> None:
        self.fail: dict[str, list[Exception]] = {}
        self.block: dict[str, asyncio.Event] = {}
        self.most_at_once: Counter[str] = Counter()
        self._at_once: Counter[str] = Counter()
        self.entered: dict[str, asyncio.Event] = {}
        self.calls: Counter[str] = Counter()
        self.lead = Lead("Maria Lopez", "+15035550142", None, None, "repair", "Portland", 0.9)
        self.said = "Please call me back tomorrow at three p m."
        self._due: dict[str, tuple[int, Exception]] = {}
        self.bookings: list[CallbackOrder] = []
        self.logprob: float | None = None
        self.heard: list[tuple[str, str | None, tuple[str, ...]]] = []

    def hold(self, name: str) -> asyncio.Event:
        """Makes calls of `name` wait; the event returned tells when one is inside."""
        self.block[name] = asyncio.Event()
        self.entered[name] = asyncio.Event()
        return self.entered[name]

    def fail_after(self, name: str, calls: int, error: Exception) -> None:
        """Calls of `name` succeed so often, then one fails."""
        self._due[name] = (self.calls[name] + calls, error)

    async def play(self, name: str) -> None:
        self._at_once[name] += 1
        self.most_at_once[name] = max(self.most_at_once[name], self._at_once[name])
        try:
            await self._play(name)
        finally:
            self._at_once[name] -= 1

    async def _play(self, name: str) -> None:
        self.calls[name] += 1
        if name in self.block:
            self.entered[name].set()
            await self.block[name].wait()
        if self.fail.get(name):
            raise self.fail[name].pop(0)
        due = self._due.get(name)
        if due and self.calls[name] > due[0]:
            raise self._due.pop(name)[1]


class ScriptedProviders:
    """Implements every port but the vector index."""

    model = "scripted"
    limits = PartLimits(max_seconds=6)
    dimension = 384
    max_batch = 2
    provider = "scripted"

    def __init__(self, script: Script) -> None:
        self._script = script

    async def transcribe(
        self,
        part: Path,
        *,
        seconds: float,
        language: str | None = None,
        vocabulary: Sequence[str] = (),
    ) -> Answer[Transcript]:
        self._script.heard.append((part.name, language, tuple(vocabulary)))
        await self._script.play("transcribe")
        turn = Turn(Speaker.UNKNOWN, self._script.said, 0.0, seconds)
        usage = Usage(audio_s=seconds)
        sure = (
            ()
            if self._script.logprob is None
            else (Confidence(0.0, seconds, self._script.logprob),)
        )
        heard = Transcript((turn,), language=language or "en", confidences=sure)
        return Answer(heard, "scripted", usage=usage, raw={"text": turn.text})

    async def summarize(self, transcript: Transcript, context: CallContext) -> Answer[Summary]:
        await self._script.play("summarize")
        return Answer(Summary("A leaking boiler", "Maria's boiler leaks."), "scripted", "p1")

    async def detect_callback(
        self, transcript: Transcript, context: CallContext
    ) -> Answer[CallbackDetection]:
        await self._script.play("detect_callback")
        for number, turn in enumerate(transcript.turns):
            if "off your list" in turn.text:
                wish = OptOut(turn.text, number)
                return Answer(
                    CallbackDetection(False, "opted out", None, None, None, 1.0, opt_out=wish),
                    "scripted",
                )
            if "call me back" in turn.text:
                asked = turn.text.partition("call me back")[2].strip(" .?") or None
                return Answer(
                    CallbackDetection(True, "asked to be called", turn.text, number, asked, 1.0),
                    "scripted",
                )
        return Answer(CallbackDetection(False, "did not ask", None, None, None, 1.0), "scripted")

    async def extract_lead(self, transcript: Transcript, context: CallContext) -> Answer[Lead]:
        await self._script.play("extract_lead")
        return Answer(self._script.lead, "scripted")

    async def write_document(
        self, transcript: Transcript, context: CallContext
    ) -> Answer[Document]:
        await self._script.play("write_document")
        return Answer(
            Document("A leaking boiler", "# A leaking boiler\n\nMaria's boiler leaks."), "scripted"
        )

    async def embed(
        self, texts: Sequence[str], *, purpose: Literal["passage", "query"] = "passage"
    ) -> Answer[tuple[Vector, ...]]:
        await self._script.play("embed")
        return Answer(tuple(_vector(text) for text in texts), self.model)

    async def book(self, order: CallbackOrder) -> Booking:
        await self._script.play("book")
        if order.id not in [known.id for known in self._script.bookings]:
            self._script.bookings.append(order)
        first = next(known for known in self._script.bookings if known.id == order.id)
        return Booking(self.provider, str(order.id), first.due_at)

    async def current(self, booking: Booking, order: CallbackOrder) -> Booking | None:
        await self._script.play("current booking")
        found = (known for known in self._script.bookings if known.id == order.id)
        return next((Booking(self.provider, str(order.id), one.due_at) for one in found), None)

    async def move(self, booking: Booking, order: CallbackOrder) -> Booking:
        await self._script.play("move booking")
        await self.cancel(booking)
        self._script.bookings.append(order)
        return Booking(self.provider, booking.reference, order.due_at)

    async def cancel(self, booking: Booking) -> None:
        self._script.bookings[:] = [
            known for known in self._script.bookings if str(known.id) != booking.reference
        ]


def scripted(script: Script, vector_index: VectorIndex) -> Providers:
    port: Any = ScriptedProviders(script)
    return Providers(
        transcriber=port, analyst=port, embedder=port, vector_index=vector_index, scheduler=port
    )


def _vector(text: str) -> Vector:
    """A unit vector that depends on the text's length only: enough to be stored and found."""
    values = [0.0] * 384
    values[len(text) % 384] = 1.0
    return tuple(values)
