"""What is waited for while an installation starts, and for how long."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.responses import JSONResponse, Response

from cli.readiness import failing_checks, wait_until_ready
from shared.errors import AftercallError
from tests.fakes.serving import served

WELL = {"postgres": "ok", "redis": "ok", "worker": "ok", "vector_index": "ok"}
NO_WORKER = {**WELL, "worker": "No worker is running."}
NO_INDEX = {**WELL, "vector_index": "Pinecone refused the key (401)"}


class Api:
    """Answers /health/ready with these checks, one after the other, and with the last one from then
    on.
    """

    def __init__(self) -> None:
        self.looks: list[dict[str, str] | bytes] = [WELL]
        self.asked = 0
        self.app = FastAPI()
        self.app.get("/health/ready")(self._ready)

    async def _ready(self) -> Response:
        look = self.looks[min(self.asked, len(self.looks) - 1)]
        self.asked += 1
        if isinstance(look, bytes):
            return Response(look, 502, media_type="text/html")
        return JSONResponse({"checks": look}, 200 if look == WELL else 503)


@pytest.fixture
def api() -> Api:
    return Api()


@pytest.fixture
def base_url(api: Api) -> Iterator[str]:
    with served(api.app) as url:
        yield url


async def waited(base_url: str, *, patience_s: float) -> tuple[dict[str, str], list[str]]:
    said: list[str] = []
    return await wait_until_ready(
        base_url, said.append, start_timeout_s=30, patience_s=patience_s
    ), said


async def test_a_start_says_each_thing_that_is_waited_for_once(api: Api, base_url: str) -> None:
    api.looks = [NO_WORKER, NO_WORKER, NO_INDEX, NO_INDEX, WELL]
    assert await waited(base_url, patience_s=30) == (
        {},
        ["Waiting for worker", "Waiting for vector_index"],
    )


async def test_a_worker_that_starts_takes_none_of_the_patience_with_others(
    api: Api, base_url: str
) -> None:
    api.looks = [{**NO_INDEX, **NO_WORKER, "vector_index": "away"}, NO_WORKER, NO_WORKER, WELL]
    assert (await waited(base_url, patience_s=0))[0] == {}


async def test_what_stays_wrong_is_returned_with_its_reason(api: Api, base_url: str) -> None:
    api.looks = [NO_WORKER, NO_INDEX]
    assert (await waited(base_url, patience_s=0))[0] == {
        "vector_index": "Pinecone refused the key (401)"
    }


async def test_a_worker_is_not_waited_for_while_redis_is_away(api: Api, base_url: str) -> None:
    api.looks = [{**NO_WORKER, "redis": "Redis cannot be reached."}]
    assert set((await waited(base_url, patience_s=0))[0]) == {"worker", "redis"}


@pytest.mark.parametrize("answer", [b"<html>bad gateway</html>", b'{"checks": 1}', b"[]"])
async def test_an_answer_of_something_else_is_none(api: Api, base_url: str, answer: bytes) -> None:
    api.looks = [answer]
    assert failing_checks(base_url) is None


async def test_an_api_that_never_answers_ends_the_start() -> None:
    with pytest.raises(AftercallError, match="did not answer"):
        await wait_until_ready(
            "http://127.0.0.1:1", lambda _: None, start_timeout_s=0, patience_s=0
        )
