"""The application's role: what it can and cannot do, and that every table is behind a policy."""

from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from shared.db.migrate import migrate
from shared.db.pool import ALL_TENANTS, Database
from shared.db.roles import (
    APPEND_ONLY,
    READ_ONLY,
    WITHOUT_POLICY,
    Login,
    RoleRefused,
    describe_role,
    login_of,
    scram_verifier,
)
from shared.domain.ids import TenantId, new_id
from tests.conftest import Servers
from tests.support.databases import as_application

ROOT = Path(__file__).parents[3]
# The modules that take connections for all tenants, each with its reason. The operator's commands
# (cli) are not listed: they are for all tenants by nature.
FOR_ALL_TENANTS = {
    "api/accounts/links.py": "a sign-up by mail looks whether the address has an account",
    "api/accounts/ownership.py": "whether a tenant is the only one",
    "api/accounts/signing_in.py": "whose an address is, is known after the look-up",
    "api/canary.py": "the installation's own test call",
    "api/event_hub.py": "one reader passes on the events of all tenants with an open stream",
    "api/http/audit_writer.py": "entries of several tenants, and of none, in one write",
    "api/retry_runs.py": "the operator retries runs of all tenants",
    "api/pages/shared.py": "whose a link to a call is, is known after the look-up",
    "api/routes/agents.py": "another tenant may have the agent, and held events have no tenant",
    "api/routes/calendars.py": "whose a calendar's address is, is known after the look-up",
    "api/routes/auth.py": "links and addresses of people who are not signed in yet",
    "api/routes/erasure.py": "the ledger of senders may name another tenant",
    "api/routes/installation.py": "operators see the lanes of all tenants",
    "api/routes/health.py": "the readiness of the installation",
    "api/routes/missed_calls.py": "counts the events whose tenant is unknown",
    "api/routes/operator.py": "the operator's routes",
    "api/routes/single_sign_on.py": "people who are not signed in yet",
    "api/routes/users.py": "an address has one account in the installation",
    "api/http/open_run_limits.py": "the queue of the installation",
    "api/webhooks/audio_intake.py": "held events have no tenant",
    "api/webhooks/incoming_deliveries.py": "deliveries of several tenants in one write",
    "api/webhooks/elevenlabs.py": "whose an event is, is known after the look-up",
    "api/webhooks/spool_erasure.py": "spooled events of all tenants",
    "api/webhooks/transcription.py": "whose an event is, is known after the look-up",
    "api/webhooks/twilio.py": "whose an event or account is, is known after the look-up",
    "api/webhooks/unused_events.py": "events whose tenant is unknown",
    "shared/db/backup.py": "a backup of all tenants",
    "shared/db/call_batch.py": "calls of several tenants in one statement",
    "shared/db/jobs/blockers.py": "asks PostgreSQL for blocked sessions and reads no rows",
    "shared/db/sealed.py": "a rotation of keys encrypts the secrets of all tenants again",
    "shared/db/vectors.py": "asks PostgreSQL for an extension and reads no rows",
    "shared/metrics_endpoint.py": "the queue of the installation",
    "worker/event_deliveries.py": "queues and sends the events of all tenants",
    "worker/upkeep/due_callbacks.py": "callbacks of all tenants become due",
    "worker/due_runs.py": "looks for due runs of all tenants",
    "worker/lease_renewal.py": "renews the leases of all of a worker's runs in one statement",
    "worker/runner.py": "whose a run is, is known after its claim",
    "worker/upkeep/audit_chain.py": "the chain goes over the entries of all tenants",
    "worker/upkeep/figures.py": "adds to the sums of all tenants",
    "worker/upkeep/housekeeping.py": "looks for what is expired at all tenants",
    "worker/upkeep/missed_calls.py": "whose a listed call is, is known after the look-up",
    "worker/upkeep/own_key_checks.py": "looks for keys of all tenants that are due",
    "worker/upkeep/part_retention.py": "looks for what is expired at all tenants",
    "worker/upkeep/peaks.py": "looks for recordings of all tenants that a player asks for",
    "api/webhooks/initiation.py": "a telephone that rings names an agent, and no tenant",
    "worker/upkeep/contacts.py": "looks for teams whose earlier calls have no contacts yet",
    "api/webhooks/acceptance.py": "keeps the own URLs of all tenants, whose an event is",
    "api/webhooks/senders.py": "whose an endpoint is, is known after the look-up",
    "api/webhooks/calcom.py": "a booking's webhook names no tenant",
    "worker/upkeep/schedules.py": "looks for schedules of all tenants that are due",
    "worker/upkeep/digests.py": "looks for digests of all tenants that are due",
    "worker/upkeep/bookings.py": "looks for bookings to compare with the calendar",
    "worker/upkeep/agent_calls.py": "looks for teams whose agents may call back now",
    "worker/upkeep/reindexing.py": "looks for teams whose passages move to another model",
    "worker/upkeep/sweeper.py": "looks for lost runs and open deletions of all tenants",
    "worker/upkeep/tenant_erasure.py": "looks for deleted tenants, and held events have no tenant",
    "worker/upkeep/vector_codes.py": "looks for tenants with very many vectors",
}
HERE, ELSEWHERE = TenantId(new_id()), TenantId(new_id())


@pytest.fixture
async def tenants(database: Database) -> None:
    async with database.connection(ALL_TENANTS) as conn:
        await conn.executemany(
            "insert into tenants (id, name) values ($1, $2)", [(HERE, "N"), (ELSEWHERE, "S")]
        )


async def test_every_table_has_a_policy_or_a_reason_to_have_none(owner_database: Database) -> None:
    async with owner_database.connection(ALL_TENANTS) as conn:
        tables = await conn.fetch("""
            select
                relname::text as name,
                relrowsecurity as is_shut,
                array(select polname::text from pg_policy where polrelid = pg_class.oid) as policies
            from pg_class
            where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
            """)
    shut = {row["name"]: row["policies"] for row in tables if row["is_shut"]}
    assert {row["name"] for row in tables} - shut.keys() == WITHOUT_POLICY.keys()
    assert {name for name, policies in shut.items() if policies != ["tenant_in_force"]} == {
        "audit_chain"
    }
    assert set(READ_ONLY) | set(APPEND_ONLY) <= {row["name"] for row in tables}


async def test_a_table_that_nobody_decided_about_is_reported(
    database: Database, owner_database: Database
) -> None:
    async with owner_database.connection(ALL_TENANTS) as conn:
        await conn.execute("create table new_things (tenant_id uuid)")
    async with database.connection(ALL_TENANTS) as conn:
        assert (await describe_role(conn)).unprotected == ["new_things"]


def test_only_named_modules_take_connections_for_all_tenants() -> None:
    found = {
        str(path.relative_to(ROOT))
        for room in ("api", "shared", "worker")
        for path in (ROOT / room).rglob("*.py")
        if "(ALL_TENANTS)" in path.read_text()
    }
    assert found == FOR_ALL_TENANTS.keys()


@pytest.mark.usefixtures("tenants")
async def test_a_connection_sees_its_scope_only(database: Database, database_url: str) -> None:
    async def visible(scope: TenantId | None) -> set[object]:
        statement = "select id from tenants where name in ('N', 'S')"
        if scope is None:
            return {row["id"] for row in await unscoped.fetch(statement)}
        async with database.connection(scope) as conn:
            return {row["id"] for row in await conn.fetch(statement)}

    unscoped = await asyncpg.connect(database_url)
    assert await visible(HERE) == {HERE}
    assert await visible(ELSEWHERE) == {ELSEWHERE}
    assert await visible(TenantId(new_id())) == set()
    assert await visible(None) == set()
    await unscoped.close()
    async with database.connection(ALL_TENANTS) as conn:
        assert await conn.fetchval("select count(*) from tenants where name in ('N', 'S')") == 2


@pytest.mark.usefixtures("tenants")
async def test_a_row_cannot_be_put_into_or_taken_out_of_another_tenant(database: Database) -> None:
    insert = "insert into agents (id, tenant_id, external_id, name) values ($1, $2, 'a', 'A')"
    async with database.connection(HERE) as conn:
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
            await conn.execute(insert, new_id(), ELSEWHERE)
        await conn.execute(insert, new_id(), HERE)
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
            await conn.execute("update agents set tenant_id = $1", ELSEWHERE)


@pytest.mark.parametrize(
    "statement",
    [
        "create table mine (id int)",
        "alter table calls disable row level security",
        "alter table calls add column x int",
        "drop policy tenant_in_force on calls",
        "create policy everything on calls using (true)",
        "drop table calls",
        "truncate calls",
        "create function f() returns int language sql as 'select 1'",
        "select keep_tenants_apart('calls')",
        "update audit_log set actor_id = null",
        "delete from audit_log",
        "update audit_chain set position = 1",
        "delete from audit_chain",
        "alter table audit_log disable trigger all",
        "set session_replication_role = replica",
        "insert into schema_migrations (name, checksum) values ('x', 'x')",
        "set role postgres",
        "alter role current_user bypassrls",
    ],
)
async def test_the_application_cannot_change_the_schema_or_the_audit_log(
    database: Database, statement: str
) -> None:
    async with database.connection(ALL_TENANTS) as conn:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await conn.execute(statement)


async def test_switching_row_security_off_is_an_error_and_not_a_way_around(
    database: Database,
) -> None:
    async with database.transaction(HERE) as conn:
        await conn.execute("set local row_security = off")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await conn.fetch("select * from calls")


async def test_the_application_cannot_prune_young_entries(database: Database) -> None:
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            "insert into audit_log (actor, action, outcome, at) values ('worker', 'a', 'done',"
            " now() - interval '29 days'), ('worker', 'b', 'done', now() - interval '31 days')"
        )
        await conn.execute(
            "insert into audit_chain select id, id, sha256('x') from audit_log order by id"
        )
        assert await conn.fetchval("select prune_audit_log(0, 1000)") == 1
        assert await conn.fetchval("select action from audit_log") == "a"


async def test_a_change_of_scope_alone_costs_a_round_trip(database: Database) -> None:
    sent = []
    async with database.connection(HERE) as conn:
        conn.add_query_logger(lambda record: sent.append(record.query))
    for scope in (HERE, HERE, ELSEWHERE, ELSEWHERE, ALL_TENANTS):
        async with database.connection(scope) as conn:
            await conn.fetchval("select 1")
    assert [query for query in sent if query.startswith("set")] == [
        f"set aftercall.tenant_id = '{ELSEWHERE}'",
        f"set aftercall.tenant_id = '{ALL_TENANTS}'",
    ]


async def test_an_upgrade_gives_an_existing_database_its_second_role(
    empty_url: str,
) -> None:
    application_url = as_application(empty_url)
    await migrate(empty_url)
    owner = await asyncpg.connect(empty_url)
    await owner.execute(
        "insert into tenants (id, name) values ($1, 'N'), ($2, 'S')", HERE, ELSEWHERE
    )
    assert await migrate(empty_url, application_url=application_url) == []
    application = await asyncpg.connect(application_url)
    assert await application.fetchval("select count(*) from tenants") == 0
    await application.execute(f"set aftercall.tenant_id = '{HERE}'")
    assert await application.fetchval("select id from tenants") == HERE
    facts = await describe_role(owner)
    assert (facts.is_superuser, facts.owns_tables) == (True, True)
    await application.close()
    await owner.close()


async def test_two_urls_that_lead_to_different_databases_are_refused(
    empty_url: str, database_url: str
) -> None:
    with pytest.raises(RoleRefused, match="different databases"):
        await migrate(empty_url, application_url=database_url)


async def test_one_role_for_both_urls_is_refused(empty_url: str) -> None:
    with pytest.raises(RoleRefused, match="the same role"):
        await migrate(empty_url, application_url=empty_url)


async def test_an_owner_that_may_create_no_roles_is_told_what_to_run(
    servers: Servers, empty_url: str
) -> None:
    owner_name, application_name = f"plain_{uuid4().hex}", f"late_{uuid4().hex}"
    server = await asyncpg.connect(servers.postgres_url)
    name = empty_url.split("/")[3].split("?", maxsplit=1)[0]
    await server.execute(
        f"create role {owner_name} login; alter database {name} owner to {owner_name}"
    )
    inside = await asyncpg.connect(empty_url)
    await inside.execute("create extension vector")
    await inside.close()
    urls = [empty_url.replace("postgres@", f"{role}@") for role in (owner_name, application_name)]
    with pytest.raises(RoleRefused, match=f"create role {application_name} login"):
        await migrate(urls[0], application_url=urls[1])
    await server.execute(f"create role {application_name} login")
    assert await migrate(urls[0], application_url=urls[1]) == []
    application = await asyncpg.connect(urls[1])
    facts = await describe_role(application)
    assert not (facts.owns_tables or facts.can_change_audit_log or facts.unprotected)
    await application.close()
    await server.execute(f"drop database {name} with (force)")
    await server.execute(f"create database {name}")
    await server.execute(f"drop role {application_name}")
    await server.execute(f"drop role {owner_name}")
    await server.close()


async def test_a_password_is_stored_as_postgresql_itself_would(servers: Servers) -> None:
    role = f"scram_{uuid4().hex}"
    server = await asyncpg.connect(servers.postgres_url)
    await server.execute(f"create role {role} login password 'pencil 7'")
    stored = await server.fetchval("select rolpassword from pg_authid where rolname = $1", role)
    await server.execute(f"drop role {role}")
    await server.close()
    salt = stored.split("$")[1].split(":")[1]
    assert scram_verifier("pencil 7", salt) == stored


@pytest.mark.parametrize(
    ("url", "login"),
    [
        ("postgresql://app:p%40ss@one:5432,two:5433/db?sslmode=require", Login("app", "p@ss")),
        ("postgresql:///db?host=/run&user=app&password=x", Login("app", "x")),
        ("postgresql://app@/db", Login("app", "")),
        ("postgresql://host/db", Login("", "")),
    ],
)
def test_the_role_is_read_from_every_form_of_url(url: str, login: Login) -> None:
    assert login_of(url) == login
