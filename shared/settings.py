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
from shared.watching_settings import MissedCallSettings, ReadinessSettings, TelemetrySettings


def _split(value: object) -> object:
    return (
        [part.strip() for part in value.split(",") if part.strip()]
        if isinstance(value, str)
        else value
    )


def _number(value: object) -> object:
    return int(value) if isinstance(value, str) and value.isdecimal() else value


def _json(value: object) -> object:
    return json.loads(value) if isinstance(value, str) else value


def _log_level(value: object) -> object:
    """Other programs' names for the same levels, in any case."""
    word = value.lower() if isinstance(value, str) else value
    return (
        {"warn": "warning", "fatal": "critical"}.get(word, word) if isinstance(word, str) else word
    )


LogLevel = Annotated[
    Literal["debug", "info", "warning", "error", "critical"], BeforeValidator(_log_level)
]
CommaSeparated = Annotated[tuple[str, ...], BeforeValidator(_split)]
Choice = Literal["auto", "openai", "azure", "local"]
LONGEST_REQUEST_S = 800  # what a budget sets aside for one comes back after 900


class RuntimeSettings(Group):
    environment: Literal["development", "production"] = Field(
        "production",
        alias="AFTERCALL_ENV",
        description=(
            "`development` accepts unsigned webhooks and generates its own secrets; `production`"
            " does neither."
        ),
    )
    data_dir: Path = Field(
        Path(".aftercall"),
        alias="AFTERCALL_DATA_DIR",
        description=(
            "Folder of recordings and, with embedded servers, of databases, secrets and logs."
            " compose sets it to its volume. Files that are being received, downloaded or cut are"
            " here too, also with S3: plan space for the largest recordings that are processed at"
            " the same time."
        ),
    )
    public_base_url: Address = Field(
        "http://127.0.0.1:3001",
        alias="PUBLIC_BASE_URL",
        description=(
            "Public address of the API. Status and upload URLs begin with it, and Twilio signs it."
        ),
    )
    log_level: LogLevel = Field(
        "info",
        alias="LOG_LEVEL",
        description="Least severe level that is logged; `debug` logs every request.",
    )
    queue_page: bool = Field(
        True, alias="QUEUE_PAGE_ENABLED", description="Whether `/admin/queues` is served."
    )
    log_format: Literal["json", "console"] = Field(
        "json",
        alias="LOG_FORMAT",
        description="`json` is one object per line, `console` is text for people.",
    )
    cors_origins: CommaSeparated = Field(
        (),
        alias="CORS_ALLOWED_ORIGINS",
        description="Origins of browser applications that may call the API, separated by commas.",
    )

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
    url: DatabaseUrl = Field(
        alias="DATABASE_URL",
        description="Address of PostgreSQL with pgvector. Unset, `aftercall up` starts a server.",
    )
    pool_min: int = Field(
        2,
        alias="DATABASE_POOL_MIN",
        description="Connections that each process holds open.",
        ge=1,
        le=100,
    )
    pool_max: int = Field(
        10,
        alias="DATABASE_POOL_MAX",
        description="Largest number of connections of each process.",
        ge=1,
        le=200,
    )
    connect_timeout_s: float = Field(
        5, alias="DATABASE_CONNECT_TIMEOUT_S", description="Seconds to open a connection.", gt=0
    )
    acquire_timeout_s: float = Field(
        5,
        alias="DATABASE_ACQUIRE_TIMEOUT_S",
        description="Seconds to wait for a free connection of the pool; then the answer is 503.",
        gt=0,
    )
    statement_timeout_s: float = Field(
        15, alias="DATABASE_STATEMENT_TIMEOUT_S", description="Seconds for one statement.", gt=0
    )

    @model_validator(mode="after")
    def _bounds(self) -> Self:
        if self.pool_min > self.pool_max:
            raise ValueError("DATABASE_POOL_MIN must not exceed DATABASE_POOL_MAX")
        return self


class QueueSettings(Group):
    redis_url: RedisUrl | None = Field(
        None,
        alias="REDIS_URL",
        description="Address of Redis or Valkey. Unset, `aftercall up` starts a server.",
    )
    host: str = Field(
        "127.0.0.1", alias="REDIS_HOST", description="Host of Redis, if there is no URL."
    )
    port: int = Field(
        6379, alias="REDIS_PORT", description="Port of Redis, with REDIS_HOST.", ge=1, le=65535
    )
    password: SecretStr | None = Field(
        None, alias="REDIS_PASSWORD", description="Password of Redis, with REDIS_HOST."
    )
    max_connections: int = Field(
        20,
        alias="REDIS_MAX_CONNECTIONS",
        description="Largest number of connections of each process.",
        ge=2,
    )
    socket_timeout_s: float = Field(
        2, alias="REDIS_SOCKET_TIMEOUT_S", description="Seconds for one answer of Redis.", gt=0
    )
    connect_timeout_s: float = Field(
        2, alias="REDIS_CONNECT_TIMEOUT_S", description="Seconds to open a connection.", gt=0
    )

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
    """The first of `encryption_keys` seals; what was sealed with the others opens too, while keys
    are rotated.
    """

    jwt_secret: SecretStr = Field(
        alias="JWT_SECRET",
        description=(
            "Required, 32 characters or more. It signs access tokens; a new value ends every"
            " session."
        ),
        min_length=32,
    )
    encryption_keys: Annotated[
        tuple[SecretStr, ...], BeforeValidator(_split), AfterValidator(_long_enough)
    ] = Field(
        alias="ENCRYPTION_KEY",
        description=(
            "Required, 32 characters or more. It encrypts tenants' secrets; without it they are"
            " lost. During a rotation it holds several keys, separated by commas: the first"
            " encrypts, all decrypt."
        ),
    )
    access_token_ttl_s: int = Field(
        12 * 3600,
        alias="ACCESS_TOKEN_TTL_S",
        description="Lifetime of an access token, in seconds.",
        ge=60,
    )
    signup_open: bool | None = Field(
        None,
        alias="SIGNUP_OPEN",
        description=(
            "Whether new tenants may sign up. Unset, anybody may in development, and only the first"
            " tenant in production."
        ),
    )


class IngestSettings(Group):
    """`secrets` may hold two, comma separated, while the sender's secret is being rotated."""

    elevenlabs_secrets: CommaSeparated = Field(
        (),
        alias="ELEVENLABS_WEBHOOK_SECRET",
        description=(
            "Secret of the shared ElevenLabs URL; two, separated by a comma, during a rotation."
        ),
        repr=False,
    )
    elevenlabs_ack_status: Annotated[Literal[200, 202], BeforeValidator(_number)] = Field(
        202, alias="ELEVENLABS_ACK_STATUS", description="Status that answers an accepted event."
    )
    transcription_secrets: CommaSeparated = Field(
        (),
        alias="WEBHOOK_SECRET",
        description=(
            "Secret of transcription services at `/api/webhooks`; two, separated by a comma, during"
            " a rotation."
        ),
        repr=False,
    )
    signature_tolerance_s: int = Field(
        30 * 60,
        alias="WEBHOOK_TOLERANCE_S",
        description=(
            "Largest difference between the time of a signature and the present, in seconds, in"
            " both directions."
        ),
        ge=1,
    )
    max_body_bytes: int = Field(
        32 * 2**20,
        alias="WEBHOOK_MAX_BYTES",
        description=(
            "Largest event without the audio that it carries; `RECORDING_MAX_BYTES` limits the"
            " audio."
        ),
        ge=1024,
    )
    body_timeout_s: float = Field(
        30,
        alias="REQUEST_BODY_TIMEOUT_S",
        description=(
            "Seconds for the body of a request, or for each stretch of it that arrives at 16 KiB"
            " per second or faster."
        ),
        gt=0,
    )
    spools: int = Field(
        256,
        alias="WEBHOOK_SPOOLS",
        description=(
            "Large events (256 KiB or more) that are received at the same time, each in a file."
            " Beyond that the slowest gets 503."
        ),
        ge=1,
        le=4096,
    )
    receiving_bytes: int = Field(
        2 * 2**30,
        alias="WEBHOOK_SPOOL_BYTES",
        description=(
            "Disk space of all large events that are being received. One event may always have what"
            " `RECORDING_MAX_BYTES` permits."
        ),
        ge=1,
    )
    spooled_events: int = Field(
        10_000,
        alias="SPOOL_MAX_EVENTS",
        description=(
            "Events in the outage spool while the database does not respond. Beyond that the sender"
            " gets 503."
        ),
        ge=0,
    )
    spooled_bytes: int = Field(
        2**30, alias="SPOOL_MAX_BYTES", description="Disk space of the outage spool.", ge=0
    )
    max_recording_bytes: int = Field(
        500 * 2**20, alias="RECORDING_MAX_BYTES", description="Largest recording.", ge=1024
    )
    held_event_days: int = Field(
        30,
        alias="HELD_EVENT_DAYS",
        description=(
            "Days for which a held event waits for its agent to be registered, and an unread event"
            " is saved."
        ),
        ge=1,
    )

    @property
    def max_spooled_bytes(self) -> int:
        """Of an event that carries a recording in base64, which takes four bytes for three."""
        return self.max_recording_bytes * 4 // 3 + 2**20

    @model_validator(mode="after")
    def _two_at_most(self) -> Self:
        secrets = {
            "ELEVENLABS_WEBHOOK_SECRET": self.elevenlabs_secrets,
            "WEBHOOK_SECRET": self.transcription_secrets,
        }
        for name, given in secrets.items():
            if len(given) > 2:
                raise ValueError(
                    f"{name} takes at most two secrets: the current and the previous one"
                )
        return self


class ConnectionSettings(Group):
    """Of the API; see api/http/connections.py."""

    connections: int = Field(
        4096,
        alias="HTTP_CONNECTIONS",
        description=(
            "Connections of one API process, idle ones included. When all are in use, the one that"
            " has been idle longest is closed. The number is smaller if `ulimit -n` is."
        ),
        ge=64,
        le=60_000,
    )
    head_timeout_s: float = Field(
        10,
        alias="HTTP_HEAD_TIMEOUT_S",
        description="Seconds for the first line and the headers of a request.",
        gt=0,
    )


class AdmissionSettings(Group):
    """How much may be open before recordings are refused; see api/webhooks/admission.py."""

    max_open_runs_per_tenant: int = Field(
        20_000,
        alias="MAX_OPEN_RUNS_PER_TENANT",
        description=(
            "Open jobs of a tenant above which its recordings get 429. Its webhooks are accepted."
        ),
        ge=1,
    )
    max_open_runs: int = Field(
        100_000,
        alias="MAX_OPEN_RUNS",
        description=(
            "Open jobs in total above which recordings get 503. Webhooks get 503 above twice as"
            " many."
        ),
        ge=1,
    )
    max_waiting_age_s: float = Field(
        6 * 3600,
        alias="MAX_WAITING_AGE_S",
        description="Seconds for which a job may wait for a worker before recordings get 503.",
        gt=0,
    )


class WorkSettings(Group):
    concurrency: int = Field(
        5,
        alias="WORKER_CONCURRENCY",
        description=(
            "Calls that one worker processes at a time; a quarter more if other tenants wait."
        ),
        ge=1,
        le=1000,
    )
    worker_name: str = Field(
        default_factory=socket.gethostname,
        alias="WORKER_NAME",
        description=(
            "Name that `python -m worker.alive` and `arq --check` look for. Unset, it is the name"
            " of the host."
        ),
        pattern=r"^[\w.-]{1,100}$",
    )
    processing_timeout_ms: int = Field(
        30 * 60_000,
        alias="PROCESSING_TIMEOUT_MS",
        description=(
            "Milliseconds for one passage of a job through the pipeline, waits for a local model"
            " not counted."
        ),
        ge=1000,
    )
    max_attempts: int = Field(
        5,
        alias="MAX_ATTEMPTS",
        description=(
            "Errors of a step's own work after which it fails. Outages and rate limits do not"
            " count."
        ),
        ge=1,
    )
    max_crashes: int = Field(
        3,
        alias="MAX_CRASHES",
        description="Crashes of its worker without progress after which a job is quarantined.",
        ge=1,
    )
    backoff_base_s: float = Field(
        1,
        alias="BACKOFF_BASE_S",
        description=(
            "Longest first pause after an error, in seconds; it doubles with each further error."
        ),
        gt=0,
    )
    backoff_max_s: float = Field(
        180,
        alias="BACKOFF_MAX_S",
        description=(
            "Longest pause between two attempts in seconds, unless the vendor requests more."
        ),
        gt=0,
    )
    outage_patience_s: float = Field(
        6 * 3600,
        alias="OUTAGE_PATIENCE_S",
        description=(
            "Seconds for which a step is retried while a vendor, a host or a disk does not respond."
        ),
        ge=0,
    )
    run_deadline_s: float = Field(
        24 * 3600,
        alias="RUN_DEADLINE_S",
        description="Seconds after which a job that still waits fails.",
        gt=0,
    )
    lease_s: float = Field(
        5,
        alias="LEASE_S",
        description=(
            "Seconds after which the job of a dead worker is free for others. HEARTBEAT_S is at"
            " most half of it."
        ),
        gt=0,
    )
    heartbeat_s: float = Field(
        0.7,
        alias="HEARTBEAT_S",
        description=(
            "Seconds between two renewals of a lease. A worker notices a cancelled job at the next"
            " one."
        ),
        gt=0,
    )
    reconcile_s: float = Field(
        0.5,
        alias="RECONCILE_INTERVAL_S",
        description="Seconds between two searches of a worker for due jobs in the database.",
        gt=0,
    )
    poll_s: float = Field(
        0.5,
        alias="QUEUE_POLL_S",
        description="Seconds between two looks at the queue when no wakeup comes.",
        gt=0,
    )
    shutdown_grace_s: int = Field(
        20,
        alias="SHUTDOWN_GRACE_S",
        description=(
            "Seconds for running jobs to finish at a stop. Another worker resumes the others."
        ),
        ge=0,
    )
    recording_wait_s: float = Field(
        30 * 60,
        alias="RECORDING_WAIT_S",
        description=(
            "Seconds for which a call waits for a recording, an outside transcription, or a"
            " transcript that ElevenLabs left out."
        ),
        ge=0,
    )
    large_recording_bytes: int = Field(
        64 * 2**20,
        alias="LARGE_RECORDING_BYTES",
        description=(
            "Size for which a recording takes one more slot of its worker, so that several large"
            " ones are not processed at once."
        ),
        ge=1024,
    )
    max_recording_hours: float = Field(
        24, alias="RECORDING_MAX_HOURS", description="Longest recording, in hours.", gt=0, le=200
    )
    cutting_processes: int = Field(
        2,
        alias="CUTTING_PROCESSES",
        description="Recordings that one worker cuts into parts at a time.",
        ge=1,
        le=64,
    )
    text_processes: int = Field(
        2,
        alias="TEXT_PROCESSES",
        description="Pieces of long texts that one worker reads at a time. Tenants take turns.",
        ge=1,
        le=64,
    )
    transcribe_part_s: float = Field(
        300,
        alias="TRANSCRIBE_PART_S",
        description="Longest part of a recording in seconds; 20 s for a model without times.",
        ge=5,
        le=1200,
    )
    transcribe_concurrency: int = Field(
        8,
        alias="TRANSCRIBE_CONCURRENCY",
        description="Parts that one worker has transcribed at a time, over all its calls.",
        ge=1,
        le=200,
    )

    @model_validator(mode="after")
    def _lease_outlives_heartbeats(self) -> Self:
        if self.heartbeat_s * 2 > self.lease_s:
            raise ValueError("HEARTBEAT_S must be at most half of LEASE_S")
        return self


class OpenAISettings(Group):
    api_key: SecretStr | None = Field(
        None, alias="OPENAI_API_KEY", description="API key. It selects OpenAI."
    )
    base_url: Address | None = Field(
        None,
        alias="OPENAI_BASE_URL",
        description="Address of another server with OpenAI's protocol.",
    )
    azure_endpoint: Address | None = Field(
        None,
        alias="AZURE_OPENAI_ENDPOINT",
        description=(
            "Address of an Azure OpenAI resource. With its key it selects Azure if OPENAI_API_KEY"
            " is unset."
        ),
    )
    azure_api_key: SecretStr | None = Field(
        None, alias="AZURE_OPENAI_API_KEY", description="API key of that resource."
    )
    azure_api_version: str | None = Field(
        None,
        alias="AZURE_OPENAI_API_VERSION",
        description="Version of the API for dated deployments. Unset, the v1 API is used.",
    )
    chat_model: str = Field(
        "gpt-6-luna",
        alias="OPENAI_CHAT_MODEL",
        description="Chat model, or the name of the Azure deployment.",
    )
    transcribe_model: str = Field(
        "gpt-transcribe",
        alias="OPENAI_TRANSCRIBE_MODEL",
        description="Transcription model, or the name of the Azure deployment.",
    )
    transcribe_format: Literal["auto", "json", "verbose_json", "diarized_json"] = Field(
        "auto",
        alias="OPENAI_TRANSCRIBE_FORMAT",
        description="Format of the transcription; `auto` selects it by the model.",
    )
    reasoning_effort: Literal[
        "auto", "none", "minimal", "low", "medium", "high", "xhigh", "max"
    ] = Field(
        "auto",
        alias="OPENAI_REASONING_EFFORT",
        description="Reasoning effort of the chat model; `auto` selects it by the model.",
    )
    temperature: float | None = Field(
        None,
        alias="OPENAI_TEMPERATURE",
        description=(
            "Temperature that is sent with each chat request. Unset, the model's own, which"
            " reasoning models require."
        ),
        ge=0,
        le=2,
    )
    embedding_model: str = Field(
        "text-embedding-3-small",
        alias="OPENAI_EMBEDDING_MODEL",
        description=(
            "Embedding model, or the name of the Azure deployment. After a change, earlier calls"
            " are comparable only among themselves."
        ),
    )
    embedding_dimension: int = Field(
        1536,
        alias="OPENAI_EMBEDDING_DIMENSION",
        description="Dimensions of a vector. A Pinecone index must have the same.",
        ge=1,
        le=4000,
    )
    max_output_tokens: int = Field(
        4096,
        alias="OPENAI_MAX_OUTPUT_TOKENS",
        description="Largest number of tokens in an answer, reasoning included.",
        ge=64,
    )
    max_input_chars: int = Field(
        400_000,
        alias="OPENAI_MAX_INPUT_CHARS",
        description="Characters of a transcript in one request. A longer one is read in parts.",
        ge=1000,
    )
    timeout_s: float = Field(
        60,
        alias="OPENAI_TIMEOUT_S",
        description="Seconds for one chat or embedding request.",
        gt=0,
        le=LONGEST_REQUEST_S,
    )
    transcribe_timeout_s: float = Field(
        300,
        alias="OPENAI_TRANSCRIBE_TIMEOUT_S",
        description="Seconds for one transcription.",
        gt=0,
        le=LONGEST_REQUEST_S,
    )
    max_connections: int = Field(
        50,
        alias="OPENAI_MAX_CONNECTIONS",
        description="Largest number of connections of each process.",
        ge=1,
    )


class LimitSettings(Group):
    """What vendors allow, for all workers together; unset, what their answers say. Audio in seconds
    a minute.

    Calls at once are for each model under one key, and for each vendor that has no models.
    """

    chat_rpm: int | None = Field(
        None,
        alias="OPENAI_CHAT_RPM",
        description="Chat requests per minute. Unset, OpenAI's answers state the limit.",
        ge=1,
    )
    chat_tpm: int | None = Field(
        None,
        alias="OPENAI_CHAT_TPM",
        description="Tokens of chat requests and answers per minute.",
        ge=1,
    )
    chat_concurrency: int = Field(
        64, alias="OPENAI_CHAT_CONCURRENCY", description="Concurrent chat requests.", ge=1
    )
    embedding_rpm: int | None = Field(
        None, alias="OPENAI_EMBEDDING_RPM", description="Embedding requests per minute.", ge=1
    )
    embedding_tpm: int | None = Field(
        None,
        alias="OPENAI_EMBEDDING_TPM",
        description="Tokens of embedding requests per minute.",
        ge=1,
    )
    embedding_concurrency: int = Field(
        64, alias="OPENAI_EMBEDDING_CONCURRENCY", description="Concurrent embedding requests.", ge=1
    )
    transcribe_rpm: int | None = Field(
        None, alias="OPENAI_TRANSCRIBE_RPM", description="Transcriptions per minute.", ge=1
    )
    transcribe_tpm: int | None = Field(
        None,
        alias="OPENAI_TRANSCRIBE_TPM",
        description="Tokens of transcriptions per minute.",
        ge=1,
    )
    transcribe_audio_s: int | None = Field(
        None,
        alias="OPENAI_TRANSCRIBE_AUDIO_S_PER_MINUTE",
        description="Seconds of transcribed audio per minute.",
        ge=1,
    )
    transcribe_concurrency: int = Field(
        64, alias="OPENAI_TRANSCRIBE_CONCURRENCY", description="Concurrent transcriptions.", ge=1
    )
    other_concurrency: int = Field(
        32,
        alias="VENDOR_CONCURRENCY",
        description="Concurrent requests to each of Pinecone, Cal.com, ElevenLabs and Twilio.",
        ge=1,
    )
    breaker_failures: int = Field(
        5,
        alias="BREAKER_FAILURES",
        description="Failures of a vendor in a row after which no request is sent to it.",
        ge=1,
    )
    breaker_open_s: float = Field(
        15,
        alias="BREAKER_OPEN_S",
        description="Seconds for which no request is sent; then one request tests the vendor.",
        gt=0,
    )
    prices: Annotated[dict[str, Price], BeforeValidator(_json)] = Field(
        {},
        alias="PRICES_JSON",
        description=(
            'Prices of models in dollars, which override the built-in ones: `{"my-model": {"input":'
            ' 0.1, "cached_input": 0.05, "output": 0.5}}` per million tokens, `audio_minute` per'
            " minute."
        ),
    )


class LocalSettings(Group):
    """Models on this machine. `transcribe_model` is a folder; None is the packaged English one."""

    transcribe_model: Path | None = Field(
        None,
        alias="LOCAL_TRANSCRIBE_MODEL",
        description=(
            "Folder of a faster-whisper model. Unset, the packaged one is used, which knows English"
            " only."
        ),
    )
    transcriber_processes: int = Field(
        1,
        alias="LOCAL_TRANSCRIBER_PROCESSES",
        description="Processes of the local transcriber; each holds the model in memory.",
        ge=1,
        le=64,
    )
    transcribe_timeout_s: float = Field(
        900, alias="LOCAL_TRANSCRIBE_TIMEOUT_S", description="Seconds for one part.", gt=0
    )


class PineconeSettings(Group):
    api_key: SecretStr | None = Field(
        None, alias="PINECONE_API_KEY", description="API key. It selects Pinecone."
    )
    index_name: str | None = Field(
        None, alias="PINECONE_INDEX_NAME", description="Name of the index."
    )
    host: Host | None = Field(
        None,
        alias="PINECONE_HOST",
        description="Host of the index, instead of its name. It saves a request.",
    )
    timeout_s: float = Field(
        20, alias="PINECONE_TIMEOUT_S", description="Seconds for one request.", gt=0
    )


class CalComSettings(Group):
    api_key: SecretStr | None = Field(
        None, alias="CALCOM_API_KEY", description="API key. It selects Cal.com."
    )
    base_url: Address = Field(
        "https://api.cal.com/v2", alias="CALCOM_BASE_URL", description="Address of Cal.com's API."
    )
    event_type_id: int | None = Field(
        None, alias="CALCOM_EVENT_TYPE_ID", description="Event type that is booked."
    )
    timeout_s: float = Field(
        15, alias="CALCOM_TIMEOUT_S", description="Seconds for one request.", gt=0
    )


class StorageSettings(Group):
    """Where recordings lie, and how long they and their calls are kept; `auto` takes S3 when its
    bucket is set.

    Days that are unset are without end. A tenant may keep less long than these, not longer.

    Without keys S3 is asked as the machine may: by its role or the AWS_* variables.
    """

    kind: Literal["auto", "local", "s3"] = Field(
        "auto",
        alias="RECORDING_STORAGE",
        description="Storage of recordings; `auto` selects S3 if S3_BUCKET is set.",
    )
    retention_days: int | None = Field(
        None,
        alias="AUDIO_RETENTION_DAYS",
        description=(
            "Days after which the audio of a call is deleted; its transcript stays. Unset, audio"
            " stays as long as the call. A tenant may set fewer days."
        ),
        ge=1,
        le=36_500,
    )
    call_retention_days: int | None = Field(
        None,
        alias="CALL_RETENTION_DAYS",
        description=(
            "Days after which a call is deleted with everything derived from it. Unset, calls are"
            " not deleted by age. A tenant may set fewer days."
        ),
        ge=1,
        le=36_500,
    )
    upload_expiry_h: float = Field(
        24,
        alias="UPLOAD_EXPIRY_HOURS",
        description=(
            "Hours after which an upload that was created and not started becomes an `error`, and"
            " its call `failed`. It may still be uploaded or started later."
        ),
        ge=1,
        le=8760,
    )
    bucket: str | None = Field(
        None,
        alias="S3_BUCKET",
        description="Bucket of the recordings. It selects S3.",
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{1,254}$",
    )
    endpoint_url: Address | None = Field(
        None,
        alias="S3_ENDPOINT_URL",
        description=(
            "Address of a service other than Amazon's, such as `https://minio.example.com`."
        ),
    )
    region: str = Field(
        "us-east-1",
        alias="S3_REGION",
        description="Region of the bucket.",
        pattern=r"^[A-Za-z0-9-]+$",
    )
    access_key_id: str | None = Field(
        None,
        alias="S3_ACCESS_KEY_ID",
        description=(
            "Key of the bucket. Unset, the machine's role or the `AWS_*` variables are used."
        ),
    )
    secret_access_key: SecretStr | None = Field(
        None, alias="S3_SECRET_ACCESS_KEY", description="Secret of that key."
    )
    prefix: str | None = Field(
        None,
        alias="S3_PREFIX",
        description="Folder inside the bucket.",
        pattern=r"^[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$",
    )
    timeout_s: float = Field(
        60,
        alias="S3_TIMEOUT_S",
        description="Seconds for one request, which carries 5 MiB at most.",
        gt=0,
    )
    allow_http: bool = Field(
        False, alias="S3_ALLOW_HTTP", description="Whether the endpoint may use http."
    )

    @property
    def uses_s3(self) -> bool:
        return self.kind == "s3" or (self.kind == "auto" and self.bucket is not None)


class FetchSettings(Group):
    """Recordings that are elsewhere. The two `allow_` switches let a user's URL reach what this
    machine can reach: for tests, and for intranets whose users are all trusted.
    """

    timeout_s: float = Field(
        1800, alias="FETCH_TIMEOUT_S", description="Seconds for one download of a recording.", gt=0
    )
    connect_timeout_s: float = Field(
        5,
        alias="FETCH_CONNECT_TIMEOUT_S",
        description="Seconds to connect to each address of the host.",
        gt=0,
    )
    min_bytes_per_s: int = Field(
        4096,
        alias="FETCH_MIN_BYTES_PER_S",
        description=(
            "Slowest accepted download in bytes per second, measured over FETCH_SPEED_WINDOW_S."
        ),
        ge=0,
    )
    speed_window_s: float = Field(
        20,
        alias="FETCH_SPEED_WINDOW_S",
        description="Seconds over which the speed of a download is measured.",
        gt=0,
    )
    allow_http: bool = Field(
        False, alias="FETCH_ALLOW_HTTP", description="Whether a user's URL may use http."
    )
    allow_private: bool = Field(
        False,
        alias="FETCH_ALLOW_PRIVATE",
        description=(
            "Unsafe. Whether a user's URL may reach this machine and its network, on any port."
        ),
    )


class TwilioSettings(Group):
    account_sid: str | None = Field(
        None,
        alias="TWILIO_ACCOUNT_SID",
        description=(
            "Account of the installation. With its token it fetches recordings if there is no API"
            " key."
        ),
    )
    auth_token: SecretStr | None = Field(
        None,
        alias="TWILIO_AUTH_TOKEN",
        description="Token of the account. It verifies the signatures of the shared webhook.",
    )
    webhook_key: SecretStr | None = Field(
        None,
        alias="TWILIO_WEBHOOK_KEY",
        description="Secret of a webhook shared key. It permits signatures by HMAC-SHA256.",
    )
    api_key_sid: str | None = Field(
        None,
        alias="TWILIO_API_KEY_SID",
        description="API key that fetches recordings instead of the account's token.",
    )
    api_key_secret: SecretStr | None = Field(
        None, alias="TWILIO_API_KEY_SECRET", description="Secret of that key."
    )
    first_channel: Literal["customer", "agent"] = Field(
        "customer",
        alias="TWILIO_FIRST_CHANNEL",
        description="Who is on the recorded leg, which is the first of two channels.",
    )
    base_url: Address = Field(
        "https://api.twilio.com",
        alias="TWILIO_BASE_URL",
        description="Address of Twilio's API. The credentials are sent to no other host.",
    )


class ElevenLabsSettings(Group):
    """Asks for what the installation's own workspace withheld from its webhooks."""

    api_key: SecretStr | None = Field(
        None,
        alias="ELEVENLABS_API_KEY",
        description=(
            "API key that fetches a transcript or audio that the workspace's webhook left out, and"
            " lists recent calls."
        ),
    )
    base_url: Address = Field(
        "https://api.elevenlabs.io",
        alias="ELEVENLABS_BASE_URL",
        description="Address of ElevenLabs' API. The key is sent to no other host.",
    )
    timeout_s: float = Field(
        30, alias="ELEVENLABS_TIMEOUT_S", description="Seconds for one conversation.", gt=0
    )


class ProviderSettings(Group):
    """Which implementation serves each port; `auto` takes the hosted one when its key is set."""

    transcriber: Choice = Field(
        "auto",
        alias="TRANSCRIBER_PROVIDER",
        description=(
            "Implementation of the transcriber; `auto` selects the hosted one if its key is set."
        ),
    )
    analyst: Choice = Field(
        "auto",
        alias="ANALYST_PROVIDER",
        description="Implementation of the analyst, which writes summaries, leads and documents.",
    )
    embedder: Choice = Field(
        "auto", alias="EMBEDDER_PROVIDER", description="Implementation of the embedder."
    )
    vector_index: Literal["auto", "pinecone", "local"] = Field(
        "auto",
        alias="VECTOR_INDEX_PROVIDER",
        description="Implementation of the vector index; `local` is pgvector.",
    )
    scheduler: Literal["auto", "calcom", "local"] = Field(
        "auto",
        alias="SCHEDULER_PROVIDER",
        description="Implementation of the scheduler; `local` books nothing.",
    )
    embed_batch: int = Field(
        20, alias="EMBED_BATCH", description="Texts in one embedding request.", ge=1, le=2048
    )


class Settings(BaseModel):
    """Every group, built once by `load_settings` and handed down; nothing reads the environment
    later.
    """

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
    missed_calls: MissedCallSettings
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
        raise SettingsInvalid(
            "\n".join(_explain(detail["loc"], detail["msg"]) for detail in error.errors())
        ) from None
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
        for choice, needed, require in (
            ("openai", "OPENAI_API_KEY", openai.api_key),
            (
                "azure",
                "AZURE_OPENAI_ENDPOINT and AZURE_OPENAI_API_KEY",
                openai.azure_endpoint and openai.azure_api_key,
            ),
        )
        if getattr(chosen, port) == choice and not require
    ]
    wants_pinecone = chosen.vector_index == "pinecone" or (
        chosen.vector_index == "auto" and settings.pinecone.api_key
    )
    if wants_pinecone and not (
        settings.pinecone.api_key and (settings.pinecone.host or settings.pinecone.index_name)
    ):
        problems.append(
            "Pinecone needs PINECONE_API_KEY and PINECONE_HOST (or PINECONE_INDEX_NAME)"
        )
    wants_calcom = chosen.scheduler == "calcom" or (
        chosen.scheduler == "auto" and settings.calcom.api_key
    )
    if wants_calcom and not (settings.calcom.api_key and settings.calcom.event_type_id):
        problems.append("Cal.com needs CALCOM_API_KEY and CALCOM_EVENT_TYPE_ID")
    if (
        settings.local.transcribe_model
        and not (settings.local.transcribe_model / "model.bin").is_file()
    ):
        problems.append(
            "LOCAL_TRANSCRIBE_MODEL must be a folder with a faster-whisper model (model.bin) in it"
        )
    if bool(settings.twilio.api_key_sid) != bool(settings.twilio.api_key_secret):
        problems.append("Twilio's API key needs TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET")
    problems += _half_configured_storage(settings.storage)
    if problems:
        raise SettingsInvalid("\n".join(problems))


def _half_configured_storage(storage: StorageSettings) -> list[str]:
    """A bucket that is missing although its keys are set is named: recordings would silently go to
    a disk that other machines do not see.
    """
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
        problems.append(
            "S3_ENDPOINT_URL has a path: give the server's address, the bucket goes into S3_BUCKET"
        )
    if storage.bucket is None:
        problems.append("RECORDING_STORAGE is s3, but S3_BUCKET is not set")
    if bool(storage.access_key_id) != bool(storage.secret_access_key):
        problems.append("S3 needs both S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY, or neither")
    if (storage.endpoint_url or "").startswith("http:") and not storage.allow_http:
        problems.append(
            "S3_ENDPOINT_URL is http: use https, or set S3_ALLOW_HTTP=true where the network is"
            " your own"
        )
    return problems
