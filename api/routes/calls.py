"""Calls: the list, one call in full, similar calls, and deletion."""

import asyncio
from collections.abc import Mapping
from itertools import repeat
from typing import Annotated, Any, Generic, Literal, TypeVar

from fastapi import Query, Response
from pydantic import BaseModel, ConfigDict, Field

from api.http.callback_bodies import CallbackBody
from api.http.parameters import CallInPath
from api.http.permissions import AdminDep, ReaderDep
from api.http.problems import responses
from api.http.resources import Resources, ResourcesDep
from api.http.router import Router
from api.http.schemas import CallBody, JobBody, RecordingBody, UsageBody
from api.meaning import meaning_of_chunk, models_to_search, nearest_by_meaning
from shared.db.call_deletion import delete_call
from shared.db.callback_lists import find_worked_of_call
from shared.db.calls import get_call, get_sender_data, list_calls_by_id
from shared.db.chunks import find_first_chunk, list_chunks
from shared.db.insights import StoredInsight, find_document, list_insights
from shared.db.jobs.blockers import unblocked
from shared.db.jobs.jobs import find_job_of_call
from shared.db.jobs.steps import list_steps
from shared.db.leads import find_reachable_lead_id
from shared.db.recordings import list_recordings
from shared.db.transcripts import (
    StoredTranscript,
    TranscribedAudio,
    find_current,
    find_transcribed_audio,
)
from shared.db.usage import sum_by_step
from shared.domain.calls import Call
from shared.domain.ids import CallId, LeadId, RecordingId, TenantId
from shared.domain.insights import InsightKind
from shared.domain.statuses import ChunkSource, JobStatus
from shared.domain.steps import Step
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


class TranscriptBody(BaseModel):
    """One version of a call's transcript. Times are seconds from the start of the call."""

    version: int = Field(description="The version's number, from 1.")
    origin: str = Field(description="The sender or the model that made this version, or `edited`.")
    language: str | None = Field(description="The language spoken (ISO 639, such as `en`).")
    text: str = Field(description="The whole as text: a line for each turn, `speaker: words`.")
    turns: list[Turn] = Field(description="Who said what, in the order in which they began.")
    segments: list[Segment] = Field(
        description="Pieces of about a sentence with times, where the source gives them."
    )
    words: list[Word] = Field(description="Words with times, where the source gives them.")
    left_out: LeftOut | None = Field(
        description="What is missing of a transcript that was too long; null if nothing."
    )

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
    """One channel of a recording; speech and silence together are the call's length."""

    speech_s: float = Field(description="Seconds of speech on this channel.")
    silence_s: float = Field(description="Seconds without speech on this channel.")
    dropped_s: float | None = Field(
        description=(
            "Seconds of speech on this channel that have no words in the transcript; null for"
            " transcripts from before they were counted."
        )
    )
    dropped_words: int | None = Field(
        description="Words left out on this channel because the model invented them; null likewise."
    )


class TranscribedAudioBody(BaseModel):
    """How the transcript was made from a recording, and the measures of the conversation."""

    recording_id: RecordingId = Field(description="The recording that was transcribed.")
    duration_s: float = Field(description="Length of the call in seconds.")
    speech_s: float = Field(description="Seconds of speech.")
    silence_s: float = Field(description="Seconds without speech.")
    channels: list[ChannelBody] = Field(description="The same for each channel.")
    dropped_words: int = Field(
        description="Words left out because the model invented them over silence."
    )
    talk_ratio: dict[Speaker, float] = Field(
        description="Each speaker's share of all talking, from 0 to 1."
    )
    overlap_s: float | None = Field(
        description="Seconds in which both speak; null if the speakers cannot be distinguished."
    )
    longest_silence_s: float | None = Field(
        description="Seconds of the longest silence; null if the transcript has no times."
    )
    interruptions: int | None = Field(
        description=(
            "How often one speaker broke in on the other; null if the speakers cannot be"
            " distinguished."
        )
    )
    response_s: float | None = Field(
        description=(
            "The agent's median time to answer, in seconds; null if there is no answer to measure."
        )
    )

    @classmethod
    def of(cls, audio: TranscribedAudio) -> "TranscribedAudioBody":
        measures = audio.measures
        return cls(
            recording_id=audio.recording_id,
            duration_s=round(audio.duration_s, 3),
            speech_s=round(max(0.0, audio.duration_s - audio.silence_s), 3),
            silence_s=audio.silence_s,
            channels=[
                ChannelBody(
                    speech_s=round(each, 3),
                    silence_s=round(max(0.0, audio.duration_s - each), 3),
                    dropped_s=dropped_s,
                    dropped_words=words,
                )
                for each, dropped_s, words in zip(
                    audio.channel_speech_s,
                    audio.channel_dropped_s or repeat(None),
                    audio.channel_dropped_words or repeat(None),
                    strict=False,
                )
            ],
            dropped_words=audio.dropped_words,
            talk_ratio=measures.talk_ratio,
            overlap_s=measures.overlap_s,
            longest_silence_s=measures.longest_silence_s,
            interruptions=measures.interruptions,
            response_s=measures.response_s,
        )


CONFIDENCE = "How sure the analysis is, from 0 to 1."


class SummaryValue(BaseModel):
    """What the call was about."""

    title: str = Field(description="The call in a line.")
    text: str = Field(description="The call in a few sentences.")
    key_points: list[str] = Field([], description="What matters of it.")
    next_steps: list[str] = Field([], description="What was promised or has to be done.")


class TimeQuoteBody(BaseModel):
    """Words that say when to call back."""

    words: str = Field(description="The words, as they stand in the transcript.")
    turn: int = Field(description="The turn that they stand in; the first is 0.")


class OptOutOfCall(BaseModel):
    """The caller's wish for no more calls."""

    words: str = Field(description="The words, as they stand in the transcript.")
    turn: int = Field(description="The turn that they stand in; the first is 0.")


class CallbackDetectionValue(BaseModel):
    """Whether the caller must be called back."""

    needed: bool | None = Field(
        description="Whether a callback is needed; null if the transcript does not tell."
    )
    reason: str = Field(description="Why, for people.")
    phrase: str | None = Field(
        None, description="The words that ask for it, as they stand in the transcript."
    )
    turn: int | None = Field(None, description="The turn that they stand in; the first is 0.")
    requested_time: str | None = Field(None, description="The words that say when.")
    time_quotes: list[TimeQuoteBody] = Field(
        [], description="Each group of words that says when, in the order in which they were said."
    )
    unproved: list[Literal["phrase", "requested_time"]] = Field(
        [],
        description=(
            "Fields that hold a model's own words, which were not found in the transcript. Such a"
            " callback is `ambiguous`, for a person to decide."
        ),
    )
    opt_out: OptOutOfCall | None = Field(
        None, description="The caller wants no more calls at all; null if they did not say so."
    )
    confidence: float = Field(description=CONFIDENCE)


class LeadValue(BaseModel):
    """The caller as a prospective customer. A field that was not said is null."""

    name: str | None = Field(None, description="The caller's name.")
    phone: str | None = Field(
        None, description="The number to reach them at; E.164 where it could be parsed."
    )
    email: str | None = Field(None, description="The caller's e-mail address.")
    company: str | None = Field(None, description="The company that they call for.")
    service: str | None = Field(None, description="What they want.")
    city: str | None = Field(None, description="The place where they want it.")
    confidence: float = Field(description=CONFIDENCE)
    unverified: list[str] = Field(
        [],
        description=(
            "The fields that could not be checked against the transcript, such as a number spoken"
            " in a language that is not read; ask before relying on them."
        ),
    )
    from_sender: list[str] = Field(
        [], description="The fields that come from the sender and were not said in the call."
    )


class InsightBody(BaseModel, Generic[ValueT]):
    """A result of the analysis, and its model."""

    # The generated class for each value has no docstring of its own.
    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra={"description": "What was understood of the call, and by what."},
    )

    model: str = Field(
        description=(
            "The model that made it, or the name of the local rules; `person` for a summary that"
            " only a person wrote."
        )
    )
    prompt_version: str = Field(description="The version of the model's prompt, or of the rules.")
    version: int = Field(description="Counts up whenever it is made again, from 1.")
    value: ValueT = Field(description="What was understood.")


class DocumentBody(BaseModel):
    """The document about the call."""

    title: str = Field(description="Its title.")
    markdown: str = Field(description="Its text, in Markdown.")
    model: str = Field(description="The model that wrote it, or the name of the local rules.")
    version: int = Field(description="Counts up whenever it is written again, from 1.")


class CallUsageBody(UsageBody):
    """The usage of vendors by all runs of the call, in total and by step."""

    steps: dict[Step, UsageBody] = Field(description="The same of each step that asked a vendor.")

    @classmethod
    def by_step(cls, usage: Mapping[Step, Usage]) -> "CallUsageBody":
        steps = {step: UsageBody.of(used) for step, used in usage.items()}
        return cls(**UsageBody.of(total(usage.values())).model_dump(), steps=steps)


class CallDetail(CallBody):
    """A call with everything known of it. Parts that do not exist, or not yet, are null."""

    transcript: TranscriptBody | None = Field(description="The current version of the transcript.")
    audio: TranscribedAudioBody | None = Field(
        description="How the recording was transcribed; null without one."
    )
    summary: InsightBody[SummaryValue] | None = Field(description="What the call was about.")
    callback_detection: InsightBody[CallbackDetectionValue] | None = Field(
        description="Whether the caller has to be called back, as the analysis sees it."
    )
    lead: InsightBody[LeadValue] | None = Field(description="What this call says of the caller.")
    lead_id: LeadId | None = Field(description="The person in GET /api/leads whose call this is.")
    document: DocumentBody | None = Field(description="The document that was written of the call.")
    callback: CallbackBody | None = Field(description="The callback of the call.")
    recordings: list[RecordingBody] = Field(
        description="The call's newest 20 recordings, newest first."
    )
    job: JobBody | None = Field(description="The job that processes the call.")
    usage: CallUsageBody = Field(description="What vendors were asked for and bill, over all runs.")
    sender_data: dict[str, Any] = Field(
        description=(
            "What else the sender says of the call, such as variables and its own analysis; the"
            " keys are the sender's."
        )
    )


class SimilarCall(BaseModel):
    """A call with a similar meaning."""

    call: CallBody = Field(description="The call.")
    score: float = Field(description="Cosine similarity; 1 is the same meaning.")
    source: ChunkSource = Field(description="Which of its texts matched.")
    excerpt: str = Field(description="The text that matched, at most 400 characters of it.")


class SimilarCalls(BaseModel):
    """Calls with a meaning similar to one call."""

    compared_by: ChunkSource = Field(description="Which text of the call was compared.")
    similar: list[SimilarCall] = Field(
        description="The nearest first; empty if there are no others."
    )


@router.get("/{call_id}", responses=responses(404))
async def read_call(
    call_id: CallInPath, tenant_id: ReaderDep, resources: ResourcesDep
) -> CallDetail:
    """Returns everything known of one call."""
    return await detail_of(resources, tenant_id, call_id)


async def detail_of(resources: Resources, tenant_id: TenantId, call_id: CallId) -> CallDetail:
    """Returns the detail of a call. Raises NotFound."""
    async with resources.database.connection(tenant_id) as conn:
        call = await get_call(conn, tenant_id, call_id)
        transcript = await find_current(conn, tenant_id, call_id)
        audio = await find_transcribed_audio(conn, tenant_id, call_id)
        insights = await list_insights(conn, tenant_id, call_id)
        document = await find_document(conn, tenant_id, call_id)
        callback = await find_worked_of_call(conn, tenant_id, call_id)
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
        audio=TranscribedAudioBody.of(audio) if audio else None,
        summary=_shown_summary(insights.get(InsightKind.SUMMARY), call),
        callback_detection=_made(
            InsightBody[CallbackDetectionValue], insights.get(InsightKind.CALLBACK)
        ),
        lead=_made(InsightBody[LeadValue], insights.get(InsightKind.LEAD)),
        lead_id=lead_id,
        document=DocumentBody.model_validate(document, from_attributes=True) if document else None,
        callback=CallbackBody.of(callback) if callback else None,
        recordings=[RecordingBody.model_validate(recording) for recording in recordings],
        job=JobBody.with_steps(job, steps, usage_of_job) if job else None,
        usage=CallUsageBody.by_step(usage),
        sender_data=sender_data,
    )


def _shown_summary(insight: StoredInsight | None, call: Call) -> InsightBody[SummaryValue] | None:
    """Returns the summary with a person's text in place of the machine's."""
    body = _made(InsightBody[SummaryValue], insight)
    if "summary" not in call.corrected:
        return body
    text = call.corrected["summary"]["value"]
    if body is None:
        value = SummaryValue(title=call.shown_title or "", text=text)
        return InsightBody[SummaryValue](model="person", prompt_version="", version=0, value=value)
    return body.model_copy(update={"value": body.value.model_copy(update={"text": text})})


def _made(kind: type[BodyT], insight: StoredInsight | None) -> BodyT | None:
    return kind.model_validate(insight) if insight else None


@router.delete("/{call_id}", status_code=204, responses=responses(404))
async def remove_call(
    call_id: CallInPath, tenant_id: AdminDep, resources: ResourcesDep
) -> Response:
    """Deletes every row of the call at once; its vectors and audio in other stores follow within
    seconds.

    A repeated delivery does not recreate it.
    """
    async with (
        resources.database.transaction(tenant_id) as conn,
        unblocked(resources.database, conn),
    ):
        await delete_call(conn, tenant_id, call_id)
    return Response(status_code=204)


@router.get("/{call_id}/similar", responses=responses(404, 409, 502))
async def similar_calls(
    call_id: CallInPath,
    tenant_id: ReaderDep,
    resources: ResourcesDep,
    limit: Annotated[int, Query(ge=1, le=50, description="At most so many calls.")] = 5,
) -> SimilarCalls:
    """Returns calls with the most similar meaning, compared by summary, or by transcript while
    there is no summary.
    """
    async with resources.database.connection(tenant_id) as conn:
        await get_call(conn, tenant_id, call_id)
        chunk = await find_first_chunk(conn, tenant_id, call_id, sources=COMPARED_BY)
        models = await models_to_search(conn, tenant_id, resources)
        job = await find_job_of_call(conn, tenant_id, call_id)
    if chunk is None and (job is None or job.status in OVER):
        raise Conflict(
            "Nothing of this call is indexed, so it cannot be compared.",
            code="nothing_indexed",
        )
    if chunk is None:
        raise Conflict("The call is not indexed yet; look at its job's status.", code="not_indexed")
    try:
        async with asyncio.timeout(SEARCH_TIMEOUT_S):
            matches = await nearest_by_meaning(
                resources,
                tenant_id,
                await meaning_of_chunk(resources, tenant_id, chunk, models),
                limit=limit * 4,
                sources=[chunk.source],
                exclude_call=call_id,
            )
    except TimeoutError as error:
        raise Unavailable(
            f"The vector index did not answer within {SEARCH_TIMEOUT_S:g} s."
        ) from error
    best: dict[CallId, VectorMatch] = {}
    for match in matches:
        best.setdefault(match.call_id, match)
    return SimilarCalls(
        compared_by=chunk.source,
        similar=await _described_matches(resources, tenant_id, list(best.values())[:limit]),
    )


async def _described_matches(
    resources: Resources, tenant_id: TenantId, matches: list[VectorMatch]
) -> list[SimilarCall]:
    """Returns the matches. Those whose call was deleted meanwhile are left out."""
    async with resources.database.connection(tenant_id) as conn:
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
