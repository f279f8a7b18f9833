"""A question in its scope, as the ways to an answer take it."""

from dataclasses import dataclass
from datetime import datetime

from api.http.resources import Resources
from shared.db.answer_scopes import Counted
from shared.db.call_filters import CallFilter
from shared.db.call_lists import CallRow, list_calls
from shared.domain.access import Actor
from shared.domain.answers.answer import Coverage, LeftOutReason
from shared.domain.answers.plans import Plan
from shared.domain.calls import Call
from shared.domain.ids import CallId, TenantId


@dataclass(frozen=True, slots=True)
class Asking:
    """A question in its scope. `country` is the tenant's, for numbers without a country code;
    `earlier` are the questions before it in its thread.
    """

    resources: Resources
    actor: Actor
    question: str
    plan: Plan
    where: CallFilter
    country: str | None = None
    earlier: tuple[str, ...] = ()

    @property
    def tenant_id(self) -> TenantId:
        return self.actor.tenant_id


@dataclass(frozen=True, slots=True)
class CallNames:
    """What a citation says of its call."""

    title: str | None
    happened_at: datetime

    @classmethod
    def of(cls, call: Call) -> "CallNames":
        return cls(call.shown_title, call.happened_at)


def coverage_of(counted: Counted, read: int, **also: int) -> Coverage:
    """Returns the coverage; `also` counts calls by further reasons why they were not read."""
    reasons = {
        LeftOutReason.NO_TRANSCRIPT: counted.without_transcript,
        LeftOutReason.NOT_PROCESSED: counted.not_processed,
        **{LeftOutReason(reason): calls for reason, calls in also.items()},
    }
    return Coverage(
        in_scope=counted.in_scope,
        read=read,
        without_transcript=counted.without_transcript,
        left_out={reason: calls for reason, calls in reasons.items() if calls > 0},
    )


async def rows_of(asking: Asking, ids: list[CallId]) -> list[CallRow]:
    """Returns the calls with these ids in their order; those deleted meanwhile are left out."""
    if not ids:
        return []
    async with asking.resources.database.transaction(asking.tenant_id) as conn:
        rows = await list_calls(
            conn,
            asking.tenant_id,
            CallFilter(ids=tuple(ids)),
            before=None,
            limit=len(ids),
        )
    known = {row.call.id: row for row in rows}
    return [known[each] for each in ids if each in known]
