"""Everything a worker holds open; opened in order, closed in reverse."""

import asyncio
import os
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from shared.db.paid_answers import PaidAnswers
from shared.db.pool import Database, open_database
from shared.db.usage import Accounts
from shared.db.vectors import PgVectorIndex
from shared.providers.cutter import Cutter
from shared.providers.fetching import RecordingFetcher
from shared.providers.gate import open_gate
from shared.providers.hosted.elevenlabs_conversations import ElevenLabsConversations
from shared.providers.open import open_providers, open_storage
from shared.providers.ports import Providers, RecordingStorage
from shared.queue import Queue, open_queue
from shared.sealing import Sealer
from shared.settings import Settings
from worker.leases import Leases, open_leases
from worker.scratch import Scratch, open_scratch


@dataclass(frozen=True, slots=True)
class Resources:
    """`hearing` are the requests to a transcriber that this worker has under way, over all its runs."""

    settings: Settings
    database: Database
    queue: Queue
    providers: Providers
    fetcher: RecordingFetcher
    cutter: Cutter
    scratch: Scratch
    hearing: asyncio.Semaphore
    conversations: ElevenLabsConversations
    storage: RecordingStorage
    sealer: Sealer
    leases: Leases
    worker: str


@asynccontextmanager
async def open_resources(settings: Settings) -> AsyncIterator[Resources]:
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(open_database(settings.database))
        leases = await stack.enter_async_context(
            open_leases(database, lease_s=settings.work.lease_s, heartbeat_s=settings.work.heartbeat_s)
        )
        queue = await stack.enter_async_context(open_queue(settings.queue))
        gate = await stack.enter_async_context(open_gate(settings.queue, settings.limits))
        providers = await stack.enter_async_context(
            open_providers(settings, PgVectorIndex(database), gate, Accounts(database), PaidAnswers(database))
        )
        fetcher = RecordingFetcher(
            settings.fetch, settings.twilio, settings.elevenlabs, gate, max_bytes=settings.ingest.max_recording_bytes
        )
        stack.push_async_callback(fetcher.close)
        conversations = ElevenLabsConversations(settings.elevenlabs, gate)
        stack.push_async_callback(conversations.close)
        scratch = stack.enter_context(open_scratch(settings.runtime.data_dir / "scratch"))
        cutter = Cutter(settings.work.cutting_processes)
        stack.push_async_callback(cutter.close)
        yield Resources(
            settings=settings,
            database=database,
            queue=queue,
            providers=providers,
            fetcher=fetcher,
            cutter=cutter,
            scratch=scratch,
            hearing=asyncio.Semaphore(settings.work.transcribe_concurrency),
            storage=open_storage(settings),
            sealer=Sealer(settings.auth),
            conversations=conversations,
            leases=leases,
            worker=f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}",
        )
