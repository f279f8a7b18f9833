"""Processes recordings by address or by id: one, many at once, or a small one with the result in
the response.
"""

import asyncio
import time
from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import (
    AnyHttpUrl,
    BaseModel,
    Field,
    UrlConstraints,
    ValidationError,
    computed_field,
    model_validator,
)
from pydantic.alias_generators import to_camel

from api.http.bodies import JsonBody
from api.http.idempotency import KeyedJsonRoute, KeyedRoute
from api.http.permissions import AdmittedTenantDep, IngestDep
from api.http.problems import responses
from api.http.resources import Resources, ResourcesDep
from api.http.router import Router
from api.http.schemas import AcceptedBody
from api.http.uploads import open_upload
from api.routes.calls import CallDetail, detail_of
from api.routes.recordings import UPLOADED_BODY, NewRecordingBody, finalize_recording
from api.webhooks.reused_addresses import call_at
from shared.concurrency.gather import together
from shared.db.agents import get_agent
from shared.db.calls import upsert_call
from shared.db.inbound import Receipt
from shared.db.jobs.jobs import get_job
from shared.db.recordings import insert_recording, stem_of
from shared.domain.ids import CallId, JobId, RecordingId, TenantId, new_id
from shared.domain.incoming import IncomingCall
from shared.domain.statuses import (
    JobStatus,
    Lane,
    RecordingStatus,
    Source,
)
from shared.errors import InvalidRequest, NotFound, PayloadTooLarge
from shared.intake.recordings import record_remote
from shared.intake.runs import start_run
from shared.ports import StoredFile

router = Router(tags=["recordings"], route_class=KeyedJsonRoute)
direct = Router(tags=["recordings"], route_class=KeyedRoute)

LOOKS_AT_ONCE = 10
DIRECT_MAX_BYTES = 18 * 2**20
DIRECT_WAIT_S = 120.0
# The most requests that wait at once, because each queries the database repeatedly.
DIRECT_WAITING = 20
DIRECT_POLL_S = 0.1
DIRECT_SLOWEST_POLL_S = 1.0
DIRECT_POLL_GROWTH = 1.3
OVER = (JobStatus.SUCCEEDED, JobStatus.FAILED, JobStatus.CANCELLED)


RecordingUrl = Annotated[AnyHttpUrl, UrlConstraints(max_length=2000)]


class Priority(StrEnum):
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


class _Ordered(JsonBody):
    """The fields that set a recording's place in the queue."""

    lane: Lane = Field(
        Lane.LIVE, description="`backfill` waits behind every live call, an hour at most."
    )
    priority: Priority | None = Field(
        None,
        description=(
            "In place of `lane`: `high` is `live`, `low` is `backfill`, `normal` what it is without"
            " either."
        ),
    )

    @model_validator(mode="after")
    def _either(self) -> Self:
        if self.priority and "lane" in self.model_fields_set:
            raise ValueError("give either lane or priority")
        return self

    def lane_or(self, otherwise: Lane) -> Lane:
        match self.priority:
            case Priority.HIGH:
                return Lane.LIVE
            case Priority.LOW:
                return Lane.BACKFILL
        return self.lane if "lane" in self.model_fields_set else otherwise


class ProcessBody(_Ordered, NewRecordingBody):
    """An uploaded recording, or one at a web address."""

    recording_id: RecordingId | None = Field(
        None, description="A recording that was uploaded; or `recording_url`."
    )
    recording_url: RecordingUrl | None = Field(
        None,
        description="The http or https address to fetch the recording from; or `recording_id`.",
    )
    transcriber: Literal["outside"] | None = Field(
        None,
        description=(
            "`outside`: wait for `transcription.completed` at `/api/webhooks`, up to"
            " RECORDING_WAIT_S; then the recording is transcribed here after all."
        ),
    )

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.recording_id is None) == (self.recording_url is None):
            raise ValueError("give either recording_id or recording_url")
        return self


class BatchBody(_Ordered):
    """Recordings to process."""

    recordings: Annotated[list[ProcessBody], Field(min_length=1, max_length=100)] = Field(
        description="The recordings."
    )
    lane: Lane = Field(
        Lane.BACKFILL,
        description="The lane of those that name neither lane nor priority themselves.",
    )

    def lane_of(self, recording: ProcessBody) -> Lane:
        return recording.lane_or(self.lane_or(Lane.BACKFILL))


class ProcessAnswer(AcceptedBody):
    """What was accepted, and where to follow it."""

    @computed_field(  # type: ignore[prop-decorator]
        description="`job_id` again, for programs that read it under this name."
    )
    @property
    def jobId(self) -> JobId | None:
        return self.job_id


class BatchAnswer(BaseModel):
    """What was accepted."""

    accepted: list[AcceptedBody] = Field(
        description="For each recording, in the order in which they were given."
    )


@router.post(
    "/api/process-recording",
    status_code=202,
    response_model=ProcessAnswer,
    responses=responses(404, 409, 429),
)
async def process_recording(
    body: ProcessBody, tenant_id: AdmittedTenantDep, resources: ResourcesDep
) -> Response:
    """Starts a recording's run. The same id or address again returns the same ids.

    A changed file at the same address (another ETag, length or Last-Modified than the fetched one)
    is another recording with its own call.
    """
    external_id = await _call_at(body, tenant_id, resources)
    accepted = await _start_processing(
        body, tenant_id, resources, body.lane_or(Lane.LIVE), external_id
    )
    return JSONResponse(
        ProcessAnswer(**accepted.model_dump()).model_dump(mode="json"),
        202,
        headers={"Location": accepted.status_url or ""},
    )


@router.post("/api/batch-process", status_code=202, responses=responses(404, 409, 429))
async def batch_process(
    body: BatchBody, tenant_id: IngestDep, resources: ResourcesDep
) -> BatchAnswer:
    """Starts up to a hundred runs, behind live calls. Stops at the first one that is not accepted;
    a repeat is harmless.
    """
    await resources.admission.require_room(tenant_id, len(body.recordings))
    # Several hosts are queried at a time; recordings are recorded in order.
    ids = await together(
        [_call_at(each, tenant_id, resources) for each in body.recordings], at_once=LOOKS_AT_ONCE
    )
    accepted = [
        await _start_processing(each, tenant_id, resources, body.lane_of(each), external_id)
        for each, external_id in zip(body.recordings, ids, strict=True)
    ]
    return BatchAnswer(accepted=accepted)


def _query_parameters(model: type[BaseModel]) -> list[dict[str, Any]]:
    """Returns the fields of a body as parameters of a query, for the API's description."""
    schema = model.model_json_schema(by_alias=False, ref_template="#/components/schemas/{model}")
    return [
        {"name": name, "in": "query", "description": field["description"], "schema": field}
        for name, field in schema["properties"].items()
    ]


@direct.post(
    "/api/process-direct",
    response_model=CallDetail,
    responses={
        202: {
            "model": AcceptedBody,
            "description": "Not done in time, or too many wait; follow it",
        },
        **responses(404, 429),
    },
    openapi_extra={**UPLOADED_BODY, "parameters": _query_parameters(NewRecordingBody)},
)
async def process_direct(
    request: Request, tenant_id: AdmittedTenantDep, resources: ResourcesDep
) -> Response:
    """Processes a small recording while the client waits: two minutes at most, and not while many
    other clients do.

    The body is raw, or the one file of a form; gzip is unpacked. The call's data go into the query
    or the form's other fields, under the names of `POST /api/recordings`. The work continues after
    a disconnect; the call is in the list.
    """
    details = _details_of_query(request.query_params.multi_items(), strict=True)
    recording_id = RecordingId(new_id())
    stem, limit = stem_of(tenant_id, recording_id), DIRECT_MAX_BYTES
    upload = await open_upload(request)
    try:
        file = await resources.storage.write(
            stem, upload.blocks, media_type=upload.media_type, max_bytes=limit
        )
    except PayloadTooLarge as error:
        raise PayloadTooLarge(
            f"The recording is larger than the {DIRECT_MAX_BYTES} bytes taken here; create it with"
            " POST /api/recordings and start it with POST /api/process-recording."
        ) from error
    try:
        form = _details_of_query(upload.fields.items(), strict=False)
        details = details.model_copy(
            update={name: getattr(form, name) for name in form.model_fields_set}
        )
        # After other failures the file stays, because the commit may have succeeded although its
        # reply was lost.
        call_id, job_id = await _record_stored(
            resources, tenant_id, recording_id, file, upload.media_type, details
        )
    except (RequestValidationError, NotFound, InvalidRequest):
        await resources.storage.delete(stem)
        raise
    return await _answer_when_over(
        request, resources, tenant_id, Receipt(call_id, job_id, recording_id)
    )


def _details_of_query(given: Iterable[tuple[str, str]], *, strict: bool) -> NewRecordingBody:
    """Reads the call's data from the query. Raises RequestValidationError. `channels` may be
    repeated, or separated by commas. Unknown fields of forms are ignored unless `strict`, because
    forms contain fields for other services.
    """
    known = {name for field in NewRecordingBody.model_fields for name in (field, to_camel(field))}
    details: dict[str, Any] = {}
    for name, value in given:
        if name == "channels":
            details.setdefault("channels", []).extend(each.strip() for each in value.split(","))
        elif strict or name in known:
            details[name] = value
    try:
        return NewRecordingBody.model_validate(details)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        raise RequestValidationError(
            [{**each, "loc": ("query", *each["loc"])} for each in found]
        ) from None


async def _record_stored(
    resources: Resources,
    tenant_id: TenantId,
    recording_id: RecordingId,
    file: StoredFile,
    media_type: str,
    details: NewRecordingBody,
) -> tuple[CallId, JobId]:
    call = _call_of(details, external_id=str(recording_id))
    async with resources.database.transaction(tenant_id) as conn:
        if details.agent_id:
            await get_agent(conn, tenant_id, details.agent_id)
        call_id = await upsert_call(conn, tenant_id, details.agent_id, call)
        await insert_recording(
            conn,
            tenant_id,
            recording_id,
            call_id=call_id,
            status=RecordingStatus.UPLOADED,
            media_type=media_type,
            size_bytes=file.size_bytes,
            sha256=file.sha256,
            audio_key=file.key,
            speakers=details.channels,
        )
        job_id, wakeup = await start_run(conn, tenant_id, call_id)
    if wakeup:
        resources.wakeups.send(wakeup)
    return call_id, job_id


async def _answer_when_over(
    request: Request, resources: Resources, tenant_id: TenantId, receipt: Receipt
) -> Response:
    if receipt.call_id and receipt.job_id and not resources.direct_waits.locked():
        async with resources.direct_waits:
            if await _over_in_time(request, resources, tenant_id, receipt.job_id):
                detail = await detail_of(resources, tenant_id, receipt.call_id)
                return JSONResponse(detail.model_dump(mode="json"))
    answer = AcceptedBody.of(receipt, base_url=resources.settings.runtime.public_base_url)
    return JSONResponse(
        answer.model_dump(mode="json"), 202, headers={"Location": answer.status_url or ""}
    )


async def _over_in_time(
    request: Request, resources: Resources, tenant_id: TenantId, job_id: JobId
) -> bool:
    """Returns whether the run ended in time. Returns False also when the client has
    disconnected.
    """
    give_up_at, pause_s = time.monotonic() + DIRECT_WAIT_S, DIRECT_POLL_S
    while time.monotonic() < give_up_at and not await request.is_disconnected():
        async with resources.database.connection(tenant_id) as conn:
            is_over = (await get_job(conn, tenant_id, job_id)).status in OVER
        if is_over:
            return True
        await asyncio.sleep(pause_s)
        pause_s = min(pause_s * DIRECT_POLL_GROWTH, DIRECT_SLOWEST_POLL_S)
    return False


async def _call_at(body: ProcessBody, tenant_id: TenantId, resources: Resources) -> str:
    """Returns the external id of the call for a recording at an address; other recordings have
    none.
    """
    if body.recording_url is None:
        return ""
    return await call_at(
        resources.database, tenant_id, str(body.recording_url), resources.fetcher.look
    )


async def _start_processing(
    body: ProcessBody, tenant_id: TenantId, resources: Resources, lane: Lane, external_id: str
) -> AcceptedBody:
    delay_s = resources.settings.work.recording_wait_s if body.transcriber == "outside" else 0.0
    if body.recording_id:
        return await finalize_recording(
            body.recording_id, tenant_id, resources, delay_s=delay_s, lane=lane
        )
    url = str(body.recording_url)
    call = _call_of(body, external_id=external_id)
    async with resources.database.transaction(tenant_id) as conn:
        if body.agent_id:
            await get_agent(conn, tenant_id, body.agent_id)
        accepted = await record_remote(
            conn,
            tenant_id,
            body.agent_id,
            call,
            url=url,
            speakers=body.channels,
            delay_s=delay_s,
            lane=lane,
        )
    if accepted.wakeup:
        resources.wakeups.send(accepted.wakeup)
    return AcceptedBody.of(accepted.receipt, base_url=resources.settings.runtime.public_base_url)


def _call_of(body: NewRecordingBody, *, external_id: str) -> IncomingCall:
    known: dict[str, Any] = body.model_dump(
        exclude={
            "agent_id",
            "channels",
            "recording_id",
            "recording_url",
            "transcriber",
            "lane",
            "priority",
        }
    )
    return IncomingCall(
        source=Source.UPLOAD,
        event_type="upload",
        event_key=external_id,
        external_id=external_id,
        **known,
    )
