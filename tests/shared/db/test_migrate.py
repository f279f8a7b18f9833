"""Migrations: in order, once, one runner at a time; and a schema that knows the enums' words."""

import asyncio
import json
import re
from enum import StrEnum
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
import pytest

from shared.db.incoming_deliveries import DeliveryOutcome
from shared.db.migrate import MigrationChanged, describe_server, migrate, migrations, pending
from shared.db.one_time_links import Purpose
from shared.db.pool import ALL_TENANTS, Database, open_database
from shared.db.tenant_deletion import STAYS
from shared.domain.access import Role
from shared.domain.agent_calls import CallingMode
from shared.domain.callbacks import TimeKind
from shared.domain.contacts import KeyKind
from shared.domain.insights import InsightKind
from shared.domain.reindexing import ReindexStatus
from shared.domain.schedules import Missed
from shared.domain.statuses import (
    BookingState,
    CallbackStatus,
    CallOutcome,
    CallStatus,
    ChunkSource,
    Claim,
    JobStatus,
    Lane,
    RecordingStatus,
    Sender,
    Source,
    StepStatus,
)
from shared.domain.usage import Outcome
from shared.domain.zones import ZoneSource
from shared.errors import Unavailable
from shared.settings.load import Settings, load_settings
from tests.support.databases import SHAPE, as_application

WORDS: dict[str, type[StrEnum]] = {
    "agents.claimed_by": Claim,
    "calls.source": Source,
    "calls.status": CallStatus,
    "calls.outcome": CallOutcome,
    "callbacks.status": CallbackStatus,
    "callbacks.time_kind": TimeKind,
    "callbacks.booking_state": BookingState,
    "callbacks.timezone_source": ZoneSource,
    "jobs.lane": Lane,
    "chunks.source": ChunkSource,
    "insights.kind": InsightKind,
    "contact_keys.kind": KeyKind,
    "jobs.status": JobStatus,
    "job_steps.status": StepStatus,
    "recordings.status": RecordingStatus,
    "usage_ledger.outcome": Outcome,
    "webhook_endpoints.source": Sender,
    "unused_events.source": Sender,
    "users.role": Role,
    "one_time_links.role": Role,
    "one_time_links.purpose": Purpose,
    "webhook_deliveries.outcome": DeliveryOutcome,
    "reindex_runs.status": ReindexStatus,
    "agent_calling.mode": CallingMode,
    "schedules.missed": Missed,
}
# Columns whose words no enum of ours holds.
OTHER_WORDS = {
    # Those of the senders that have URLs of the installation.
    "erased_senders.source",
    "agent_calling.line",
    "agent_calls.state",
    "answers.status",
    "audit_log.actor",
    "audit_log.outcome",
    "call_fields.source",
    "callback_changes.actor",
    "callbacks.agent_decision",
    "event_deliveries.status",
    "event_targets.body",
    "event_targets.digest",
    "event_targets.kind",
    "event_targets.disabled_because",
    "figure_times.measure",
    "figure_times.span",
    "calendar_feeds.whose",
    "schedules.action",
    "schedules.disabled_because",
    "schedule_occurrences.status",
    "calls.direction",
    "inbound_events.status",
    "jobs.kind",
    "saved_views.list",
    "sessions.kind",
    "transcripts.actor",
    "twilio_accounts.claimed_by",
    "unused_events.kind",
}


async def test_migrations_are_applied_in_order_and_once(empty_url: str) -> None:
    names = [migration.name for migration in migrations()]
    assert names == sorted(names)
    assert await migrate(empty_url) == names
    assert await migrate(empty_url) == []
    connection = await asyncpg.connect(empty_url)
    rows = await connection.fetch("select name from schema_migrations order by applied_at, name")
    await connection.close()
    assert [row["name"] for row in rows] == names


async def migrated_before(url: str, name: str) -> asyncpg.Connection:
    """As an installation was that stopped before the migration of this name."""
    connection = await asyncpg.connect(url)
    await connection.execute(
        "create table schema_migrations (name text primary key, checksum text not null, applied_at"
        " timestamptz not null default now())"
    )
    for migration in migrations():
        if migration.name < name:
            await connection.execute(migration.sql)
            await connection.execute(
                "insert into schema_migrations (name, checksum) values ($1, $2)",
                migration.name,
                migration.checksum,
            )
    return connection


async def test_what_was_indexed_before_is_found_by_stems_titles_and_leads(empty_url: str) -> None:
    connection = await migrated_before(empty_url, "0049")
    await connection.execute("""
        insert into tenants (id, name) values (gen_random_uuid(), 'North');
        insert into calls (
            id, tenant_id, source, external_id, status, language, title, contact, corrected
        )
            select gen_random_uuid(), id, 'upload', 'one', 'ready', 'de', 'Zwei Rechnungen',
                '{"name": "Ada Kern", "phone": "+49 171 3920046"}',
                '{"summary": {"value": "Sie fragt nach der Mahnung."}}'
            from tenants;
        insert into chunks (
            id, tenant_id, call_id, source, position, text, char_start, char_end
        )
            select gen_random_uuid(), tenant_id, id, chunk.source, 0, text, 0, length(text)
            from calls, (
                values
                    ('transcript', E'agent: Guten Tag.\ncustomer: Meine Rechnungen fehlen.'),
                    ('summary', 'Ada fragt nach Rechnungen.')
            ) as chunk (source, text);
        """)
    await migrate(empty_url, application_url=as_application(empty_url))
    await connection.execute("set aftercall.tenant_id = 'ffffffff-ffff-ffff-ffff-ffffffffffff'")

    async def sources(query: str) -> set[str]:
        rows = await connection.fetch(
            "select found.source from tenants, passages_with_words(id, $1::text::tsquery) as found",
            query,
        )
        return {row["source"] for row in rows}

    assert await sources("'~de:rechnung'") == {"transcript", "title"}
    assert await sources("'rechnungen':B") == {"transcript"}
    assert await sources("'mahnung'") == {"summary"}
    assert await sources("'#3920046' & 'kern'") == {"lead"}
    words = {row["word"] for row in await connection.fetch("select word from search_words")}
    await connection.close()
    assert {"rechnungen", "fragt", "meine"} <= words


async def test_the_first_ten_migrations_with_data_are_brought_up_to_date(
    empty_url: str, owner_url: str
) -> None:
    connection = await migrated_before(empty_url, "0011")
    await connection.execute("""
        insert into tenants (id, name) values (gen_random_uuid(), 'North');
        insert into calls (id, tenant_id, source, external_id, of_workspace)
            select gen_random_uuid(), id, 'elevenlabs', 'conv_1', true from tenants;
        insert into recordings (id, tenant_id, call_id, status, heard_s, audio_stem, of_workspace)
            select gen_random_uuid(), tenant_id, id, 'completed', 12.5, 'stem', true from calls;
        insert into recording_parts (
            recording_id, tenant_id, channel, position, asked, transcript, model, audio_s, raw,
            input_tokens, output_tokens
        )
            select id, tenant_id, 0, 0, sha256('x'), '{}', 'whisper-1', 1, '{}', 0, 0
            from recordings;
        insert into jobs (id, tenant_id, call_id, kind, hints, alone, options)
            select gen_random_uuid(), tenant_id, id, 'process_call', 3, true,
                '{"listen_again": true, "language": "es"}' from calls;
        insert into job_steps (job_id, tenant_id, step, status, meta)
            select id, tenant_id, 'transcribe', 'done', '{"heard_s": 12.5, "parts_heard": 4}'
            from jobs;
        insert into paid_answers (tenant_id, call_id, step, asked, answer)
            select tenant_id, id, 'summarize', sha256('q'), '{}' from calls;
        insert into arrivals (tenant_id, source, listed, arrived, fetched, missing)
            select id, 'elevenlabs', 5, 4, 0, 1 from tenants;
        """)
    await migrate(empty_url, application_url=as_application(empty_url))
    row = await connection.fetchrow("""
        select
            jobs.wakeups, jobs.isolated, jobs.options, job_steps.meta, calls.installation_owned,
            recordings.installation_owned as recording_owned, recordings.transcribed_s,
            recording_parts.request_hash = sha256('x') as same_part,
            paid_answers.request_hash = sha256('q') as same_answer, missed_calls.missing
        from jobs
        join job_steps on job_steps.job_id = jobs.id
        join calls on calls.id = jobs.call_id
        join recordings on recordings.call_id = calls.id
        join recording_parts on recording_parts.recording_id = recordings.id
        join paid_answers on paid_answers.call_id = calls.id
        join missed_calls on missed_calls.tenant_id = jobs.tenant_id
        """)
    shape = await connection.fetchval(SHAPE)
    await connection.close()
    new = await asyncpg.connect(owner_url)
    assert shape == await new.fetchval(SHAPE)
    await new.close()
    assert row is not None
    assert {**row, "options": json.loads(row["options"]), "meta": json.loads(row["meta"])} == {
        "wakeups": 3,
        "isolated": True,
        "options": {"transcribe_again": True, "language": "es"},
        "meta": {"transcribed_s": 12.5, "parts_transcribed": 4},
        "installation_owned": True,
        "recording_owned": True,
        "transcribed_s": 12.5,
        "same_part": True,
        "same_answer": True,
        "missing": 1,
    }


async def test_leads_of_before_become_people_and_zones_nobody_chose_are_unknown(
    empty_url: str,
) -> None:
    connection = await migrated_before(empty_url, "0015")
    await connection.execute("""
        insert into tenants (id, name, timezone) select gen_random_uuid(), name, zone
            from (values ('North', 'UTC'), ('South', 'Europe/Berlin')) as given (name, zone);
        insert into calls (id, tenant_id, source, external_id, direction, from_number, created_at)
            select gen_random_uuid(), tenants.id, 'elevenlabs', key, 'inbound', number, now() - ago
            from tenants, (values ('a', '+15035550142', interval '3 hours'), ('b', '+15035550142',
                '2 hours'),
                ('c', '+12125550187', '1 hour'), ('d', null, '0')) as given (key, number, ago)
                where name = 'North';
        insert into leads (id, tenant_id, call_id, name, email, confidence)
            select gen_random_uuid(), tenant_id, id, 'caller ' || external_id,
            case when external_id in ('b', 'c') then 'Anna@example.com' end, 0.5 from calls;
        """)
    await migrate(empty_url)
    leads = await connection.fetch("""
        select leads.name, leads.email, array_agg(external_id order by external_id) as calls
        from leads
        join lead_calls on lead_id = leads.id
        join calls on calls.id = call_id
        group by leads.id
        order by leads.name
        """)
    zones = await connection.fetch("select timezone from tenants order by name")
    kept = await connection.fetchval("select count(*) from leads")
    await connection.close()
    assert [tuple(row) for row in leads] == [
        ("caller c", "Anna@example.com", ["a", "b", "c"]),
        ("caller d", None, ["d"]),
    ]
    assert [row["timezone"] for row in zones] == [None, "Europe/Berlin"]
    assert kept == 2


async def test_two_runners_at_once_apply_each_migration_once(empty_url: str) -> None:
    applied = await asyncio.gather(*(migrate(empty_url) for _ in range(3)))
    assert [name for names in applied for name in names] == [
        migration.name for migration in migrations()
    ]


async def test_a_migration_changed_after_it_was_applied_is_refused(empty_url: str) -> None:
    await migrate(empty_url)
    connection = await asyncpg.connect(empty_url)
    name = await connection.fetchval(
        "update schema_migrations set checksum = 'another' returning name"
    )
    with pytest.raises(MigrationChanged, match=name):
        await migrate(empty_url)
    with pytest.raises(MigrationChanged, match=name):
        await pending(connection)
    await connection.close()


async def test_pending_names_what_a_database_lacks(empty_url: str) -> None:
    connection = await asyncpg.connect(empty_url)
    assert await pending(connection) == [migration.name for migration in migrations()]
    await migrate(empty_url)
    assert await pending(connection) == []
    await connection.close()


async def test_a_server_is_described(empty_url: str) -> None:
    facts = await describe_server(empty_url)
    assert re.match(r"\d+", facts.version)
    assert facts.pgvector
    assert facts.pending_migrations == [migration.name for migration in migrations()]


@pytest.mark.parametrize("change", [("127.0.0.1", "127.0.0.1:1"), ("/empty_", "/missing_")])
async def test_a_server_that_is_not_there_is_unavailable(
    empty_url: str, change: tuple[str, str]
) -> None:
    url = (
        "postgresql://nobody:secret@127.0.0.1:1/nothing"
        if ":1" in change[1]
        else empty_url.replace(*change)
    )
    with pytest.raises(Unavailable) as caught:
        await describe_server(url)
    assert "secret" not in str(caught.value)


async def test_a_server_that_does_not_let_us_read_is_unavailable(owner_url: str) -> None:
    connection = await asyncpg.connect(owner_url)
    role = f"stranger_{uuid4().hex}"
    await connection.execute(
        f"create role {role}; alter database {_name(owner_url)} set role {role}"
    )
    try:
        with pytest.raises(Unavailable, match="InsufficientPrivilegeError"):
            await describe_server(owner_url)
    finally:
        await connection.execute(f"alter database {_name(owner_url)} reset role; drop role {role}")
        await connection.close()


def _name(url: str) -> str:
    return urlsplit(url).path.removeprefix("/")


async def test_opening_a_database_that_is_not_there_names_the_variable(
    environ: dict[str, str],
) -> None:
    settings: Settings = load_settings(
        {**environ, "DATABASE_URL": "postgresql://nobody:secret@127.0.0.1:1/nothing"}
    )
    with pytest.raises(Unavailable, match="DATABASE_URL") as caught:
        async with open_database(settings.database):
            pass
    assert "secret" not in str(caught.value)


async def test_the_schemas_words_are_the_enums_words(database: Database) -> None:
    async with database.connection(ALL_TENANTS) as conn:
        rows = await conn.fetch("""
            select t.relname || '.' || a.attname as name, pg_get_constraintdef(c.oid) as rule
            from pg_constraint c
            join pg_class t on t.oid = c.conrelid
            join pg_attribute a on a.attrelid = t.oid and a.attnum = c.conkey[1]
            where c.contype = 'c'
                and cardinality(c.conkey) = 1
                and pg_get_constraintdef(c.oid) ~ '::text'
            """)
    found = {row["name"]: set(re.findall(r"'(\w+)'::text", row["rule"])) for row in rows}
    found = {name: words for name, words in found.items() if words}
    assert found.keys() == WORDS.keys() | OTHER_WORDS
    for name, enum in WORDS.items():
        assert found[name] == {str(word) for word in enum}, name


async def test_every_table_of_a_tenant_goes_with_it(database: Database) -> None:
    """With the tenant itself, or with a row that does."""
    async with database.connection(ALL_TENANTS) as conn:
        rows = await conn.fetch("""
            with recursive gone as (
                select 'tenants'::regclass::oid as oid
                union
                select conrelid
                from pg_constraint
                join gone on gone.oid = confrelid
                join pg_attribute on attrelid = conrelid and attnum = any(conkey)
                where contype = 'f'
                    and confdeltype = 'c'
                    and (confrelid = 'tenants'::regclass or attnotnull)
            )
            select relname
            from pg_class
            where relkind = 'r'
                and relnamespace = 'public'::regnamespace
                and oid not in (select oid from gone)
            """)
    unowned = {row["relname"] for row in rows}
    others = {"schema_migrations", "source_checks", "audit_chain"}
    assert unowned == others | STAYS.keys()
