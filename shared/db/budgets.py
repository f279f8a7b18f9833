"""Budgets of tenants: what was spent, and what is reserved for pending requests.

Days and months are those of UTC, by the database's clock.
"""

from dataclasses import dataclass
from uuid import UUID

from shared.db.pool import Connection
from shared.db.rows import fetch_row
from shared.domain.ids import TenantId, new_id
from shared.domain.usage import UNLIMITED, Budget
from shared.errors import BudgetSpent, Period, RateLimited

# Longer than any request may take, which the settings limit. A dead worker's reservation expires
# after it.
RESERVED_FOR_S = 900
# Pending requests mostly cost less than they reserved, so a retry soon may succeed.
LOOK_AGAIN_S = 5.0


@dataclass(frozen=True, slots=True)
class Spent:
    """The spending of this UTC day and month in micro-dollars, and the sum reserved for pending
    requests.
    """

    day_microusd: int
    month_microusd: int
    reserved_microusd: int


async def find_budget(conn: Connection, tenant_id: TenantId) -> Budget:
    """Returns the tenant's own budget, or the operator's cap where that is lower."""
    row = await conn.fetchrow(
        """
        select
            least(budget_day_microusd, cap_day_microusd) as day,
            least(budget_month_microusd, cap_month_microusd) as month
        from tenants
        where id = $1
        """,
        tenant_id,
    )
    return Budget(row["day"], row["month"]) if row else UNLIMITED


async def reserve(conn: Connection, tenant_id: TenantId, cost_microusd: int) -> UUID:
    """Reserves a sum, in a transaction that locks the tenant's row, so that two requests never
    reserve the same money.
    """
    await conn.execute("select 1 from tenants where id = $1 for no key update", tenant_id)
    await conn.execute(
        "delete from budget_reservations where tenant_id = $1 and expires_at <= now()", tenant_id
    )
    budget, spent = await find_budget(conn, tenant_id), await get_spent(conn, tenant_id)
    limits: tuple[tuple[Period, int | None, int], ...] = (
        ("day", budget.day_microusd, spent.day_microusd),
        ("month", budget.month_microusd, spent.month_microusd),
    )
    for period, limit, gone in limits:
        if limit is None or gone + spent.reserved_microusd + cost_microusd <= limit:
            continue
        if spent.reserved_microusd and gone + cost_microusd <= limit:
            raise RateLimited(
                f"the rest of the {period}'s budget is reserved for pending requests",
                retry_after_s=LOOK_AGAIN_S,
            )
        raise BudgetSpent(
            f"The budget of {limit / 1e6:.2f} USD for this {period} has"
            f" {max(0, limit - gone) / 1e6:.4f} USD left, and this request may cost"
            f" {cost_microusd / 1e6:.4f} USD. Raise budget_{period}_microusd with PATCH"
            " /api/tenant (the operator's cap stands above it), or wait for the next one; then"
            " reprocess the call.",
            reason="budget_spent",
            period=period,
        )
    reservation = new_id()
    await conn.execute(
        """
        insert into budget_reservations (id, tenant_id, cost_microusd, expires_at)
        values ($1, $2, $3, now() + make_interval(secs => $4))
        """,
        reservation,
        tenant_id,
        cost_microusd,
        RESERVED_FOR_S,
    )
    return reservation


async def report_spent(conn: Connection, tenant_id: TenantId, period: Period) -> None:
    """Records an event for a budget that a request would exceed, once in its day or month."""
    await conn.execute(
        # The statement is built only from constants.
        f"""
        with reached as (
            update tenants
            set budget_{period}_reported = (now() at time zone 'UTC')::date
            where id = $1
                and coalesce(budget_{period}_reported, '-infinity')
                    < date_trunc('{period}', now() at time zone 'UTC')::date
            returning least(budget_{period}_microusd, cap_{period}_microusd) as limit_microusd
        )
        insert into events (tenant_id, type, data)
        select
            $1, 'budget.reached',
            jsonb_build_object('period', '{period}', 'limit_microusd', limit_microusd)
        from reached
        """,  # noqa: S608
        tenant_id,
    )


async def get_spent(conn: Connection, tenant_id: TenantId) -> Spent:
    row = await fetch_row(
        conn,
        "select coalesce(sum(cost_microusd) filter (where day = (now() at time zone 'UTC')::date),"
        " 0)::bigint as day, coalesce(sum(cost_microusd), 0)::bigint as month, (select"
        " coalesce(sum(cost_microusd), 0)::bigint from budget_reservations  where tenant_id = $1"
        " and expires_at > now()) as reserved from spending where tenant_id = $1 and day >="
        " date_trunc('month', now() at time zone 'UTC')::date",
        tenant_id,
    )
    return Spent(row["day"], row["month"], row["reserved"])


async def delete_reservation(conn: Connection, reservation: UUID) -> None:
    await conn.execute("delete from budget_reservations where id = $1", reservation)
