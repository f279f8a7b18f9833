"""Audio for players: of a recording or a call, by ranges, and how loud it is over time."""

import asyncio
import json
import time
from typing import Annotated, Any

from fastapi import Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from api.http.media import BINARY, Media, media_answer
from api.http.parameters import CallInPath, RecordingInPath
from api.http.permissions import ReaderDep
from api.http.problems import responses
from api.http.resources import Resources, ResourcesDep
from api.http.router import Router
from shared.db.calls import get_call
from shared.db.recording_peaks import StoredPeaks, find_peaks, request_peaks
from shared.db.recordings import Recording, get_recording, list_recordings
from shared.domain.audio import Peaks
from shared.domain.ids import RecordingId, TenantId
from shared.domain.transcript import Speaker
from shared.errors import NotFound, RecordingUnusable
from shared.storage.audio_files import media_type_of, missing

router = Router(tags=["audio"])

AUDIO = {"audio/*": BINARY, "application/octet-stream": BINARY}
MEDIA_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"description": "The audio", "content": AUDIO},
    206: {"description": "The part of it that `Range` names", "content": AUDIO},
    304: {"description": "The client has it already (`If-None-Match`)"},
    **responses(404, 416),
}
# A player that asks first waits this long, because most recordings are read sooner.
PATIENCE_S = 3.0
LOOK_S = 0.15
RETRY_AFTER_S = 1
# The list of a call's recordings has at most so many.
MOST_TRACKS = 20

Download = Annotated[
    bool, Query(description="Ask a browser to save the file rather than to play it.")
]


class PeaksBody(BaseModel):
    """How loud a recording is over time."""

    recording_id: RecordingId = Field(description="The recording.")
    per_s: float = Field(
        description="Values in a second: 20, of recordings longer than an hour fewer."
    )
    duration_s: float = Field(description="Length of the recording in seconds.")
    speakers: list[Speaker] | None = Field(
        description="Who is on each channel, in order; null if not given."
    )
    channels: list[list[int]] = Field(
        description=(
            "For each channel the highest amplitude of each moment, from 0 to 255. One or two; more"
            " channels are mixed into one."
        )
    )


class PendingBody(BaseModel):
    """A worker is reading the recording."""

    status: str = Field(description="Always `pending`: ask again after `Retry-After`.")


class TrackBody(BaseModel):
    """A recording as a part of its call's audio."""

    recording_id: RecordingId = Field(description="The recording.")
    part: int = Field(description="Its number, for `GET /api/calls/{call_id}/media`, from 0.")
    media_url: str = Field(description="The address of its audio.")
    peaks_url: str = Field(description="The address of its peaks.")
    media_type: str = Field(description="The file's media type.")
    offset_s: float | None = Field(
        description=(
            "Where it begins in the call, by which the transcript's times count; null until it is"
            " part of the transcript. Legs of one call overlap."
        )
    )
    duration_s: float | None = Field(description="Its length in seconds; null until it was read.")
    channels: int | None = Field(description="Audio channels in the file; null until it was read.")
    speakers: list[Speaker] | None = Field(
        description="Who is on each channel, in order; null if not given."
    )


class CallAudioBody(BaseModel):
    """The audio of a call."""

    tracks: list[TrackBody] = Field(
        description=(
            "The recordings that have audio here, in the order in which they begin. Empty without"
            " audio; more than one for a call that was sent in parts or by leg."
        )
    )


@router.head("/api/recordings/{recording_id}/media", include_in_schema=False)
@router.get("/api/recordings/{recording_id}/media", response_class=Media, responses=MEDIA_ANSWERS)
async def read_media(
    recording_id: RecordingInPath,
    request: Request,
    tenant_id: ReaderDep,
    resources: ResourcesDep,
    download: Download = False,
) -> Response:
    """Returns the audio as it was received, for players too: with `Range`, `ETag` and its original
    type; 404 before the upload and after the deletion.
    """
    async with resources.database.connection(tenant_id) as conn:
        recording = await get_recording(conn, tenant_id, recording_id)
    return await _media_of(resources, request, recording, download=download)


@router.get("/api/calls/{call_id}/audio", responses=responses(404))
async def read_call_audio(
    call_id: CallInPath, tenant_id: ReaderDep, resources: ResourcesDep
) -> CallAudioBody:
    """Returns what a player needs for a call: its recordings with their places in the call."""
    async with resources.database.connection(tenant_id) as conn:
        await get_call(conn, tenant_id, call_id)
        recordings = await list_recordings(conn, tenant_id, call_id)
    return CallAudioBody(
        tracks=[
            TrackBody(
                recording_id=recording.id,
                part=part,
                media_url=f"/api/recordings/{recording.id}/media",
                peaks_url=f"/api/recordings/{recording.id}/peaks",
                media_type=media_type_of(recording.audio_key or ""),
                offset_s=recording.offset_s,
                duration_s=recording.duration_s,
                channels=recording.channels,
                speakers=list(recording.speakers) if recording.speakers else None,
            )
            for part, recording in enumerate(_playable(recordings))
        ]
    )


@router.head("/api/calls/{call_id}/media", include_in_schema=False)
@router.get("/api/calls/{call_id}/media", response_class=Media, responses=MEDIA_ANSWERS)
async def read_call_media(
    call_id: CallInPath,
    request: Request,
    tenant_id: ReaderDep,
    resources: ResourcesDep,
    part: Annotated[
        int,
        Query(
            ge=0,
            lt=MOST_TRACKS,
            description="Which of the `tracks` of GET /api/calls/{call_id}/audio.",
        ),
    ] = 0,
    download: Download = False,
) -> Response:
    """Returns the audio of a call, or of one of its parts, as the audio of a recording."""
    async with resources.database.connection(tenant_id) as conn:
        await get_call(conn, tenant_id, call_id)
        recordings = _playable(await list_recordings(conn, tenant_id, call_id))
    if part >= len(recordings):
        raise NotFound("The call has no audio here.", code="no_audio")
    return await _media_of(resources, request, recordings[part], download=download)


@router.get(
    "/api/recordings/{recording_id}/peaks",
    response_model=PeaksBody,
    responses={
        202: {"model": PendingBody, "description": "A worker is reading the recording"},
        **responses(404),
    },
)
async def read_peaks(
    recording_id: RecordingInPath, tenant_id: ReaderDep, resources: ResourcesDep
) -> Response:
    """Returns how loud the recording is over time, for the picture of a player.

    A worker reads the recording when this is asked for the first time; until then the answer is
    202 after three seconds, with `Retry-After`.
    """
    async with resources.database.connection(tenant_id) as conn:
        recording = await get_recording(conn, tenant_id, recording_id)
    if recording.audio_key is None:
        raise NotFound("The recording has no audio here.", code="no_audio")
    stored = await _requested_peaks(resources, tenant_id, recording_id, recording.audio_key)
    if stored is None:
        return JSONResponse({"status": "pending"}, 202, headers={"Retry-After": f"{RETRY_AFTER_S}"})
    if stored.peaks is None:
        raise NotFound(f"The recording has no peaks: {stored.error}", code="no_peaks")
    # An hour of two channels has 144,000 values.
    body = await asyncio.to_thread(_peaks_body, recording, stored.peaks)
    return Response(
        body, media_type="application/json", headers={"Cache-Control": "private, no-cache"}
    )


async def _requested_peaks(
    resources: Resources, tenant_id: TenantId, recording_id: RecordingId, audio_key: str
) -> StoredPeaks | None:
    """Returns the peaks of a file, which a worker makes if they are missing; None if that takes
    longer than PATIENCE_S.
    """
    given_up_at = time.monotonic() + PATIENCE_S
    is_requested = False
    while True:
        async with resources.database.connection(tenant_id) as conn:
            stored = await find_peaks(conn, tenant_id, recording_id, audio_key)
            if stored is None and not is_requested:
                await request_peaks(conn, tenant_id, recording_id, audio_key)
                is_requested = True
        if stored or time.monotonic() > given_up_at:
            return stored
        await asyncio.sleep(LOOK_S)


def _peaks_body(recording: Recording, peaks: Peaks) -> bytes:
    """Returns the body of PeaksBody, which pydantic would build from 144,000 checked numbers."""
    body = {
        "recording_id": str(recording.id),
        "per_s": peaks.per_s,
        "duration_s": peaks.duration_s,
        "speakers": list(recording.speakers) if recording.speakers else None,
        "channels": [list(channel) for channel in peaks.channels],
    }
    return json.dumps(body, separators=(",", ":")).encode()


def _playable(recordings: list[Recording]) -> list[Recording]:
    """Returns the recordings with audio, in the order in which they begin."""
    return sorted(
        (each for each in recordings if each.audio_key),
        key=lambda each: (each.offset_s or 0.0, each.began_at, each.id),
    )


async def _media_of(
    resources: Resources, request: Request, recording: Recording, *, download: bool
) -> Response:
    key = recording.audio_key
    try:
        if key is None:
            raise missing()
        audio = await resources.storage.read(key)
    except RecordingUnusable as error:
        raise NotFound("The recording has no audio here.", code="no_audio") from error
    media_type = media_type_of(key)
    playable = media_type.startswith(("audio/", "video/"))
    disposition = "inline" if playable and not download else "attachment"
    return media_answer(
        request,
        audio,
        media_type=media_type,
        disposition=f'{disposition}; filename="{recording.id}.{key.rpartition(".")[2]}"',
    )
