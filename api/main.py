"""The API: verifies, records once, sends the wakeup and answers 202; and serves everything that
people read.
"""

import asyncio
import os
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from functools import partial
from importlib.metadata import version

import structlog
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from api.accounts.attempt_limits import Throttles
from api.accounts.links import AccountMails
from api.answers.runs import AnswerRuns
from api.canary import Canary
from api.event_hub import open_event_hub
from api.http import problems
from api.http.audit_writer import AuditWriter
from api.http.auditing import Auditing
from api.http.bodies import BodyDeadline
from api.http.credentials import Passwords, Tokens
from api.http.description import ABOUT, LICENCE, SERVERS, TAGS, finish_description
from api.http.idempotency import HEADER, REPLAYED
from api.http.observing import REQUEST_ID, Observing
from api.http.open_run_limits import Admission
from api.http.protection import Protection
from api.http.queries import known_queries
from api.http.representations import Compression, EntityTags
from api.http.request_limits import RequestLimits
from api.http.resources import Resources
from api.http.schemas import Readiness
from api.pages import account as account_page
from api.pages import activity as activity_page
from api.pages import ask as ask_page
from api.pages import calls as calls_pages
from api.pages import changes as changes_page
from api.pages import contacts as contacts_pages
from api.pages import files as page_files
from api.pages import leads as leads_page
from api.pages import numbers as numbers_page
from api.pages import router as page_router
from api.pages import search as search_page
from api.pages import settings as settings_pages
from api.pages import shared as shared_pages
from api.pages import start as start_page
from api.pages import today as today_page
from api.pages import work as work_page
from api.routes import (
    agent_calls,
    agents,
    api_keys,
    ask,
    assistants,
    audio,
    audit,
    auth,
    calendars,
    call_list,
    callback_actions,
    callbacks,
    calls,
    contacts,
    corrections,
    do_not_call,
    docs,
    erasure,
    event_deliveries,
    event_target_trials,
    event_targets,
    events,
    exports,
    health,
    holidays,
    installation,
    jobs,
    leads,
    me,
    metrics,
    missed_calls,
    numbers,
    operator,
    people,
    processing,
    queue,
    recordings,
    reindexing,
    reprocessing,
    schedules,
    search,
    search_index,
    shares,
    single_sign_on,
    tenant,
    threads,
    transcript_files,
    transcripts,
    usage,
    users,
    vendor_keys,
    views,
    webhook_endpoints,
)
from api.webhooks import calcom, elevenlabs, initiation, transcription, twilio, voice_agents
from api.webhooks.acceptance import Acceptor
from api.webhooks.caller_memories import CallerMemories
from api.webhooks.incoming_deliveries import DeliveryLog
from api.webhooks.large_bodies import Spools
from api.webhooks.outage_spool import EventSpool
from api.webhooks.replay import Replay
from api.webhooks.senders import accept_spooled
from api.webhooks.spool_erasure import run_spool_erasure
from shared.concurrency.group_commit import GroupCommit
from shared.concurrency.tasks import Background, LateWork, Remembered, Shared
from shared.db.call_batch import LOCK_TIMEOUT_S, record_batch
from shared.db.pool import open_database
from shared.db.usage import Accounts
from shared.db.vectors import PgVectorIndex
from shared.download.fetcher import RecordingFetcher
from shared.errors import AftercallError, Unavailable
from shared.limits.client_throttle import open_throttle
from shared.limits.vendor_gate import Gate, open_gate
from shared.mail import Mailer
from shared.metrics_endpoint import Exposition
from shared.providers.open import canary_every_s, open_search, open_storage
from shared.providers.sunset import log_warnings
from shared.providers.telemetry import (
    Observer,
    observed_answerer,
    observed_embedder,
    observed_index,
)
from shared.queue.process_reports import ProcessReport, report_forever
from shared.queue.queue import WakeupSender, open_queue
from shared.sealing import Sealer
from shared.settings.load import Settings
from shared.telemetry.metrics import LoopWatch, create_metrics
from shared.telemetry.tracing import open_tracing
from shared.vendors.elevenlabs.account import ElevenLabsAccount
from shared.vendors.oidc.client import OpenIdProvider
from shared.vendors.twilio.account import TwilioAccount

log = structlog.get_logger()

ROUTERS = (
    # It comes first because it is requested most.
    elevenlabs.shared_url,
    elevenlabs.router,
    initiation.router,
    twilio.router,
    twilio.accounts,
    # Before the one whose path would take its name for an id.
    calcom.router,
    voice_agents.router,
    transcription.router,
    recordings.router,
    audio.router,
    processing.router,
    processing.direct,
    jobs.router,
    queue.router,
    exports.router,
    call_list.router,
    search.router,
    search_index.router,
    reindexing.router,
    ask.router,
    threads.router,
    assistants.router,
    calls.router,
    transcripts.router,
    transcript_files.router,
    shares.router,
    reprocessing.router,
    callbacks.router,
    callback_actions.router,
    agent_calls.router,
    do_not_call.router,
    do_not_call.table_router,
    calendars.router,
    calendars.feeds,
    leads.router,
    contacts.router,
    corrections.router,
    events.router,
    event_target_trials.router,
    event_targets.router,
    event_deliveries.router,
    schedules.router,
    missed_calls.router,
    auth.router,
    single_sign_on.router,
    me.router,
    views.router,
    users.router,
    operator.router,
    installation.router,
    audit.router,
    api_keys.router,
    agents.router,
    vendor_keys.router,
    webhook_endpoints.router,
    tenant.router,
    holidays.router,
    erasure.router,
    people.router,
    usage.router,
    numbers.router,
    health.router,
    metrics.router,
    docs.router,
    account_page.router,
    page_files.router,
    today_page.router,
    # Its path would be a call's id to the next one.
    search_page.router,
    calls_pages.router,
    leads_page.router,
    contacts_pages.router,
    ask_page.router,
    changes_page.router,
    numbers_page.router,
    work_page.router,
    settings_pages.router,
    activity_page.router,
    shared_pages.router,
    start_page.router,
)

KNOWN_QUERIES = known_queries(ROUTERS)


def create_app(settings: Settings, background: Background | None = None) -> FastAPI:
    """Creates the app. It opens nothing yet: resources are opened when the server starts, and
    closed in reverse.

    `background` supervises the tasks that run in parallel to the requests; without it a task that
    ends stops the process.
    """
    supervising = background or Background()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        log_warnings(settings)
        app.state.known_queries = KNOWN_QUERIES
        async with _explained(open_resources(settings, supervising)) as resources:
            app.state.resources = resources
            yield

    app = FastAPI(
        title="Aftercall",
        version=version("aftercall"),
        summary="Self-hosted post-call intelligence.",
        description=ABOUT,
        openapi_tags=TAGS,
        license_info=LICENCE,
        servers=SERVERS,
        # The page is our own, because FastAPI's loads its script from another host.
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json" if settings.runtime.serves_docs else None,
        lifespan=lifespan,
    )
    runtime = settings.runtime
    hidden = (
        *(() if runtime.queue_page else (work_page.router,)),
        *(() if runtime.serves_docs else (docs.router,)),
    )
    routers = [router for router in ROUTERS if router not in hidden]
    # They come before the routes of the documentation, which FastAPI has added.
    app.router.routes[:0] = [route for router in routers for route in router.routes]
    problems.install(app)
    page_router.install(app)
    finish_description(app, routers)
    app.add_middleware(EntityTags)
    app.add_middleware(Compression)
    if settings.runtime.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(settings.runtime.cors_origins),
            allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
            allow_headers=["Authorization", "Content-Type", REQUEST_ID, HEADER],
            expose_headers=[REQUEST_ID, "ETag", REPLAYED],
        )
    app.add_middleware(Auditing)
    app.add_middleware(BodyDeadline, timeout_s=settings.ingest.body_timeout_s)
    app.add_middleware(Protection, runtime=settings.runtime)
    app.add_middleware(Observing)
    return app


@asynccontextmanager
async def _explained(opening: AbstractAsyncContextManager[Resources]) -> AsyncIterator[Resources]:
    """Logs why the API cannot start: for a library's error only its type, because its text is not
    safe to log.
    """
    async with AsyncExitStack() as stack:
        try:
            resources = await stack.enter_async_context(opening)
        except AftercallError as error:
            log.error("cannot start", reason=str(error))
            raise
        yield resources


@asynccontextmanager
async def open_resources(settings: Settings, background: Background) -> AsyncIterator[Resources]:
    async with AsyncExitStack() as stack:
        instruments = create_metrics()
        tracing = await stack.enter_async_context(open_tracing(settings.telemetry, "aftercall-api"))
        database = await stack.enter_async_context(open_database(settings.database, awaited=True))
        queue = await stack.enter_async_context(open_queue(settings.queue, instruments))
        gate = await stack.enter_async_context(
            open_gate(settings.queue, settings.limits, background)
        )
        search = await stack.enter_async_context(
            open_search(settings, PgVectorIndex(database), gate, Accounts(database))
        )
        observer = Observer(instruments, tracing)
        wakeups, loop_watch = WakeupSender(queue), LoopWatch(instruments)
        for name, work in (
            ("wakeup sender", wakeups.run()),
            ("loop watch", loop_watch.run()),
            ("process report", report_forever(queue, _report_of_process(gate, loop_watch))),
        ):
            await stack.enter_async_context(background.running(work, name=name))
        # One commit at a time, on its own connection, so that it never waits behind reads.
        recorder = await stack.enter_async_context(
            open_database(
                settings.database,
                size=1,
                plan_once=True,
                lock_timeout_s=LOCK_TIMEOUT_S,
                awaited=True,
            )
        )
        new_calls = GroupCommit(partial(record_batch, recorder))
        stack.push_async_callback(new_calls.close)
        admission = Admission(database, settings.admission)
        stack.push_async_callback(admission.close)
        ingest = settings.ingest
        spools, event_spool = _prepared_spools(settings)
        acceptor = Acceptor(database, event_spool, instruments, limit_s=ingest.deadline_s)
        stack.push_async_callback(acceptor.close)
        fetcher = RecordingFetcher(
            settings.fetch,
            settings.twilio,
            settings.elevenlabs,
            gate,
            max_bytes=ingest.max_recording_bytes,
        )
        stack.push_async_callback(fetcher.close)
        passwords, tokens = Passwords(), Tokens(settings.auth)
        stack.callback(passwords.close)
        throttle = await stack.enter_async_context(open_throttle(settings.queue))
        audit, deliveries, mailer = (
            AuditWriter(database),
            DeliveryLog(database),
            Mailer(settings.mail),
        )
        account_mails = AccountMails(database, settings, mailer)
        for name, work in (
            ("audit log", audit.run()),
            ("deliveries", deliveries.run()),
            ("webhook endpoints", acceptor.run()),
            ("account mails", account_mails.run()),
        ):
            await stack.enter_async_context(background.running(work, name=name))
        public_base_url = settings.runtime.public_base_url.rstrip("/")
        elevenlabs_account = ElevenLabsAccount(settings.elevenlabs)
        stack.push_async_callback(elevenlabs_account.close)
        twilio_account = TwilioAccount(settings.twilio)
        stack.push_async_callback(twilio_account.close)
        answer_runs = AnswerRuns(database, reconnect_s=settings.ask.reconnect_s)
        stack.push_async_callback(answer_runs.close)
        readiness = Shared[Readiness]()
        stack.push_async_callback(readiness.close)
        late_work = LateWork()
        stack.push_async_callback(late_work.close)
        caller_memories = CallerMemories(time_limit_s=ingest.initiation_limit_s)
        stack.push_async_callback(caller_memories.close)
        resources = Resources(
            settings=settings,
            database=database,
            queue=queue,
            wakeups=wakeups,
            new_calls=new_calls,
            storage=open_storage(settings),
            fetcher=fetcher,
            spools=spools,
            event_spool=event_spool,
            acceptor=acceptor,
            admission=admission,
            direct_waits=asyncio.Semaphore(processing.DIRECT_WAITING),
            embedder=observed_embedder(search.embedder, settings, observer),
            embedder_of=search.embedder_of,
            vector_index=observed_index(search.vector_index, settings, observer),
            passwords=passwords,
            tokens=tokens,
            audit=audit,
            request_limits=RequestLimits(throttle, settings.admission),
            throttles=Throttles(throttle, tokens.pseudonym),
            caller_memories=caller_memories,
            mailer=mailer,
            account_mails=account_mails,
            elevenlabs_account=elevenlabs_account,
            twilio_account=twilio_account,
            openid=OpenIdProvider(settings.oidc, f"{public_base_url}/api/auth/oidc/callback"),
            sealer=Sealer(settings.auth),
            metrics=instruments,
            tracing=tracing,
            exposition=Exposition(settings, database, instruments),
            readiness=readiness,
            late_work=late_work,
            unindexed=Remembered[int, int](most=1),
            gate=gate,
            deliveries=deliveries,
            answerer=observed_answerer(search.answerer, settings, observer),
            answer_runs=answer_runs,
            event_hub=await stack.enter_async_context(open_event_hub(database, background)),
        )
        replay = Replay(event_spool, partial(accept_spooled, resources))
        await stack.enter_async_context(background.running(replay.run(), name="replay"))
        forgetting = run_spool_erasure(event_spool, database)
        await stack.enter_async_context(background.running(forgetting, name="spool erasure"))
        if every_s := canary_every_s(settings):
            canary = Canary(resources, every_s=every_s)
            await stack.enter_async_context(background.running(canary.run(), name="canary"))
        yield resources


def _prepared_spools(settings: Settings) -> tuple[Spools, EventSpool]:
    """Returns the spools of events that are being received, and of those that wait for the
    database. Raises Unavailable.
    """
    ingest = settings.ingest
    # At least one event fits, whatever its size.
    most_bytes = max(ingest.receiving_bytes, ingest.max_spooled_bytes, ingest.max_body_bytes)
    spools = Spools(settings.runtime.data_dir / "spool", most=ingest.spools, most_bytes=most_bytes)
    event_spool = EventSpool(settings)
    try:
        spools.prepare()
        event_spool.prepare()
    except OSError as error:
        raise Unavailable(
            f"The data folder cannot be used ({type(error).__name__}); check AFTERCALL_DATA_DIR."
        ) from error
    return spools, event_spool


def _report_of_process(gate: Gate, loop_watch: LoopWatch) -> Callable[[], ProcessReport]:
    """Returns a function that describes this process."""
    name, started_at = f"{socket.gethostname()}:{os.getpid()}", time.time()

    def describe() -> ProcessReport:
        return ProcessReport(
            kind="api",
            name=name,
            version=version("aftercall"),
            started_at=started_at,
            slots=None,
            busy=None,
            loop_lag_s=loop_watch.worst_s,
            limiters=tuple(gate.states()),
        )

    return describe
