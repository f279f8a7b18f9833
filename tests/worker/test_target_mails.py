"""Mails to people of the team: with each event or as a digest, each once, to no one else."""

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from aiosmtpd.controller import Controller

from shared.db.pool import ALL_TENANTS, Database
from shared.domain.access import Role
from shared.settings.load import Settings
from tests.api.accounts.people import person
from tests.api.accounts.test_mails import Mailbox
from tests.api.test_reading import accept
from tests.support.events import happens
from tests.support.people import Team
from tests.support.ports import unused_port
from tests.worker.test_event_deliveries import (
    deliveries,
    delivering,
    failed_once,
    make_due,
    settled_as,
)
from worker.resources import Resources
from worker.upkeep.digests import queue_digests


class Postbox(Mailbox):
    """Refuses the first `refusals` mails."""

    refusals = 0

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        if self.refusals:
            self.refusals -= 1
            return "451 try again"
        envelope.rcpt_tos.append(address)
        return "250 OK"


@pytest.fixture
def postbox() -> Iterator[tuple[Postbox, int]]:
    postbox, port = Postbox(), unused_port()
    controller = Controller(postbox, hostname="127.0.0.1", port=port, ready_timeout=20)
    controller.start()
    yield postbox, port
    controller.stop()


@pytest.fixture
def environ(environ: dict[str, str], postbox: tuple[Postbox, int]) -> dict[str, str]:
    return {
        **environ,
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(postbox[1]),
        "SMTP_SECURITY": "none",
        "MAIL_FROM": "Aftercall <calls@aftercall.example>",
    }


async def mail_target(team: Team, **changes: Any) -> dict[str, Any]:
    to = (await team.get("/api/users")).json()[0]["email"]
    email = {"to": [to], **changes}
    answer = await team.post(
        "/api/event-targets",
        {"name": "Me", "kind": "email", "email": email, "types": ["call.ready", "lead"]},
    )
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    assert made["email"]["to"] == [to]
    return made


async def test_an_event_is_mailed_and_a_repeat_has_the_same_id(
    team: Team, worker: Resources, database: Database, postbox: tuple[Postbox, int]
) -> None:
    postbox[0].refusals = 1
    made = await mail_target(team)
    assert (made["secret"], made["url"], made["body"]) == (None, None, "full")
    call_id = (await accept(team, "conv_1"))["call_id"]
    async with delivering(worker):
        await happens(database, team, "call.ready", call_id)
        one = await failed_once(team)
        assert "did not accept" in one["last_try"]["error"]
        await make_due(database)
        await settled_as(team, "delivered")
        (mail,) = postbox[0].mails
        assert mail["To"] == made["email"]["to"][0]
        assert mail["Message-ID"] == f"<{one['event_id']}.{made['id']}@aftercall.example>"
        text = mail.get_body(("plain",))
        html = mail.get_body(("html",))
        assert text
        assert html
        assert f"/settings/targets/{made['id']}" in text.get_content()
        assert f"/calls/{call_id}" in html.get_content()
        log = (await team.get(f"/api/event-deliveries/{one['id']}")).json()
        assert log["answer"] == "accepted for 1 of 1 addresses"
        assert json.loads(log["request"])["subject"] == mail["Subject"]
        await team.post(f"/api/event-deliveries/{one['id']}/replay")
        await settled_as(team, "delivered")
        tried = (await team.post(f"/api/event-targets/{made['id']}/dry-run", {})).json()
        assert (tried["method"], tried["headers"]["Subject"]) == ("MAIL", mail["Subject"])
    assert {each["Message-ID"] for each in postbox[0].mails} == {mail["Message-ID"]}


async def test_mails_go_to_people_of_the_team_only(
    team: Team, database: Database, settings: Settings, worker: Resources
) -> None:
    for to, pointer in (
        (["someone@else.example"], "/body/email/to/0"),
        (["a@b.example\r\nBcc: c@d.example"], "/body/email/to/0"),
        (["a,b@c.example"], "/body/email/to/0"),
        ([], "/body/email/to"),
    ):
        answer = await team.post(
            "/api/event-targets", {"name": "Me", "kind": "email", "email": {"to": to}}
        )
        assert answer.status_code in (400, 422)
        assert answer.json()["errors"][0]["pointer"] == pointer
    # And to no one who has left it.
    member = await person(database, settings, team, Role.MEMBER)
    users = (await team.get("/api/users")).json()
    (other,) = [each for each in users if each["role"] == "member"]
    made = await team.post(
        "/api/event-targets",
        {"name": "Me", "kind": "email", "email": {"to": [other["email"]]}, "types": ["lead"]},
    )
    assert made.status_code == 201, (made.text, member)
    assert (await team.patch(f"/api/users/{other['id']}", {"disabled": True})).status_code == 200
    async with delivering(worker):
        await happens(database, team, "lead.updated", lead_id=team.agent_id, fields=[])
        one = await failed_once(team)
    assert one["last_try"]["error"] == ("None of its addresses belongs to a person of the team.")


async def test_a_digest_comes_once_at_its_time_with_what_is_new(
    team: Team, worker: Resources, database: Database, postbox: tuple[Postbox, int]
) -> None:
    made = await mail_target(team, digest={"every": "day", "at": "08:00"})
    next_at = datetime.fromisoformat(made["next_digest_at"])
    call_id = (await accept(team, "conv_1"))["call_id"]
    await happens(database, team, "call.ready", call_id)
    assert await queue_digests(worker, next_at - timedelta(seconds=1)) == 0
    assert sum(await asyncio.gather(*(queue_digests(worker, next_at) for _ in range(3)))) == 1
    assert await queue_digests(worker, next_at) == 0
    async with delivering(worker):
        (one,) = await settled_as(team, "delivered")
        # Its events make no mails of their own.
        assert [each["type"] for each in await deliveries(team)] == ["digest"]
        (mail,) = postbox[0].mails
        assert mail["Subject"] == "Aftercall: 1 new calls"
        text = mail.get_body(("plain",))
        assert text
        assert f"/calls/{call_id}" in text.get_content()
        log = (await team.get(f"/api/event-deliveries/{one['id']}")).json()
        assert json.loads(log["request"])["text"] is None
        # Several that were missed are one, and a day without anything new has none.
        late = next_at + timedelta(days=9, hours=1)
        assert await queue_digests(worker, late) == 1
        assert await queue_digests(worker, late) == 0
        await settled_as(team, "delivered", 2)
    assert len(postbox[0].mails) == 1
    target = (await team.get(f"/api/event-targets/{made['id']}")).json()
    planned = datetime.fromisoformat(target["next_digest_at"])
    assert late < planned <= late + timedelta(days=1)
    tried = (await team.post(f"/api/event-targets/{made['id']}/dry-run", {})).json()
    assert (tried["type"], tried["headers"]["Subject"]) == ("digest", "Aftercall: 1 new calls")
    # Without a digest each event is mailed again, and none of those before.
    changed = await team.patch(
        f"/api/event-targets/{made['id']}", {"email": {"to": made["email"]["to"]}}
    )
    assert changed.json()["next_digest_at"] is None
    async with delivering(worker):
        await happens(database, team, "lead.updated", lead_id=team.agent_id, fields=["name"])
        await settled_as(team, "delivered", 3)
    assert postbox[0].mails[1]["Subject"].startswith("Lead corrected")


async def test_a_digest_follows_the_zone_of_the_team(team: Team, worker: Resources) -> None:
    made = await mail_target(team, digest={"every": "day", "at": "08:00"})
    assert (await team.patch("/api/tenant", {"timezone": "Asia/Kolkata"})).status_code == 200
    target = (await team.get(f"/api/event-targets/{made['id']}")).json()
    next_at = datetime.fromisoformat(target["next_digest_at"])
    assert f"{next_at.astimezone(ZoneInfo('Asia/Kolkata')):%H:%M}" == "08:00"
    assert await queue_digests(worker, next_at - timedelta(seconds=1)) == 0
    assert await queue_digests(worker, next_at) == 1


async def test_a_digest_of_another_tenant_is_not_touched(
    team: Team, other_team: Team, worker: Resources, database: Database
) -> None:
    """Callbacks, calls and people are of the target's tenant."""
    await mail_target(team, digest={"every": "week", "at": "08:00", "weekday": 7})
    await accept(other_team, "conv_1")
    later = datetime.now(UTC) + timedelta(days=8)
    assert await queue_digests(worker, later) == 1
    async with delivering(worker):
        (one,) = await settled_as(team, "delivered")
    assert one["last_try"]["error"] == "not sent: nothing is due, and nothing is new"
    async with database.connection(ALL_TENANTS) as conn:
        owner = await conn.fetchval("select tenant_id from event_deliveries")
    assert owner == UUID(team.tenant_id)
