"""What a digest lists, however much there is to list."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from shared.db.digests import LISTED, find_digest
from shared.db.pool import Database
from shared.domain.ids import TenantId
from tests.support.people import Team


async def test_many_overdue_callbacks_hide_none_that_is_due(team: Team, database: Database) -> None:
    tenant_id, now = TenantId(UUID(team.tenant_id)), datetime.now(UTC)
    async with database.connection(tenant_id) as conn:
        await conn.execute(
            """
            with called as (
                insert into calls (id, tenant_id, source, external_id)
                select gen_random_uuid(), $1, 'elevenlabs', 'conv_' || nth
                from generate_series(1, $2::int) as nth
                returning id, external_id
            )
            insert into callbacks (id, tenant_id, call_id, status, rule, reason, due_at)
            select
                gen_random_uuid(), $1, id, 'scheduled', 'asked', external_id,
                case
                    when external_id = 'conv_1' then $3::timestamptz + interval '1 hour'
                    else $3::timestamptz - interval '1 day'
                end
            from called
            """,
            tenant_id,
            3 * LISTED,
            now,
        )
        facts = await find_digest(
            conn, tenant_id, None, since=now, until=now, period=timedelta(days=1)
        )
    assert (len(facts.overdue), [row["reason"] for row in facts.due]) == (LISTED + 1, ["conv_1"])
