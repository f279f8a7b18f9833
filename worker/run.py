"""The state of one run: its call, its tenant, its completed steps, and its providers."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from shared.db.agents import get_agent
from shared.db.calls import get_call, get_sender
from shared.db.jobs.claims import Claim
from shared.db.jobs.steps import list_steps
from shared.db.recordings import Recording, list_recordings
from shared.db.tenants import get_tenant
from shared.db.transcripts import find_transcript
from shared.domain.calls import Call
from shared.domain.run_options import RunOptions
from shared.domain.statuses import JobKind, RecordingStatus
from shared.domain.steps import Step
from shared.domain.tenants import Tenant
from shared.domain.transcript import Transcript
from shared.domain.zones import CallZone, zone_of_call
from shared.errors import LeaseLost, NotFound
from shared.ports import CallContext, Providers
from worker.checkpoints import Checkpoints, Patience
from worker.resources import Resources


@dataclass(frozen=True, slots=True)
class Run:
    """The state of a run. `recordings` are stored, in the order of the call; `awaited` are still to
    be fetched.

    `installation_owned` says that the call came through the installation's own account, so its API
    key may fetch the rest.
    """

    claim: Claim
    call: Call
    tenant: Tenant
    agent_name: str | None
    transcript: Transcript | None
    recordings: tuple[Recording, ...]
    awaited: tuple[Recording, ...]
    resources: Resources
    checkpoints: Checkpoints
    installation_owned: bool = False
    options: RunOptions = field(default_factory=RunOptions)
    agent_transcribes: bool | None = None
    senders_title: str | None = None

    @property
    def providers(self) -> Providers:
        return self.resources.providers

    @property
    def transcribes_audio(self) -> bool:
        """Returns whether the recording is to be transcribed: there is no transcript, or a new one
        was requested.
        """
        again = self.options.transcribe_again and not self.checkpoints.is_over(Step.TRANSCRIBE)
        return self.transcript is None or again

    @property
    def waits_for_others(self) -> bool:
        """Returns whether the awaited recordings come before, between or after the stored ones, and
        do not run parallel to them.
        """
        return not self.recordings or all(map(_is_of_carrier, (*self.recordings, *self.awaited)))

    @property
    def transcribes(self) -> bool:
        """Returns whether a recording may be transcribed: by this run's options, else the agent's
        setting, else the tenant's.
        """
        if self.options.transcribe_again:
            return True
        return self.tenant.transcribe if self.agent_transcribes is None else self.agent_transcribes

    @property
    def has_recording(self) -> bool:
        return bool(self.recordings or self.awaited)

    @property
    def zone(self) -> CallZone:
        """Returns the customer's time zone and its source."""
        call = self.call
        return zone_of_call(
            call.timezone, self.tenant.timezone, call.customer_number, at=call.happened_at
        )

    def context(self, transcript: Transcript) -> CallContext:
        zone = self.zone.known
        return CallContext(
            happened_at=self.call.happened_at,
            timezone=zone.key if zone else None,
            language=transcript.language or self.call.language or self.tenant.language,
            answer_language=self.tenant.answer_language,
            agent_name=self.agent_name,
            customer_number=self.call.customer_number,
            duration_s=self.call.duration_s,
            start_known=self.call.start_known,
            title=self.senders_title,
            description=self.call.description,
        )


async def open_run(resources: Resources, claim: Claim) -> Run:
    """Reads the run's call. Raises LeaseLost when the call was deleted meanwhile."""
    async with resources.database.connection(claim.tenant_id) as conn:
        try:
            call = await get_call(conn, claim.tenant_id, claim.call_id)
        except NotFound as error:
            raise LeaseLost("The call was deleted.") from error
        tenant = await get_tenant(conn, claim.tenant_id)
        agent = await get_agent(conn, claim.tenant_id, call.agent_id) if call.agent_id else None
        transcript = await find_transcript(conn, claim.tenant_id, claim.call_id)
        recordings = await list_recordings(conn, claim.tenant_id, claim.call_id)
        installation_owned, senders_title = await get_sender(conn, claim.tenant_id, claim.call_id)
        steps = await list_steps(conn, claim.tenant_id, claim.job_id)
    options = RunOptions.stored(claim.options)
    tenant = options.of_tenant(tenant)
    return Run(
        claim=claim,
        call=options.of_call(call),
        tenant=tenant,
        agent_name=agent.name if agent else None,
        transcript=transcript,
        recordings=_hearable(recordings),
        awaited=_awaited(recordings),
        resources=resources,
        checkpoints=Checkpoints(
            resources.database,
            claim,
            steps,
            # What is in the index is moved, also where later calls are left out of it.
            switched_off=frozenset()
            if claim.kind is JobKind.REINDEX_CALL
            else tenant.skipped_steps - {Step.FETCH_RECORDING, Step.TRANSCRIBE},
            patience=Patience(
                resources.settings.work.max_attempts, resources.settings.work.outage_patience_s
            ),
            metrics=resources.metrics,
            tracing=resources.tracing,
        ),
        installation_owned=installation_owned,
        options=options,
        agent_transcribes=agent.transcribe if agent else None,
        senders_title=senders_title,
    )


async def read_again(run: Run) -> Run:
    """Reads the call again after a step that changed the input of others. Raises LeaseLost when the
    call was deleted meanwhile.
    """
    tenant_id, call_id = run.tenant.id, run.call.id
    async with run.resources.database.connection(run.tenant.id) as conn:
        try:
            call = await get_call(conn, tenant_id, call_id)
        except NotFound as error:
            raise LeaseLost("The call was deleted.") from error
        transcript = await find_transcript(conn, tenant_id, call_id)
        recordings = await list_recordings(conn, tenant_id, call_id)
    call = run.options.of_call(call)
    return replace(
        run,
        call=call,
        transcript=transcript,
        recordings=_hearable(recordings),
        awaited=_awaited(recordings),
    )


_HEARABLE = (
    RecordingStatus.UPLOADED,
    RecordingStatus.TRANSCRIBING,
    RecordingStatus.TRANSCRIBED,
    RecordingStatus.DOC_GENERATING,
    RecordingStatus.COMPLETED,
    RecordingStatus.ERROR,
)


_TO_FETCH = (RecordingStatus.PENDING, RecordingStatus.UPLOADING)


def _hearable(recordings: Sequence[Recording]) -> tuple[Recording, ...]:
    """Returns the newest recording with stored audio; else one whose audio was deleted, so that the
    run can report that.

    A carrier records a call in several pieces, which are all transcribed. Other recordings are
    repeats of the same call.
    """
    came = [
        each
        for each in recordings
        if each.status in _HEARABLE and (each.audio_key or each.size_bytes)
    ]
    newest = next((each for each in came if each.audio_key), came[0] if came else None)
    if newest is None or not (newest.audio_key and _is_of_carrier(newest)):
        return (newest,) if newest else ()
    pieces = [each for each in came if each.audio_key and _is_of_carrier(each)]
    return tuple(sorted(pieces, key=lambda each: (each.began_at, each.created_at, each.id)))


def _awaited(recordings: Sequence[Recording]) -> tuple[Recording, ...]:
    """Returns the newest awaited recording, or all pieces of a carrier."""
    coming = [each for each in recordings if each.is_remote and each.status in _TO_FETCH]
    return tuple(reversed(coming)) if all(map(_is_of_carrier, coming)) else tuple(coming[:1])


def _is_of_carrier(recording: Recording) -> bool:
    return recording.recording_sid is not None
