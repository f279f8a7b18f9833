"""A synthetic call walks the whole path every few moments, and readiness says when it does not
arrive.
"""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from shared.db.pool import ALL_TENANTS, Database
from tests.conftest import METRICS_TOKEN
from tests.support.forked import installation
from tests.support.people import sign_up
from tests.support.processes import Installation, until


@pytest.fixture
def watched(environ: dict[str, str], tmp_path: Path) -> Iterator[Installation]:
    quick = {"CANARY_EVERY_S": "0.5", "CANARY_LIMIT_S": "15"}
    with installation(
        {name: value for name, value in {**environ, **quick}.items() if value}, tmp_path
    ) as installed:
        yield installed


async def test_the_canary_walks_the_whole_path_and_is_missed_when_no_worker_takes_it(
    watched: Installation, database: Database
) -> None:
    await watched.start_api()
    watched.start_worker()
    async with httpx.AsyncClient(base_url=watched.base_url, timeout=20) as http:

        async def canary() -> str:
            return str((await http.get("/health/ready")).json()["checks"]["canary"])

        async def metrics() -> str:
            headers = {"Authorization": f"Bearer {METRICS_TOKEN}"}
            return (await http.get("/metrics", headers=headers)).text

        assert "aftercall_canary_seconds" in await until(
            metrics, lambda text: "aftercall_canary_up 1.0" in text
        )
        assert await canary() == "ok"
        watched.kill("worker")
        told = await until(canary, lambda text: text != "ok")
        # The worker may die while it works on one.
        assert told.startswith(("The canary call is received, ", "The canary call is processing, "))
        await until(metrics, lambda text: "aftercall_canary_up 0.0" in text)
        # Its tenant does not count: the first team is the only one, and sees nothing of it.
        team = await sign_up(http, "north@example.com", "Northside")
        assert (await team.get("/api/calls")).json()["calls"] == []
        mine = await team.post("/api/agents", {"name": "Front desk", "external_id": "agent_1"})
        assert mine.json()["claimed_by"] == "sole_tenant"
    async with database.connection(ALL_TENANTS) as conn:
        left = await conn.fetchval(
            "select count(*) from calls join tenants on tenants.id = tenant_id where name ="
            " 'Canary'"
        )
    assert left <= 2
