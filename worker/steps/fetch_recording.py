"""Downloads a recording and stores it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from shared.db.pool import Connection
from shared.db.recording_status import mark_fetching, mark_uploaded
from shared.db.recordings import Recording
from shared.db.webhook_endpoints import find_endpoint
from shared.domain.file_versions import FileVersion
from shared.domain.steps import Step
from shared.download.fetcher import FetchedFile, RecordingFetcher, RemoteRecording
from shared.errors import Busy, NotReadyYet, Permanent, RecordingUnusable, Transient
from shared.ports import RecordingStorage
from shared.storage.partial_files import discard_whole
from worker.checkpoints import PipelineStep
from worker.own_keys import own_elevenlabs_key
from worker.run import Run


@dataclass(frozen=True, slots=True)
class StoredRecording:
    audio_key: str
    size_bytes: int
    sha256: bytes
    media_type: str
    version: FileVersion = field(default_factory=FileVersion)


@dataclass(frozen=True)
class FetchRecording(PipelineStep[list[StoredRecording]]):
    """Fetches all awaited recordings of the run."""

    name: ClassVar = Step.FETCH_RECORDING

    run: Run

    async def work(self) -> list[StoredRecording]:
        """Stores each recording as soon as it arrives, so that another attempt fetches only the
        rest. Raises the first recording's error.
        """
        run = self.run
        found: list[StoredRecording] = []
        failed: Permanent | None = None
        for recording in run.awaited:
            try:
                file = await self._fetch_one(recording)
            except Permanent as error:
                failed = failed or error
                continue
            async with run.checkpoints.fenced() as conn:
                await mark_uploaded(
                    conn,
                    run.tenant.id,
                    recording.id,
                    size_bytes=file.size_bytes,
                    sha256=file.sha256,
                    media_type=file.media_type,
                    audio_key=file.audio_key,
                    version=file.version,
                )
            found.append(file)
        if failed:
            raise failed
        return found

    async def load(self, conn: Connection) -> list[StoredRecording]:
        """Does nothing: the recordings are read with the rest of the run."""
        del conn
        return []

    def meta(self, value: list[StoredRecording]) -> dict[str, Any]:
        return {
            "size_bytes": sum(file.size_bytes for file in value),
            "media_type": value[0].media_type if value else None,
            "recordings": len(value),
        }

    async def _fetch_one(self, recording: Recording) -> StoredRecording:
        run = self.run
        async with run.checkpoints.fenced() as conn:
            await mark_fetching(conn, run.tenant.id, recording.id)
            endpoint = (
                await find_endpoint(conn, recording.endpoint_id) if recording.endpoint_id else None
            )
        own = endpoint is not None and endpoint.tenant_id == run.tenant.id
        secrets = endpoint.secrets_sealed if endpoint and own else ()
        at_elevenlabs = recording.conversation_id is not None
        return await fetch_recording(
            recording,
            fetcher=run.resources.fetcher,
            storage=run.resources.storage,
            folder=run.resources.settings.runtime.fetching_dir,
            auth_token=run.resources.sealer.open(secrets[0], context=recording.endpoint_id or "")
            if secrets
            else None,
            elevenlabs_key=await own_elevenlabs_key(run) if at_elevenlabs else None,
            # A conversation's audio is requested in the name in which its call came.
            installation_owned=run.installation_owned
            if at_elevenlabs
            else recording.installation_owned,
            waited_s=run.claim.age_s,
            patience_s=run.resources.settings.work.recording_wait_s,
        )


async def fetch_recording(
    recording: Recording,
    *,
    fetcher: RecordingFetcher,
    storage: RecordingStorage,
    folder: Path,
    auth_token: str | None,
    installation_owned: bool,
    elevenlabs_key: str | None = None,
    waited_s: float,
    patience_s: float,
) -> StoredRecording:
    """Fetches a recording. It resumes what an earlier attempt left in `folder`, where the host
    allows it, and uses a complete file as it is.

    `auth_token` is that of the endpoint at which a Twilio recording arrived, `elevenlabs_key` the
    tenant's own; the installation's credentials are used for what is `installation_owned`. Waits
    for a recording that does not exist yet, up to `patience_s` after the call was received, and for
    another worker without a limit. Raises NotReadyYet, ProviderRejected, RecordingUnusable and the
    Transient errors of a network or a storage.
    """
    destination = folder / str(recording.id)
    with _reusable_file(destination):
        file = await asyncio.to_thread(FetchedFile.noted, destination) or await _download_recording(
            RemoteRecording(
                url=recording.remote_url,
                twilio_account_sid=recording.account_sid,
                twilio_recording_sid=recording.recording_sid,
                elevenlabs_conversation_id=recording.conversation_id,
                installation_owned=installation_owned,
                twilio_auth_token=auth_token,
                elevenlabs_key=elevenlabs_key,
            ),
            destination,
            fetcher=fetcher,
            waited_s=waited_s,
            patience_s=patience_s,
        )
        media_type = file.media_type or "application/octet-stream"
        key = await storage.keep(recording.audio_stem, destination, media_type=media_type)
    return StoredRecording(key, file.size_bytes, file.sha256, media_type, file.version)


@contextmanager
def _reusable_file(destination: Path) -> Iterator[None]:
    """Leaves the fetched file only where another attempt may store it."""
    try:
        yield
    except (Transient, asyncio.CancelledError):
        raise
    except BaseException:
        discard_whole(destination)
        raise
    discard_whole(destination)


async def _download_recording(
    source: RemoteRecording,
    destination: Path,
    *,
    fetcher: RecordingFetcher,
    waited_s: float,
    patience_s: float,
) -> FetchedFile:
    try:
        file = await fetcher.fetch(source, destination)
    except Busy:
        raise
    except NotReadyYet as error:
        if waited_s < patience_s:
            raise
        raise RecordingUnusable(
            f"The recording could not be fetched within {patience_s / 60:g} minutes"
            " (RECORDING_WAIT_S).",
            reason="recording_not_found",
        ) from error
    # Without its metadata the file would only be fetched again, which is no reason to fail while it
    # can be stored.
    with suppress(OSError):
        await asyncio.to_thread(file.note, destination)
    return file
