"""The page of the queues: signed in by the browser, and safe against forms from elsewhere."""

import re
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import httpx
import pytest

from api.routes.queue import MOST_CLEANED
from shared.db.pool import ALL_TENANTS, Database
from shared.errors import ProviderRejected
from tests.api.test_interventions import accept, failed, failed_with, job_of, statuses, walk
from tests.conftest import ApiFactory
from tests.support.people import PASSWORD, Team, sign_up
from tests.support.providers import Script
from worker.resources import Resources

PAGE = "/admin/queues"
Browse = Callable[..., Awaitable[httpx.Response]]


@pytest.fixture
def browse(team: Team) -> Browse:
    """As a browser whose user signed in with e-mail and password."""

    async def browse(
        path: str = PAGE, form: dict[str, str] | None = None, **options: Any
    ) -> httpx.Response:
        auth = ("north@example.com", PASSWORD)
        if form is None:
            return await team.client.get(path, auth=auth, **options)
        return await team.client.post(path, auth=auth, data=form, **options)

    return browse


async def test_the_page_can_be_switched_off(open_api: ApiFactory) -> None:
    async with open_api(QUEUE_PAGE_ENABLED="false") as client:
        answer = await client.get(PAGE, auth=("north@example.com", PASSWORD))
        assert (answer.status_code, answer.json()["code"]) == (404, "no_such_route")
        assert (await client.get("/health")).status_code == 200


def token_in(page: httpx.Response) -> str:
    found = re.search(r'name="token" value="([0-9a-f]{32})"', page.text)
    assert found
    return found[1]


async def test_the_browser_asks_for_a_credential(team: Team) -> None:
    for auth in (
        None,
        ("north@example.com", "wrong"),
        ("nobody@example.com", PASSWORD),
        ("x", "ac_wrong"),
    ):
        answer = await team.client.get(PAGE, auth=auth)
        assert (answer.status_code, answer.headers["www-authenticate"].split()[0]) == (401, "Basic")


@pytest.mark.parametrize(
    "header", ["Basic", "Basic %", "Basic w7Y=", "Basic /w==", "Basic /zo=", "Bearer x"]
)
async def test_what_is_no_credential_is_asked_for_again(team: Team, header: str) -> None:
    answer = await team.client.get(PAGE, headers={"Authorization": header})
    assert (answer.status_code, answer.headers["www-authenticate"].split()[0]) == (401, "Basic")


@pytest.mark.parametrize("password", ["grüße-aus-köln", "ac_dc-for-ever"])
async def test_any_password_that_logs_in_opens_the_page(
    client: httpx.AsyncClient, password: str
) -> None:
    await sign_up(client, "east@example.com", "Eastside", password)
    assert (await client.get(PAGE, auth=("east@example.com", password))).status_code == 200


async def test_an_api_key_opens_the_page_too(team: Team) -> None:
    key = (await team.post("/api/api-keys", {"name": "monitor"})).json()["api_key"]
    assert (await team.client.get(PAGE, auth=("key", key))).status_code == 200


async def test_the_page_shows_runs_steps_and_errors_of_its_tenant_only(
    team: Team, other_team: Team, browse: Browse, worker: Resources, script: Script
) -> None:
    job_id = await failed(team, worker, script)
    others = await accept(other_team, "conv_2")
    page = await browse(f"{PAGE}?view=failed")
    assert (page.status_code, page.headers["cache-control"]) == (200, "no-store")
    assert job_id in page.text
    assert "summarize: The model refused." in page.text
    assert others not in page.text + (await browse()).text


async def test_an_error_is_text_and_never_markup(
    team: Team, browse: Browse, worker: Resources, script: Script
) -> None:
    script.fail["summarize"] = [ProviderRejected("<script>alert(1)</script>", reason="refused")]
    await walk(worker, await accept(team))
    page = (await browse(f"{PAGE}?view=failed")).text
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


async def test_the_buttons_cancel_retry_and_clean(
    team: Team, browse: Browse, worker: Resources, script: Script
) -> None:
    job_id = await failed(team, worker, script)
    token = token_in(await browse(f"{PAGE}?view=failed"))
    for action, status in (("retry", "queued"), ("cancel", "cancelled")):
        answer = await browse(f"{PAGE}/{job_id}/{action}", {"token": token})
        assert answer.status_code == 303
        assert (await browse(answer.headers["location"])).status_code == 200
        assert (await job_of(team, job_id))["status"] == status
    other = await failed_again(team, worker, script)
    assert (await browse(f"{PAGE}/clean", {"token": token})).status_code == 303
    assert other not in (await browse(f"{PAGE}?view=failed")).text


async def test_a_long_list_is_not_called_empty_when_a_part_of_it_went(
    team: Team, browse: Browse, worker: Resources, script: Script, database: Database
) -> None:
    job_id = await failed(team, worker, script)
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            """
            with many as (
                insert into calls (id, tenant_id, source, external_id, status)
                select gen_random_uuid(), $2, 'upload', n::text, 'failed'
                from generate_series(1, $3::int) as n
                returning id
            )
            insert into jobs (id, tenant_id, call_id, kind, status, finished_at)
            select gen_random_uuid(), $2, many.id, jobs.kind, 'failed', now()
            from many, jobs
            where jobs.id = $1
            """,
            UUID(job_id),
            UUID(team.tenant_id),
            MOST_CLEANED,
        )
    token = token_in(await browse(f"{PAGE}?view=failed"))
    told = [(await browse(f"{PAGE}/clean", {"token": token})).headers["location"] for _ in range(2)]
    assert "press again" in (await browse(told[0])).text
    assert "press again" not in (await browse(told[1])).text


async def test_all_that_failed_for_one_reason_are_retried_with_one_button(
    team: Team, browse: Browse, worker: Resources, script: Script
) -> None:
    jobs = await failed_with(team, worker, script, a="quota", b="quota", c="refused")
    page = await browse(f"{PAGE}?view=failed")
    assert "2 with quota" in page.text
    token = token_in(page)
    answer = await browse(f"{PAGE}/retry", {"token": token, "error_code": "quota"})
    assert "tried again" in (await browse(answer.headers["location"])).text
    assert [status for status, _ in (await statuses(team, jobs)).values()] == [
        "queued",
        "queued",
        "failed",
    ]
    assert (await browse(f"{PAGE}/retry", {"token": "0" * 64})).status_code == 403
    await browse(f"{PAGE}/retry", {"token": token})
    assert (await job_of(team, jobs["c"]))["status"] == "queued"


async def failed_again(team: Team, worker: Resources, script: Script) -> str:
    script.fail["summarize"] = [ProviderRejected("The model refused.", reason="refused")]
    job_id = await accept(team, "conv_2")
    await walk(worker, job_id)
    return job_id


@pytest.mark.parametrize("form", [{}, {"token": ""}, {"token": "0" * 64}, {"token": "é"}])
async def test_a_form_from_elsewhere_does_nothing(
    team: Team, browse: Browse, form: dict[str, str]
) -> None:
    job_id = await accept(team)
    assert (await browse(f"{PAGE}/{job_id}/cancel", form)).status_code == 403
    assert (await job_of(team, job_id))["status"] == "queued"


async def test_another_tenants_token_and_runs_are_of_no_use(
    team: Team, other_team: Team, browse: Browse, database: Database
) -> None:
    job_id = await accept(other_team)
    key = (await other_team.post("/api/api-keys", {"name": "k"})).json()["api_key"]
    theirs = token_in(await other_team.client.get(PAGE, auth=("key", key)))
    assert (await browse(f"{PAGE}/{job_id}/cancel", {"token": theirs})).status_code == 403
    mine = token_in(await browse(PAGE)) if (await accept(team, "conv_2")) else ""
    assert (await browse(f"{PAGE}/{job_id}/cancel", {"token": mine})).status_code == 404
    async with database.connection(ALL_TENANTS) as conn:
        assert await conn.fetchval("select count(*) from jobs where status = 'cancelled'") == 0


async def test_a_click_that_comes_too_late_says_so(
    team: Team, browse: Browse, worker: Resources
) -> None:
    job_id = await accept(team)
    token = token_in(await browse())
    await walk(worker, job_id)
    answer = await browse(f"{PAGE}/{job_id}/cancel", {"token": token})
    assert "not possible any more" in (await browse(answer.headers["location"])).text
