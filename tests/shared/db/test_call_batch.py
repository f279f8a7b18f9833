"""Recorded together is recorded the same as one by one, and one that is not as usual is no other's
trouble.
"""

import asyncio
from dataclasses import dataclass, replace
from typing import Any
from unittest.mock import ANY
from uuid import uuid4

import hypothesis
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from pydantic import SecretStr

from shared.db.agents import assign_agent, find_agent
from shared.db.call_batch import NewCall, record_batch
from shared.db.call_deletion import delete_call, is_erased
from shared.db.call_legs import lock_leg
from shared.db.calls import upsert_call
from shared.db.inbound import insert_inbound
from shared.db.pool import ALL_TENANTS, Database, open_database
from shared.db.tenants import insert_tenant
from shared.domain.ids import CallId, RecordingId, TenantId, new_id
from shared.domain.incoming import IncomingAudio, IncomingCall, IncomingRecording
from shared.domain.statuses import Source
from shared.intake.calls import record_call
from shared.intake.recordings import record_audio, record_recording
from shared.ports import StoredFile
from shared.settings.load import Settings
from shared.vendors.elevenlabs.webhook import parse_event
from tests.conftest import Servers
from tests.support.calls import CALLBACK_TURNS, transcription
from tests.support.databases import Databases, as_application

AGENTS = ("agent_a", "agent_b")
LEG = "CA" + "5" * 32
OF_LEG = {"phone_call": {"direction": "inbound", "call_sid": LEG}}
RECORDING = IncomingRecording(
    Source.TWILIO, "completed", "AC" + "1" * 32, "RE" + "2" * 32, call_sid=LEG
)


async def a_tenant(database: Database, *agents: str) -> TenantId:
    tenant_id = TenantId(new_id())
    async with database.transaction(ALL_TENANTS) as conn:
        await insert_tenant(conn, tenant_id, "Northside", "UTC")
        for agent in agents:
            await assign_agent(conn, tenant_id, agent)
    return tenant_id


def arrival(
    agent: str = "agent_a", conversation: str = "conv_1", stamp: int = 1, **changes: Any
) -> NewCall:
    """Of a telephone leg of its own, unless `metadata` says which."""
    changes.setdefault(
        "metadata", {"phone_call": {"direction": "inbound", "call_sid": f"leg of {conversation}"}}
    )
    payload = {**transcription(agent, conversation, **changes), "event_timestamp": stamp}
    call = parse_event(payload)
    assert isinstance(call, IncomingCall)
    return NewCall(call, installation_owned=True)


# The sender's id of the call that is answered with, and whether it is new; None for an unknown
# agent.
Answer = tuple[str | None, bool] | None


async def recorded_alone(database: Database, arrival: NewCall) -> Answer:
    """As the webhook does it for everything that is not recorded together."""
    async with database.transaction(ALL_TENANTS) as conn:
        agent = await find_agent(conn, arrival.call.agent_external_id or "")
        if agent is None:
            return None
        accepted = await record_call(
            conn,
            agent.tenant_id,
            agent.id,
            arrival.call,
            installation_owned=arrival.installation_owned,
        )
        external_id = await conn.fetchval(
            "select external_id from calls where id = $1", accepted.receipt.call_id
        )
        return external_id, accepted.created


async def count(database: Database, query: str) -> int:
    async with database.connection(ALL_TENANTS) as conn:
        return int(await conn.fetchval(query))


async def test_new_calls_are_recorded_together(database: Database) -> None:
    tenant_id = await a_tenant(database, *AGENTS)
    recorded = await record_batch(
        database, [arrival("agent_a", "conv_1"), arrival("agent_b", "conv_2")]
    )
    assert [each.tenant_id if each else None for each in recorded] == [tenant_id, tenant_id]
    for table in ("calls", "jobs", "transcripts", "inbound_events"):
        assert await count(database, f"select count(*) from {table}") == 2


async def test_a_call_told_of_twice_at_once_is_recorded_once(database: Database) -> None:
    await a_tenant(database, *AGENTS)
    recorded = await record_batch(
        database, [arrival(), arrival(), arrival(stamp=2), arrival("agent_b")]
    )
    assert [each is not None for each in recorded] == [True, False, False, False]
    assert await count(database, "select count(*) from calls") == 1


async def test_of_two_calls_of_one_leg_the_later_is_the_newer(database: Database) -> None:
    """Recorded together they would be as old as each other, and a recording of the leg would be
    either's.
    """
    await a_tenant(database, *AGENTS)
    phone = {"phone_call": {"direction": "inbound", "call_sid": LEG}}
    both = [arrival(conversation=name, metadata=phone) for name in ("conv_1", "conv_2")]
    assert [each is not None for each in await record_batch(database, both)] == [True, False]


async def test_what_is_known_deleted_or_of_nobody_is_left_alone(database: Database) -> None:
    tenant_id = await a_tenant(database, *AGENTS)
    await record_batch(database, [arrival(conversation="known"), arrival(conversation="gone")])
    async with database.transaction(ALL_TENANTS) as conn:
        gone = CallId(await conn.fetchval("select id from calls where external_id = 'gone'"))
        await delete_call(conn, tenant_id, gone)
    others = [
        arrival(conversation="known"),
        arrival(conversation="known", stamp=2),
        arrival(conversation="gone"),
        arrival("agent_nobody", "new_1"),
        arrival(conversation="new_2"),
    ]
    recorded = await record_batch(database, others)
    assert [each is not None for each in recorded] == [False, False, False, False, True]


async def test_a_leg_that_a_recording_made_known_is_left_to_be_adopted(database: Database) -> None:
    tenant_id = await a_tenant(database, *AGENTS)
    await a_recording(database, tenant_id)
    assert await record_batch(database, [arrival(metadata=OF_LEG)]) == [None]
    assert await recorded_alone(database, arrival(metadata=OF_LEG))
    assert await count(database, "select count(*) from calls") == 1


async def test_no_event_that_is_accepted_is_kept_as_it_came(database: Database) -> None:
    tenant_id = await a_tenant(database, *AGENTS)
    assert await record_batch(database, [arrival(conversation="conv_1")]) != [None]
    assert await recorded_alone(database, arrival(conversation="conv_2"))
    await a_recording(database, tenant_id)
    assert await count(database, "select count(*) from inbound_events") == 3
    assert (
        await count(database, "select count(*) from inbound_events where payload is not null") == 0
    )


async def an_audio(database: Database, tenant_id: TenantId) -> None:
    audio = IncomingAudio(
        Source.ELEVENLABS, "post_call_audio", "audio:conv_1", "conv_1", "agent_a", ""
    )
    async with database.transaction(ALL_TENANTS) as conn:
        file = StoredFile("audio/1.mp3", 1, bytes(32))
        await record_audio(
            conn, tenant_id, None, audio, recording_id=RecordingId(new_id()), file=file
        )


async def a_recording(database: Database, tenant_id: TenantId) -> None:
    async with database.transaction(ALL_TENANTS) as conn:
        await record_recording(conn, tenant_id, RECORDING)


async def test_a_recording_that_is_told_of_at_the_same_moment_is_of_the_same_call(
    database: Database,
) -> None:
    tenant_id = await a_tenant(database, *AGENTS)
    ended = arrival(metadata=OF_LEG)
    async with database.transaction(ALL_TENANTS) as conn:
        await record_recording(conn, tenant_id, RECORDING)
        together = asyncio.create_task(record_batch(database, [ended]))
        await a_lock_is_waited_for(database)
    assert await together == [None]
    async with database.transaction(ALL_TENANTS) as conn:
        await record_recording(conn, tenant_id, replace(RECORDING, recording_sid="RE" + "3" * 32))
        alone = asyncio.create_task(recorded_alone(database, ended))
        await a_lock_is_waited_for(database)
    assert await alone == ("conv_1", True)
    assert await count(database, "select count(*) from calls") == 1


async def test_a_call_that_ends_while_its_recording_is_told_of_is_one_call(
    database: Database,
) -> None:
    tenant_id = await a_tenant(database, *AGENTS)
    ended = arrival(metadata=OF_LEG)
    async with database.transaction(ALL_TENANTS) as conn:
        agent = await find_agent(conn, "agent_a")
        assert agent
        await record_call(conn, tenant_id, agent.id, ended.call)
        recording = asyncio.create_task(a_recording(database, tenant_id))
        await a_lock_is_waited_for(database)
    await recording
    assert await count(database, "select count(*) from calls") == 1
    assert (
        await count(database, "select count(*) from recordings r join calls c on c.id = r.call_id")
        == 1
    )


@pytest.mark.parametrize("alone", [True, False])
async def test_a_leg_whose_recording_was_deleted_stays_deleted(
    database: Database, *, alone: bool
) -> None:
    """Its conversation and, by the name of that, its audio: unless something else of the leg is
    left.
    """
    tenant_id = await a_tenant(database, *AGENTS)
    await a_recording(database, tenant_id)
    await deleted(database, tenant_id, RECORDING.external_id)
    ended = arrival(metadata=OF_LEG)
    if not alone:
        assert await record_batch(database, [ended, arrival(conversation="conv_2")]) == [None, ANY]
    for _ in range(2):
        assert await recorded_alone(database, ended) == (None, False)
    async with database.transaction(ALL_TENANTS) as conn:
        assert await is_erased(conn, tenant_id, Source.ELEVENLABS, "conv_1")
    assert await count(database, f"select count(*) from calls where call_sid = '{LEG}'") == 0


@pytest.mark.parametrize("before", [True, False])
async def test_audio_goes_with_its_leg_unless_it_was_there_when_that_was_deleted(
    database: Database, *, before: bool
) -> None:
    """Audio does not say of which leg it is; its conversation does."""
    tenant_id = await a_tenant(database, *AGENTS)
    await a_recording(database, tenant_id)
    if before:
        await an_audio(database, tenant_id)
    await deleted(database, tenant_id, RECORDING.external_id)
    if not before:
        await an_audio(database, tenant_id)
    assert await record_batch(database, [arrival(metadata=OF_LEG)]) == [None]
    assert await recorded_alone(database, arrival(metadata=OF_LEG)) == (
        ("conv_1", True) if before else (None, False)
    )
    assert await count(database, "select count(*) from calls") == int(before)
    # Its file is removed too.
    audio = (
        "from erasures where external_id = 'conv_1' and audio_stems <> '{}' and erased_at is null"
    )
    assert await count(database, f"select count(*) {audio}") == int(not before)
    async with database.transaction(ALL_TENANTS) as conn:
        assert await is_erased(conn, tenant_id, Source.ELEVENLABS, "conv_1") is not before


async def test_a_call_of_a_leg_whose_recording_is_being_deleted_waits_and_stays_deleted(
    database: Database,
) -> None:
    tenant_id = await a_tenant(database, *AGENTS)
    await a_recording(database, tenant_id)
    async with database.transaction(ALL_TENANTS) as conn:
        await delete_call(conn, tenant_id, CallId(await conn.fetchval("select id from calls")))
        told = asyncio.create_task(recorded_alone(database, arrival(metadata=OF_LEG)))
        await a_lock_is_waited_for(database)
    assert await told == (None, False)


async def test_a_value_that_cannot_be_stored_leaves_all_to_be_recorded_alone(
    database: Database,
) -> None:
    await a_tenant(database, *AGENTS)
    poisoned = arrival(conversation="conv_2")
    poisoned = replace(poisoned, call=replace(poisoned.call, title="a\0b"))
    assert await record_batch(database, [arrival(), poisoned]) == [None, None]
    assert await count(database, "select count(*) from calls") == 0
    assert await recorded_alone(database, arrival())


async def test_another_process_that_records_one_of_them_first_wins(database: Database) -> None:
    """The batch waits for it, and then has nothing recorded rather than something twice."""
    tenant_id = await a_tenant(database, *AGENTS)
    both = [arrival(conversation="conv_1"), arrival(conversation="conv_2")]
    async with database.transaction(ALL_TENANTS) as conn:
        await insert_inbound(
            conn,
            tenant_id,
            source=Source.ELEVENLABS,
            event_type="post_call_transcription",
            event_key=both[1].call.event_key,
        )
        waiting = asyncio.create_task(record_batch(database, both))
        await a_lock_is_waited_for(database)
    assert await waiting == [None, None]
    assert await count(database, "select count(*) from calls") == 0


async def test_a_call_that_is_deleted_while_its_insert_waits_stays_deleted(
    database: Database,
) -> None:
    tenant_id = await a_tenant(database, *AGENTS)
    async with database.transaction(ALL_TENANTS) as conn:
        # Always the first lock, also of webhooks.
        await lock_leg(conn, tenant_id, "leg of conv_1")
        call_id = await upsert_call(conn, tenant_id, None, arrival(stamp=1).call)
        waiting = asyncio.create_task(record_batch(database, [arrival(stamp=2)]))
        await a_lock_is_waited_for(database)
        await delete_call(conn, tenant_id, call_id)
    assert await waiting == [None]
    assert await count(database, "select count(*) from calls") == 0


async def a_lock_is_waited_for(database: Database) -> None:
    async with asyncio.timeout(10):
        while not await count(database, "select count(*) from pg_locks where not granted"):
            await asyncio.sleep(0.01)


@dataclass(frozen=True)
class Delivery:
    agent: str
    conversation: str
    stamp: int
    turns: tuple[tuple[str, str], ...]

    @property
    def leg(self) -> str | None:
        """A conversation's leg stays the same. Two conversations of one leg are told of when it is
        transferred.
        """
        return LEG if self.conversation in ("conv_1", "conv_2") else None

    def to(self, world: str) -> NewCall:
        phone = {"phone_call": {"direction": "outbound", "call_sid": self.leg}} if self.leg else {}
        summary = {"transcript_summary": f"Grüße {self.stamp}"}
        return arrival(
            f"{world}_{self.agent}",
            self.conversation,
            self.stamp,
            turns=self.turns,
            metadata=phone,
            analysis=summary,
        )


@dataclass(frozen=True)
class Deletion:
    conversation: str


RECORDING_TOLD = "a recording of the leg is told of"
conversations = st.sampled_from(["conv_1", "conv_2", "conv_3", "conv_4"])
deliveries = st.builds(
    Delivery,
    agent=st.sampled_from(["a", "a", "b", "unknown"]),
    conversation=conversations,
    stamp=st.integers(1, 2),
    turns=st.sampled_from([(), CALLBACK_TURNS]),
)
together = st.lists(deliveries, min_size=1, max_size=5).map(tuple)
histories = st.lists(
    st.one_of(
        together,
        together,
        st.builds(Deletion, conversations | st.just(RECORDING.external_id)),
        st.just(RECORDING_TOLD),
    ),
    max_size=6,
)


@given(history=histories)
@hypothesis.settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_any_history_leaves_the_same_rows_and_answers_as_one_by_one(
    database: Database, history: list[tuple[Delivery, ...] | Deletion | str]
) -> None:
    worlds = [uuid4().hex, uuid4().hex]
    tenants = [await a_tenant(database, f"{world}_a", f"{world}_b") for world in worlds]
    for moment in history:
        match moment:
            case Deletion(conversation):
                for tenant_id in tenants:
                    await deleted(database, tenant_id, conversation)
            case str():
                for tenant_id in tenants:
                    await a_recording(database, tenant_id)
            case _:
                answers = await recorded_together(database, [each.to(worlds[0]) for each in moment])
                assert answers == [
                    await recorded_alone(database, each.to(worlds[1])) for each in moment
                ]
    rows = [await everything_of(database, tenant_id) for tenant_id in tenants]
    assert rows[0].replace(worlds[0], "") == rows[1].replace(worlds[1], "")


async def recorded_together(database: Database, arrivals: list[NewCall]) -> list[Answer]:
    """As the webhook does it: alone what could not be recorded together."""
    recorded = await record_batch(database, arrivals)
    answers: list[Answer] = []
    for arrival_, each in zip(arrivals, recorded, strict=True):
        answers.append(
            (arrival_.call.external_id, True) if each else await recorded_alone(database, arrival_)
        )
    return answers


async def deleted(database: Database, tenant_id: TenantId, conversation: str) -> None:
    async with database.transaction(ALL_TENANTS) as conn:
        found = await conn.fetchval(
            "select id from calls where tenant_id = $1 and external_id = $2",
            tenant_id,
            conversation,
        )
        if found:
            await delete_call(conn, tenant_id, CallId(found))


async def everything_of(database: Database, tenant_id: TenantId) -> str:
    """Every row without what is different each time: its own ids and times."""
    async with database.connection(ALL_TENANTS) as conn:
        told = await conn.fetch(
            """
            select i.source, i.event_type, i.event_key, i.status, c.external_id, j.kind
            from inbound_events i
            left join calls c on c.id = i.call_id
            left join jobs j on j.id = i.job_id
            where i.tenant_id = $1
            order by i.source, i.event_key
            """,
            tenant_id,
        )
        calls = await conn.fetch(
            """
            select to_jsonb(c) - '{id,tenant_id,agent_id,created_at}'::text[] as call, a.external_id
            from calls c
            left join agents a on a.id = c.agent_id
            where c.tenant_id = $1
            order by c.source, c.external_id
            """,
            tenant_id,
        )
        said = await conn.fetch(
            """
            select
                to_jsonb(t) - '{id,tenant_id,call_id,created_at}'::text[] as transcript,
                c.external_id
            from transcripts t
            join calls c on c.id = t.call_id
            where t.tenant_id = $1
            order by c.external_id, t.version
            """,
            tenant_id,
        )
        jobs = await conn.fetch(
            """
            select
                to_jsonb(j) - '{id,tenant_id,call_id,created_at,not_before,woken_at}'::text[] as
                    job, c.external_id, j.not_before > j.created_at + interval '9 s' as waits
            from jobs j
            join calls c on c.id = j.call_id
            where j.tenant_id = $1
            order by c.external_id, j.kind
            """,
            tenant_id,
        )
        events = await conn.fetch(
            """
            select
                e.type, e.data - 'recording_id' as data, c.external_id,
                e.job_id is null as of_no_run
            from events e
            join calls c on c.id = e.call_id
            where e.tenant_id = $1
            order by c.external_id, e.id
            """,
            tenant_id,
        )
    return repr([told, calls, said, jobs, events])


async def test_a_leg_is_found_without_reading_other_calls(
    settings: Settings, databases: Databases, servers: Servers
) -> None:
    """Also by a plan that was made while there were no calls."""
    tenant_id = TenantId(new_id())
    # The tables of another test keep statistics.
    url = as_application(servers.database_url(await databases.copy()))
    untouched = settings.database.model_copy(update={"url": SecretStr(url)})
    async with (
        open_database(untouched, size=1, plan_once=True) as recorder,
        recorder.transaction(ALL_TENANTS) as conn,
    ):
        await conn.execute("insert into tenants (id, name) values ($1, 'North')", tenant_id)
        await conn.fetchval("select leg_has_recording($1, 'CA0')", tenant_id)
        await conn.execute(
            """
            insert into calls (id, tenant_id, source, external_id, call_sid)
            select gen_random_uuid(), $1, 'twilio', 'RE' || each, 'CA' || each
            from generate_series(1, 500) as each
            """,
            tenant_id,
        )
        read = []
        for sid in ("CA7", "CA0"):
            found = await conn.fetchval("select leg_has_recording($1, $2)", tenant_id, sid)
            assert found == (sid == "CA7")
            read.append(
                await conn.fetchval(
                    "select seq_tup_read + idx_tup_fetch from pg_stat_xact_user_tables"
                    " where relname = 'calls'"
                )
            )
    assert read[-1] < 10
