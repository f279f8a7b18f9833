"""Uploads: create a recording, stream its audio, start the run, follow it, download the audio."""

from contextlib import suppress
from typing import Annotated

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field, StringConstraints
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from api.http.bodies import JsonBody
from api.http.fields import NO_NUL, VISIBLE, Instant, Language, Number, Stripped, Zone
from api.http.idempotency import KeyedJsonRoute
from api.http.media import BINARY
from api.http.parameters import RecordingInPath
from api.http.permissions import AdmittedTenantDep, IngestDep, ReaderDep
from api.http.problems import responses
from api.http.resources import Resources, ResourcesDep
from api.http.router import Router
from api.http.schemas import AcceptedBody, RecordingBody, RecordingStatusBody
from api.http.uploads import open_upload
from shared.db.agents import get_agent
from shared.db.call_status import mark_upload_outcome
from shared.db.calls import upsert_call
from shared.db.inbound import Receipt
from shared.db.recording_status import (
    mark_recording,
    mark_upload_refused,
    mark_uploaded,
    mark_uploading,
)
from shared.db.recordings import Recording, get_recording, insert_recording, lock_recording
from shared.domain.ids import AgentId, CallId, RecordingId, TenantId, new_id
from shared.domain.incoming import IncomingCall
from shared.domain.statuses import Lane, RecordingStatus, Source
from shared.domain.transcript import Speaker
from shared.errors import AftercallError, Conflict, NotFound, Unavailable
from shared.intake.runs import start_run
from shared.ports import StoredFile

router = Router(tags=["recordings"], route_class=KeyedJsonRoute)

# One media type and no wildcard, because this works best with generators of clients.
UPLOADED_BODY = {
    "requestBody": {
        "description": (
            "The audio, best sent with its own media type, such as `audio/wav`. A form"
            " (`multipart/form-data`) with the audio as its one file is taken too."
        ),
        "required": True,
        "content": {"application/octet-stream": BINARY},
    }
}


class NewRecordingBody(JsonBody):
    """The data of a new call."""

    agent_id: AgentId | None = Field(
        None, description="The `id`, here, of the agent that took the call."
    )
    title: (
        Annotated[str, StringConstraints(max_length=300, pattern=rf"^$|{VISIBLE}"), Stripped] | None
    ) = Field(None, description="The call in a line; without it the analysis writes one.")
    description: (
        Annotated[str, StringConstraints(max_length=2000, pattern=NO_NUL), Stripped] | None
    ) = Field(None, description="What the call is about, for the document that is written of it.")
    direction: Annotated[str, StringConstraints(pattern="^(inbound|outbound)$")] | None = Field(
        None, description="`inbound` or `outbound`."
    )
    from_number: Number | None = Field(
        None,
        description=(
            "The number that called, best as E.164; spaces, hyphens and brackets are dropped."
        ),
    )
    to_number: Number | None = Field(
        None, description="The number that was called, in the same form."
    )
    started_at: Instant | None = Field(
        None, description="When the call began, with its UTC offset."
    )
    timezone: Zone | None = Field(
        None, description="The caller's IANA time zone, in which a time they name is read."
    )
    language: Language | None = Field(
        None, description="The language spoken (ISO 639); without it, it is detected."
    )
    channels: Annotated[list[Speaker], Field(min_length=1, max_length=2)] | None = Field(
        None,
        description=(
            "Who is on each channel of the file, in order. Without it a file of two channels has"
            " the agent on the first and the customer on the second; the speakers of a single"
            " channel are not known."
        ),
    )


class NewRecordingAnswer(BaseModel):
    """A new recording, and the address for its audio."""

    recording_id: RecordingId = Field(description="The recording's id.")
    call_id: CallId = Field(description="The id of its call.")
    status: RecordingStatus = Field(description="Always `pending`.")
    upload_url: str = Field(description="PUT the audio here.")
    finalize_url: str = Field(description="Then POST here, without a body, to have it processed.")


@router.post("/api/recordings", status_code=201, responses=responses(404, 429))
async def create_recording(
    body: NewRecordingBody, tenant_id: AdmittedTenantDep, resources: ResourcesDep
) -> NewRecordingAnswer:
    """Creates a call and its recording, whose audio is uploaded next."""
    recording_id = RecordingId(new_id())
    incoming = IncomingCall(
        source=Source.UPLOAD,
        event_type="upload",
        event_key=str(recording_id),
        external_id=str(recording_id),
        **body.model_dump(exclude={"agent_id", "channels"}),
    )
    async with resources.database.transaction(tenant_id) as conn:
        if body.agent_id:
            await get_agent(conn, tenant_id, body.agent_id)
        call_id = await upsert_call(conn, tenant_id, body.agent_id, incoming)
        await insert_recording(
            conn,
            tenant_id,
            recording_id,
            call_id=call_id,
            status=RecordingStatus.PENDING,
            speakers=body.channels,
        )
    here = f"{resources.settings.runtime.public_base_url.rstrip('/')}/api/recordings/{recording_id}"
    return NewRecordingAnswer(
        recording_id=recording_id,
        call_id=call_id,
        status=RecordingStatus.PENDING,
        upload_url=f"{here}/media",
        finalize_url=f"{here}/finalize",
    )


@router.put(
    "/api/recordings/{recording_id}/media",
    responses=responses(404, 409),
    openapi_extra=UPLOADED_BODY,
)
async def put_media(
    recording_id: RecordingInPath, request: Request, tenant_id: IngestDep, resources: ResourcesDep
) -> RecordingBody:
    """Streams the audio into the storage. A repeat before `finalize` replaces the file.

    The body is raw, or the one file of a form; gzip is unpacked. A refused upload sets `error`, and
    the recording may be uploaded again.
    """
    async with resources.database.transaction(tenant_id) as conn:
        recording, call_id = await lock_recording(conn, tenant_id, recording_id)
        await mark_uploading(conn, tenant_id, recording_id)
        await mark_upload_outcome(conn, tenant_id, call_id, error=None)
    stem, limit = recording.audio_stem, resources.settings.ingest.max_recording_bytes
    try:
        upload = await open_upload(request)
        media_type = upload.media_type
        file = await resources.storage.write(
            stem, upload.blocks, media_type=media_type, max_bytes=limit
        )
    except (AftercallError, HTTPException, ClientDisconnect) as error:
        await _record_refusal(resources, tenant_id, recording_id, error)
        raise
    try:
        return RecordingBody.model_validate(
            await _record_upload(resources, tenant_id, recording_id, file, media_type)
        )
    except (Conflict, NotFound):
        # The call was deleted or transcribed during the upload: no other code would ever remove the
        # file.
        if not await _is_named(resources, tenant_id, recording_id, file):
            await resources.storage.delete(stem)
        raise


async def _record_refusal(
    resources: Resources, tenant_id: TenantId, recording_id: RecordingId, error: Exception
) -> None:
    """Records a refused upload. The call fails with it if it has nothing else. A failure here does
    not change the sender's response.
    """
    match error:
        case AftercallError():
            problem = str(error)
        case _:
            problem = "The upload was interrupted, or took too long; send it again."
    with suppress(NotFound, Unavailable):
        async with resources.database.transaction(tenant_id) as conn:
            _, call_id = await lock_recording(conn, tenant_id, recording_id)
            if await mark_upload_refused(conn, tenant_id, recording_id, problem):
                await mark_upload_outcome(conn, tenant_id, call_id, error=problem)


async def _record_upload(
    resources: Resources,
    tenant_id: TenantId,
    recording_id: RecordingId,
    file: StoredFile,
    media_type: str,
) -> Recording:
    async with resources.database.transaction(tenant_id) as conn:
        _, call_id = await lock_recording(conn, tenant_id, recording_id)
        await mark_upload_outcome(conn, tenant_id, call_id, error=None)
        await mark_uploaded(
            conn,
            tenant_id,
            recording_id,
            size_bytes=file.size_bytes,
            sha256=file.sha256,
            media_type=media_type,
            audio_key=file.key,
        )
        return await get_recording(conn, tenant_id, recording_id)


async def _is_named(
    resources: Resources, tenant_id: TenantId, recording_id: RecordingId, file: StoredFile
) -> bool:
    """Returns whether the row refers to this file, which another upload of the same recording may
    have replaced.
    """
    try:
        async with resources.database.connection(tenant_id) as conn:
            return (await get_recording(conn, tenant_id, recording_id)).audio_key == file.key
    except NotFound:
        return False


@router.post(
    "/api/recordings/{recording_id}/finalize",
    status_code=202,
    response_model=AcceptedBody,
    responses=responses(404, 409),
)
async def finalize(
    recording_id: RecordingInPath, tenant_id: IngestDep, resources: ResourcesDep
) -> Response:
    """Starts the processing of the uploaded audio. A repeat returns the same ids."""
    answer = await finalize_recording(recording_id, tenant_id, resources)
    return JSONResponse(
        answer.model_dump(mode="json"), 202, headers={"Location": answer.status_url or ""}
    )


async def finalize_recording(
    recording_id: RecordingId,
    tenant_id: TenantId,
    resources: Resources,
    *,
    delay_s: float = 0.0,
    lane: Lane = Lane.LIVE,
) -> AcceptedBody:
    """Starts the run. Idempotent. Raises Conflict before the audio is stored. With a delay the run
    waits for a transcription service.
    """
    async with resources.database.transaction(tenant_id) as conn:
        recording, call_id = await lock_recording(conn, tenant_id, recording_id)
        if recording.audio_deleted_at:
            raise Conflict(
                "The audio of this recording was deleted; create a new one.", code="audio_deleted"
            )
        if (
            recording.status in (RecordingStatus.PENDING, RecordingStatus.UPLOADING)
            or not recording.audio_key
        ):
            raise Conflict(
                "Upload the audio first: PUT it to the recording's media address.",
                code="not_uploaded",
            )
        if recording.status is RecordingStatus.UPLOADED:
            uploaded = (RecordingStatus.UPLOADED, RecordingStatus.TRANSCRIBING)
            await mark_recording(
                conn, tenant_id, recording_id, RecordingStatus.TRANSCRIBING, since=uploaded
            )
            await mark_upload_outcome(conn, tenant_id, call_id, error=None)
        job_id, wakeup = await start_run(conn, tenant_id, call_id, delay_s=delay_s, lane=lane)
    if wakeup:
        resources.wakeups.send(wakeup)
    receipt = Receipt(call_id, job_id, recording_id)
    return AcceptedBody.of(receipt, base_url=resources.settings.runtime.public_base_url)


@router.get("/api/recording/{recording_id}/status", responses=responses(404))
async def read_recording_status(
    recording_id: RecordingInPath, tenant_id: ReaderDep, resources: ResourcesDep
) -> RecordingStatusBody:
    """Returns the recording, with `status.status`, `status.progress` and `status.error` in one
    place.
    """
    return RecordingStatusBody.of(await read_recording(recording_id, tenant_id, resources))


@router.get("/api/recordings/{recording_id}", responses=responses(404))
async def read_recording(
    recording_id: RecordingInPath, tenant_id: ReaderDep, resources: ResourcesDep
) -> RecordingBody:
    """Returns the recording's progress and the data of its file."""
    async with resources.database.connection(tenant_id) as conn:
        return RecordingBody.model_validate(await get_recording(conn, tenant_id, recording_id))
