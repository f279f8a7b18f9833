"""Paid answers: stored with their ledger entry until the run of the step that requested them is
over.
"""

from shared.db.pool import Connection
from shared.db.writes import Write
from shared.domain.ids import CallId, TenantId
from shared.domain.steps import Step
from shared.domain.usage import BilledTo


async def find_answer(conn: Connection, billed_to: BilledTo, request_hash: bytes) -> bytes | None:
    """Finds a stored answer. `request_hash` is the hash of the request."""
    answer: bytes | None = await conn.fetchval(
        "select answer from paid_answers where tenant_id = $1 and call_id = $2 and step = $3 and"
        " request_hash = $4",
        billed_to.tenant_id,
        billed_to.call_id,
        billed_to.step,
        request_hash,
    )
    return answer


async def delete_answers(
    conn: Connection, tenant_id: TenantId, call_id: CallId, step: Step
) -> None:
    """Deletes answers that led to an error, because they would lead to it again."""
    await conn.execute(
        "delete from paid_answers where tenant_id = $1 and call_id = $2 and step = $3",
        tenant_id,
        call_id,
        step,
    )


def used_answers_deleted() -> Write:
    """Returns the write that deletes, at the end of a run, the answers of its completed steps, so
    that a repeat of these steps sends new requests.

    No answer is stored for a step after it is done.
    """
    return Write(
        """
        delete from paid_answers
        using fence
        where paid_answers.tenant_id = fence.tenant_id
            and paid_answers.call_id = fence.call_id
            and step in (
                select step
                from job_steps
                where job_id = fence.id and tenant_id = fence.tenant_id and status = 'done'
            )
        """
    )


async def delete_stale_answers(conn: Connection, *, older_than_days: int) -> None:
    """Deletes the answers, of all tenants, of failed steps that were not tried again."""
    await conn.execute(
        "delete from paid_answers where created_at < now() - make_interval(days => $1)",
        older_than_days,
    )
