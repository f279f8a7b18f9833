"""Questions about calls."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from fastapi import Header, Path, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field, StringConstraints

from api.answers.asking import answered
from api.answers.bodies import PLAN, AnswerBody, UnderstoodBody, cited_calls
from api.answers.estimates import Estimate, estimate
from api.answers.question import Asking
from api.answers.rendering import Format, blocks, event_ids, renderer_of
from api.answers.runs import Ended, Run, follow_stored
from api.http.authentication import ActorDep
from api.http.bodies import JsonBody, JsonRoute
from api.http.fields import NO_NUL, VISIBLE, Count, Instant, Language, Stripped, Switch
from api.http.idempotency import REPLAYED, key_header, unquoted
from api.http.permissions import ReaderDep
from api.http.problems import responses
from api.http.resources import Resources, ResourcesDep
from api.http.router import Router
from api.http.telephone_numbers import numbers_looked_for
from api.routes.call_list import MOST_IDS, selected_calls
from api.routes.events import HEADERS, EventStream
from shared.db.answer_keys import QuestionKey, find_answer_of_key, lock_key, set_key
from shared.db.call_filters import CallFilter
from shared.db.pool import Connection
from shared.db.tenants import get_tenant
from shared.db.threads import (
    MOST_ANSWERS,
    StoredAnswer,
    StoredPart,
    delete_answers_without_thread,
    get_answer,
    get_thread,
    insert_answer,
    insert_thread,
    list_answers,
    list_parts,
)
from shared.db.transcripts import list_current_versions
from shared.domain.access import Actor
from shared.domain.answers.routing import LONGEST_QUESTION, Asked, plan_of
from shared.domain.callbacks import CallbackState
from shared.domain.ids import AgentId, AnswerId, CallId, LeadId, TenantId, ThreadId, new_id
from shared.domain.statuses import CallOutcome, CallStatus
from shared.domain.zones import find_zone
from shared.errors import InvalidRequest

router = Router(tags=["questions"], prefix="/api", route_class=JsonRoute)

# The questions before it that a model reads to understand the next one.
EARLIER = 3
MICRO = 1_000_000
# Workers delete the rest of what cannot be resumed any more.
FEW = 20
LONGEST_TITLE = 200
# How often it is looked whether the reader of an answer without a stream is still there.
LOOK_S = 0.5

QuestionText = Annotated[
    str,
    StringConstraints(min_length=1, max_length=LONGEST_QUESTION, pattern=VISIBLE),
    Stripped,
]


class ScopeBody(JsonBody):
    """The calls that a question is about: with none of these fields, all calls. The fields are the
    filters of the list of calls.
    """

    call_id: CallId | None = Field(None, description="This call alone.")
    ids: Annotated[list[CallId], Field(max_length=MOST_IDS)] | None = Field(
        None, description="Only these calls."
    )
    status: CallStatus | None = Field(None, description="Only calls with this status.")
    agent_id: AgentId | None = Field(None, description="Only calls of this agent.")
    since: Instant | None = Field(
        None, description="Only calls first reported at this time or later, with its UTC offset."
    )
    until: Instant | None = Field(
        None, description="Only calls first reported before this time, with its UTC offset."
    )
    phone: Annotated[str, StringConstraints(max_length=60, pattern=NO_NUL)] | None = Field(
        None, description="Only calls from or to this number, in any form."
    )
    lead_id: LeadId | None = Field(None, description="Only calls of this person.")
    direction: Literal["inbound", "outbound"] | None = Field(
        None, description="Only calls in this direction."
    )
    outcome: CallOutcome | None = Field(None, description="Only calls that ended like this.")
    language: Language | None = Field(None, description="Only calls in this language (ISO 639).")
    callback: list[CallbackState | Literal["open", "any", "none", "done_in_time"]] | None = Field(
        None, description="Only calls with a callback in one of these states."
    )


class QuestionBody(JsonBody):
    """A question."""

    question: QuestionText = Field(
        description=(
            "The question, in English, German, Spanish or French. Quoted words are looked for one"
            " after the other."
        )
    )
    scope: ScopeBody | None = Field(
        None,
        description="The calls that it is about: those of its thread if left out, else all calls.",
    )
    thread_id: ThreadId | None = Field(
        None, description="The thread that it goes on with; without it a new one begins."
    )
    max_cost_microusd: Annotated[Count, Field(ge=0, le=10**12)] | None = Field(
        None, description="What the answer may cost at most, in micro-dollars."
    )


class Question(QuestionBody):
    """A question, and how its answer is to be sent."""

    keep: Switch = Field(
        True,
        description="Whether it is kept in a thread. Without a thread it is gone after minutes.",
    )
    stream: Switch = Field(False, description="Whether the answer is streamed as it is written.")
    format: Format = Field(
        "ui",
        description=(
            "The protocol of a stream: `ui` is the UI message stream of the AI SDK, `responses` are"
            " the events of OpenAI's Responses API."
        ),
    )


class CostQuoteBody(BaseModel):
    """What a question may read and cost."""

    understood: UnderstoodBody = Field(description="How the question was read.")
    calls: int = Field(
        description="Calls that are read for it, at most; with a model, those that it reads."
    )
    requests: int = Field(description="Requests to the model; 0 if none is asked.")
    input_tokens: int = Field(description="Tokens that may be sent to it.")
    output_tokens: int = Field(description="Tokens that it may write.")
    cost_microusd: int | None = Field(
        description="What these cost, in micro-dollars; null if the model's price is not known."
    )
    needs_max_cost: bool = Field(
        description="Whether the question is answered only with `max_cost_microusd`."
    )


AnswerInPath = Annotated[AnswerId, Path(description="The answer's id.")]
LastEventId = Annotated[
    str | None,
    Header(
        description="The `id` of the last event that was received: the stream goes on after it."
    ),
]
KeyOfQuestion = Annotated[
    str | None,
    key_header(
        "Any text of your own that names this question, such as a UUID. The same question with it"
        " within 24 hours, as long as its answer is kept, gets that answer, from its beginning and"
        f" with `{REPLAYED}: true`, also while it is written, and is not paid for again; `stream`"
        " and `format` may differ. Another question with it is refused (422,"
        " `idempotency_key_reused`). One whose answer failed or was cancelled is asked again."
    ),
]
STREAM_EXAMPLE = (
    'data: {"type":"start","messageId":"01938f5e-7fa0-7c11-9d2e-5a0c9a4c1f77"}\n\n'
    'data: {"type":"text-delta","id":"part-0","delta":"A new boiler is 1250 dollars. "}\n\n'
    'id: 2\ndata: {"type":"data-citation","id":"part-0-0","data":{"quote":"a new boiler is twelve'
    ' hundred and fifty dollars","start_s":61.2,"end_s":64.0}}\n\ndata: [DONE]\n\n'
)
STREAMED: dict[str, Any] = {
    "text/event-stream": {"schema": {"type": "string"}, "example": STREAM_EXAMPLE}
}


@router.post(
    "/ask",
    response_model=AnswerBody,
    responses={
        200: {"description": "The answer, as JSON or as a stream", "content": STREAMED},
        **responses(400, 402, 404, 422, 503),
    },
)
async def ask(
    body: Question,
    request: Request,
    actor: ActorDep,
    _tenant_id: ReaderDep,
    resources: ResourcesDep,
    idempotency_key: KeyOfQuestion = None,
) -> Response:
    """Answers a question about one call, the calls of a filter, or all calls.

    Counts and lists are exact, and come from the database. A sentence that a model writes is shown
    only with words of a call that prove it; without a hosted model nothing is written, and the
    passages that come closest are shown. Every answer says how many calls were read.

    With `stream` the answer comes as server-sent events. Each has an `id`, after which
    `GET /api/answers/{answer_id}/stream` goes on for some minutes; a comment comes every 15 seconds
    when there is nothing else. When the reader is gone, the request to the model is cancelled,
    unless the question has an `Idempotency-Key`.
    """
    key = None
    if idempotency_key is not None:
        asked = body.model_dump_json(exclude={"stream", "format"})
        key = QuestionKey.of(unquoted(idempotency_key), asked)
    begun = await _begin_answer(body, actor, resources, key)
    if body.stream:
        return _stream(resources, actor, begun, body.format, 0)
    answer = await _finished(begun, actor, resources, request.is_disconnected)
    return JSONResponse(answer.model_dump(mode="json"), headers=begun.headers)


async def whole_answer(body: Question, actor: Actor, resources: Resources) -> AnswerBody:
    """Returns the answer once it is finished. Raises what the route's errors say."""
    begun = await _begin_answer(body, actor, resources, None)
    return await _finished(begun, actor, resources, None)


@dataclass(frozen=True, slots=True)
class _Begun:
    """An answer, and its run if this process works on it. `is_repeated` if it was asked before."""

    stored: StoredAnswer
    run: Run | None
    is_repeated: bool = False

    @property
    def headers(self) -> dict[str, str]:
        return {REPLAYED: "true"} if self.is_repeated else {}


async def _asked_before(
    conn: Connection, actor: Actor, resources: Resources, key: QuestionKey
) -> _Begun | None:
    answer_id = await find_answer_of_key(conn, actor, key)
    if answer_id is None:
        return None
    stored = await get_answer(conn, actor, answer_id)
    return _Begun(stored, resources.answer_runs.find(answer_id), is_repeated=True)


async def _begin_answer(
    body: Question, actor: Actor, resources: Resources, key: QuestionKey | None
) -> _Begun:
    tenant_id = actor.tenant_id
    if key is not None:
        async with resources.database.connection(tenant_id) as conn:
            if begun := await _asked_before(conn, actor, resources, key):
                return begun
    resources.answer_runs.require_room(tenant_id)
    asking, thread_id = await _asking(body, actor, resources)
    await _require_cost(asking, body.max_cost_microusd)
    answer_id = AnswerId(new_id())
    async with resources.database.transaction(tenant_id) as conn:
        if key is not None:
            await lock_key(conn, actor, key)
            # Another request with this key may have come between.
            if begun := await _asked_before(conn, actor, resources, key):
                return begun
        await delete_answers_without_thread(
            conn, older_than_s=resources.settings.ask.resume_s, limit=FEW
        )
        if thread_id is None and body.keep:
            scope = body.scope.model_dump(mode="json", exclude_none=True) if body.scope else {}
            thread_id = await insert_thread(conn, actor, body.question[:LONGEST_TITLE], scope)
        await insert_answer(
            conn,
            actor,
            answer_id,
            thread_id=thread_id,
            question=body.question,
            plan=PLAN.dump_python(asking.plan, mode="json"),
        )
        if key is not None:
            await set_key(conn, actor, answer_id, key)
        stored = await get_answer(conn, actor, answer_id)
    work, runs = answered(asking), resources.answer_runs
    return _Begun(stored, runs.start(tenant_id, answer_id, work, goes_on=key is not None))


async def _finished(
    begun: _Begun,
    actor: Actor,
    resources: Resources,
    is_gone: Callable[[], Awaitable[bool]] | None,
) -> AnswerBody:
    """Waits for the end of an answer, and no longer for one whose reader is gone. Raises what the
    answer failed with.
    """
    if begun.run is None:
        async for _ in follow_stored(resources.database, actor, begun.stored.id):
            if is_gone is not None and await is_gone():
                break
    else:
        with resources.answer_runs.reading(begun.run):
            while not await begun.run.ended_within(LOOK_S):
                if is_gone is not None and await is_gone():
                    break
        if begun.run.error is not None:
            raise begun.run.error
    async with resources.database.connection(actor.tenant_id) as conn:
        return await read_answer(conn, actor, begun.stored.id)


@router.post("/ask/quote", responses=responses(400, 404))
async def quote(
    body: QuestionBody, actor: ActorDep, _tenant_id: ReaderDep, resources: ResourcesDep
) -> CostQuoteBody:
    """Says what a question may read and cost, and how it is read, and asks no model."""
    asking, _ = await _asking(body, actor, resources)
    found = await estimate(asking)
    return CostQuoteBody(
        understood=UnderstoodBody.of(asking.plan),
        calls=found.calls,
        requests=found.requests,
        input_tokens=found.usage.input_tokens,
        output_tokens=found.usage.output_tokens,
        cost_microusd=found.cost_microusd,
        needs_max_cost=_needs_limit(resources, found),
    )


@router.get("/answers/{answer_id}", responses=responses(404))
async def get_answer_body(
    answer_id: AnswerInPath, actor: ActorDep, tenant_id: ReaderDep, resources: ResourcesDep
) -> AnswerBody:
    """Returns an answer as far as it is there. Citations say whether their transcript has changed
    since.
    """
    async with resources.database.connection(tenant_id) as conn:
        return await read_answer(conn, actor, answer_id)


@router.get(
    "/answers/{answer_id}/stream",
    response_class=EventStream,
    responses={
        200: {"description": "The answer's events", "content": STREAMED},
        **responses(404),
    },
)
async def resume_answer(
    answer_id: AnswerInPath,
    actor: ActorDep,
    tenant_id: ReaderDep,
    resources: ResourcesDep,
    format: Annotated[Format, Query(description="The protocol of the stream.")] = "ui",
    last_event_id: LastEventId = None,
) -> Response:
    """Streams an answer from after the event with `Last-Event-ID`, or from its beginning: what is
    there at once, the rest as it is written.
    """
    async with resources.database.connection(tenant_id) as conn:
        stored = await get_answer(conn, actor, answer_id)
    begun = _Begun(stored, resources.answer_runs.find(answer_id))
    return _stream(resources, actor, begun, format, event_ids(last_event_id))


def _stream(
    resources: Resources, actor: Actor, begun: _Begun, format: Format, last_id: int
) -> Response:
    run, renderer = begun.run, renderer_of(format, begun.stored)

    async def follow() -> AsyncGenerator[StoredPart | Ended, None]:
        if run is None:
            async for step in follow_stored(resources.database, actor, begun.stored.id):
                yield step
            return
        with resources.answer_runs.reading(run):
            async for step in run.follow():
                yield step

    async def written() -> AsyncGenerator[bytes, None]:
        async with aclosing(follow()) as steps, aclosing(blocks(renderer, steps, last_id)) as sent:
            async for block in sent:
                yield block

    # A header that a generator sets would be lost.
    also = begun.headers | ({"x-vercel-ai-ui-message-stream": "v1"} if format == "ui" else {})
    return EventStream(written(), headers={**HEADERS, **also}, media_type="text/event-stream")


async def read_answer(conn: Connection, actor: Actor, answer_id: AnswerId) -> AnswerBody:
    """Raises NotFound."""
    return (await bodies_of(conn, actor, [await get_answer(conn, actor, answer_id)]))[0]


async def bodies_of(
    conn: Connection, actor: Actor, answers: list[StoredAnswer]
) -> list[AnswerBody]:
    parts = await list_parts(conn, actor.tenant_id, [each.id for each in answers])
    cited = [call_id for each in parts.values() for call_id in cited_calls(each)]
    versions = await list_current_versions(conn, actor.tenant_id, cited)
    return [AnswerBody.of(each, parts[each.id], versions) for each in answers]


async def _asking(
    body: QuestionBody, actor: Actor, resources: Resources
) -> tuple[Asking, ThreadId | None]:
    """Returns the question with its plan, and the thread it goes on with. Raises NotFound and
    InvalidRequest.
    """
    asked: Sequence[StoredAnswer] = ()
    scope, thread_id = body.scope, None
    async with resources.database.connection(actor.tenant_id) as conn:
        tenant = await get_tenant(conn, actor.tenant_id)
        if body.thread_id is not None:
            thread = await get_thread(conn, actor, body.thread_id)
            if thread.questions >= MOST_ANSWERS:
                raise InvalidRequest(
                    f"The thread has {MOST_ANSWERS} questions, which is the most: leave out"
                    " `thread_id` to begin a new one.",
                    code="thread_full",
                )
            thread_id = thread.id
            asked = await list_answers(conn, actor.tenant_id, thread.id)
            if scope is None and thread.scope:
                scope = ScopeBody.model_validate(thread.scope)
    zone = find_zone(tenant.timezone)
    moment = Asked(
        body.question,
        datetime.now(UTC),
        zone or ZoneInfo("UTC"),
        zone.key if zone else "UTC",
    )
    asking = Asking(
        resources=resources,
        actor=actor,
        question=body.question,
        plan=plan_of(moment, [PLAN.validate_python(each.plan) for each in asked]),
        where=await _filter_of(scope, resources, actor.tenant_id),
        country=tenant.country,
        earlier=tuple(each.question for each in asked[-EARLIER:]),
    )
    return asking, thread_id


async def _filter_of(
    scope: ScopeBody | None, resources: Resources, tenant_id: TenantId
) -> CallFilter:
    """Raises InvalidRequest."""
    if scope is None:
        return CallFilter()
    ids = [scope.call_id] if scope.call_id else scope.ids
    if scope.call_id and scope.ids:
        raise InvalidRequest(
            "Give `call_id` or `ids`, not both.",
            fields=(("/body/scope/ids", "must be absent with call_id"),),
        )
    return await selected_calls(
        status=scope.status,
        agent_id=scope.agent_id,
        since=scope.since,
        until=scope.until,
        numbers=await numbers_looked_for(resources, tenant_id, scope.phone),
        lead_id=scope.lead_id,
        direction=scope.direction,
        outcome=scope.outcome,
        language=scope.language,
        callback=scope.callback,
        id=ids,
    )


def _needs_limit(resources: Resources, found: Estimate) -> bool:
    free = round(resources.settings.ask.free_cost_usd * MICRO)
    return (found.cost_microusd or 0) > free


async def _require_cost(asking: Asking, most: int | None) -> None:
    """Raises InvalidRequest for a question that may cost more than it is allowed to."""
    if asking.resources.answerer is None:
        return
    found = await estimate(asking)
    cost = found.cost_microusd or 0
    said = f"The answer may cost {cost / MICRO:.4f} US dollars, for {found.calls} calls"
    if most is not None and cost > most:
        raise InvalidRequest(
            f"{said}, more than `max_cost_microusd` allows: raise it, or choose fewer calls.",
            code="cost_above_limit",
        )
    if most is None and _needs_limit(asking.resources, found):
        raise InvalidRequest(
            f"{said}: allow it with `max_cost_microusd` of at least {cost}, or choose fewer calls.",
            code="max_cost_required",
        )
