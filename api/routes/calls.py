"""Calls: the list, one with everything known of it, the calls like it, and its deletion."""

import asyncio
from collections.abc import Mapping
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Query, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from api import cursors
from api.dependencies import Resources, ResourcesDep, TenantDep
from api.problems import responses
from api.router import Router
from api.routes.callbacks import CallbackBody
from api.schemas import CallBody, JobBody, RecordingBody, UsageBody
from shared.db.blockers import unblocked
from shared.db.callbacks import find_callback
from shared.db.calls import CallFilter, delete_call, get_call, get_sender_data, list_calls, list_calls_by_id
from shared.db.chunks import find_first_chunk, list_chunks
from shared.db.insights import StoredInsight, find_document, list_insights
from shared.db.jobs import find_job_of_call
from shared.db.leads import find_reachable_lead_id
from shared.db.recordings import list_recordings
from shared.db.steps import list_steps
from shared.db.transcripts import Listening, StoredTranscript, find_current, find_listening
from shared.db.usage import sum_by_step
from shared.domain.ids import AgentId, CallId, LeadId, RecordingId, TenantId
from shared.domain.insights import InsightKind
from shared.domain.statuses import CallStatus, ChunkSource, JobStatus, Step
from shared.domain.transcript import LeftOut, Segment, Speaker, Turn, Word
from shared.domain.usage import Usage, total
from shared.domain.vectors import VectorMatch
from shared.errors import Conflict, Unavailable

ValueT = TypeVar("ValueT")
BodyT = TypeVar("BodyT", bound=BaseModel)

router = Router(tags=["results"], prefix="/api/calls")

SEARCH_TIMEOUT_S = 5.0
OVER = (JobStatus.SUCCEEDED, JobStatus.FAILED, JobStatus.CANCELLED)
COMPARED_BY = (ChunkSource.SUMMARY, ChunkSource.TRANSCRIPT)


class CallPage(BaseModel):
    calls: list[CallBody]
    next_cursor: str | None


class TranscriptBody(BaseModel):
    """`origin` is the sender or the model that made this version, or `edited`. `left_out` says how much is missing in
    front of which turn (counted from 0), of a transcript that was too long to be kept whole.
    """

    version: int
    origin: str
    language: str | None
    text: str
    turns: list[Turn]
    segments: list[Segment]
    words: list[Word]
    left_out: LeftOut | None

    @classmethod
    def of(cls, stored: StoredTranscript) -> "TranscriptBody":
        transcript = stored.transcript
        return cls(
            version=stored.version,
            origin=stored.origin,
            language=transcript.language,
            text=transcript.text,
            turns=list(transcript.turns),
            segments=list(transcript.segments),
            words=list(transcript.words),
            left_out=transcript.left_out,
        )


class ChannelBody(BaseModel):
    """Together these are the call's length."""

    speech_s: float
    silence_s: float


class ListeningBody(BaseModel):
    """How the transcript came out of a recording, and how the conversation went. Seconds are the
    call's: in `speech_s` of `duration_s` anybody speaks, in `silence_s` nobody does. `channels` says the same of each
    channel alone. `dropped_words` were invented by the model where nobody spoke. `talk_ratio` is each
    speaker's share of all talking, `response_s` the agent's median time to answer.
    Overlaps and interruptions are null where the speakers cannot be told apart, silences too where nothing has times.
    """

    recording_id: RecordingId
    duration_s: float
    speech_s: float
    silence_s: float
    channels: list[ChannelBody]
    dropped_words: int
    talk_ratio: dict[Speaker, float]
    overlap_s: float | None
    longest_silence_s: float | None
    interruptions: int | None
    response_s: float | None

    @classmethod
    def of(cls, listening: Listening) -> "ListeningBody":
        measures = listening.measures
        return cls(
            recording_id=listening.recording_id,
            duration_s=round(listening.duration_s, 3),
            speech_s=round(max(0.0, listening.duration_s - listening.silence_s), 3),
            silence_s=listening.silence_s,
            channels=[
                ChannelBody(speech_s=round(each, 3), silence_s=round(max(0.0, listening.duration_s - each), 3))
                for each in listening.channel_speech_s
            ],
            dropped_words=listening.dropped_words,
            talk_ratio=measures.talk_ratio,
            overlap_s=measures.overlap_s,
            longest_silence_s=measures.longest_silence_s,
            interruptions=measures.interruptions,
            response_s=measures.response_s,
        )


class SummaryValue(BaseModel):
    title: str
    text: str
    key_points: list[str] = []
    next_steps: list[str] = []


class CallbackDetectionValue(BaseModel):
    needed: bool | None = Field(description="Null: it cannot be told from what was said.")
    reason: str
    phrase: str | None = Field(None, description="The words that ask for it, as they stand in the transcript.")
    turn: int | None = Field(None, description="The turn that they stand in; the first is 0.")
    requested_time: str | None = Field(None, description="The part of the phrase that says when.")
    confidence: float


class LeadValue(BaseModel):
    name: str | None = None
    phone: str | None = Field(None, description="E.164 where it could be parsed.")
    email: str | None = None
    company: str | None = None
    service: str | None = None
    city: str | None = None
    confidence: float
    from_sender: list[str] = Field([], description="The fields that the sender gave and nobody said.")


class InsightBody(BaseModel, Generic[ValueT]):
    """What was understood, and by what: a model and the version of its prompt, or of the local rules."""

    model_config = ConfigDict(from_attributes=True)

    model: str
    prompt_version: str
    version: int = Field(description="Counts up whenever it is made again.")
    value: ValueT


class DocumentBody(BaseModel):
    title: str
    markdown: str
    model: str
    version: int


class CallUsageBody(UsageBody):
    """Of every run of the call, by step and in all."""

    steps: dict[Step, UsageBody]

    @classmethod
    def by_step(cls, usage: Mapping[Step, Usage]) -> "CallUsageBody":
        steps = {step: UsageBody.of(used) for step, used in usage.items()}
        return cls(**UsageBody.of(total(usage.values())).model_dump(), steps=steps)


class CallDetail(CallBody):
    """Parts that are not made yet, or that the call has none of, are null."""

    transcript: TranscriptBody | None
    listening: ListeningBody | None
    summary: InsightBody[SummaryValue] | None
    callback_detection: InsightBody[CallbackDetectionValue] | None
    lead: InsightBody[LeadValue] | None
    lead_id: LeadId | None
    document: DocumentBody | None
    callback: CallbackBody | None
    recordings: list[RecordingBody]
    job: JobBody | None
    usage: CallUsageBody
    sender_data: dict[str, Any]


class SimilarCall(BaseModel):
    """`score` is cosine similarity; `excerpt` is the text that matched."""

    call: CallBody
    score: float
    source: ChunkSource
    excerpt: str


class SimilarCalls(BaseModel):
    compared_by: ChunkSource
    similar: list[SimilarCall]


@router.get("", responses=responses(400, 401, 422))
async def get_calls(
    tenant_id: TenantDep,
    resources: ResourcesDep,
    status: CallStatus | None = None,
    agent_id: AgentId | None = None,
    since: AwareDatetime | None = None,
    until: AwareDatetime | None = None,
    phone: Annotated[str | None, Query(max_length=32, description="Caller's or callee's number, E.164")] = None,
    lead_id: Annotated[LeadId | None, Query(description="All calls of one person")] = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> CallPage:
    """Newest first; `next_cursor` leads to the page after."""
    before = cursors.decode(cursor)
    async with resources.database.connection() as conn:
        found = await list_calls(
            conn,
            tenant_id,
            CallFilter(status, agent_id, since, until, phone, lead_id),
            before=(before[0], CallId(before[1])) if before else None,
            limit=limit + 1,
        )
    last = found[limit - 1] if len(found) > limit else None
    return CallPage(
        calls=[CallBody.of(call) for call in found[:limit]],
        next_cursor=cursors.encode(last.created_at, last.id) if last else None,
    )


@router.get("/{call_id}", responses=responses(401, 404))
async def read_call(call_id: CallId, tenant_id: TenantDep, resources: ResourcesDep) -> CallDetail:
    """Everything known of one call."""
    return await detail_of(resources, tenant_id, call_id)


async def detail_of(resources: Resources, tenant_id: TenantId, call_id: CallId) -> CallDetail:
    """Raises NotFound."""
    async with resources.database.connection() as conn:
        call = await get_call(conn, tenant_id, call_id)
        transcript = await find_current(conn, tenant_id, call_id)
        listening = await find_listening(conn, tenant_id, call_id)
        insights = await list_insights(conn, tenant_id, call_id)
        document = await find_document(conn, tenant_id, call_id)
        callback = await find_callback(conn, tenant_id, call_id)
        recordings = await list_recordings(conn, tenant_id, call_id)
        job = await find_job_of_call(conn, tenant_id, call_id)
        steps = await list_steps(conn, tenant_id, job.id) if job else {}
        usage = await sum_by_step(conn, tenant_id, call_id)
        usage_of_job = await sum_by_step(conn, tenant_id, call_id, job_id=job.id) if job else {}
        lead_id = await find_reachable_lead_id(conn, tenant_id, call_id)
        sender_data = await get_sender_data(conn, tenant_id, call_id)
    return CallDetail(
        **CallBody.of(call).model_dump(),
        transcript=TranscriptBody.of(transcript) if transcript else None,
        listening=ListeningBody.of(listening) if listening else None,
        summary=_made(InsightBody[SummaryValue], insights.get(InsightKind.SUMMARY)),
        callback_detection=_made(InsightBody[CallbackDetectionValue], insights.get(InsightKind.CALLBACK)),
        lead=_made(InsightBody[LeadValue], insights.get(InsightKind.LEAD)),
        lead_id=lead_id,
        document=DocumentBody.model_validate(document, from_attributes=True) if document else None,
        callback=CallbackBody.model_validate(callback) if callback else None,
        recordings=[RecordingBody.model_validate(recording) for recording in recordings],
        job=JobBody.with_steps(job, steps, usage_of_job) if job else None,
        usage=CallUsageBody.by_step(usage),
        sender_data=sender_data,
    )


def _made(kind: type[BodyT], insight: StoredInsight | None) -> BodyT | None:
    return kind.model_validate(insight) if insight else None


@router.delete("/{call_id}", status_code=204, responses=responses(401, 404))
async def remove_call(call_id: CallId, tenant_id: TenantDep, resources: ResourcesDep) -> Response:
    """Deletes every row of the call at once; its vectors and audio elsewhere follow within seconds.

    A sender's repeat does not bring it back.
    """
    async with resources.database.transaction() as conn, unblocked(resources.database, conn):
        await delete_call(conn, tenant_id, call_id)
    return Response(status_code=204)


@router.get("/{call_id}/similar", responses=responses(401, 404, 409, 503))
async def similar_calls(
    call_id: CallId,
    tenant_id: TenantDep,
    resources: ResourcesDep,
    limit: Annotated[int, Query(ge=1, le=50)] = 5,
) -> SimilarCalls:
    """Calls nearest in meaning, compared by summary, or by transcript while there is no summary."""
    model = resources.embedder.model
    async with resources.database.connection() as conn:
        await get_call(conn, tenant_id, call_id)
        chunk = await find_first_chunk(conn, tenant_id, call_id, model=model, sources=COMPARED_BY)
        job = await find_job_of_call(conn, tenant_id, call_id)
    if chunk is None and (job is None or job.status in OVER):
        raise Conflict("Nothing of this call is indexed, so that nothing can be compared.", code="nothing_indexed")
    if chunk is None:
        raise Conflict("The call is not indexed yet; look at its job's status.", code="not_indexed")
    try:
        async with asyncio.timeout(SEARCH_TIMEOUT_S):
            vectors = await resources.vector_index.fetch(tenant_id, [chunk.id], model=model)
            if chunk.id not in vectors:
                raise Unavailable("The call's vector is not visible in the index; try again in a moment.")
            matches = await resources.vector_index.nearest(
                tenant_id, vectors[chunk.id], model=model, limit=limit * 4, sources=[chunk.source], exclude_call=call_id
            )
    except TimeoutError as error:
        raise Unavailable(f"The vector index did not answer within {SEARCH_TIMEOUT_S:g} s.") from error
    return SimilarCalls(
        compared_by=chunk.source, similar=await _described(resources, tenant_id, _best_per_call(matches)[:limit])
    )


def _best_per_call(matches: list[VectorMatch]) -> list[VectorMatch]:
    best: dict[CallId, VectorMatch] = {}
    for match in matches:
        best.setdefault(match.call_id, match)
    return list(best.values())


async def _described(resources: Resources, tenant_id: TenantId, matches: list[VectorMatch]) -> list[SimilarCall]:
    """Matches whose call was deleted meanwhile are left out."""
    async with resources.database.connection() as conn:
        calls = await list_calls_by_id(conn, tenant_id, [match.call_id for match in matches])
        chunks = await list_chunks(conn, tenant_id, [match.id for match in matches])
    return [
        SimilarCall(
            call=CallBody.of(calls[match.call_id]),
            score=round(match.score, 4),
            source=match.source,
            excerpt=chunks[match.id].text[:400],
        )
        for match in matches
        if match.call_id in calls and match.id in chunks
    ]
