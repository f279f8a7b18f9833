"""The ports: what the pipeline needs from outside.

Every implementation raises only `shared.errors` Transient and Permanent errors, never retries by
itself (the run does), limits each call in time, and is safe to call concurrently.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Generic, Literal, Protocol, TypeVar

from shared.domain.answers.verification import ProposedSentence, Source
from shared.domain.audio import PartLimits
from shared.domain.callbacks import Booking, CallbackOrder
from shared.domain.ids import CallId, ChunkId, TenantId
from shared.domain.insights import CallbackDetection, Document, Lead, Summary
from shared.domain.statuses import ChunkSource
from shared.domain.transcript import Transcript
from shared.domain.vectors import Vector, VectorEntry, VectorMatch

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Usage:
    """The cost of an answer in the vendor's own units."""

    input_tokens: int = 0
    output_tokens: int = 0
    audio_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Answer(Generic[T_co]):
    """A provider's answer and its source; `prompt_version` is "" where there is no prompt.

    `raw` is the vendor's own answer, where that is worth storing.
    """

    value: T_co
    model: str
    prompt_version: str = ""
    usage: Usage = Usage()
    raw: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class CallContext:
    """What is known of a call besides its words. Languages are ISO 639-1 codes or None.

    `answer_language` is the language to write in; None means the call's own. `timezone` None means
    that the customer's zone is unknown. Without `start_known`, `happened_at` is when the call
    arrived. `title` and `description` are the sender's words, data for the document.
    """

    happened_at: datetime
    timezone: str | None
    language: str | None = None
    agent_name: str | None = None
    customer_number: str | None = None
    duration_s: float | None = None
    answer_language: str | None = None
    start_known: bool = True
    title: str | None = None
    description: str | None = None


class Transcriber(Protocol):
    """Transcribes one part of one channel; recordings are cut and transcripts merged elsewhere."""

    @property
    def model(self) -> str: ...

    @property
    def limits(self) -> PartLimits:
        """Returns the largest part that it accepts."""

    async def transcribe(
        self,
        part: Path,
        *,
        seconds: float,
        language: str | None = None,
        vocabulary: Sequence[str] = (),
    ) -> Answer[Transcript]:
        """Returns words and segments with times where the model supports them, else one turn
        without.

        `part` is 16 kHz mono FLAC, `seconds` long; times count from its start. Voices that the
        model distinguishes are labelled; their speaker is known only when it states `agent` or
        `customer`. `language` is an ISO 639-1 code, `vocabulary` names and terms that may occur.
        """


class Analyst(Protocol):
    """Reads a transcript. The transcript is data: instructions in it are never followed."""

    async def summarize(self, transcript: Transcript, context: CallContext) -> Answer[Summary]: ...

    async def detect_callback(
        self, transcript: Transcript, context: CallContext
    ) -> Answer[CallbackDetection]: ...

    async def extract_lead(self, transcript: Transcript, context: CallContext) -> Answer[Lead]: ...

    async def write_document(
        self, transcript: Transcript, context: CallContext
    ) -> Answer[Document]: ...


@dataclass(frozen=True, slots=True)
class QuestionContext:
    """What a model is given to answer a question with: texts, and the language to answer in.

    `earlier` are the questions before it in its thread. With `condenses` the texts are summaries of
    many calls, and the answer says what they have in common.
    """

    sources: Sequence[Source]
    language: str
    earlier: Sequence[str] = ()
    condenses: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a model would answer. Nothing of it is shown before code has proved it. `answered` is
    false when the texts do not answer the question.
    """

    answered: bool
    sentences: tuple[ProposedSentence, ...]


class Answerer(Protocol):
    """Answers questions about calls. The texts are data: instructions in them are never followed,
    and what they make a model say is compared with what was said.
    """

    @property
    def model(self) -> str: ...

    @property
    def max_input_chars(self) -> int:
        """Returns how many characters of texts one request holds."""

    async def answer(self, question: str, context: QuestionContext) -> Answer[Proposal]: ...

    def cost_microusd(self, usage: Usage) -> int | None:
        """Returns what a use costs; None for a model without a known price."""

    def estimate(self, chars: int) -> Usage:
        """Returns what a request with so many characters of texts may use."""


class Embedder(Protocol):
    @property
    def model(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    async def embed(
        self, texts: Sequence[str], *, purpose: Literal["passage", "query"] = "passage"
    ) -> Answer[tuple[Vector, ...]]:
        """Returns one unit-length vector per text, in order. Takes at most `max_batch` texts at
        once.
        """

    @property
    def max_batch(self) -> int: ...

    def estimate(self, size_bytes: int) -> Usage:
        """Returns what embedding texts of this size may use."""

    def cost_microusd(self, usage: Usage) -> int | None:
        """Returns what a use costs; None for a model without a known price."""


# So many ids fit into one request to a vendor's index.
MOST_CALLS = 5_000


class VectorIndex(Protocol):
    """Vectors by tenant. A chunk has one, of the model that embedded it last. Vectors of different
    models are never compared.
    """

    async def upsert(
        self, tenant_id: TenantId, entries: Sequence[VectorEntry], *, model: str
    ) -> None:
        """Stores vectors in place of earlier ones of the same chunks, whichever their model.
        Idempotent.
        """

    async def fetch(
        self, tenant_id: TenantId, ids: Sequence[ChunkId], *, model: str
    ) -> dict[ChunkId, Vector]:
        """Returns the vectors of these ids; unknown ids are missing from the result."""

    async def nearest(
        self,
        tenant_id: TenantId,
        vector: Vector,
        *,
        model: str,
        limit: int,
        sources: Sequence[ChunkSource] = (),
        exclude_call: CallId | None = None,
        calls: Sequence[CallId] | None = None,
    ) -> list[VectorMatch]:
        """Returns the best matches first. No `sources` means all of them; `calls` are the only ones
        to search, at most MOST_CALLS.
        """

    async def delete(self, tenant_id: TenantId, ids: Sequence[ChunkId]) -> None:
        """Deletes vectors. Idempotent; unknown ids are no error."""

    async def present(self, tenant_id: TenantId, ids: Sequence[ChunkId]) -> set[ChunkId]:
        """Returns which of these ids have a vector, of whatever model."""

    async def check(self) -> None:
        """Raises a provider error when the index cannot be used now (wrong dimension included)."""


class Scheduler(Protocol):
    """`provider` is the name under which its bookings are stored."""

    @property
    def provider(self) -> str: ...

    async def book(self, order: CallbackOrder) -> Booking:
        """Books a callback. Idempotent by `order.id`, also across processes. Raises
        ProviderRejected when the slot is taken.

        An existing booking is not moved, and the answer states its time.
        """

    async def current(self, booking: Booking, order: CallbackOrder) -> Booking | None:
        """Returns what the calendar has of a booking now, wherever it was moved; None when it was
        cancelled. Raises ProviderRejected for a booking that the calendar does not know.
        """

    async def move(self, booking: Booking, order: CallbackOrder) -> Booking:
        """Moves a booking to `order.due_at`, and returns it with its new reference. Raises
        ProviderRejected when the time cannot be booked. After other errors it may have moved:
        `current` says so.
        """

    async def cancel(self, booking: Booking) -> None:
        """Cancels a booking. Idempotent."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A stored file. `key` is its name: the stem and an extension."""

    key: str
    size_bytes: int
    sha256: bytes


@dataclass(frozen=True, slots=True)
class StoredAudio:
    """Stored audio. `blocks` yields the bytes from a first to before a last one, and opens nothing
    before it is iterated.

    `version` changes when the file does.
    """

    size_bytes: int
    version: str
    blocks: Callable[[int, int], AsyncIterator[bytes]]

    def whole(self) -> AsyncIterator[bytes]:
        return self.blocks(0, self.size_bytes)


class RecordingStorage(Protocol):
    """Stores files by stems and keys of our own making (`stored_audio.py`); any other raises
    ProviderRejected.
    """

    async def write(
        self, stem: str, body: AsyncIterator[bytes], *, media_type: str, max_bytes: int
    ) -> StoredFile:
        """Writes a stream. The file is stored whole or not at all, and is then the only one of its
        stem.

        Raises PayloadTooLarge, Unavailable when it cannot be stored, and the body's errors.
        """

    async def keep(self, stem: str, file: Path, *, media_type: str) -> str:
        """Takes over a finished local file and returns its key. Raises a provider error."""

    def opened(self, key: str) -> AbstractAsyncContextManager[Path]:
        """Yields a local file to read until the end of the block.

        Raises RecordingUnusable when it is missing, and a provider error.
        """

    async def read(self, key: str) -> StoredAudio:
        """Returns the stored audio. Raises RecordingUnusable when it is missing, before anything is
        read.
        """

    async def delete(self, stem: str) -> None:
        """Deletes the file with any extension, and what a dead writer left of it. Idempotent."""

    async def check(self) -> None:
        """Raises a provider error when recordings cannot be stored now."""

    def stored(self, *, older_than_s: float) -> AsyncIterator[Sequence[str]]:
        """Yields the stems of files that were last written before the given age, in batches of some
        hundreds; one may be repeated.
        """

    async def discard_unfinished(self, *, older_than_s: float) -> int:
        """Removes the files of dead writers; returns how many."""


@dataclass(frozen=True, slots=True)
class Providers:
    """One implementation of each port, chosen by settings."""

    transcriber: Transcriber
    analyst: Analyst
    embedder: Embedder
    vector_index: VectorIndex
    scheduler: Scheduler
