"""The resources of a worker; opened in order, closed in reverse."""

import asyncio
import os
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from shared.audio.cutting_process import Cutter
from shared.concurrency.sandbox import Walls
from shared.concurrency.tasks import Background
from shared.concurrency.text_work import TextWork
from shared.db.pool import Database, open_database
from shared.db.usage import Accounts
from shared.db.vectors import PgVectorIndex
from shared.download.fetcher import RecordingFetcher
from shared.limits.vendor_gate import WORKER_PATIENCE_S, Gate, open_gate
from shared.outgoing.http import OutgoingHttp
from shared.ports import Providers, RecordingStorage
from shared.providers.open import open_providers, open_storage
from shared.providers.telemetry import Observer, observed
from shared.queue.queue import Queue, open_queue
from shared.sealing import Sealer
from shared.settings.load import Settings
from shared.telemetry.metrics import LoopWatch, Metrics, create_metrics
from shared.telemetry.tracing import Tracing, open_tracing
from shared.vendors.elevenlabs.api import ElevenLabsConversations
from shared.vendors.elevenlabs.outbound import ElevenLabsOutbound
from shared.vendors.twilio.api import TwilioRecordings
from worker.event_deliveries import Deliverer
from worker.large_recordings import LargeRecordings
from worker.lease_renewal import Leases, open_leases
from worker.scratch import Scratch, open_scratch


@dataclass(frozen=True, slots=True)
class Resources:
    """The open resources of a worker. `transcription` are its concurrent requests to a transcriber,
    over all its runs.
    """

    settings: Settings
    database: Database
    queue: Queue
    providers: Providers
    fetcher: RecordingFetcher
    cutter: Cutter
    text_work: TextWork
    scratch: Scratch
    transcription: asyncio.Semaphore
    conversations: ElevenLabsConversations
    outbound: ElevenLabsOutbound
    twilio_recordings: TwilioRecordings
    storage: RecordingStorage
    sealer: Sealer
    metrics: Metrics
    tracing: Tracing
    leases: Leases
    large_recordings: LargeRecordings
    loop_watch: LoopWatch
    gate: Gate
    deliverer: Deliverer
    worker: str


@asynccontextmanager
async def open_resources(
    settings: Settings, background: Background | None = None
) -> AsyncIterator[Resources]:
    """Opens the resources. `background` supervises the tasks that run in parallel to the work;
    without it a task that ends stops the process.
    """
    background = background or Background()
    async with AsyncExitStack() as stack:
        metrics = create_metrics()
        tracing = await stack.enter_async_context(
            open_tracing(settings.telemetry, "aftercall-worker")
        )
        observer = Observer(metrics, tracing)
        database = await stack.enter_async_context(open_database(settings.database, plan_once=True))
        loop_watch = LoopWatch(metrics)
        await stack.enter_async_context(background.running(loop_watch.run(), name="loop watcher"))
        leases = await stack.enter_async_context(
            open_leases(
                database,
                metrics,
                background,
                lease_s=settings.work.lease_s,
                heartbeat_s=settings.work.heartbeat_s,
            )
        )
        queue = await stack.enter_async_context(open_queue(settings.queue, metrics))
        gate = await stack.enter_async_context(
            open_gate(settings.queue, settings.limits, background, patience_s=WORKER_PATIENCE_S)
        )
        text_work = TextWork(settings.work.text_processes)
        stack.push_async_callback(text_work.close)
        providers = await stack.enter_async_context(
            open_providers(settings, PgVectorIndex(database), gate, Accounts(database), text_work)
        )
        fetcher = RecordingFetcher(
            settings.fetch,
            settings.twilio,
            settings.elevenlabs,
            gate,
            max_bytes=settings.ingest.max_recording_bytes,
        )
        stack.push_async_callback(fetcher.close)
        conversations = ElevenLabsConversations(settings.elevenlabs, gate)
        stack.push_async_callback(conversations.close)
        outbound = ElevenLabsOutbound(settings.elevenlabs, gate)
        stack.push_async_callback(outbound.close)
        twilio_recordings = TwilioRecordings(settings.twilio, gate)
        stack.push_async_callback(twilio_recordings.close)
        outgoing = OutgoingHttp(settings.targets)
        stack.push_async_callback(outgoing.close)
        sealer = Sealer(settings.auth)
        scratch = stack.enter_context(open_scratch(settings.runtime.scratch_dir))
        # The folders have to exist when the process that reads untrusted recordings starts.
        reads = (settings.runtime.recordings_dir, settings.runtime.fetching_dir)
        for folder in reads:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        cutter = Cutter(
            settings.work.cutting_processes,
            walls=Walls(reads=reads, writes=(settings.runtime.scratch_dir,)),
        )
        stack.push_async_callback(cutter.close)
        yield Resources(
            settings=settings,
            database=database,
            queue=queue,
            providers=observed(providers, settings, observer),
            fetcher=observer.watching(fetcher, ("fetch",), provider="recordings"),
            cutter=cutter,
            text_work=text_work,
            scratch=scratch,
            transcription=asyncio.Semaphore(settings.work.transcribe_concurrency),
            storage=open_storage(settings),
            sealer=sealer,
            conversations=observer.watching(conversations, ("get", "page"), provider="elevenlabs"),
            outbound=observer.watching(outbound, ("place", "find"), provider="elevenlabs"),
            twilio_recordings=observer.watching(
                twilio_recordings, ("page", "call"), provider="twilio"
            ),
            metrics=metrics,
            tracing=tracing,
            leases=leases,
            large_recordings=LargeRecordings(
                room=settings.work.concurrency, slot_bytes=settings.work.large_recording_bytes
            ),
            loop_watch=loop_watch,
            gate=gate,
            deliverer=Deliverer(settings, database, sealer, metrics, outgoing),
            worker=f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}",
        )
