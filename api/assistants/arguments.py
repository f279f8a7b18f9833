"""The arguments of the tools that assistants call, and the filters that they are."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.http.fields import NO_NUL, Count, Instant, Language
from api.http.resources import Resources
from api.http.telephone_numbers import numbers_looked_for
from api.routes.ask import QuestionText, ScopeBody
from api.routes.call_list import LONGEST_CALL_S, selected_calls
from shared.db.call_filters import CallFilter
from shared.domain.callbacks import CallbackState
from shared.domain.ids import AgentId, CallId, LeadId, TenantId
from shared.domain.statuses import CallOutcome, PassageSource
from shared.domain.transcript import Speaker

Words = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=NO_NUL)]
Phone = Annotated[str, StringConstraints(max_length=32, pattern=NO_NUL)]
CallbackFilterName = CallbackState | Literal["open", "any", "none", "done_in_time"]
TURNS_AT_ONCE = 200


class Arguments(BaseModel):
    """Arguments of a tool; others are refused."""

    model_config = ConfigDict(extra="forbid")


class CallSelection(Arguments):
    """Selects calls, as the filters of GET /api/calls do."""

    since: Instant | None = Field(
        None, description="Only calls reported since then, such as 2026-11-01T00:00:00Z."
    )
    until: Instant | None = Field(None, description="Only calls reported before then.")
    phone: Phone | None = Field(None, description="Only calls from or to this number.")
    direction: Literal["inbound", "outbound"] | None = Field(
        None, description="Only calls in this direction."
    )
    outcome: CallOutcome | None = Field(None, description="Only calls that ended like this.")
    language: Language | None = Field(None, description="Only calls in this language, ISO 639.")
    agent_id: AgentId | None = Field(None, description="Only calls of this agent.")
    callback: list[CallbackFilterName] | None = Field(
        None, description="Only calls with a callback in one of these states; `none` without one."
    )
    min_duration_s: float | None = Field(
        None, ge=0, le=LONGEST_CALL_S, description="Only calls of at least so many seconds."
    )
    max_duration_s: float | None = Field(
        None, ge=0, le=LONGEST_CALL_S, description="Only calls of at most so many seconds."
    )

    async def filter(self, resources: Resources, tenant_id: TenantId, **more: Any) -> CallFilter:
        """Returns the filter. Raises InvalidRequest."""
        given = {name: getattr(self, name) for name in CallSelection.model_fields}
        numbers = await numbers_looked_for(resources, tenant_id, given.pop("phone"))
        return await selected_calls(numbers=numbers, **given, **more)


class SearchCalls(CallSelection):
    """What to find, and in which calls."""

    query: Words = Field(
        description=(
            'Words that stand in one passage, `"quoted words"` in a row, `-without`, `or`. Forms of'
            " a word, numbers and e-mail addresses are found in all ways to write or say them."
        )
    )
    mode: Literal["hybrid", "keyword", "semantic"] = Field(
        "hybrid", description="By words, by meaning, or both."
    )
    source: list[PassageSource] | None = Field(
        None, description="Only passages of transcripts, summaries, documents, titles or leads."
    )
    speaker: Speaker | None = Field(None, description="Only words that this side says.")
    limit: int = Field(10, ge=1, le=50, description="At most so many passages.")
    cursor: str | None = Field(None, description="`next_cursor` of the page before.")


class GetCall(Arguments):
    """Which call, and which turns of it."""

    call_id: CallId = Field(description="The call's id.")
    first_turn: int = Field(0, ge=0, description="The first turn of the transcript, from 0.")
    turns: int = Field(TURNS_AT_ONCE, ge=0, le=TURNS_AT_ONCE, description="At most so many turns.")


class ListCallbacks(Arguments):
    """Which callbacks."""

    state: list[CallbackState | Literal["open"]] | None = Field(
        None, description="Only in these states; `open` is everything still to do."
    )
    due_before: Instant | None = Field(None, description="Only those due before then.")
    limit: int = Field(50, ge=1, le=100, description="At most so many.")
    cursor: str | None = Field(None, description="`next_cursor` of the page before.")


class CountCalls(CallSelection):
    """Which calls to count."""

    query: Words | None = Field(
        None, description="Only calls with a passage that has these words, as in search_calls."
    )
    speaker: Speaker | None = Field(None, description="Only where this side says the words.")


class AskCalls(Arguments):
    """A question."""

    question: QuestionText = Field(
        description="The question, in English, German, Spanish or French, in the caller's words."
    )
    scope: ScopeBody | None = Field(None, description="The calls it is about; without it all.")
    max_cost_microusd: Annotated[Count, Field(ge=0, le=10**12)] | None = Field(
        None, description="What a model may cost for it, in micro-dollars."
    )


class CallerTimeline(Arguments):
    """Whose calls."""

    phone: Phone | None = Field(None, description="The number, E.164; or give `lead_id`.")
    lead_id: LeadId | None = Field(None, description="The person.")
    limit: int = Field(20, ge=1, le=50, description="At most so many calls, the newest first.")
    cursor: str | None = Field(None, description="`next_cursor` of the page before.")
