"""Brings a recording that we were only told about onto our own disk."""

from shared.db.recordings import Recording
from shared.errors import NotReadyYet, RecordingUnusable
from shared.providers.fetching import FetchedFile, RecordingFetcher, RemoteRecording
from shared.storage import RecordingStorage


async def fetch_recording(
    recording: Recording, *, fetcher: RecordingFetcher, storage: RecordingStorage, waited_s: float, patience_s: float
) -> FetchedFile:
    """Resumes what an earlier attempt left, where the host allows it.

    Waits for a recording that is not there yet, up to `patience_s` after the call was received. Raises
    NotReadyYet, ProviderRejected, RecordingUnusable and the Transient errors of a network.
    """
    source = RemoteRecording(
        url=recording.remote_url,
        twilio_account_sid=recording.account_sid,
        twilio_recording_sid=recording.recording_sid,
        elevenlabs_conversation_id=recording.conversation_id,
    )
    try:
        return await fetcher.fetch(source, await storage.place_for(recording.id))
    except NotReadyYet as error:
        if waited_s < patience_s:
            raise
        raise RecordingUnusable(
            f"The recording was not to be had within {patience_s / 60:g} minutes (RECORDING_WAIT_S).",
            reason="recording_not_found",
        ) from error
