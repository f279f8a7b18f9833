"""What people read of their calls in numbers; it stays right whatever becomes of a call."""

import csv
import io
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from shared.db.pool import ALL_TENANTS, Connection, Database
from shared.domain.usage import Outcome
from tests.api.test_callback_actions import act, in_time, listed, made, run_again
from tests.api.test_reading import accept, ids_of_calls, process
from tests.api.test_usage import book
from tests.support.people import Team
from worker.resources import Resources
from worker.upkeep.figures import sum_figures


def today() -> date:
    """By the calendar of the teams in these tests."""
    return datetime.now(ZoneInfo("America/New_York")).date()


async def numbers(team: Team, **period: Any) -> dict[str, Any]:
    answer = await team.get("/api/numbers", **period)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def counted(team: Team) -> tuple[int, ...]:
    total = (await numbers(team))["total"]
    return tuple(
        total[name] for name in ("calls", "callbacks", "callbacks_done", "callbacks_in_time")
    )


@pytest.fixture
async def conn(database: Database) -> AsyncIterator[Connection]:
    async with database.connection(ALL_TENANTS) as conn:
        yield conn


async def recounted(conn: Connection) -> list[Any]:
    """The figures of all calls, computed from nothing but the calls."""
    return list(
        await conn.fetch(
            "select figures.tenant_id, day, figures.agent_id, count(*) as calls,"
            " count(*) filter (where failed) as failed,"
            " count(*) filter (where has_callback) as callbacks,"
            " count(*) filter (where callback_done) as done,"
            " count(*) filter (where callback_in_time) as in_time from calls"
            " cross join lateral figures_of_call(calls.id) as figures"
            " group by 1, 2, 3 order by 1, 2, 3"
        )
    )


async def summed(conn: Connection) -> list[Any]:
    """The same of the sums."""
    return list(
        await conn.fetch(
            "select tenant_id, day, agent_id, sum(calls)::bigint as calls,"
            " sum(failed)::bigint as failed, sum(callbacks)::bigint as callbacks,"
            " sum(callbacks_done)::bigint as done, sum(callbacks_in_time)::bigint as in_time"
            " from (select tenant_id, day, agent_id, calls, failed, callbacks, callbacks_done,"
            " callbacks_in_time from figure_days union all select tenant_id, day, agent_id, calls,"
            " failed, callbacks, callbacks_done, callbacks_in_time from figure_changes) as every"
            " group by 1, 2, 3 having sum(calls) <> 0 order by 1, 2, 3"
        )
    )


async def test_a_processed_call_counts_on_its_day_and_for_its_agent(
    team: Team, other_team: Team, worker: Resources
) -> None:
    await made(team, worker)
    found = await numbers(team)
    assert (found["last"], found["timezone"]) == (str(today()), "America/New_York")
    (day,), (agent,) = found["days"], found["agents"]
    assert (day["day"], agent["name"]) == (str(today()), "Default agent")
    for one in (found["total"], day, agent):
        assert (one["calls"], one["callbacks"], one["failed"]) == (1, 1, 0)
        assert one["ready"]["median_s"] > 0
        assert (one["response"], one["agent_share"]) == (None, None)
    assert (await numbers(other_team))["total"]["calls"] == 0
    yesterday = str(today() - timedelta(days=1))
    assert (await numbers(team, to=yesterday))["total"]["calls"] == 0


async def test_a_callback_counts_as_it_is_now(team: Team, worker: Resources) -> None:
    callback = await made(team, worker)
    assert await counted(team) == (1, 1, 0, 0)
    await act(team, callback, "move", {"due_at": in_time(hours=1)})
    await act(team, callback, "done")
    assert await counted(team) == (1, 1, 1, 1)
    total = (await numbers(team))["total"]
    assert total["response"]["median_s"] > 0
    await act(team, callback, "reopen")
    assert await counted(team) == (1, 1, 0, 0)
    assert (await numbers(team))["total"]["response"] is None
    await act(team, callback, "move", {"due_at": in_time(hours=-1)})
    await act(team, callback, "done")
    assert await counted(team) == (1, 1, 1, 0)


async def test_a_number_leads_to_the_calls_behind_it(team: Team, worker: Resources) -> None:
    for name, due in (("conv_late", in_time(hours=-1)), ("conv_soon", in_time(hours=1))):
        callback = await made(team, worker, name)
        await act(team, callback, "move", {"due_at": due})
        await act(team, callback, "done")
    await made(team, worker, "conv_open")
    assert await counted(team) == (3, 3, 2, 1)
    assert await ids_of_calls(team, callback="done") == ["conv_soon", "conv_late"]
    assert await ids_of_calls(team, callback="done_in_time") == ["conv_soon"]


async def test_nothing_is_counted_twice_and_nothing_is_forgotten(
    team: Team, worker: Resources, conn: Connection
) -> None:
    callback = await made(team, worker, "conv_1")
    other = await made(team, worker, "conv_2")
    await run_again(team, worker, callback)
    await sum_figures(worker)
    await act(team, callback, "done")
    await run_again(team, worker, callback)
    await act(team, callback, "reopen")
    assert await summed(conn) == await recounted(conn)
    await team.delete(f"/api/calls/{other['call_id']}")
    assert await summed(conn) == await recounted(conn)
    await sum_figures(worker)
    assert await conn.fetchval("select count(*) from figure_changes") == 0
    assert await summed(conn) == await recounted(conn)
    assert await counted(team) == (1, 1, 0, 0)
    await team.delete(f"/api/calls/{callback['call_id']}")
    assert await counted(team) == (0, 0, 0, 0)
    assert (await numbers(team))["total"]["ready"] is None


async def test_sums_say_the_same_as_the_changes_that_they_are_made_of(
    team: Team, worker: Resources
) -> None:
    for number in range(3):
        callback = await made(team, worker, f"conv_{number}")
    await act(team, callback, "done")
    before = await numbers(team)
    await sum_figures(worker)
    assert await numbers(team) == before
    assert len(await listed(team, state="done")) == 1


async def test_a_failed_call_counts_as_failed_until_it_is_not(team: Team, conn: Connection) -> None:
    accepted = await accept(team)
    call_id = UUID(accepted["call_id"])
    await conn.execute("update calls set status = 'failed' where id = $1", call_id)
    assert (await numbers(team))["total"]["failed"] == 1
    await conn.execute("update calls set status = 'processing' where id = $1", call_id)
    assert (await numbers(team))["total"]["failed"] == 0


async def test_an_agent_that_is_removed_keeps_no_calls(team: Team, worker: Resources) -> None:
    await made(team, worker)
    (agent,) = (await team.get("/api/agents")).json()
    await team.delete(f"/api/agents/{agent['id']}")
    (counted_for,) = (await numbers(team))["agents"]
    assert (counted_for["agent_id"], counted_for["name"], counted_for["calls"]) == (None, None, 1)


async def test_times_are_read_from_all_calls_of_a_period(
    team: Team, worker: Resources, conn: Connection
) -> None:
    for number in range(20):
        accepted = await accept(team, f"conv_{number}", metadata={"start_time_unix_secs": 0})
        await conn.execute(
            "update calls set status = 'ready', ready_at = created_at + make_interval(secs => $2)"
            " where id = $1",
            UUID(accepted["call_id"]),
            100.0 if number == 19 else 10.0,
        )
    ready = (await numbers(team))["total"]["ready"]
    assert ready["median_s"] == pytest.approx(10.0, rel=0.05)
    assert ready["p95_s"] == pytest.approx(10.0, rel=0.05)
    await conn.execute("update calls set ready_at = created_at + interval '100 s'")
    assert (await numbers(team))["total"]["ready"]["median_s"] == pytest.approx(100, rel=0.05)


async def test_who_talks_is_known_of_recorded_calls(
    team: Team, worker: Resources, conn: Connection
) -> None:
    callback = await made(team, worker)
    await conn.execute(
        "update transcripts set duration_s = 60, silence_s = 20,"
        """ measures = '{"talk_ratio": {"agent": 0.25, "customer": 0.75}}'"""
    )
    await run_again(team, worker, callback)
    total = (await numbers(team))["total"]
    assert (total["agent_share"], total["caller_share"]) == (0.25, 0.75)


async def test_cost_stays_spent_when_its_call_is_deleted(
    team: Team, worker: Resources, database: Database
) -> None:
    accepted = await accept(team)
    await book(database, team, accepted, Outcome.ANSWERED, 125)
    await process(worker, accepted)
    utc = str(datetime.now(UTC).date())
    period = {"from": min(utc, str(today())), "to": max(utc, str(today()))}
    for _ in range(2):
        found = await numbers(team, **period)
        assert found["total"]["cost_microusd"] == 125
        assert [one["cost_microusd"] for one in found["agents"]] == [125]
        assert [(one["model"], one["usage"]["requests"]) for one in found["models"]] == [
            ("gpt-6-luna", 1)
        ]
        assert sum(one["cost_microusd"] for one in found["days"]) == 125
        await team.delete(f"/api/calls/{accepted['call_id']}")


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2026-03-10", "2026-03-20"),
        ("2026-02-15", "2026-04-10"),
        ("2026-02-01", "2026-03-31"),
        ("2025-12-31", "2026-04-01"),
        ("2026-02-28", "2026-03-31"),
    ],
)
async def test_agents_times_are_those_of_the_whole_period(
    team: Team, worker: Resources, conn: Connection, first: str, last: str
) -> None:
    """Some days are read by themselves, and whole months at once."""
    accepted = await accept(team)
    call_id = UUID(accepted["call_id"])
    await conn.execute(
        "update calls set status = 'ready', ready_at = created_at + interval '10 s' where id = $1",
        call_id,
    )
    for day in ("2026-01-01", "2026-02-28", "2026-03-01", "2026-03-15", "2026-03-31", "2026-04-30"):
        await conn.execute(
            "update calls set created_at = $2::text::timestamptz,"
            " ready_at = $2::text::timestamptz + interval '10 s', started_at = null where id = $1",
            call_id,
            f"{day}T16:00Z",
        )
        await sum_figures(worker)
        found = await numbers(team, **{"from": first, "to": last})
        expected = 1 if first <= day <= last else 0
        assert (len(found["agents"]), len(found["days"])) == (expected, expected), day
        for one in (*found["agents"], *found["days"]):
            assert one["ready"]["median_s"] == pytest.approx(10.0, rel=0.05)


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({"from": "2026-02-01", "to": "2026-01-01"}, 400),
        ({"from": "2024-01-01", "to": "2026-01-01"}, 400),
        ({"to": "0001-01-01"}, 200),
        ({"to": "x"}, 422),
    ],
)
async def test_periods_that_are_none_are_refused(
    team: Team, params: dict[str, str], status: int
) -> None:
    assert (await team.get("/api/numbers", **params)).status_code == status


async def test_tables_are_files_whose_texts_no_spreadsheet_runs(
    team: Team, worker: Resources
) -> None:
    await made(team, worker)
    (agent,) = (await team.get("/api/agents")).json()
    await team.patch(f"/api/agents/{agent['id']}", {"name": "=1+1"})
    for table, first in (("days", str(today())), ("agents", "'=1+1")):
        answer = await team.get("/api/numbers.csv", table=table)
        assert answer.headers["content-type"].startswith("text/csv")
        assert answer.headers["content-disposition"].startswith("attachment;")
        (row,) = csv.DictReader(io.StringIO(answer.text))
        assert next(iter(row.values())) == first
        assert (row["calls"], row["callbacks"], row["agent_share"]) == ("1", "1", "")
    models = await team.get("/api/numbers.csv", table="models", separator="semicolon")
    assert models.text.split() == ['"model";"provider";"requests";"audio_s";"cost_usd"']
    assert (await team.get("/api/numbers.csv", table="calls")).status_code == 422
