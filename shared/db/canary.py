"""The canary's rows: decides when a canary may be sent, reads how the last one went, and deletes
earlier ones.
"""

from dataclasses import dataclass

from shared.db.call_deletion import delete_call
from shared.db.pool import Connection
from shared.domain.canary import CANARY_NAME, CANARY_TENANT
from shared.domain.ids import CallId

# The advisory lock under which one process at a time decides that a canary is due.
_LOCK = 0x63616E617279  # "canary"
_OVER = ("ready", "partial", "failed")


@dataclass(frozen=True, slots=True)
class CanaryCall:
    """A canary call. `age_s` counts from its arrival; `took_s` is the time from its arrival to the
    end of its run, once that is over.
    """

    call_id: CallId
    status: str
    age_s: float
    took_s: float | None

    @property
    def is_ready(self) -> bool:
        return self.status == "ready"

    @property
    def is_over(self) -> bool:
        return self.status in _OVER


async def lock_canary(conn: Connection) -> None:
    """Holds the right to send a canary until the transaction ends, and creates its tenant if it is
    missing.
    """
    await conn.execute("select pg_advisory_xact_lock($1)", _LOCK)
    await conn.execute(
        "insert into tenants (id, name, timezone) values ($1, $2, 'UTC') on conflict do nothing",
        CANARY_TENANT,
        CANARY_NAME,
    )


async def find_newest_canary(conn: Connection) -> CanaryCall | None:
    row = await conn.fetchrow(
        """
        select
            calls.id, calls.status, extract(epoch from now() - calls.created_at)::float8 as age_s,
            extract(epoch from jobs.finished_at - calls.created_at)::float8 as took_s
        from calls
        left join jobs on jobs.call_id = calls.id and jobs.kind = 'process_call'
        where calls.tenant_id = $1
        order by calls.created_at desc, calls.id desc
        limit 1
        """,
        CANARY_TENANT,
    )
    return (
        CanaryCall(CallId(row["id"]), row["status"], row["age_s"], row["took_s"]) if row else None
    )


async def delete_canaries_before(conn: Connection, newest: CallId) -> None:
    """Deletes earlier canaries as a user would, vectors included, and removes completed
    erasures.
    """
    others = await conn.fetch(
        "select id from calls where tenant_id = $1 and id <> $2 limit 100", CANARY_TENANT, newest
    )
    for row in others:
        await delete_call(conn, CANARY_TENANT, CallId(row["id"]))
    await conn.execute(
        "delete from erasures where tenant_id = $1 and erased_at is not null", CANARY_TENANT
    )
