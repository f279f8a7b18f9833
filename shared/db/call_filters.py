"""The statements that select calls, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.db.callback_lists import DoneInTime, in_states
from shared.db.filters import given_conditions
from shared.db.pool import Connection
from shared.domain.callbacks import CallbackState
from shared.domain.ids import AgentId, CallId, ContactId, LeadId, TenantId
from shared.domain.search_terms import Term
from shared.domain.statuses import CallOutcome, CallStatus


@dataclass(frozen=True, slots=True)
class CallFilter:
    """Selects calls. `callbacks` are states of their callbacks; an empty one selects calls without
    a callback. `numbers` are forms of one that is at an end of the line. `terms` must all be found
    in a call's title, summary, names or numbers, and none of the patterns `without`.
    """

    status: CallStatus | None = None
    agent_id: AgentId | None = None
    since: datetime | None = None
    until: datetime | None = None
    numbers: tuple[str, ...] | None = None
    lead_id: LeadId | None = None
    contact_id: ContactId | None = None
    direction: str | None = None
    outcome: CallOutcome | None = None
    language: str | None = None
    min_duration_s: float | None = None
    max_duration_s: float | None = None
    callbacks: tuple[CallbackState | DoneInTime, ...] | None = None
    terms: tuple[Term, ...] = ()
    without: tuple[str, ...] | None = None
    ids: tuple[CallId, ...] | None = None

    @property
    def is_period(self) -> bool:
        """Whether it selects all calls of a period, terms aside."""
        return self == CallFilter(since=self.since, until=self.until, terms=self.terms)


_FILTERS = {
    "status": "status = {}",
    "agent_id": "agent_id = {}",
    "since": "created_at >= {}",
    "until": "created_at < {}",
    "lead_id": "id in (select call_id from lead_calls where lead_id = {} and tenant_id = $1)",
    "contact_id": (
        "id in (select call_id from contact_calls where contact_id = {} and tenant_id = $1)"
    ),
    "direction": "direction = {}",
    "outcome": "current_outcome = {}",
    # Where no call has it, none is read.
    "language": """
        language = {}
        and exists (select 1 from call_languages where tenant_id = $1 and language = {})
    """,
    "min_duration_s": "duration_s >= {}",
    "max_duration_s": "duration_s <= {}",
    "ids": "id = any({})",
    # The offset keeps the planner from reading the words of all calls first.
    "without": """
        not exists (
            select 1
            from call_texts
            where call_texts.call_id = calls.id
                and call_texts.tenant_id = $1
                and words like any({})
            offset 0
        )
    """,
}
# The callbacks of few calls lead to them. When there are many, calls are read in their order until
# enough have such a callback; the offset keeps the planner from reading all callbacks first.
_OF_FEW_CALLBACKS = "id = any(array(select call_id from callbacks where tenant_id = $1 and {}))"
_OF_MANY_CALLBACKS = """
    exists (
        select 1
        from callbacks
        where call_id = calls.id and callbacks.tenant_id = $1 and {}
        offset 0
    )
"""
FEW_CALLBACKS = 2000
WITHOUT_CALLBACK = "not exists (select 1 from callbacks where call_id = calls.id)"

Place = tuple[datetime, CallId]


async def has_few_callbacks(conn: Connection, tenant_id: TenantId, where: CallFilter) -> bool:
    """Returns whether at most FEW_CALLBACKS callbacks are in the states of `where`."""
    if not where.callbacks:
        return True
    count: int = await conn.fetchval(
        # The statement is built only from constants.
        f"""
        select count(*)
        from (
            select 1
            from callbacks
            where tenant_id = $1 and {in_states(where.callbacks)}
            limit $2
        ) as counted
        """,  # noqa: S608
        tenant_id,
        FEW_CALLBACKS + 1,
    )
    return count <= FEW_CALLBACKS


def newest_calls(
    columns: str,
    tenant_id: TenantId,
    where: CallFilter,
    *,
    before: Place | None,
    limit: int,
    few_callbacks: bool = True,
    also: str = "true",
    given: Sequence[Any] = (),
) -> tuple[str, list[Any]]:
    """Returns the statement of the newest calls before `before` (exclusive), and its values. It
    leaves out the terms of `where`. `few_callbacks` is the result of `has_few_callbacks`. In the
    condition `also`, `{}` stands for the value `given`.

    Each end of a line has an index of its own, so that the calls of a number are the newest of two
    lists for each of its forms.
    """
    values: list[Any] = [tenant_id]
    conditions = _conditions(where, values, few_callbacks=few_callbacks)
    if before:
        values += before
        conditions.append(f"(created_at, id) < (${len(values) - 1}, ${len(values)}::uuid)")
    values += given
    conditions.append(also.replace("{}", f"${len(values)}"))
    values.append(limit)
    last = f"order by created_at desc, id desc limit ${len(values)}"
    ends = [""]
    if where.numbers is not None:
        values.append(where.numbers)
        among = f"${len(values)}"
        each = [f"({among}::text[])[{place}]" for place in range(1, len(where.numbers) + 1)]
        # No call is in two lists.
        other_end = f"coalesce(from_number, '') <> all({among})"
        ends = [f"and from_number = {number}" for number in each]
        ends += [f"and to_number = {number} and {other_end}" for number in each]
    # The statement is built only from constants.
    lists = [
        f"select {columns} from calls where {' and '.join(conditions)} {end} {last}"  # noqa: S608
        for end in ends
    ]
    if len(lists) == 1:
        return lists[0], values
    both = " union all ".join(f"({each})" for each in lists)
    return f"select * from ({both}) as either {last}", values  # noqa: S608


def selecting_calls(where: CallFilter, values: list[Any]) -> str:
    """Returns the condition on `calls` that selects them, for a statement that has few calls to
    ask it of, and adds its values. It leaves out the terms of `where`; the first of `values` is the
    tenant's id.
    """
    conditions = _conditions(where, values, few_callbacks=False)
    if where.numbers is not None:
        values.append(where.numbers)
        among = f"any(${len(values)})"
        conditions.append(f"(from_number = {among} or to_number = {among})")
    return " and ".join(conditions)


def _conditions(where: CallFilter, values: list[Any], *, few_callbacks: bool) -> list[str]:
    conditions = ["tenant_id = $1", *given_conditions(_FILTERS, where, values)]
    if where.callbacks:
        form = _OF_FEW_CALLBACKS if few_callbacks else _OF_MANY_CALLBACKS
        conditions.append(form.replace("{}", in_states(where.callbacks)))
    elif where.callbacks is not None:
        conditions.append(WITHOUT_CALLBACK)
    return conditions
