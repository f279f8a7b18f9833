"""What an operator sets for tenants, and gives to them, at the command line."""

from contextlib import redirect_stdout
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from rich.console import Console

from cli.arguments import OptionInvalid
from cli.audit_log import export
from cli.ownership import assign, assign_twilio
from cli.people import print_users
from cli.retry import age_of
from cli.tenant_export import export_tenant
from cli.tenant_limits import print_tenants, set_limits
from shared.db.audit import Entry, insert_entries
from shared.db.pool import ALL_TENANTS, Database
from shared.domain.ids import TenantId
from shared.errors import InvalidRequest
from shared.settings.load import Settings
from tests.support.people import Team


@pytest.mark.parametrize(
    "limit",
    [
        {"day_usd": float("nan")},
        {"month_usd": -0.5},
        {"requests_per_minute": 0},
    ],
)
async def test_a_limit_that_means_nothing_is_refused(
    team: Team, settings: Settings, limit: dict[str, Any]
) -> None:
    with pytest.raises(OptionInvalid):
        await set_limits(settings, Console(quiet=True), str(team.tenant_id), **limit)


async def test_tenants_are_listed_whatever_they_are_called(
    team: Team, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    renamed = await team.patch("/api/tenant", {"name": "Sinks [/]"})
    assert renamed.status_code == 200
    console = Console(width=200)
    await print_tenants(settings, console)
    await print_users(settings, console, "Sinks [/]")
    assert capsys.readouterr().out.count("Sinks [/]") == 2


async def test_what_is_no_id_is_not_assigned(team: Team, settings: Settings) -> None:
    with pytest.raises(OptionInvalid):
        await assign(settings, "", str(team.tenant_id))
    with pytest.raises(OptionInvalid):
        await assign_twilio(settings, "SK" + "0" * 32, str(team.tenant_id))


async def test_an_export_that_cannot_be_written_says_why(
    team: Team, settings: Settings, tmp_path: Path
) -> None:
    target = tmp_path / "missing" / "team.zip"
    with pytest.raises(InvalidRequest, match="cannot be written: No such file"):
        await export_tenant(settings, str(team.tenant_id), target, Console(quiet=True))


def test_an_age_beyond_all_dates_is_an_age() -> None:
    assert age_of("999999d") == age_of("99999d")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
async def test_an_audit_log_that_finds_no_room_says_so(
    team: Team, settings: Settings, database: Database
) -> None:
    """An error of the output was taken for one of the database, whose connection was open."""
    entry = Entry(
        actor="operator",
        tenant_id=TenantId(UUID(team.tenant_id)),
        action="aftercall tenants delete",
        object=team.tenant_id,
        outcome="done",
    )
    async with database.transaction(ALL_TENANTS) as conn:
        await insert_entries(conn, [(entry, 1)])
    with (
        pytest.raises(OSError, match="No space left on device"),
        Path("/dev/full").open("w", buffering=1) as full,
        redirect_stdout(full),
    ):
        await export(settings, tenant=None, since=None, outcome=None)
