"""The pages of targets: what is shown of them, in which words, and to whom."""

import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from shared.db.event_deliveries import Try, claim_deliveries, settle_failed
from shared.db.event_targets import DisabledBecause, disable_target
from shared.db.pool import ALL_TENANTS, Database
from shared.domain.access import Role
from shared.domain.ids import TargetId, TenantId
from shared.settings.load import Settings
from tests.api.accounts.people import person
from tests.api.test_reading import accept
from tests.support.events import happens, new_target, queue_events
from tests.support.people import Team

LIST = "/settings/targets"
SECRET_URL = "https://receiver.example:8443/hooks/s3cr3t"


def buttons_of(page: str) -> set[str]:
    return set(re.findall(r'data-(?:api|for)="([A-Z]+ /api/event-[^"]+)"', page))


async def everything_fails(database: Database) -> None:
    """What is due is sent once, and answered 503."""
    async with database.transaction(ALL_TENANTS) as conn:
        for each in await claim_deliveries(conn, limit=100, lease_s=60):
            last = Try(datetime.now(UTC), 12, 503, "answered 503")
            await settle_failed(conn, each, last, next_in_s=300, pause_s=None)


async def test_without_targets_the_page_says_what_they_are_for(team: Team) -> None:
    page = (await team.get(LIST)).text
    assert "A target is the address of another program" in page
    assert 'href="/docs#/events"' in page
    assert buttons_of(page) == {"POST /api/event-targets"}
    groups = re.findall(r'name="types" data-type="list-item" value="(\w+)" checked', page)
    # For a request of one's own, too; a vendor's template has its own events.
    assert groups == ["call", "callback", "lead", "budget", "arrivals", "endpoint", "schedule"] * 2


async def test_a_target_is_listed_with_its_host_and_without_its_secrets(team: Team) -> None:
    made = await new_target(team, SECRET_URL, name="<b>CRM</b>", types=["call", "job.failed"])
    page = (await team.get(LIST)).text
    assert "&lt;b&gt;CRM&lt;/b&gt;" in page
    assert "<code>receiver.example:8443</code>" in page
    assert "<span>Calls, <code>job.failed</code></span>" in page
    assert "s3cr3t" not in page
    path = f"/api/event-targets/{made['id']}"
    assert {f"POST {path}/test", f"PATCH {path}", f"DELETE {path}"} <= buttons_of(page)
    page = (await team.get(f"{LIST}/{made['id']}")).text
    assert SECRET_URL in page
    assert made["secret"] not in page
    assert f"POST {path}/secret" in buttons_of(page)
    assert f"DELETE {path}/previous-secret" not in buttons_of(page)
    await team.post(f"{path}/secret", {})
    page = (await team.get(f"{LIST}/{made['id']}")).text
    assert f"DELETE {path}/previous-secret" in buttons_of(page)


async def test_the_deliveries_of_a_target_are_shown_with_their_last_answer(
    team: Team, database: Database
) -> None:
    call_id, deleted_id = [(await accept(team, f"conv_{nth}"))["call_id"] for nth in (1, 2)]
    made = await new_target(team, types=["call.ready", "call.deleted"])
    await happens(database, team, "call.ready", call_id)
    assert (await team.delete(f"/api/calls/{deleted_id}")).status_code == 204
    await queue_events(database)
    listed = (await team.get("/api/event-deliveries", target_id=made["id"])).json()["deliveries"]
    assert {each["last_try"] for each in listed} == {None}
    await everything_fails(database)
    listed = (await team.get("/api/event-deliveries", target_id=made["id"])).json()["deliveries"]
    assert {each["last_try"]["status"] for each in listed} == {503}
    page = (await team.get(f"{LIST}/{made['id']}")).text
    rows = re.findall(r"<tr data-item>(.*?)</tr>", page, flags=re.DOTALL)
    # A deleted call has no page.
    assert {each["call_id"] for each in listed} == {call_id, deleted_id}
    assert sorted(re.findall(r'href="(/calls/[^"]+)"', row) for row in rows) == [
        [],
        [f"/calls/{call_id}"],
    ]
    for row, each in zip(rows, listed, strict=True):
        assert "Waiting" in row
        assert "next try" in row
        assert "Last answer: </span>503</td>" in row
        assert f"POST /api/event-deliveries/{each['id']}/replay" in row
    assert "Failing since" in page


async def test_a_disabled_target_says_why_and_what_to_do(team: Team, database: Database) -> None:
    made = await new_target(team)
    tenant_id, target_id = TenantId(UUID(team.tenant_id)), TargetId(UUID(made["id"]))
    reasons: dict[DisabledBecause, str] = {
        "person": "A person disabled it.",
        "gone": "Check the URL, then enable the target",
        "failing": "Repair the receiver, then enable the target",
    }
    for reason, words in reasons.items():
        async with database.transaction(ALL_TENANTS) as conn:
            await disable_target(conn, tenant_id, target_id, reason)
        for path in (LIST, f"{LIST}/{target_id}"):
            page = (await team.get(path)).text
            assert "Disabled since" in page
            assert words in page
            assert "&#34;enabled&#34;: true" in page
            assert f"POST /api/event-targets/{target_id}/test" not in buttons_of(page)
        enabled: Any = await team.patch(f"/api/event-targets/{target_id}", {"enabled": True})
        assert enabled.json()["enabled"]
        page = (await team.get(f"{LIST}/{target_id}")).text
        assert "Disabled since" not in page
        assert "&#34;enabled&#34;: false" in page


async def test_targets_are_shown_to_their_admins_only(
    team: Team, other_team: Team, database: Database, settings: Settings
) -> None:
    made = await new_target(team, name="Our CRM")
    address = f"{LIST}/{made['id']}"
    assert (await other_team.get(address)).status_code == 404
    assert "Our CRM" not in (await other_team.get(LIST)).text
    for role, status in ((Role.ADMIN, 200), (Role.MEMBER, 403), (Role.VIEWER, 403)):
        headers = await person(database, settings, team, role)
        for path in (LIST, address):
            answer = await team.client.get(path, headers=headers)
            assert answer.status_code == status, (role, path)
            assert ("Our CRM" in answer.text) == (status == 200)
        page = (await team.client.get("/settings", headers=headers)).text
        assert (f'href="{LIST}"' in page) == (status == 200)


async def test_the_form_of_a_new_target_has_the_fields_of_each_kind(team: Team) -> None:
    page = (await team.get(LIST)).text
    choice = page.partition('<select name="kind"')[2].partition("</select>")[0]
    kinds = re.findall(r'<option value="(\w+)">', choice)
    assert kinds == ["webhook", "slack", "teams", "email", "template"]
    # What is not chosen is not filled in, also without a script.
    hidden = re.findall(r'data-chosen-by="kind" data-chosen="([\w ]+)" hidden disabled', page)
    assert hidden == ["email", "template"]
    for name in ("credentials.token", "agent_ids", "outcomes", "email.to", "email.digest.at"):
        assert f'name="{name}"' in page, name
    templates = re.findall(r'name="template_id" value="([\w-]+)"', page)
    listed = (await team.get("/api/event-target-templates")).json()["templates"]
    assert templates == [each["id"] for each in listed if each["kind"] == "template"]
    # Expressions of templates are shown as they are.
    assert "{{ lead.phone }}" in page


async def test_a_template_is_shown_and_changed_without_its_secrets(team: Team) -> None:
    body = {"name": '</textarea>"{{ lead.name }}', "phone": "{{ lead.phone }}"}
    made = await new_target(
        team,
        "https://crm.example/{{ secret.token }}",
        kind="template",
        request={"body": body, "when": "{{ lead.phone }}"},
        secrets={"token": "s3cr3t-t0ken"},
        agent_ids=[team.agent_id],
        outcomes=["no_answer"],
    )
    page = (await team.get(f"{LIST}/{made['id']}")).text
    assert "s3cr3t-t0ken" not in page
    assert "<dd><code>token</code></dd>" in page
    assert "https://crm.example/{{ secret.token }}" in page
    assert "Nothing delivered yet" in page
    assert "\\u003c/textarea\\u003e" in page
    for value in (team.agent_id, "no_answer"):
        assert re.search(rf'value="{value}" checked', page), value
    assert f"POST /api/event-targets/{made['id']}/secret" not in buttons_of(page)
