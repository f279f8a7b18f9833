"""`aftercall enqueue-test-job`: sends one recording through the whole pipeline, as if its webhook
had arrived.
"""

import asyncio
import re
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from api.http.fields import Number
from api.http.schemas import AcceptedBody, JobBody
from api.routes.processing import RecordingUrl
from api.webhooks.reused_addresses import call_at
from cli.arguments import validated
from cli.up import worker_alive
from shared.db.calls import get_call, lock_call, upsert_call
from shared.db.inbound import Receipt, find_receipt, insert_inbound, mark_receipt
from shared.db.insights import list_insights
from shared.db.jobs.jobs import get_job, mark_requested
from shared.db.jobs.steps import list_steps
from shared.db.migrate import describe_server
from shared.db.pool import ALL_TENANTS, Connection, Database, open_database
from shared.db.recordings import find_recording_by_sid
from shared.db.tenants import list_tenant_names
from shared.db.twilio_accounts import find_tenant_of_account
from shared.domain.ids import CallId, JobId, RecordingId, TenantId
from shared.domain.incoming import IncomingCall, IncomingRecording
from shared.domain.insights import InsightKind
from shared.domain.statuses import JobStatus, Source, StepStatus
from shared.domain.transcript import Speaker
from shared.download.fetcher import RecordingFetcher
from shared.errors import Conflict, NotFound
from shared.intake.events import Accepted
from shared.intake.recordings import record_recording, record_remote
from shared.intake.runs import run_again
from shared.limits.vendor_gate import open_gate
from shared.queue.queue import open_queue
from shared.settings.load import Settings

SENDER = "test_job"
LOOK_EVERY_S = 0.2
OVER = (JobStatus.SUCCEEDED, JobStatus.FAILED, JobStatus.CANCELLED)
TWILIO_RECORDING = re.compile(
    r".*/Accounts/AC(?P<account>[0-9a-fA-F]{32})"
    r"/Recordings/RE(?P<recording>[0-9a-fA-F]{32})(?:\.[a-z0-9]+)?"
)
NO_WORKER = "No worker is running: the job waits until one is (`aftercall worker`)."


@dataclass(frozen=True, slots=True)
class Order:
    """The arguments of the command. With `job_id` None there is one run for each recording."""

    recording_url: str
    account_sid: str | None = None
    from_number: str | None = None
    to_number: str | None = None
    duration_s: float | None = None
    job_id: str | None = None
    tenant: str | None = None


@dataclass(frozen=True, slots=True)
class TwilioIds:
    account_sid: str
    recording_sid: str


async def enqueue(order: Order, settings: Settings, console: Console, *, wait: bool) -> bool:
    """Sends the recording and prints the result; returns False when it waited for a run that
    failed. Raises AftercallError.
    """
    facts = await describe_server(settings.database.url.get_secret_value())
    if facts.pending_migrations:
        raise NotFound("The database's schema is not up to date: run `aftercall migrate`.")
    async with open_database(settings.database) as database, open_queue(settings.queue) as queue:
        async with database.connection(ALL_TENANTS) as conn:
            tenant_id = await _tenant_of_order(conn, order, settings)
        external_id = await _call_at(database, tenant_id, order, settings)
        async with database.transaction(tenant_id) as conn:
            accepted = await record_order(conn, tenant_id, order, settings, external_id)
        if accepted.wakeup:
            await queue.wakeup(accepted.wakeup)
        body = AcceptedBody.of(accepted.receipt, base_url=settings.runtime.public_base_url)
        if not accepted.created:
            console.print(
                "This job id is known already; another --job-id runs the recording again.",
                style="yellow",
            )
        for name, value in (
            ("Job", body.job_id),
            ("Call", body.call_id),
            ("Recording", body.recording_id),
            ("Status", body.status_url),
        ):
            console.print(f"{name:<10} {value}", soft_wrap=True, markup=False)
        if not await worker_alive(settings.queue):
            console.print(NO_WORKER, style="yellow")
        if not wait or accepted.receipt.job_id is None:
            return True
        return await _follow_run(database, tenant_id, accepted.receipt.job_id, settings, console)


async def _call_at(
    database: Database, tenant_id: TenantId, order: Order, settings: Settings
) -> str:
    """Returns the external id of the recording's call: a Twilio recording's id, else that of the
    current file at its address.
    """
    url = _url(order)
    if twilio := twilio_ids(url, settings.twilio.base_url):
        return twilio.recording_sid
    async with open_gate(settings.queue, settings.limits) as gate:
        fetcher = RecordingFetcher(
            settings.fetch,
            settings.twilio,
            settings.elevenlabs,
            gate,
            max_bytes=settings.ingest.max_recording_bytes,
        )
        try:
            return await call_at(database, tenant_id, url, fetcher.look)
        finally:
            await fetcher.close()


async def record_order(
    conn: Connection, tenant_id: TenantId, order: Order, settings: Settings, external_id: str
) -> Accepted:
    """Records the order, inside a transaction. The same job id again returns the same ids; another
    one starts the run again, and earlier runs remain in the history.
    """
    url = _url(order)
    twilio = twilio_ids(url, settings.twilio.base_url)
    call = IncomingCall(
        source=Source.TWILIO if twilio else Source.UPLOAD,
        event_type=SENDER,
        event_key=external_id,
        external_id=external_id,
        from_number=_phone_number(order.from_number, "--from"),
        to_number=_phone_number(order.to_number, "--to"),
        duration_s=order.duration_s,
    )
    key = order.job_id or external_id
    new = await insert_inbound(conn, tenant_id, source=SENDER, event_type=SENDER, event_key=key)
    if not new:
        repeat = await find_receipt(conn, tenant_id, SENDER, key)
        return Accepted(repeat or Receipt(), None, created=False)
    call_id, recording_id = await _record_recording(
        conn, tenant_id, call, twilio, url=url, first_channel=Speaker(settings.twilio.first_channel)
    )
    await lock_call(conn, tenant_id, call_id)
    job_id, wakeup = await run_again(conn, tenant_id, call_id)
    if order.job_id:
        await mark_requested(conn, tenant_id, job_id, order.job_id)
    receipt = Receipt(call_id, job_id, recording_id)
    await mark_receipt(conn, tenant_id, SENDER, key, receipt)
    return Accepted(receipt, wakeup, created=True)


def twilio_ids(url: str, base_url: str) -> TwilioIds | None:
    """Returns the ids of a recording at the configured Twilio; None for any other address, which is
    fetched without credentials.
    """
    asked, ours = urlsplit(url), urlsplit(base_url)
    found = TWILIO_RECORDING.fullmatch(asked.path)
    if not found or asked.netloc.lower() != ours.netloc.lower():
        return None
    return TwilioIds(f"AC{found['account'].lower()}", f"RE{found['recording'].lower()}")


async def _record_recording(
    conn: Connection,
    tenant_id: TenantId,
    call: IncomingCall,
    twilio: TwilioIds | None,
    *,
    url: str,
    first_channel: Speaker,
) -> tuple[CallId, RecordingId]:
    """Records the recording like its webhook, or like the API for an address. Raises Conflict for a
    deleted call.
    """
    if twilio is None:
        accepted = await record_remote(conn, tenant_id, None, call, url=url)
    else:
        known = await find_recording_by_sid(conn, tenant_id, twilio.recording_sid)
        if known and known.call_id:
            return known.call_id, known.id
        await upsert_call(conn, tenant_id, None, call)
        event = IncomingRecording(
            Source.TWILIO, "completed", twilio.account_sid, twilio.recording_sid
        )
        accepted = await record_recording(
            conn, tenant_id, event, first_channel=first_channel, installation_owned=True
        )
    if not (accepted.receipt.call_id and accepted.receipt.recording_id):
        raise Conflict("This recording's call was deleted, and a test job cannot recreate it.")
    return accepted.receipt.call_id, accepted.receipt.recording_id


async def _tenant_of_order(conn: Connection, order: Order, settings: Settings) -> TenantId:
    """Returns the named tenant, else the one that registered the account, else the only one. Raises
    NotFound.
    """
    names = await list_tenant_names(conn)
    if order.tenant:
        found = [
            tenant_id for tenant_id, name in names.items() if order.tenant in (str(tenant_id), name)
        ]
        if len(found) == 1:
            return found[0]
        problem = (
            "More than one tenant has this name; give the id."
            if found
            else "There is no such tenant."
        )
        raise NotFound(f"{problem} {_listed_names(names)}")
    twilio = twilio_ids(_url(order), settings.twilio.base_url)
    for account_sid in (
        twilio.account_sid if twilio else None,
        order.account_sid,
        settings.twilio.account_sid,
    ):
        owner = (
            await find_tenant_of_account(conn, f"AC{account_sid[2:].lower()}")
            if account_sid
            else None
        )
        if owner:
            return owner
    if len(names) == 1:
        return next(iter(names))
    raise NotFound(
        f"The recording's tenant is not known: name it with --tenant. {_listed_names(names)}"
    )


def _listed_names(names: dict[TenantId, str]) -> str:
    if not names:
        return "There is none yet: sign up with POST /api/auth/signup."
    return "There are:\n" + "\n".join(f"  {tenant_id}  {name}" for tenant_id, name in names.items())


def _url(order: Order) -> str:
    return str(
        validated(
            RecordingUrl,
            order.recording_url,
            "--recording-url",
            "an http or https address",
        )
    )


def _phone_number(given: str | None, option: str) -> str | None:
    if given is None:
        return None
    number: str = validated(Number, given, option, "a telephone number")
    return number


async def _follow_run(
    database: Database, tenant_id: TenantId, job_id: JobId, settings: Settings, console: Console
) -> bool:
    """Follows the run until it is over, at most as long as a run may take."""
    deadline = time.monotonic() + settings.work.run_deadline_s
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as progress:
        bar = progress.add_task("waiting", total=100)
        while time.monotonic() < deadline:
            async with database.connection(tenant_id) as conn:
                job = JobBody.with_steps(
                    await get_job(conn, tenant_id, job_id),
                    await list_steps(conn, tenant_id, job_id),
                )
            running = [each.step.doing for each in job.steps if each.status is StepStatus.RUNNING]
            if job.status in OVER:
                progress.update(bar, completed=job.progress, description=str(job.status))
                break
            doing = running[0] if running else "waiting"
            progress.update(bar, completed=job.progress, description=doing)
            await asyncio.sleep(LOOK_EVERY_S)
    outcome = f"{job.status}: {job.error or 'it is not over yet'}"
    if job.status is JobStatus.SUCCEEDED:
        async with database.connection(tenant_id) as conn:
            call = await get_call(conn, tenant_id, job.call_id)
            summary = (await list_insights(conn, tenant_id, job.call_id)).get(InsightKind.SUMMARY)
        text = summary.value["text"] if summary else "no summary"
        outcome = f"{call.status}: {call.title or 'untitled'} — {text}"
    console.print(outcome, soft_wrap=True, markup=False)
    return job.status is JobStatus.SUCCEEDED
