"""How workers take and retry work."""

import socket
from typing import Self

from pydantic import Field, model_validator

from shared.settings.group import Group


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
