"""Webhooks and uploads."""

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from shared.settings.group import CommaSeparated, Group, read_number


class IngestSettings(Group):
    """Webhooks and uploads. `secrets` may contain two, comma separated, while the sender's secret
    is being rotated.
    """

    elevenlabs_secrets: CommaSeparated = Field(
        (),
        alias="ELEVENLABS_WEBHOOK_SECRET",
        description=(
            "Secret of the shared ElevenLabs URL; two, separated by a comma, during a rotation."
        ),
        repr=False,
    )
    elevenlabs_initiation_secrets: CommaSeparated = Field(
        (),
        alias="ELEVENLABS_INITIATION_SECRET",
        description=(
            "Secret in the header X-Aftercall-Secret of ElevenLabs' question at the start of a"
            " call, at the shared URL; two, separated by a comma, during a rotation."
        ),
        repr=False,
    )
    initiation_limit_s: float = Field(
        0.08,
        alias="ELEVENLABS_INITIATION_LIMIT_S",
        description=(
            "Seconds for looking up a caller at the start of a call; then the agent gets the"
            " variables of an unknown caller."
        ),
        gt=0,
        le=10,
    )
    elevenlabs_ack_status: Annotated[Literal[200, 202], BeforeValidator(read_number)] = Field(
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
    deadline_s: float = Field(
        5,
        alias="WEBHOOK_DEADLINE_S",
        description=(
            "Seconds for recording an event that was received. Then a signed event goes to the"
            " outage spool, and other requests of senders get 503. Twilio waits 15 seconds."
        ),
        gt=0,
        le=60,
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
        """Returns the largest event with a recording in base64, which takes four bytes
        for three.
        """
        return self.max_recording_bytes * 4 // 3 + 2**20

    @model_validator(mode="after")
    def _two_at_most(self) -> Self:
        secrets = {
            "ELEVENLABS_WEBHOOK_SECRET": self.elevenlabs_secrets,
            "ELEVENLABS_INITIATION_SECRET": self.elevenlabs_initiation_secrets,
            "WEBHOOK_SECRET": self.transcription_secrets,
        }
        for name, given in secrets.items():
            if len(given) > 2:
                raise ValueError(
                    f"{name} takes at most two secrets: the current and the previous one"
                )
        return self
