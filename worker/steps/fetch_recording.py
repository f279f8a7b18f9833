"""Brings a recording that we were only told about to where recordings lie."""

from dataclasses import dataclass
from pathlib import Path

from shared.db.recordings import Recording
from shared.errors import NotReadyYet, RecordingUnusable
from shared.providers.fetching import FetchedFile, RecordingFetcher, RemoteRecording
from shared.providers.ports import RecordingStorage


@dataclass(frozen=True, slots=True)
class KeptRecording:
    audio_key: str
    size_bytes: int
    sha256: bytes
    media_type: str


async def fetch_recording(
    recording: Recording,
    *,
    fetcher: RecordingFetcher,
    storage: RecordingStorage,
    folder: Path,
    waited_s: float,
    patience_s: float,
) -> KeptRecording:
    """Resumes what an earlier attempt left in `folder`, where the host allows it.

    Waits for a recording that is not there yet, up to `patience_s` after the call was received. Raises
    NotReadyYet, ProviderRejected, RecordingUnusable, Unavailable and the Transient errors of a network.
    """
    destination = folder / str(recording.id)
    try:
        file = await _fetch(recording, destination, fetcher=fetcher, waited_s=waited_s, patience_s=patience_s)
        media_type = file.media_type or "application/octet-stream"
        key = await storage.keep(recording.audio_stem, destination, media_type=media_type)
    finally:
        destination.unlink(missing_ok=True)
    return KeptRecording(key, file.size_bytes, file.sha256, media_type)


async def _fetch(
    recording: Recording, destination: Path, *, fetcher: RecordingFetcher, waited_s: float, patience_s: float
) -> FetchedFile:
    source = RemoteRecording(
        url=recording.remote_url,
        twilio_account_sid=recording.account_sid,
        twilio_recording_sid=recording.recording_sid,
        elevenlabs_conversation_id=recording.conversation_id,
    )
    try:
        return await fetcher.fetch(source, destination)
    except NotReadyYet as error:
        if waited_s < patience_s:
            raise
        raise RecordingUnusable(
            f"The recording was not to be had within {patience_s / 60:g} minutes (RECORDING_WAIT_S).",
            reason="recording_not_found",
        ) from error
