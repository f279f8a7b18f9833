"""Every route's refusals, asked of the real process: a listed code, and an id that its
log has too.
"""

import json
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest

from api.http.problem_codes import CODES
from tests.api.test_isolation import APP
from tests.support.people import Team, sign_up
from tests.support.processes import Installation, until

DOCUMENT: dict[str, Any] = APP.openapi()
UNKNOWN = "01938f5e-7b1c-7c3a-9d2e-5a0c9a4c1f10"
# Planted into everything that is refused.
NUMBER, EMAIL = "+15035550177", "marisol.quintanilla@example.com"
JSON = "application/json"
# Takes whatever may be sound, and there is no worker to find out.
WAITS = "/api/process-direct"


@pytest.fixture
async def team(installed: Installation) -> AsyncIterator[Team]:
    await installed.start_api()
    async with httpx.AsyncClient(base_url=installed.base_url, timeout=20) as client:
        yield await sign_up(client, "north@example.com", "Northside Plumbing")


def wrong_requests() -> Iterator[tuple[str, str, dict[str, Any], bool]]:
    """Method, address, what is sent, and whether with the team's token: several for each route."""
    for path, item in DOCUMENT["paths"].items():
        known = re.sub(r"\{\w+\}", UNKNOWN, path)
        yield "TRACE", known, {}, False
        for method, operation in item.items():
            yield method, known, {}, False
            yield method, f"{known}?nunber={NUMBER}&email={EMAIL}", {}, True
            yield method, known, {"content": b"{", "headers": {"Content-Type": JSON}}, True
            yield method, known, {"json": {"nunber": NUMBER, "name": 1, "email": EMAIL}}, True
            if path != WAITS:
                yield (
                    method,
                    known,
                    {"content": NUMBER.encode(), "headers": {"Content-Type": "text/plain"}},
                    True,
                )
            if "{" in path:
                yield method, re.sub(r"\{\w+\}", f"{NUMBER}-{EMAIL}", path), {}, True
            for parameter in operation.get("parameters", ()):
                if parameter["in"] == "query":
                    yield method, f"{known}?{parameter['name']}={EMAIL}%00", {}, True


async def test_every_refusal_has_a_listed_code_and_is_found_in_the_log(
    installed: Installation, team: Team
) -> None:
    answers: list[tuple[str, httpx.Response]] = []
    for method, address, sent, signed_in in wrong_requests():
        headers = {**(team.headers if signed_in else {}), **sent.pop("headers", {})}
        # Only refusals are read: the stream of events, when it is not refused, does not end.
        async with team.client.stream(method.upper(), address, headers=headers, **sent) as answer:
            if answer.status_code >= 400 and address.partition("?")[0] != "/health/ready":
                await answer.aread()
                answers.append((f"{method} {address}", answer))
    installed.stop("api")
    log = [json.loads(line) for line in (installed.logs / "api.log").read_text().splitlines()]
    lines = {line["request_id"]: line for line in log if "request_id" in line and "code" in line}
    for asked, answer in answers:
        assert answer.headers["content-type"] == "application/problem+json", asked
        body = answer.json()
        assert body["code"] in CODES[answer.status_code], (asked, body)
        assert body["request_id"] == answer.headers["x-request-id"], asked
        line = lines[body["request_id"]]
        assert (line["status"], line["code"]) == (answer.status_code, body["code"]), asked
        level = "info" if answer.status_code < 500 else "warning"
        assert (line["level"], line["method"] in asked.upper() or line["method"] == "other") == (
            level,
            True,
        ), asked
        assert line["route"] in {*DOCUMENT["paths"], "unmatched"}, asked
    assert {answer.status_code for _, answer in answers} >= {400, 401, 404, 405, 415, 422}
    assert len(answers) > 250
    # Neither values nor names of what was sent.
    assert not [
        planted for planted in (NUMBER, NUMBER[2:], EMAIL, "nunber") if planted in installed.said()
    ]


async def test_the_log_says_that_the_processes_listen(installed: Installation) -> None:
    await installed.start_api()
    installed.start_worker()

    async def started() -> list[str]:
        return sorted(
            set(re.findall(r'"event": "(API is listening|worker is listening)"', installed.said()))
        )

    await until(started, lambda found: found == ["API is listening", "worker is listening"])
