"""The pages of schedules: what is shown of them, and in which words."""

from shared.db.pool import ALL_TENANTS, Database
from tests.support.events import new_target
from tests.support.people import Team
from tests.support.schedules import new_schedule

LIST = "/settings/schedules"


async def test_schedules_are_shown_with_their_times_log_and_state(
    team: Team, database: Database
) -> None:
    assert "A schedule does something regularly" in (await team.get(LIST)).text
    made = await new_schedule(team, name="<b>x</b>", action={"kind": "remind", "within_hours": 48})
    path = f"/api/schedules/{made['id']}"
    await team.post(f"{path}/run")
    page = (await team.get(LIST)).text
    assert "No target gets what it sends" in page
    await new_target(team, types=["callback"])
    page = (await team.get(LIST)).text
    assert "No target gets what it sends" not in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page
    assert "Remind of callbacks" in page
    assert {f"POST {path}/run", f"PATCH {path}", f"DELETE {path}"} <= set(page.split('"'))
    page = (await team.get(f"{LIST}/{made['id']}")).text
    assert "No callback was to be made, so nothing was sent." in page
    assert (
        'name="action.within_hours" data-type="number" min="0" max="168" required value="48"'
        in (page)
    )
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            """
            update schedules
            set params = '{"x": 1}', next_at = null, disabled_at = now(),
                disabled_because = 'unreadable'
            """
        )
    for address in (LIST, f"{LIST}/{made['id']}"):
        page = (await team.get(address)).text
        assert "Unknown action" in page
        assert "Change it, then resume it." in page
