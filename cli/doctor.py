"""`aftercall doctor`: reports what would serve each port, what is missing, and what is unsafe."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime

from redis.asyncio import Redis
from redis.exceptions import RedisError
from rich.console import Console
from rich.text import Text

from api.webhooks.outage_spool import EventSpool
from cli.doctor_settings import configuration, telemetry_findings
from cli.findings import Finding, Verdict
from cli.tables import add_row, plain_table, print_table
from shared.concurrency.sandbox import gaps
from shared.db.agent_call_refusals import list_refused_teams
from shared.db.chunks import count_unindexed
from shared.db.elevenlabs_keys import list_key_failures
from shared.db.jobs.backlog import count_waiting_for
from shared.db.migrate import ServerFacts, describe_server
from shared.db.pool import ALL_TENANTS, open_database
from shared.db.recordings import sample_audio_keys
from shared.db.retention import count_overdue_calls
from shared.db.roles import RoleFacts
from shared.db.unused_events import count_unused
from shared.errors import AftercallError, RecordingUnusable
from shared.queue.queue import WORKERS_KEY
from shared.sealing import Sealer
from shared.settings.load import Settings
from shared.settings.storage import StorageSettings
from shared.vitals import clock_problem, disk_problem, secrets_problem, work_problem

STYLES: dict[Verdict, str] = {"ok": "green", "warning": "yellow", "problem": "bold red"}
FORGOTTEN_FOLDER = "If there are recordings already, check AFTERCALL_DATA_DIR."
SAMPLED_RECORDINGS = 100
SAMPLE_TIMEOUT_S = 20.0
SAMPLED_AT_ONCE = 10
# Workers check every hour.
OVERDUE_DAYS = 1


@dataclass(frozen=True, slots=True)
class Examination:
    providers: dict[str, str]
    findings: tuple[Finding, ...]

    @property
    def unusable(self) -> bool:
        return any(finding.verdict == "problem" for finding in self.findings)


async def examine(settings: Settings, *, online: bool = False) -> Examination:
    """Checks the database, Redis and the storage of recordings, and changes nothing. Other vendors
    are queried with `online`.
    """
    providers, provider_findings = _providers(settings)
    disk = disk_problem(settings.runtime, settings.readiness)
    return Examination(
        providers,
        (
            *await _database(settings.database.url.get_secret_value()),
            *await _effects(settings),
            Finding("Disk", "problem" if disk else "ok", disk or "enough free space"),
            *await _redis(settings.queue.url),
            *await _recordings(settings),
            _retention(settings.storage),
            *_spool(settings),
            *_sandbox(),
            *provider_findings,
            *telemetry_findings(settings),
            *configuration(settings),
            *(await _vendors(settings) if online and providers else ()),
        ),
    )


def _providers(settings: Settings) -> tuple[dict[str, str], list[Finding]]:
    try:
        from shared.providers.open import describe, unpriced_models  # noqa: PLC0415
        from shared.providers.sunset import warnings  # noqa: PLC0415

        providers = describe(settings)
        sunset = warnings(settings, datetime.now(UTC).date())
    except AftercallError as error:
        return {}, [Finding("Providers", "problem", str(error))]
    except ModuleNotFoundError as error:
        return {}, [Finding("Providers", "problem", f"The package {error.name} is not installed.")]
    unpriced = [
        Finding(
            "Prices",
            "warning",
            f"{model} has no price: no budget counts it. Set it in PRICES_JSON.",
        )
        for model in unpriced_models(settings)
    ]
    models = [Finding("Models", "warning", text) for text in sunset]
    return providers, [*models, *unpriced, *_transcription(settings)]


async def _vendors(settings: Settings) -> list[Finding]:
    from cli.vendors import ask_vendors  # noqa: PLC0415

    found = await ask_vendors(settings)
    return found or [Finding("Vendors", "ok", "none is configured")]


def _transcription(settings: Settings) -> list[Finding]:
    """Checks the contents of the hosted model's answers, on which the times of a
    transcript depend.
    """
    from shared.providers.open import chosen  # noqa: PLC0415
    from shared.vendors.openai.transcriber import UNTIMED_PART_S, response_format  # noqa: PLC0415

    model = settings.openai.transcribe_model
    if chosen(settings).transcriber == "local":
        return []
    match response_format(settings.openai):
        case "verbose_json":
            text = f"{model} gives the time of every word"
        case "diarized_json":
            text = f"{model} gives the times of what each voice says, and none of words"
        case "json":
            text = (
                f"{model} gives no times: it is sent parts of {UNTIMED_PART_S:g} s at most, and a"
                " sentence gets its time by the length of its text, wrong by seconds. Words have"
                " times with whisper-1 (OPENAI_TRANSCRIBE_MODEL) and with the recogniser on this"
                " machine (TRANSCRIBER_PROVIDER=local)."
            )
    return [Finding("Transcription", "ok", text)]


async def _recordings(settings: Settings) -> list[Finding]:
    try:
        from shared.providers.open import open_storage  # noqa: PLC0415

        await open_storage(settings).check()
    except AftercallError as error:
        return [Finding("Recordings", "problem", str(error))]
    except ModuleNotFoundError as error:
        return [Finding("Recordings", "problem", f"The package {error.name} is not installed.")]
    storage = settings.storage
    if not storage.uses_s3 and not settings.runtime.recordings_dir.is_dir():
        text = (
            f"{settings.runtime.recordings_dir} does not exist; the first recording makes it."
            f" {FORGOTTEN_FOLDER}"
        )
        return [Finding("Recordings", "warning", text)]
    where = (
        f"in the bucket {storage.bucket}"
        if storage.uses_s3
        else f"in {settings.runtime.recordings_dir}"
    )
    return [Finding("Recordings", "ok", where)]


def _spool(settings: Settings) -> list[Finding]:
    """Checks this machine's spool."""
    spool = EventSpool(settings)
    count = spool.count()
    findings = []
    if count.waiting:
        findings.append(
            Finding("Spool", "warning", f"{count.waiting} events wait for the database.")
        )
    if count.set_aside:
        text = (
            f"{count.set_aside} events could not be recorded; each says why:"
            f" {spool.set_aside_folder}"
        )
        findings.append(Finding("Spool", "problem", text))
    return findings or [Finding("Spool", "ok", "no event waits for the database")]


def _sandbox() -> list[Finding]:
    """Checks this machine's sandbox."""
    left_open = gaps()
    if not left_open:
        return [
            Finding(
                "Sandbox",
                "ok",
                "what reads recordings has no secrets, no network and no other files",
            )
        ]
    return [
        Finding(
            "Sandbox",
            "warning",
            f"The processes that read recordings are not kept from {' and '.join(left_open)}.",
        )
    ]


async def _database(url: str) -> list[Finding]:
    try:
        return database_findings(await describe_server(url))
    except AftercallError as error:
        return [Finding("PostgreSQL", "problem", str(error))]


async def _effects(settings: Settings) -> list[Finding]:
    """Judges by the rows whether work gets done; returns nothing when the database cannot be
    queried.
    """
    try:
        async with (
            open_database(settings.database, size=1, awaited=True) as database,
            database.connection(ALL_TENANTS) as conn,
        ):
            problems = {
                "Work": await work_problem(conn, settings.readiness),
                "Clock": await clock_problem(conn),
                "Stored secrets": await secrets_problem(conn, Sealer(settings.auth)),
            }
            waiting, unindexed = await count_waiting_for(conn), await count_unindexed(conn)
            keys_stored = await sample_audio_keys(conn, limit=SAMPLED_RECORDINGS)
            unused = await count_unused(conn)
            key_failures, refused = await list_key_failures(conn), await list_refused_teams(conn)
            overdue = await count_overdue_calls(
                conn, max_days=settings.storage.call_retention_days, grace_days=OVERDUE_DAYS
            )
    except AftercallError:
        return []
    findings = [
        Finding(subject, "problem" if text else "ok", text or "ok")
        for subject, text in problems.items()
    ]
    if waiting:
        causes = ", ".join(f"{code} ({runs})" for code, runs in waiting.items())
        findings.append(
            Finding("Waiting", "warning", f"Runs are being tried again because of: {causes}")
        )
    if unused.stored:
        text = (
            f"{unused.stored} signed events cannot be used; GET /api/missed-calls says why. "
            "`aftercall"
            " replay` tries them again, as after an upgrade."
        )
        findings.append(Finding("Stored events", "warning", text))
    if key_failures:
        name, failure = key_failures[0]
        text = (
            f"The own keys of {len(key_failures)} tenants do not work, and only these tenants'"
            f" missed calls stay away. {name}: {failure}"
        )
        findings.append(Finding("Tenants' keys", "warning", text))
    if refused:
        name, reason = refused[0]
        text = (
            f"ElevenLabs refuses the keys with which the agents of {len(refused)} tenants call"
            f" back, so their callbacks wait. {name}: {reason}. Store a key that may place calls;"
            " it is tried at once."
        )
        findings.append(Finding("Agents' calls", "warning", text))
    if overdue:
        text = (
            f"{overdue} calls should have been deleted a day ago or more. Is a worker running? Its"
            " log says why."
        )
        findings.append(Finding("Expired calls", "problem", text))
    text = f"chunks without vector: {unindexed}"
    if unindexed:
        text += ", of finished calls; they are not found by their meaning: retry their jobs."
    findings.append(Finding("Index", "warning" if unindexed else "ok", text))
    return [*findings, *await _audio(settings, keys_stored)]


def _retention(storage: StorageSettings) -> Finding:
    """Reports the retention of tenants without a shorter one."""
    calls = (
        f"for {storage.call_retention_days} days"
        if storage.call_retention_days
        else "until they are deleted"
    )
    audio = (
        f"for {storage.retention_days} days" if storage.retention_days else "as long as its call"
    )
    text = f"calls are kept {calls}, audio is kept {audio}; a tenant may set less"
    return Finding(
        "Retention", "ok", f"{text}. Uploads are given up after {storage.upload_expiry_h:g} h"
    )


async def _audio(settings: Settings, keys: list[str]) -> list[Finding]:
    """Checks whether the files of the newest rows, and of some of the others, exist."""
    if not keys:
        return []
    try:
        from shared.providers.open import open_storage  # noqa: PLC0415

        storage, places = open_storage(settings), asyncio.Semaphore(SAMPLED_AT_ONCE)

        async def is_gone(key: str) -> bool:
            async with places:
                try:
                    await storage.read(key)
                except RecordingUnusable:
                    return True
                return False

        async with asyncio.timeout(SAMPLE_TIMEOUT_S):
            gone = sum(await asyncio.gather(*map(is_gone, keys)))
    except TimeoutError:
        return [
            Finding(
                "Audio files",
                "warning",
                f"The storage did not answer within {SAMPLE_TIMEOUT_S:g} s.",
            )
        ]
    except (AftercallError, ModuleNotFoundError):
        # `_recordings` reports it.
        return []
    if not gone:
        return [Finding("Audio files", "ok", f"{len(keys)} checked, all present")]
    where = "S3_BUCKET and S3_PREFIX" if settings.storage.uses_s3 else "AFTERCALL_DATA_DIR"
    text = (
        f"{gone} of {len(keys)} checked files are missing, although their calls refer to them:"
        f" check {where}, or restore them from a backup."
    )
    return [Finding("Audio files", "problem", text)]


def database_findings(facts: ServerFacts) -> list[Finding]:
    findings = [Finding("PostgreSQL", "ok", f"version {facts.version}")]
    if facts.pgvector:
        findings.append(Finding("pgvector", "ok", f"version {facts.pgvector}"))
    else:
        findings.append(
            Finding(
                "pgvector",
                "problem",
                "The extension is not available on this server; install pgvector.",
            )
        )
    if facts.pending_migrations:
        pending = ", ".join(facts.pending_migrations)
        findings.append(
            Finding("Schema", "problem", f"Run `aftercall migrate`; not applied: {pending}")
        )
    else:
        findings.append(Finding("Schema", "ok", "up to date"))
    if facts.role:
        findings += role_findings(facts.role)
    return findings


def role_findings(facts: RoleFacts) -> list[Finding]:
    """Reports whether PostgreSQL itself keeps tenants apart for the application's role."""
    faults = [
        text
        for is_so, text in (
            (facts.is_superuser, "is a superuser"),
            (facts.bypasses_policies, "has BYPASSRLS"),
            (facts.owns_tables, "owns the tables"),
            (facts.can_change_audit_log, "can change the audit log"),
        )
        if is_so
    ]
    findings = [Finding("Database role", "ok", f"{facts.role} owns nothing and is no superuser")]
    if faults:
        text = (
            f"{facts.role} {' and '.join(faults)}: the conditions of the queries alone keep tenants"
            " apart. Set DATABASE_MIGRATE_URL to this role, DATABASE_URL to another, and run"
            " `aftercall migrate`."
        )
        findings = [Finding("Database role", "warning", text)]
    if facts.unprotected:
        text = f"These tables have no policy: {', '.join(facts.unprotected)}"
        findings.append(Finding("Row level security", "problem", text))
    elif not faults and facts.sees_without_scope:
        text = "A session without a tenant sees rows: a policy was changed."
        findings.append(Finding("Row level security", "problem", text))
    elif not faults:
        findings.append(
            Finding("Row level security", "ok", "other tenants' rows are hidden in every table")
        )
    return findings


async def _redis(url: str) -> list[Finding]:
    client = Redis.from_url(url, decode_responses=True, socket_timeout=5, socket_connect_timeout=5)
    try:
        info = await client.info("server")
        worker = bool(await client.zcount(WORKERS_KEY, (await client.time())[0], "+inf"))
        # A hosted Redis may not allow CONFIG.
        try:
            configured = {
                name: str((await client.config_get(name)).get(name, ""))
                for name in ("appendonly", "maxmemory-policy")
            }
        except RedisError:
            configured = {}
    except (RedisError, OSError) as error:
        return [
            Finding("Redis", "problem", f"Cannot connect: {type(error).__name__}. Check REDIS_URL.")
        ]
    finally:
        await client.aclose()
    name, version = (
        ("Valkey", info["valkey_version"])
        if "valkey_version" in info
        else ("Redis", info["redis_version"])
    )
    return [Finding("Redis", "ok", f"{name} {version}"), *redis_findings(configured, worker=worker)]


def redis_findings(configured: dict[str, str], *, worker: bool) -> list[Finding]:
    findings = []
    match configured.get("appendonly"):
        case None:
            findings.append(
                Finding(
                    "Redis", "warning", "CONFIG is not allowed here: cannot see AOF and eviction."
                )
            )
        case "yes":
            findings.append(Finding("Redis AOF", "ok", "on"))
        case _:
            text = (
                "off: no call is lost with Redis, but a restart delays what was queued until the"
                " next sweep."
            )
            findings.append(Finding("Redis AOF", "warning", text))
    match configured.get("maxmemory-policy"):
        case None:
            pass
        case "noeviction":
            findings.append(Finding("Redis eviction", "ok", "noeviction"))
        case policy:
            text = (
                f"maxmemory-policy is {policy}: provider limits and queued wakeups can vanish. Set"
                " noeviction."
            )
            findings.append(Finding("Redis eviction", "warning", text))
    if worker:
        findings.append(Finding("Worker", "ok", "at least one is running"))
    else:
        findings.append(
            Finding("Worker", "warning", "none is running: calls are accepted and wait.")
        )
    return findings


def show(examination: Examination, console: Console) -> None:
    if examination.providers:
        ports = plain_table("Port", "Served by", title="Providers")
        for port, description in examination.providers.items():
            add_row(ports, port, description)
        print_table(console, ports)
    checks = plain_table("What", "Verdict", "Detail", title="Checks")
    for finding in examination.findings:
        verdict = Text(finding.verdict, style=STYLES[finding.verdict])
        add_row(checks, finding.subject, verdict, finding.text)
    print_table(console, checks)
