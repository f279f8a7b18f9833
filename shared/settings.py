"""Settings in small frozen groups, read from the environment once, at start.

Names follow what people already have in their `.env`. An empty value counts as unset, because
compose files pass unset variables as empty ones.
"""

import json
import os
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import quote, urlsplit

from dotenv import dotenv_values
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)

from shared.domain.prices import Price
from shared.errors import SettingsInvalid
from shared.settings_group import Address, DatabaseUrl, Group, Host, RedisUrl
from shared.watching_settings import ArrivalSettings, ReadinessSettings, TelemetrySettings


def _split(value: object) -> object:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _number(value: object) -> object:
    return int(value) if isinstance(value, str) and value.isdecimal() else value


def _json(value: object) -> object:
    return json.loads(value) if isinstance(value, str) else value


def _log_level(value: object) -> object:
    """Other programs' names for the same levels, in any case."""
    word = value.lower() if isinstance(value, str) else value
    return {"warn": "warning", "fatal": "critical"}.get(word, word) if isinstance(word, str) else word


LogLevel = Annotated[Literal["debug", "info", "warning", "error", "critical"], BeforeValidator(_log_level)]
CommaSeparated = Annotated[tuple[str, ...], BeforeValidator(_split)]
Choice = Literal["auto", "openai", "azure", "local"]
LONGEST_REQUEST_S = 800  # what a budget sets aside for one comes back after 900


class RuntimeSettings(Group):
    environment: Literal["development", "production"] = Field("production", alias="AFTERCALL_ENV")
    data_dir: Path = Field(Path(".aftercall"), alias="AFTERCALL_DATA_DIR")
    public_base_url: Address = Field("http://127.0.0.1:3001", alias="PUBLIC_BASE_URL")
    log_level: LogLevel = Field("info", alias="LOG_LEVEL")
    queue_page: bool = Field(True, alias="QUEUE_PAGE_ENABLED")
    log_format: Literal["json", "console"] = Field("json", alias="LOG_FORMAT")
    cors_origins: CommaSeparated = Field((), alias="CORS_ALLOWED_ORIGINS")

    @property
    def recordings_dir(self) -> Path:
        """Of the local storage."""
        return self.data_dir / "recordings"

    @property
    def fetching_dir(self) -> Path:
        """What is on its way here, on this machine only; swept."""
        return self.data_dir / "fetching"

    @property
    def scratch_dir(self) -> Path:
        """Of parts of recordings while they are transcribed; a folder in it for each worker."""
        return self.data_dir / "scratch"

    @property
    def is_development(self) -> bool:
        return self.environment == "development"


class DatabaseSettings(Group):
    url: DatabaseUrl = Field(alias="DATABASE_URL")
    pool_min: int = Field(2, alias="DATABASE_POOL_MIN", ge=1, le=100)
    pool_max: int = Field(10, alias="DATABASE_POOL_MAX", ge=1, le=200)
    connect_timeout_s: float = Field(5, alias="DATABASE_CONNECT_TIMEOUT_S", gt=0)
    acquire_timeout_s: float = Field(5, alias="DATABASE_ACQUIRE_TIMEOUT_S", gt=0)
    statement_timeout_s: float = Field(15, alias="DATABASE_STATEMENT_TIMEOUT_S", gt=0)

    @model_validator(mode="after")
    def _bounds(self) -> Self:
        if self.pool_min > self.pool_max:
            raise ValueError("DATABASE_POOL_MIN must not exceed DATABASE_POOL_MAX")
        return self


class QueueSettings(Group):
    redis_url: RedisUrl | None = Field(None, alias="REDIS_URL")
    host: str = Field("127.0.0.1", alias="REDIS_HOST")
    port: int = Field(6379, alias="REDIS_PORT", ge=1, le=65535)
    password: SecretStr | None = Field(None, alias="REDIS_PASSWORD")
    max_connections: int = Field(20, alias="REDIS_MAX_CONNECTIONS", ge=2)
    socket_timeout_s: float = Field(2, alias="REDIS_SOCKET_TIMEOUT_S", gt=0)
    connect_timeout_s: float = Field(2, alias="REDIS_CONNECT_TIMEOUT_S", gt=0)

    @property
    def url(self) -> str:
        if self.redis_url:
            return self.redis_url.get_secret_value()
        password = f":{quote(self.password.get_secret_value(), safe='')}@" if self.password else ""
        return f"redis://{password}{self.host}:{self.port}/0"


def _long_enough(keys: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
    if not keys or min(len(key.get_secret_value()) for key in keys) < 32:
        raise ValueError("every key must have 32 characters or more; a comma separates keys")
    return keys


class AuthSettings(Group):
    """The first of `encryption_keys` seals; what was sealed with the others opens too, while keys are rotated."""

    jwt_secret: SecretStr = Field(alias="JWT_SECRET", min_length=32)
    encryption_keys: Annotated[tuple[SecretStr, ...], BeforeValidator(_split), AfterValidator(_long_enough)] = Field(
        alias="ENCRYPTION_KEY"
    )
    access_token_ttl_s: int = Field(12 * 3600, alias="ACCESS_TOKEN_TTL_S", ge=60)
    signup_open: bool | None = Field(None, alias="SIGNUP_OPEN")


class IngestSettings(Group):
    """`secrets` may hold two, comma separated, while the sender's secret is being rotated."""

    elevenlabs_secrets: CommaSeparated = Field((), alias="ELEVENLABS_WEBHOOK_SECRET", repr=False)
    elevenlabs_ack_status: Annotated[Literal[200, 202], BeforeValidator(_number)] = Field(
        202, alias="ELEVENLABS_ACK_STATUS"
    )
    transcription_secrets: CommaSeparated = Field((), alias="WEBHOOK_SECRET", repr=False)
    signature_tolerance_s: int = Field(30 * 60, alias="WEBHOOK_TOLERANCE_S", ge=1)
    max_body_bytes: int = Field(32 * 2**20, alias="WEBHOOK_MAX_BYTES", ge=1024)
    body_timeout_s: float = Field(30, alias="REQUEST_BODY_TIMEOUT_S", gt=0)
    spools: int = Field(256, alias="WEBHOOK_SPOOLS", ge=1, le=4096)
    receiving_bytes: int = Field(2 * 2**30, alias="WEBHOOK_SPOOL_BYTES", ge=1)
    spooled_events: int = Field(10_000, alias="SPOOL_MAX_EVENTS", ge=0)
    spooled_bytes: int = Field(2**30, alias="SPOOL_MAX_BYTES", ge=0)
    max_recording_bytes: int = Field(500 * 2**20, alias="RECORDING_MAX_BYTES", ge=1024)
    held_event_days: int = Field(30, alias="HELD_EVENT_DAYS", ge=1)

    @property
    def max_spooled_bytes(self) -> int:
        """Of an event that carries a recording in base64, which takes four bytes for three."""
        return self.max_recording_bytes * 4 // 3 + 2**20

    @model_validator(mode="after")
    def _two_at_most(self) -> Self:
        secrets = {"ELEVENLABS_WEBHOOK_SECRET": self.elevenlabs_secrets, "WEBHOOK_SECRET": self.transcription_secrets}
        for name, given in secrets.items():
            if len(given) > 2:
                raise ValueError(f"{name} takes at most two secrets: the current and the previous one")
        return self


class ConnectionSettings(Group):
    """Of the API; see api/http/connections.py."""

    connections: int = Field(4096, alias="HTTP_CONNECTIONS", ge=64, le=60_000)
    head_timeout_s: float = Field(10, alias="HTTP_HEAD_TIMEOUT_S", gt=0)


class AdmissionSettings(Group):
    """How much may be open before recordings are refused; see api/webhooks/admission.py."""

    max_open_runs_per_tenant: int = Field(20_000, alias="MAX_OPEN_RUNS_PER_TENANT", ge=1)
    max_open_runs: int = Field(100_000, alias="MAX_OPEN_RUNS", ge=1)
    max_waiting_age_s: float = Field(6 * 3600, alias="MAX_WAITING_AGE_S", gt=0)


class WorkSettings(Group):
    concurrency: int = Field(5, alias="WORKER_CONCURRENCY", ge=1, le=1000)
    worker_name: str = Field(default_factory=socket.gethostname, alias="WORKER_NAME", pattern=r"^[\w.-]{1,100}$")
    processing_timeout_ms: int = Field(30 * 60_000, alias="PROCESSING_TIMEOUT_MS", ge=1000)
    max_attempts: int = Field(5, alias="MAX_ATTEMPTS", ge=1)
    max_crashes: int = Field(3, alias="MAX_CRASHES", ge=1)
    backoff_base_s: float = Field(1, alias="BACKOFF_BASE_S", gt=0)
    backoff_max_s: float = Field(180, alias="BACKOFF_MAX_S", gt=0)
    outage_patience_s: float = Field(6 * 3600, alias="OUTAGE_PATIENCE_S", ge=0)
    run_deadline_s: float = Field(24 * 3600, alias="RUN_DEADLINE_S", gt=0)
    lease_s: float = Field(5, alias="LEASE_S", gt=0)
    heartbeat_s: float = Field(0.7, alias="HEARTBEAT_S", gt=0)
    reconcile_s: float = Field(0.5, alias="RECONCILE_INTERVAL_S", gt=0)
    poll_s: float = Field(0.5, alias="QUEUE_POLL_S", gt=0)
    shutdown_grace_s: int = Field(20, alias="SHUTDOWN_GRACE_S", ge=0)
    recording_wait_s: float = Field(30 * 60, alias="RECORDING_WAIT_S", ge=0)
    large_recording_bytes: int = Field(64 * 2**20, alias="LARGE_RECORDING_BYTES", ge=1024)
    max_recording_hours: float = Field(24, alias="RECORDING_MAX_HOURS", gt=0, le=200)
    cutting_processes: int = Field(2, alias="CUTTING_PROCESSES", ge=1, le=64)
    text_processes: int = Field(2, alias="TEXT_PROCESSES", ge=1, le=64)
    transcribe_part_s: float = Field(300, alias="TRANSCRIBE_PART_S", ge=5, le=1200)
    transcribe_concurrency: int = Field(8, alias="TRANSCRIBE_CONCURRENCY", ge=1, le=200)

    @model_validator(mode="after")
    def _lease_outlives_heartbeats(self) -> Self:
        if self.heartbeat_s * 2 > self.lease_s:
            raise ValueError("HEARTBEAT_S must be at most half of LEASE_S")
        return self


class OpenAISettings(Group):
    api_key: SecretStr | None = Field(None, alias="OPENAI_API_KEY")
    base_url: Address | None = Field(None, alias="OPENAI_BASE_URL")
    azure_endpoint: Address | None = Field(None, alias="AZURE_OPENAI_ENDPOINT")
    azure_api_key: SecretStr | None = Field(None, alias="AZURE_OPENAI_API_KEY")
    azure_api_version: str | None = Field(None, alias="AZURE_OPENAI_API_VERSION")
    chat_model: str = Field("gpt-6-luna", alias="OPENAI_CHAT_MODEL")
    transcribe_model: str = Field("gpt-transcribe", alias="OPENAI_TRANSCRIBE_MODEL")
    transcribe_format: Literal["auto", "json", "verbose_json", "diarized_json"] = Field(
        "auto", alias="OPENAI_TRANSCRIBE_FORMAT"
    )
    reasoning_effort: Literal["auto", "none", "minimal", "low", "medium", "high", "xhigh", "max"] = Field(
        "auto", alias="OPENAI_REASONING_EFFORT"
    )
    temperature: float | None = Field(None, alias="OPENAI_TEMPERATURE", ge=0, le=2)
    embedding_model: str = Field("text-embedding-3-small", alias="OPENAI_EMBEDDING_MODEL")
    embedding_dimension: int = Field(1536, alias="OPENAI_EMBEDDING_DIMENSION", ge=1, le=4000)
    max_output_tokens: int = Field(4096, alias="OPENAI_MAX_OUTPUT_TOKENS", ge=64)
    max_input_chars: int = Field(400_000, alias="OPENAI_MAX_INPUT_CHARS", ge=1000)
    timeout_s: float = Field(60, alias="OPENAI_TIMEOUT_S", gt=0, le=LONGEST_REQUEST_S)
    transcribe_timeout_s: float = Field(300, alias="OPENAI_TRANSCRIBE_TIMEOUT_S", gt=0, le=LONGEST_REQUEST_S)
    max_connections: int = Field(50, alias="OPENAI_MAX_CONNECTIONS", ge=1)


class LimitSettings(Group):
    """What vendors allow, for all workers together; unset, what their answers say. Audio in seconds a minute.

    Calls at once are for each model under one key, and for each vendor that has no models.
    """

    chat_rpm: int | None = Field(None, alias="OPENAI_CHAT_RPM", ge=1)
    chat_tpm: int | None = Field(None, alias="OPENAI_CHAT_TPM", ge=1)
    chat_concurrency: int = Field(64, alias="OPENAI_CHAT_CONCURRENCY", ge=1)
    embedding_rpm: int | None = Field(None, alias="OPENAI_EMBEDDING_RPM", ge=1)
    embedding_tpm: int | None = Field(None, alias="OPENAI_EMBEDDING_TPM", ge=1)
    embedding_concurrency: int = Field(64, alias="OPENAI_EMBEDDING_CONCURRENCY", ge=1)
    transcribe_rpm: int | None = Field(None, alias="OPENAI_TRANSCRIBE_RPM", ge=1)
    transcribe_tpm: int | None = Field(None, alias="OPENAI_TRANSCRIBE_TPM", ge=1)
    transcribe_audio_s: int | None = Field(None, alias="OPENAI_TRANSCRIBE_AUDIO_S_PER_MINUTE", ge=1)
    transcribe_concurrency: int = Field(64, alias="OPENAI_TRANSCRIBE_CONCURRENCY", ge=1)
    other_concurrency: int = Field(32, alias="VENDOR_CONCURRENCY", ge=1)
    breaker_failures: int = Field(5, alias="BREAKER_FAILURES", ge=1)
    breaker_open_s: float = Field(15, alias="BREAKER_OPEN_S", gt=0)
    prices: Annotated[dict[str, Price], BeforeValidator(_json)] = Field({}, alias="PRICES_JSON")


class LocalSettings(Group):
    """Models on this machine. `transcribe_model` is a folder; None is the packaged English one."""

    transcribe_model: Path | None = Field(None, alias="LOCAL_TRANSCRIBE_MODEL")
    transcriber_processes: int = Field(1, alias="LOCAL_TRANSCRIBER_PROCESSES", ge=1, le=64)
    transcribe_timeout_s: float = Field(900, alias="LOCAL_TRANSCRIBE_TIMEOUT_S", gt=0)


class PineconeSettings(Group):
    api_key: SecretStr | None = Field(None, alias="PINECONE_API_KEY")
    index_name: str | None = Field(None, alias="PINECONE_INDEX_NAME")
    host: Host | None = Field(None, alias="PINECONE_HOST")
    timeout_s: float = Field(20, alias="PINECONE_TIMEOUT_S", gt=0)


class CalComSettings(Group):
    api_key: SecretStr | None = Field(None, alias="CALCOM_API_KEY")
    base_url: Address = Field("https://api.cal.com/v2", alias="CALCOM_BASE_URL")
    event_type_id: int | None = Field(None, alias="CALCOM_EVENT_TYPE_ID")
    timeout_s: float = Field(15, alias="CALCOM_TIMEOUT_S", gt=0)


class StorageSettings(Group):
    """Where recordings lie, and how long they and their calls are kept; `auto` takes S3 when its bucket is set.

    Days that are unset are without end. A tenant may keep less long than these, not longer.

    Without keys S3 is asked as the machine may: by its role or the AWS_* variables.
    """

    kind: Literal["auto", "local", "s3"] = Field("auto", alias="RECORDING_STORAGE")
    retention_days: int | None = Field(None, alias="AUDIO_RETENTION_DAYS", ge=1, le=36_500)
    call_retention_days: int | None = Field(None, alias="CALL_RETENTION_DAYS", ge=1, le=36_500)
    upload_expiry_h: float = Field(24, alias="UPLOAD_EXPIRY_HOURS", ge=1, le=8760)
    bucket: str | None = Field(None, alias="S3_BUCKET", pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{1,254}$")
    endpoint_url: Address | None = Field(None, alias="S3_ENDPOINT_URL")
    region: str = Field("us-east-1", alias="S3_REGION", pattern=r"^[A-Za-z0-9-]+$")
    access_key_id: str | None = Field(None, alias="S3_ACCESS_KEY_ID")
    secret_access_key: SecretStr | None = Field(None, alias="S3_SECRET_ACCESS_KEY")
    prefix: str | None = Field(
        None, alias="S3_PREFIX", pattern=r"^[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$"
    )
    timeout_s: float = Field(60, alias="S3_TIMEOUT_S", gt=0)
    allow_http: bool = Field(False, alias="S3_ALLOW_HTTP")

    @property
    def uses_s3(self) -> bool:
        return self.kind == "s3" or (self.kind == "auto" and self.bucket is not None)


class FetchSettings(Group):
    """Recordings that are elsewhere. The two `allow_` switches let a user's URL reach what this machine can
    reach: for tests, and for intranets whose users are all trusted.
    """

    timeout_s: float = Field(1800, alias="FETCH_TIMEOUT_S", gt=0)
    connect_timeout_s: float = Field(5, alias="FETCH_CONNECT_TIMEOUT_S", gt=0)
    min_bytes_per_s: int = Field(4096, alias="FETCH_MIN_BYTES_PER_S", ge=0)
    speed_window_s: float = Field(20, alias="FETCH_SPEED_WINDOW_S", gt=0)
    allow_http: bool = Field(False, alias="FETCH_ALLOW_HTTP")
    allow_private: bool = Field(False, alias="FETCH_ALLOW_PRIVATE")


class TwilioSettings(Group):
    account_sid: str | None = Field(None, alias="TWILIO_ACCOUNT_SID")
    auth_token: SecretStr | None = Field(None, alias="TWILIO_AUTH_TOKEN")
    webhook_key: SecretStr | None = Field(None, alias="TWILIO_WEBHOOK_KEY")
    api_key_sid: str | None = Field(None, alias="TWILIO_API_KEY_SID")
    api_key_secret: SecretStr | None = Field(None, alias="TWILIO_API_KEY_SECRET")
    first_channel: Literal["customer", "agent"] = Field("customer", alias="TWILIO_FIRST_CHANNEL")
    base_url: Address = Field("https://api.twilio.com", alias="TWILIO_BASE_URL")


class ElevenLabsSettings(Group):
    """Asks for what the installation's own workspace withheld from its webhooks."""

    api_key: SecretStr | None = Field(None, alias="ELEVENLABS_API_KEY")
    base_url: Address = Field("https://api.elevenlabs.io", alias="ELEVENLABS_BASE_URL")
    timeout_s: float = Field(30, alias="ELEVENLABS_TIMEOUT_S", gt=0)


class ProviderSettings(Group):
    """Which implementation serves each port; `auto` takes the hosted one when its key is set."""

    transcriber: Choice = Field("auto", alias="TRANSCRIBER_PROVIDER")
    analyst: Choice = Field("auto", alias="ANALYST_PROVIDER")
    embedder: Choice = Field("auto", alias="EMBEDDER_PROVIDER")
    vector_index: Literal["auto", "pinecone", "local"] = Field("auto", alias="VECTOR_INDEX_PROVIDER")
    scheduler: Literal["auto", "calcom", "local"] = Field("auto", alias="SCHEDULER_PROVIDER")
    embed_batch: int = Field(20, alias="EMBED_BATCH", ge=1, le=2048)


class Settings(BaseModel):
    """Every group, built once by `load_settings` and handed down; nothing reads the environment later."""

    model_config = ConfigDict(frozen=True)

    runtime: RuntimeSettings
    database: DatabaseSettings
    queue: QueueSettings
    auth: AuthSettings
    ingest: IngestSettings
    connections: ConnectionSettings
    admission: AdmissionSettings
    work: WorkSettings
    openai: OpenAISettings
    limits: LimitSettings
    local: LocalSettings
    pinecone: PineconeSettings
    calcom: CalComSettings
    storage: StorageSettings
    fetch: FetchSettings
    twilio: TwilioSettings
    elevenlabs: ElevenLabsSettings
    providers: ProviderSettings
    telemetry: TelemetrySettings
    arrivals: ArrivalSettings
    readiness: ReadinessSettings


def environment(dotenv: Path | None = Path(".env")) -> dict[str, str]:
    """The process environment over `.env`; unset and empty variables are left out."""
    values = {**(dotenv_values(dotenv) if dotenv else {}), **os.environ}
    return {name: value for name, value in values.items() if value}


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Raises SettingsInvalid with one line per wrong variable."""
    environ = environment() if environ is None else environ
    try:
        settings = Settings.model_validate({name: dict(environ) for name in Settings.model_fields})
    except ValidationError as error:
        raise SettingsInvalid("\n".join(_explain(detail["loc"], detail["msg"]) for detail in error.errors())) from None
    _refuse_half_configured(settings)
    return settings


def _explain(location: tuple[int | str, ...], message: str) -> str:
    if len(location) == 1:
        return message.removeprefix("Value error, ")
    return f"{location[1]}: " + (
        "is required" if message == "Field required" else message.removeprefix("Value error, ")
    )


def _refuse_half_configured(settings: Settings) -> None:
    """A chosen provider without its credentials fails at start, not at the first call."""
    chosen, openai = settings.providers, settings.openai
    problems = [
        f"{port.upper()}_PROVIDER is {choice}, but {needed} is not set"
        for port in ("transcriber", "analyst", "embedder")
        for choice, needed, present in (
            ("openai", "OPENAI_API_KEY", openai.api_key),
            ("azure", "AZURE_OPENAI_ENDPOINT and AZURE_OPENAI_API_KEY", openai.azure_endpoint and openai.azure_api_key),
        )
        if getattr(chosen, port) == choice and not present
    ]
    wants_pinecone = chosen.vector_index == "pinecone" or (chosen.vector_index == "auto" and settings.pinecone.api_key)
    if wants_pinecone and not (settings.pinecone.api_key and (settings.pinecone.host or settings.pinecone.index_name)):
        problems.append("Pinecone needs PINECONE_API_KEY and PINECONE_HOST (or PINECONE_INDEX_NAME)")
    wants_calcom = chosen.scheduler == "calcom" or (chosen.scheduler == "auto" and settings.calcom.api_key)
    if wants_calcom and not (settings.calcom.api_key and settings.calcom.event_type_id):
        problems.append("Cal.com needs CALCOM_API_KEY and CALCOM_EVENT_TYPE_ID")
    if settings.local.transcribe_model and not (settings.local.transcribe_model / "model.bin").is_file():
        problems.append("LOCAL_TRANSCRIBE_MODEL must be a folder with a faster-whisper model (model.bin) in it")
    if bool(settings.twilio.api_key_sid) != bool(settings.twilio.api_key_secret):
        problems.append("Twilio's API key needs TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET")
    problems += _half_configured_storage(settings.storage)
    if problems:
        raise SettingsInvalid("\n".join(problems))


def _half_configured_storage(storage: StorageSettings) -> list[str]:
    """A bucket forgotten beside its keys is named: recordings would quietly lie on a disk nobody shares."""
    of_s3 = {
        "S3_ENDPOINT_URL": storage.endpoint_url,
        "S3_ACCESS_KEY_ID": storage.access_key_id,
        "S3_SECRET_ACCESS_KEY": storage.secret_access_key,
    }
    given = [name for name, value in of_s3.items() if value]
    if not storage.uses_s3:
        forgotten = given if storage.kind == "auto" else []
        return [f"{forgotten[0]} is set, but S3_BUCKET is not set"] if forgotten else []
    problems = []
    if urlsplit(storage.endpoint_url or "").path not in ("", "/"):
        problems.append("S3_ENDPOINT_URL has a path: give the server's address, the bucket goes into S3_BUCKET")
    if storage.bucket is None:
        problems.append("RECORDING_STORAGE is s3, but S3_BUCKET is not set")
    if bool(storage.access_key_id) != bool(storage.secret_access_key):
        problems.append("S3 needs both S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY, or neither")
    if (storage.endpoint_url or "").startswith("http:") and not storage.allow_http:
        problems.append("S3_ENDPOINT_URL is http: use https, or set S3_ALLOW_HTTP=true where the network is your own")
    return problems
