"""`aftercall retry`: every run that matches, of one tenant or of all, each of them once."""

import io
from datetime import timedelta

import pytest
from rich.console import Console

from cli import retry as retrying
from cli.retry import age_of, retry
from shared.db.pool import ALL_TENANTS, Database
from shared.errors import InvalidRequest
from shared.settings.load import Settings
from tests.api.test_interventions import accept
from tests.support.people import Team


async def fail(database: Database, code: str, *, hours_ago: float = 0) -> None:
    """Everything that waits."""
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            """
            update jobs
            set
                status = 'failed', error = 'Failed.', error_code = $1,
                finished_at = now() - make_interval(secs => $2)
            where status = 'queued'
            """,
            code,
            hours_ago * 3600,
        )


async def queued(database: Database) -> list[str]:
    async with database.connection(ALL_TENANTS) as conn:
        rows = await conn.fetch(
            """
            select external_id
            from jobs
            join calls on calls.id = jobs.call_id
            where jobs.status = 'queued' and lane = 'backfill'
            order by external_id
            """
        )
    return [row["external_id"] for row in rows]


async def run(
    settings: Settings,
    *,
    error_code: str | None = None,
    since: str | None = None,
    tenant: str | None = None,
) -> tuple[int, str]:
    out = io.StringIO()
    count = await retry(
        settings,
        Console(file=out, width=120),
        error_code=error_code,
        since=since,
        tenant=tenant,
        cancelled=False,
    )
    return count, out.getvalue()


@pytest.fixture
async def ended(team: Team, other_team: Team, database: Database) -> None:
    for each, name, code, hours_ago in (
        (team, "conv_old", "provider_unavailable", 5),
        (team, "conv_quota", "insufficient_quota", 1),
        (other_team, "conv_other", "provider_unavailable", 1),
    ):
        await accept(each, name)
        await fail(database, code, hours_ago=hours_ago)


@pytest.mark.usefixtures("ended")
@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, ["conv_old", "conv_other", "conv_quota"]),
        ({"error_code": "provider_unavailable"}, ["conv_old", "conv_other"]),
        ({"since": "2h"}, ["conv_other", "conv_quota"]),
        ({"error_code": "provider_unavailable", "since": "120m"}, ["conv_other"]),
        ({"tenant": "Northside Plumbing"}, ["conv_old", "conv_quota"]),
    ],
    ids=str,
)
async def test_retry_takes_what_was_asked_for(
    settings: Settings, database: Database, asked: dict[str, str], expected: list[str]
) -> None:
    count, said = await run(settings, **asked)
    assert (count, await queued(database)) == (len(expected), expected)
    assert said.startswith(f"{len(expected)} run")


@pytest.mark.usefixtures("ended")
async def test_retry_goes_through_all_of_them_in_batches(
    settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retrying, "BATCH", 1)
    assert (await run(settings))[0] == 3
    assert (await run(settings))[0] == 0


async def test_retry_says_what_it_does_not_understand(settings: Settings, team: Team) -> None:
    for asked in ({"since": "yesterday"}, {"tenant": "Nobody"}):
        with pytest.raises(InvalidRequest):
            await run(settings, **asked)
    assert [age_of(text) for text in ("90s", "30m", "2h", "3d")] == [
        timedelta(seconds=90),
        timedelta(minutes=30),
        timedelta(hours=2),
        timedelta(days=3),
    ]
