"""Lists of a team with thousands of calls: they find what is there, and read little for it."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import asyncpg
import pytest

from benchmarks.million_calls import MadeTenant, fill
from shared.db import call_filters, call_search
from shared.db.audit import AuditFilter, list_entries
from shared.db.call_filters import CallFilter
from shared.db.call_lists import list_calls
from shared.db.callback_lists import CALLBACK_STATE, CallbackFilter, list_callbacks
from shared.db.jobs.jobs import JobFilter, list_jobs
from shared.db.jobs.retryable import RetryFilter, list_retryable
from shared.db.jobs.stalled import find_stalled
from shared.db.lead_lists import LeadFilter, list_leads
from shared.db.pool import ALL_TENANTS, Connection, Database, Scope, open_database
from shared.domain.callbacks import OPEN_STATES, CallbackState
from shared.domain.ids import AgentId, CallbackId, ContactId, TenantId
from shared.domain.search_terms import search_terms
from shared.domain.statuses import CallOutcome, CallStatus, JobKind, JobStatus
from shared.settings.database import DatabaseSettings
from tests.conftest import Servers
from tests.support.databases import Databases, as_application

CALLS = 3000
NO_ONE = "+4930123456"


@dataclass
class Reading:
    """Passes statements on, and counts the rows that their plans read, over all nodes."""

    conn: Connection
    rows: float = 0
    modes: set[str] = field(default_factory=set)

    async def execute(self, statement: str, *values: Any) -> Any:
        return await self.conn.execute(statement, *values)

    def transaction(self) -> Any:
        return self.conn.transaction()

    async def fetch(self, statement: str, *values: Any) -> Any:
        await self._explain(statement, values)
        return await self.conn.fetch(statement, *values)

    async def fetchrow(self, statement: str, *values: Any) -> Any:
        await self._explain(statement, values)
        return await self.conn.fetchrow(statement, *values)

    async def fetchval(self, statement: str, *values: Any) -> Any:
        await self._explain(statement, values)
        return await self.conn.fetchval(statement, *values)

    async def _explain(self, statement: str, values: Any) -> None:
        self.modes.add(await self.conn.fetchval("show plan_cache_mode"))
        text = await self.conn.fetchval(f"explain (analyze, format json) {statement}", *values)
        self.rows += sum(_rows_of(json.loads(text)[0]["Plan"]))


def _rows_of(plan: dict[str, Any]) -> Iterator[float]:
    yield (plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)) * plan["Actual Loops"]
    for each in plan.get("Plans", ()):
        yield from _rows_of(each)


@dataclass(frozen=True)
class Many:
    """The team with most of the calls, as the application sees it and as the owner does."""

    database: Database
    owner: asyncpg.Connection
    tenant: MadeTenant
    agent_id: AgentId
    number: str
    line: str

    @property
    def tenant_id(self) -> TenantId:
        return TenantId(self.tenant.id)

    @asynccontextmanager
    async def reading(
        self, scope: Scope | None = None
    ) -> AsyncIterator[tuple[Connection, Reading]]:
        async with self.database.transaction(scope or self.tenant_id) as conn:
            # Small tables are read whole, which says nothing about large ones.
            await conn.execute("set local enable_seqscan = off")
            reading = Reading(conn)
            yield cast(Connection, reading), reading

    async def pages(self, where: CallFilter) -> list[Any]:
        """The ids of all calls that a filter selects, read page by page."""
        found: list[Any] = []
        before = None
        while True:
            async with self.database.transaction(self.tenant_id) as conn:
                page = await list_calls(conn, self.tenant_id, where, before=before, limit=70)
            found += [row.call.id for row in page]
            if len(page) < 70:
                return found
            before = (page[-1].call.created_at, page[-1].call.id)

    async def selected(self, condition: str) -> list[Any]:
        rows = await self.owner.fetch(
            f"""
            select calls.id
            from calls
            left join call_texts on call_texts.call_id = calls.id
            left join callbacks on callbacks.call_id = calls.id
            where calls.tenant_id = $1 and {condition}
            order by calls.created_at desc, calls.id desc
            """,
            self.tenant.id,
        )
        return [row["id"] for row in rows]


@pytest.fixture(scope="module")
async def many(servers: Servers, databases: Databases) -> AsyncIterator[Many]:
    """Filled once for this file: no test changes its rows."""
    # Emptied indexes stay as large as they were, and plans go by their size.
    name = await databases.copy()
    url = servers.database_url(name)
    owner = await asyncpg.connect(url)
    largest, *_ = await fill(owner, calls=CALLS, ends=datetime.now(UTC))
    row = await owner.fetchrow(
        """
        select
            mode() within group (order by from_number) as number,
            mode() within group (order by to_number) as line
        from calls
        where tenant_id = $1 and direction = 'inbound'
        """,
        largest.id,
    )
    assert row
    agent_id = await owner.fetchval(
        "select agent_id from calls where tenant_id = $1 and agent_id is not null"
        " group by 1 order by count(*) limit 1",
        largest.id,
    )
    # One contact has a hundredth of the calls, and each other one.
    await owner.execute(
        """
        insert into contacts (id, tenant_id) select id, tenant_id from calls;
        insert into contact_calls (call_id, tenant_id, contact_id, on_line, at)
        select
            id, tenant_id,
            case
                when row_number() over of_tenant % 100 = 0 then first_value(id) over of_tenant
                else id
            end,
            true, created_at
        from calls
        window of_tenant as (partition by tenant_id order by id);
        analyze contacts, contact_calls
        """
    )
    settings = DatabaseSettings.model_validate({"DATABASE_URL": as_application(url)})
    async with open_database(settings, size=1) as database:
        yield Many(database, owner, largest, AgentId(agent_id), row["number"], row["line"])
    await owner.close()
    server = await asyncpg.connect(servers.postgres_url)
    await server.execute(f"drop database {name} with (force)")
    await server.close()


FILTERS: dict[str, tuple[CallFilter, str]] = {
    "no filter": (CallFilter(), "true"),
    "status": (CallFilter(status=CallStatus.RECEIVED), "calls.status = 'received'"),
    "language": (CallFilter(language="fr"), "calls.language = 'fr'"),
    "direction and outcome": (
        CallFilter(direction="outbound", outcome=CallOutcome.VOICEMAIL),
        "direction = 'outbound' and outcome = 'voicemail'",
    ),
    "frequent words": (
        CallFilter(terms=search_terms("appointment Boiler")),
        "words like '%appointment%' and words like '%boiler%'",
    ),
    "rare words": (CallFilter(terms=search_terms("quotation")), "words like '%quotation%'"),
    "words of old calls": (CallFilter(terms=search_terms("blizzard")), "words like '%blizzard%'"),
    "absent words": (CallFilter(terms=search_terms("xylophone")), "false"),
    "two letters": (CallFilter(terms=search_terms("xu")), "words ~ '\\mxu'"),
    "absent letters": (CallFilter(terms=search_terms("qz")), "false"),
    "digits": (CallFilter(terms=search_terms("0142")), "words like '%142%'"),
    "words and status": (
        CallFilter(terms=search_terms("portland"), status=CallStatus.PARTIAL),
        "words like '%portland%' and calls.status = 'partial'",
    ),
    "words and callback": (
        CallFilter(terms=search_terms("blizzard"), callbacks=(CallbackState.CANCELLED,)),
        "words like '%blizzard%' and callbacks.status = 'cancelled'",
    ),
    "without callback": (CallFilter(callbacks=()), "callbacks.id is null"),
    **{
        f"callback {state}": (
            CallFilter(callbacks=(state,)),
            f"callbacks.id is not null and {CALLBACK_STATE} = '{state}'",
        )
        for state in CallbackState
    },
    "open callbacks": (
        CallFilter(callbacks=OPEN_STATES),
        "callbacks.status in ('scheduled', 'ambiguous')",
    ),
}


@pytest.mark.parametrize("ways", [(500, 10_000, 2000), (30, 60, 0)], ids=["usual", "all ways"])
@pytest.mark.parametrize("name", FILTERS)
async def test_pages_hold_the_calls_that_a_filter_selects(
    many: Many, name: str, ways: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, most, few = ways
    monkeypatch.setattr(call_search, "FIRST", first)
    monkeypatch.setattr(call_search, "MOST", most)
    monkeypatch.setattr(call_filters, "FEW_CALLBACKS", few)
    where, condition = FILTERS[name]
    assert await many.pages(where) == await many.selected(condition)


async def test_calls_of_a_contact_are_found_by_its_index(many: Many) -> None:
    contact_id = await many.owner.fetchval(
        """
        select contact_id
        from contact_calls
        where tenant_id = $1
        group by contact_id
        order by count(*) desc
        limit 1
        """,
        many.tenant_id,
    )
    where = CallFilter(contact_id=ContactId(contact_id))
    found = await many.pages(where)
    assert found == await many.selected(
        f"calls.id in (select call_id from contact_calls where contact_id = '{contact_id}')"
    )
    assert 10 < len(found) < CALLS / 50
    async with many.reading() as (conn, reading):
        await list_calls(conn, many.tenant_id, where, before=None, limit=50)
    assert reading.rows < CALLS


async def test_calls_of_a_number_are_those_of_both_ends(many: Many) -> None:
    for number in (many.number, many.line):
        found = await many.pages(CallFilter(numbers=(number,)))
        assert found == await many.selected(f"'{number}' in (from_number, to_number)")
        assert found
    both = await many.pages(CallFilter(numbers=(many.number, NO_ONE, many.line)))
    ends = "from_number, to_number"
    assert both == await many.selected(f"'{many.number}' in ({ends}) or '{many.line}' in ({ends})")
    words = CallFilter(numbers=(many.line,), terms=search_terms("leaking"))
    condition = f"'{many.line}' in (from_number, to_number) and words like '%leaking%'"
    assert await many.pages(words) == await many.selected(condition)


@pytest.mark.parametrize("latest_first", [False, True])
@pytest.mark.parametrize("states", [*((state,) for state in CallbackState), OPEN_STATES])
async def test_callbacks_of_a_state_come_by_their_time(
    many: Many, states: tuple[CallbackState, ...], latest_first: bool
) -> None:
    found: list[Any] = []
    after = None
    while True:
        async with many.database.transaction(many.tenant_id) as conn:
            page = await list_callbacks(
                conn,
                many.tenant_id,
                CallbackFilter(states=states),
                after=after,
                limit=50,
                latest_first=latest_first,
            )
        found += page
        if len(page) < 50:
            break
        last = page[-1].callback
        after = (last.due_at or last.created_at, CallbackId(last.id))
    direction = "desc" if latest_first else "asc"
    rows = await many.owner.fetch(
        f"""
        select id
        from callbacks
        where tenant_id = $1 and {CALLBACK_STATE} = any($2)
        order by coalesce(due_at, created_at) {direction}, id {direction}
        """,
        many.tenant.id,
        list(states),
    )
    assert [one.callback.id for one in found] == [row["id"] for row in rows]
    assert all(one.state in states for one in found)


async def _calls(conn: Connection, many: Many, where: CallFilter) -> object:
    return await list_calls(conn, many.tenant_id, where, before=None, limit=5)


async def _callbacks(conn: Connection, many: Many, where: CallbackFilter) -> object:
    return await list_callbacks(conn, many.tenant_id, where, after=None, limit=5)


async def _jobs(conn: Connection, many: Many, where: JobFilter) -> object:
    return await list_jobs(conn, many.tenant_id, where, limit=5)


async def _audit(conn: Connection, many: Many, where: AuditFilter) -> object:
    return await list_entries(conn, replace(where, tenant_id=many.tenant_id), limit=5)


async def _leads(conn: Connection, many: Many, where: LeadFilter) -> object:
    return await list_leads(conn, many.tenant_id, where, before=None, limit=5, most_calls=20)


SHORT: dict[str, Callable[[Connection, Many], Awaitable[object]]] = {
    "calls": lambda conn, many: _calls(conn, many, CallFilter()),
    **{
        f"calls, {status}": lambda conn, many, status=status: _calls(  # type: ignore[misc]
            conn, many, CallFilter(status=status)
        )
        for status in CallStatus
    },
    "calls, language": lambda conn, many: _calls(conn, many, CallFilter(language="it")),
    "calls, outbound": lambda conn, many: _calls(
        conn, many, CallFilter(direction="outbound", status=CallStatus.READY)
    ),
    "calls, agent": lambda conn, many: _calls(conn, many, CallFilter(agent_id=many.agent_id)),
    "calls, line": lambda conn, many: _calls(conn, many, CallFilter(numbers=(many.line,))),
    "calls, due": lambda conn, many: _calls(conn, many, CallFilter(callbacks=(CallbackState.DUE,))),
    "calls, ambiguous": lambda conn, many: _calls(
        conn, many, CallFilter(callbacks=(CallbackState.AMBIGUOUS,))
    ),
    **{
        f"callbacks, {state}": lambda conn, many, state=state: _callbacks(  # type: ignore[misc]
            conn, many, CallbackFilter(states=(state,))
        )
        for state in CallbackState
    },
    "callbacks, open": lambda conn, many: _callbacks(
        conn, many, CallbackFilter(states=OPEN_STATES)
    ),
    "jobs, open": lambda conn, many: _jobs(
        conn, many, JobFilter([JobStatus.QUEUED, JobStatus.RUNNING])
    ),
    "jobs, cancelled": lambda conn, many: _jobs(conn, many, JobFilter([JobStatus.CANCELLED])),
    "jobs, failed to attach": lambda conn, many: _jobs(
        conn, many, JobFilter([JobStatus.FAILED], kind=JobKind.ATTACH_RECORDING)
    ),
    "audit, action": lambda conn, many: _audit(conn, many, AuditFilter(action="DELETE /x")),
    "audit, object": lambda conn, many: _audit(conn, many, AuditFilter(object="x")),
    "audit, failed": lambda conn, many: _audit(conn, many, AuditFilter(outcome="failed")),
    "leads, number": lambda conn, many: _leads(conn, many, LeadFilter(numbers=(NO_ONE,))),
    "leads, address": lambda conn, many: _leads(conn, many, LeadFilter(email="a@example.com")),
}


@pytest.mark.parametrize("name", SHORT)
async def test_a_short_list_reads_few_rows(many: Many, name: str) -> None:
    async with many.reading() as (conn, reading):
        await SHORT[name](conn, many)
    assert reading.rows < many.tenant.size / 4
    assert reading.modes == {"force_custom_plan"}


@pytest.mark.parametrize(("typed", "windows"), [("appointment", 1), ("xylophone", 1), ("maria", 2)])
async def test_a_search_reads_the_newest_calls_before_the_index_of_words(
    many: Many, typed: str, windows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(call_search, "FIRST", 50)
    monkeypatch.setattr(call_search, "MOST", 100)
    async with many.reading() as (conn, reading):
        await _calls(conn, many, CallFilter(terms=search_terms(typed)))
    # The nodes of a plan pass the rows of a window on to each other.
    assert reading.rows < 8 * 50 * windows + 100


async def _with_words(many: Many, *terms: dict[str, Any], scope: Scope | None = None) -> list[Any]:
    async with many.database.connection(scope or many.tenant_id) as conn:
        rows = await conn.fetch(
            "select * from newest_calls_with_words($1, $2, null, 'infinity', $3, 40)",
            many.tenant_id,
            list(terms),
            many.tenant_id,
        )
    return [row["call_id"] for row in rows]


async def test_words_are_looked_up_from_the_newest_week_on(many: Many) -> None:
    words = ({"like": ["%boiler%"]}, {"like": ["%x%", "%o%"]})
    found = await _with_words(many, *words)
    assert found == (await many.selected("words like '%boiler%'"))[:40]
    assert await _with_words(many, *words, scope=TenantId(many.agent_id)) == []
    quoted = "%' or true or words like '%"
    assert await _with_words(many, {"like": [quoted]}) == []
    assert await _with_words(many, {"matches": quoted}) == []


async def test_stalled_work_is_looked_for_with_a_plan_for_the_time(many: Many) -> None:
    async with many.reading(ALL_TENANTS) as (conn, reading):
        await find_stalled(conn, after_s=60)
    assert reading.modes == {"force_custom_plan"}


async def test_failed_runs_to_retry_are_found_by_an_index_of_theirs(many: Many) -> None:
    """Also by workers, whose plans are otherwise made once for all values."""
    now = datetime.now(UTC)
    where = RetryFilter(many.tenant_id, made_since=now - timedelta(days=30))
    async with many.reading(ALL_TENANTS) as (conn, reading):
        await conn.execute("set local plan_cache_mode = force_generic_plan")
        found = await list_retryable(conn, where, until=now, limit=5)
    assert reading.modes == {"force_custom_plan"}
    assert reading.rows <= 3 * max(len(found), 5)
