"""The list of calls, with what people look for in it, and the search in it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Literal, Self

from fastapi import Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from api.http import cursors
from api.http.fields import NO_NUL, Instant, Language
from api.http.parameters import NEXT_CURSOR, Cursor, Limit
from api.http.permissions import ReaderDep
from api.http.resources import ResourcesDep
from api.http.router import Router
from api.http.schemas import CallBody, shown_of
from api.http.telephone_numbers import NumberFilterDep
from shared.db.call_filters import CallFilter
from shared.db.call_lists import CallRow, list_calls
from shared.db.callback_lists import DoneInTime
from shared.domain.callbacks import OPEN_STATES, CallbackState
from shared.domain.ids import AgentId, CallbackId, CallId, ContactId, LeadId
from shared.domain.insights import first_sentence
from shared.domain.search_terms import read_call_words
from shared.domain.statuses import CallbackStatus, CallOutcome, CallStatus
from shared.errors import InvalidRequest

router = Router(tags=["results"], prefix="/api/calls")

MOST_IDS = 100
LONGEST_CALL_S = 1_000_000


class LeadOfCallBody(BaseModel):
    """The person whose call it is."""

    model_config = ConfigDict(from_attributes=True)

    id: LeadId = Field(description="The person's id.")
    name: str | None = Field(description="Their name.")
    phone: str | None = Field(description="The number to reach them at.")


class CallbackOfCallBody(BaseModel):
    """The callback that the call asks for."""

    model_config = ConfigDict(from_attributes=True)

    id: CallbackId = Field(description="The callback's id.")
    status: CallbackStatus = Field(description="Its status.")
    state: CallbackState = Field(description="What there is to do now.")
    due_at: datetime | None = Field(description="When to call.")
    due_until: datetime | None = Field(description="The end of the window or day.")
    version: int = Field(description="Actions take it as `base_version`.")


class CallRowBody(CallBody):
    """A call in a list, with what people look for in it."""

    summary: str | None = Field(description="The first sentence of its summary.")
    lead: LeadOfCallBody | None = Field(description="The person whose call it is.")
    callback: CallbackOfCallBody | None = Field(description="Its callback; null if it has none.")

    @classmethod
    def of_row(cls, row: CallRow) -> Self:
        return cls(
            **shown_of(row.call),
            summary=first_sentence(row.summary) if row.summary else None,
            lead=LeadOfCallBody.model_validate(row.lead) if row.lead else None,
            callback=CallbackOfCallBody.model_validate(row.callback) if row.callback else None,
        )


class CallPage(BaseModel):
    """A page of calls."""

    calls: list[CallRowBody] = Field(description="The calls, newest first.")
    next_cursor: str | None = Field(description=NEXT_CURSOR)


async def selected_calls(
    status: Annotated[CallStatus | None, Query(description="Only calls with this status.")] = None,
    agent_id: Annotated[
        AgentId | None, Query(description="Only calls of the agent with this `id`.")
    ] = None,
    since: Annotated[
        Instant | None,
        Query(description="Only calls first reported at this time or later, with its UTC offset."),
    ] = None,
    until: Annotated[
        Instant | None,
        Query(description="Only calls first reported before this time, with its UTC offset."),
    ] = None,
    numbers: NumberFilterDep = None,
    lead_id: Annotated[LeadId | None, Query(description="Only calls of this person.")] = None,
    contact_id: Annotated[
        ContactId | None, Query(description="Only calls of this contact.")
    ] = None,
    direction: Annotated[
        Literal["inbound", "outbound"] | None, Query(description="Only calls in this direction.")
    ] = None,
    outcome: Annotated[
        CallOutcome | None, Query(description="Only calls that ended like this.")
    ] = None,
    language: Annotated[
        Language | None, Query(description="Only calls in this language (ISO 639).")
    ] = None,
    min_duration_s: Annotated[
        float | None,
        Query(ge=0, le=LONGEST_CALL_S, description="Only calls of at least so many seconds."),
    ] = None,
    max_duration_s: Annotated[
        float | None,
        Query(ge=0, le=LONGEST_CALL_S, description="Only calls of at most so many seconds."),
    ] = None,
    callback: Annotated[
        list[CallbackState | Literal["open", "any", "none", "done_in_time"]] | None,
        Query(
            description=(
                "Only calls with a callback in one of these states; `open` is `overdue`, `due`,"
                " `coming` and `ambiguous`, `any` all of them, and `done_in_time` those of `done`"
                " that were done before they were overdue. `none` is for calls without a callback,"
                " and stands alone. May be repeated."
            )
        ),
    ] = None,
    id: Annotated[
        list[CallId] | None,
        Query(max_length=MOST_IDS, description="Only these calls. May be repeated."),
    ] = None,
) -> CallFilter:
    """Returns what selects calls, but for their words. Raises InvalidRequest."""
    return CallFilter(
        status=status,
        agent_id=agent_id,
        since=since,
        until=until,
        numbers=numbers,
        lead_id=lead_id,
        contact_id=contact_id,
        direction=direction,
        outcome=outcome,
        language=language,
        min_duration_s=min_duration_s,
        max_duration_s=max_duration_s,
        callbacks=None if callback is None else _callback_states(callback),
        ids=None if id is None else tuple(id),
    )


SelectedCallsDep = Annotated[CallFilter, Depends(selected_calls)]


async def call_filter(
    selected: SelectedCallsDep,
    q: Annotated[
        str | None,
        Query(
            min_length=1,
            max_length=200,
            pattern=NO_NUL,
            description=(
                "Only calls whose title, summary, names or numbers contain all of these words or"
                ' parts of words, with the operators of `GET /api/search` (`"quoted words"`,'
                " `-word`, `or`); one or two Latin letters or digits stand for the beginning of a"
                " word. Case and accents do not matter. A number may be typed in any form, with or"
                " without its country code. Calls are found once their processing has begun."
            ),
        ),
    ] = None,
) -> CallFilter:
    """Returns what selects calls. Raises InvalidRequest."""
    words = read_call_words(q or "")
    return replace(selected, terms=words.terms, without=words.without)


CallFilterDep = Annotated[CallFilter, Depends(call_filter)]


@router.get("")
async def get_calls(
    tenant_id: ReaderDep,
    resources: ResourcesDep,
    where: CallFilterDep,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> CallPage:
    """Returns calls with summary, person and callback, newest first; `next_cursor` leads to the
    next page.
    """
    before = cursors.decode(cursor)
    async with resources.database.transaction(tenant_id) as conn:
        found = await list_calls(
            conn,
            tenant_id,
            where,
            before=(before[0], CallId(before[1])) if before else None,
            limit=limit + 1,
        )
    last = found[limit - 1].call if len(found) > limit else None
    return CallPage(
        calls=[CallRowBody.of_row(row) for row in found[:limit]],
        next_cursor=cursors.encode(last.created_at, last.id) if last else None,
    )


def _callback_states(given: Sequence[str]) -> tuple[CallbackState | DoneInTime, ...]:
    """Returns the states; none for calls without a callback. Raises InvalidRequest."""
    if "none" in given:
        if set(given) != {"none"}:
            raise InvalidRequest(
                "`none` stands for calls without a callback, which have no other state.",
                fields=(("/query/callback", "must be `none` alone, or other states"),),
            )
        return ()
    found: set[CallbackState | DoneInTime] = set()
    for each in given:
        match each:
            case "open":
                found.update(OPEN_STATES)
            case "any":
                found.update(CallbackState)
            case "done_in_time":
                found.add("done_in_time")
            case _:
                found.add(CallbackState(each))
    return tuple(sorted(found))
