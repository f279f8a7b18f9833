"""Says what an answer may cost before it is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from api.answers.question import Asking
from api.answers.writing import room_of
from shared.db.answer_scopes import Scope, count_scope
from shared.ports import Answerer, Usage

# What is read of a call, at most: its closest turns, and the beginning of its summary that lists
# show.
CHARS_OF_CALL = 5000
CHARS_OF_SUMMARY = 1000


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a question may read and cost, at most as far as can be known before."""

    calls: int
    requests: int
    usage: Usage
    cost_microusd: int | None


async def estimate(asking: Asking) -> Estimate:
    """Returns what the answer may cost. Counts and lists cost nothing, and neither does anything
    without a hosted model.
    """
    answerer, settings = asking.resources.answerer, asking.resources.settings.ask
    scope, tenant_id = Scope.of(asking.where, asking.plan), asking.tenant_id
    is_written = asking.plan.kind in ("needle", "summary") and not asking.plan.unread
    asks_model = answerer is not None and is_written
    if asking.plan.kind == "needle":
        scope = replace(scope, query=None)
    async with asking.resources.database.transaction(tenant_id) as conn:
        counted = await count_scope(conn, tenant_id, scope)
    if answerer is None or not asks_model:
        return Estimate(counted.in_scope, 0, Usage(), 0)
    room = room_of(asking)
    if asking.plan.kind == "needle":
        calls = min(counted.readable, settings.closest_calls)
        chars = min(room, calls * CHARS_OF_CALL)
        return _estimated(answerer, calls, [chars] if calls else [])
    calls = min(counted.in_scope, settings.max_calls)
    batches, rest = divmod(calls * CHARS_OF_SUMMARY, room)
    sizes = [room] * batches + ([rest] if rest else [])
    return _estimated(answerer, calls, [*sizes, room] if len(sizes) > 1 else sizes)


def _estimated(answerer: Answerer, calls: int, sizes: Sequence[int]) -> Estimate:
    usages = [answerer.estimate(chars) for chars in sizes]
    usage = Usage(sum(u.input_tokens for u in usages), sum(u.output_tokens for u in usages))
    return Estimate(calls, len(sizes), usage, answerer.cost_microusd(usage))
