"""What the pipeline asks of the outside world.

Every implementation raises only `shared.errors` Transient and Permanent errors, never retries by
itself (the run does), bounds each call in time, and is safe to call concurrently.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Generic, Literal, Protocol, TypeVar

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
    """What an answer cost in the vendor's own units."""

    input_tokens: int = 0
    output_tokens: int = 0
    audio_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Answer(Generic[T_co]):
    """A provider's answer and where it came from; `prompt_version` is "" where there is no prompt.

    `raw` is the answer as the vendor gave it, where that is worth keeping.
    """

    value: T_co
    model: str
    prompt_version: str = ""
    usage: Usage = Usage()
    raw: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class CallContext:
    """What is known of a call besides its words. Languages are ISO 639-1 codes or None.

    `answer_language` is what to write in; None is the call's own. `timezone` None: nothing says
    where the customer is. Without `start_known`, `happened_at` is when the call reached us. `title`
    and `description` are the sender's words, data for the document.
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
        """What one part may be at most."""

    async def transcribe(
        self,
        part: Path,
        *,
        seconds: float,
        language: str | None = None,
        vocabulary: Sequence[str] = (),
    ) -> Answer[Transcript]:
        """Words and segments with times where the model gives them, else one turn without.

        `part` is 16 kHz mono FLAC, `seconds` long; times count from its start. Voices the model
        tells apart are labelled; whose they are is known only when it says `agent` or `customer`.
        `language` is an ISO 639-1 code, `vocabulary` names and terms that may occur.
        """


class Analyst(Protocol):
    """Reads a transcript. The transcript is data: nothing it says is acted upon."""

    async def summarize(self, transcript: Transcript, context: CallContext) -> Answer[Summary]: ...

    async def detect_callback(
        self, transcript: Transcript, context: CallContext
    ) -> Answer[CallbackDetection]: ...

    async def extract_lead(self, transcript: Transcript, context: CallContext) -> Answer[Lead]: ...

    async def write_document(
        self, transcript: Transcript, context: CallContext
    ) -> Answer[Document]: ...


class Embedder(Protocol):
    @property
    def model(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    async def embed(
        self, texts: Sequence[str], *, purpose: Literal["passage", "query"] = "passage"
    ) -> Answer[tuple[Vector, ...]]:
        """One unit-length vector per text, in order. At most `max_batch` texts at once."""

    @property
    def max_batch(self) -> int: ...


class VectorIndex(Protocol):
    """Vectors by tenant. Vectors of different models live apart and are never compared."""

    async def upsert(
        self, tenant_id: TenantId, entries: Sequence[VectorEntry], *, model: str
    ) -> None:
        """Idempotent by entry id."""

    async def fetch(
        self, tenant_id: TenantId, ids: Sequence[ChunkId], *, model: str
    ) -> dict[ChunkId, Vector]:
        """Ids that are not there are simply absent."""

    async def nearest(
        self,
        tenant_id: TenantId,
        vector: Vector,
        *,
        model: str,
        limit: int,
        sources: Sequence[ChunkSource] = (),
        exclude_call: CallId | None = None,
    ) -> list[VectorMatch]:
        """Best first. No `sources` means all of them."""

    async def delete(self, tenant_id: TenantId, ids: Sequence[ChunkId]) -> None:
        """Idempotent; ids that are not there are no error."""

    async def check(self) -> None:
        """Raises a provider error when the index cannot be used now (wrong dimension included)."""


class Scheduler(Protocol):
    async def book(self, order: CallbackOrder) -> Booking:
        """Idempotent by `order.id`, also across processes. Raises ProviderRejected when the slot is
        taken.

        What is booked already stays where it is, and the answer says at which time: an order is not
        moved.
        """


@dataclass(frozen=True, slots=True)
class StoredFile:
    """`key` is where it lies: the stem and an extension."""

    key: str
    size_bytes: int
    sha256: bytes


@dataclass(frozen=True, slots=True)
class StoredAudio:
    """`blocks` gives the bytes from a first to before a last one, and holds nothing open before it
    is iterated.

    `version` is another one when the file is another one.
    """

    size_bytes: int
    version: str
    blocks: Callable[[int, int], AsyncIterator[bytes]]

    def whole(self) -> AsyncIterator[bytes]:
        return self.blocks(0, self.size_bytes)


class RecordingStorage(Protocol):
    """Files by stems and keys of our own making (`stored_audio.py`); any other raises
    ProviderRejected.
    """

    async def write(
        self, stem: str, body: AsyncIterator[bytes], *, media_type: str, max_bytes: int
    ) -> StoredFile:
        """Streams: whole or not there, and then the only file of its stem.

        Raises PayloadTooLarge, Unavailable where it cannot be kept, and what the body raises.
        """

    async def keep(self, stem: str, file: Path, *, media_type: str) -> str:
        """Takes a finished file of this machine and gives its key. Raises a provider error."""

    def opened(self, key: str) -> AbstractAsyncContextManager[Path]:
        """A file of this machine to read until the end of the block.

        Raises RecordingUnusable when it is gone, and a provider error.
        """

    async def read(self, key: str) -> StoredAudio:
        """Raises RecordingUnusable when it is gone, before anything is read."""

    async def delete(self, stem: str) -> None:
        """Idempotent; whatever the extension, and what a dead writer left of it."""

    async def check(self) -> None:
        """Raises a provider error when recordings cannot be kept now."""

    def stored(self, *, older_than_s: float) -> AsyncIterator[Sequence[str]]:
        """Stems of files last written so long ago, in batches of some hundreds; one may
        come twice.
        """

    async def discard_unfinished(self, *, older_than_s: float) -> int:
        """Removes what writers left that are gone since; returns how many."""


@dataclass(frozen=True, slots=True)
class Providers:
    """One implementation of each port, chosen by settings."""

    transcriber: Transcriber
    analyst: Analyst
    embedder: Embedder
    vector_index: VectorIndex
    scheduler: Scheduler
