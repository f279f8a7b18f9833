"""`latest.wav`: the same address, another file."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from uuid import UUID

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from shared.domain.file_versions import FileVersion
from shared.domain.ids import JobId
from shared.download.fetcher import RecordingFetcher
from shared.settings.fetching import FetchSettings
from tests.conftest import ApiFactory
from tests.fakes.serving import served
from tests.support.gates import open_door
from tests.support.people import Team, sign_up
from tests.support.sounds import bursts
from worker.resources import Resources
from worker.runner import run_job

MONDAY, TUESDAY = bursts([(0.5, 3.5)], seconds=4), bursts([(0.5, 4.5)], seconds=5)
NEARBY = {"FETCH_ALLOW_HTTP": "true", "FETCH_ALLOW_PRIVATE": "true"}


@dataclass
class Host:
    """Answers with `body` and these validators; `ranges` says whether it takes a part, `status`
    whether it works.
    """

    body: bytes = MONDAY
    headers: dict[str, str] = field(default_factory=lambda: {"ETag": '"1"'})
    ranges: bool = True
    status: int = 200
    asked: list[str] = field(default_factory=list)
    url: str = ""

    async def answer(self, request: Request) -> Response:
        self.asked.append(request.headers.get("range", "whole"))
        if self.status != 200:
            return Response(status_code=self.status)
        if self.ranges and request.headers.get("range") == "bytes=0-0":
            part = {"Content-Range": f"bytes 0-0/{len(self.body)}", **self.headers}
            return Response(self.body[:1], 206, headers=part)
        return Response(self.body, headers={"Content-Type": "audio/wav", **self.headers})

    @property
    def app(self) -> Starlette:
        return Starlette(routes=[Route("/latest.wav", self.answer)])


@pytest.fixture
def host() -> Iterator[Host]:
    host = Host()
    with served(host.app) as url:
        host.url = f"{url}/latest.wav"
        yield host


@pytest.fixture
async def near(open_api: ApiFactory, worker: Resources) -> AsyncIterator[tuple[Team, Resources]]:
    """A team and a worker that may fetch from this machine."""
    fetch = FetchSettings.model_validate(dict.fromkeys(NEARBY, True))
    settings = worker.settings
    fetcher = RecordingFetcher(
        fetch, settings.twilio, settings.elevenlabs, open_door(), max_bytes=10**6
    )
    async with open_api(**NEARBY) as client:
        yield (
            await sign_up(client, "north@example.com", "Northside"),
            replace(worker, fetcher=fetcher),
        )
    await fetcher.close()


async def ask(team: Team, host: Host) -> dict[str, str]:
    answer = await team.post("/api/process-recording", {"recording_url": host.url})
    assert answer.status_code == 202, answer.text
    accepted: dict[str, str] = answer.json()
    return accepted


async def heard(near: tuple[Team, Resources], host: Host) -> dict[str, str]:
    accepted = await ask(near[0], host)
    await run_job(near[1], JobId(UUID(accepted["job_id"])))
    return accepted


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"ETag": '"1"'}, {"ETag": '"2"'}),
        ({"ETag": 'W/"1"'}, {"ETag": 'W/"2"'}),
        (
            {"Last-Modified": "Mon, 23 Nov 2026 08:00:00 GMT"},
            {"Last-Modified": "Tue, 24 Nov 2026 08:00:00 GMT"},
        ),
        ({}, {}),
    ],
    ids=["etag", "weak etag", "last-modified", "length alone"],
)
@pytest.mark.parametrize("ranges", [True, False])
async def test_another_file_at_the_same_address_is_another_recording(
    near: tuple[Team, Resources],
    host: Host,
    before: dict[str, str],
    after: dict[str, str],
    ranges: bool,
) -> None:
    team, _ = near
    host.headers, host.ranges = before, ranges
    first = await heard(near, host)
    assert await ask(team, host) == first
    host.headers = after
    host.body = TUESDAY if not after else MONDAY
    second = await heard(near, host)
    assert second["call_id"] != first["call_id"]
    assert second["recording_id"] != first["recording_id"]
    assert await ask(team, host) == second
    for accepted in (first, second):
        assert (await team.get(f"/api/calls/{accepted['call_id']}")).json()["status"] == "ready"
    # The first file is back: that is the first recording.
    host.headers, host.body = before, MONDAY
    assert await ask(team, host) == first


@pytest.mark.parametrize("status", [404, 500, 403])
async def test_a_host_that_does_not_say_has_the_file_it_had(
    near: tuple[Team, Resources], host: Host, status: int
) -> None:
    first = await heard(near, host)
    host.status = status
    assert await ask(near[0], host) == first


async def test_the_host_is_not_asked_before_a_file_of_it_was_fetched(
    near: tuple[Team, Resources], host: Host
) -> None:
    first = await ask(near[0], host)
    assert await ask(near[0], host) == first
    assert host.asked == []


async def test_a_deleted_file_stays_deleted_and_another_one_does_not(
    near: tuple[Team, Resources], host: Host
) -> None:
    team, _ = near
    first = await heard(near, host)
    assert (await team.delete(f"/api/calls/{first['call_id']}")).status_code == 204
    again = await team.post("/api/process-recording", {"recording_url": host.url})
    assert again.status_code == 409
    host.headers = {"ETag": '"2"'}
    second = await heard(near, host)
    assert second["call_id"] != first["call_id"]
    host.headers = {"ETag": '"1"'}
    assert (
        await team.post("/api/process-recording", {"recording_url": host.url})
    ).status_code == 409


async def test_many_at_once_are_asked_after_too(near: tuple[Team, Resources], host: Host) -> None:
    team, _ = near
    first = await heard(near, host)
    host.headers = {"ETag": '"2"'}
    batch = {"recordings": [{"recording_url": host.url}, {"recording_url": f"{host.url}?other"}]}
    answer = await team.post("/api/batch-process", batch)
    assert answer.status_code == 202, answer.text
    ids = [each["call_id"] for each in answer.json()["accepted"]]
    assert len({*ids, first["call_id"]}) == 3


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        (FileVersion('"1"', "Mon", 4), FileVersion('"1"', "Tue", 4), False),
        (FileVersion('W/"1"', "Mon", 4), FileVersion('W/"1"', "Tue", 4), True),
        (FileVersion('"1"', None, 4), FileVersion('W/"1"', None, 4), False),
        (FileVersion(None, None, 4), FileVersion('"1"', "Mon", 4), False),
        (FileVersion(None, None, 4), FileVersion('"1"', "Mon", 5), True),
        (FileVersion(), FileVersion('"1"', "Mon", 5), False),
    ],
)
def test_versions_differ_where_the_host_tells_them_apart(
    one: FileVersion, other: FileVersion, differ: bool
) -> None:
    assert (one.is_other(other), other.is_other(one)) == (differ, differ)
