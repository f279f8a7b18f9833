"""Shows and sets what tenants may use at most, from the machine that the installation runs on."""

from rich.console import Console
from rich.table import Table

from cli.people import find_tenant, transaction
from shared.db.caps import Caps, get_caps, set_caps
from shared.db.tenants import list_tenant_names
from shared.settings.load import Settings


async def print_tenants(settings: Settings, console: Console) -> None:
    table = Table("Tenant", "Id", "USD a day", "USD a month", "Open runs", "Requests a minute")
    async with transaction(settings) as conn:
        for tenant_id, name in (await list_tenant_names(conn)).items():
            table.add_row(name, str(tenant_id), *_shown(await get_caps(conn, tenant_id)))
    console.print(table)


async def set_limits(
    settings: Settings,
    console: Console,
    tenant: str,
    *,
    day_usd: float | None,
    month_usd: float | None,
    open_runs: int | None,
    requests_per_minute: int | None,
) -> None:
    """Sets what is given; -1 removes a limit. Raises InvalidRequest for an unknown tenant."""
    async with transaction(settings) as conn:
        tenant_id = await find_tenant(conn, tenant)
        now = await get_caps(conn, tenant_id)
        caps = Caps(
            day_microusd=_changed(now.day_microusd, day_usd, 1_000_000),
            month_microusd=_changed(now.month_microusd, month_usd, 1_000_000),
            open_runs=_changed(now.open_runs, open_runs),
            requests_per_minute=_changed(now.requests_per_minute, requests_per_minute or None),
        )
        await set_caps(conn, tenant_id, caps)
    money_day, money_month, runs, requests = _shown(caps)
    console.print(
        f"USD a day: {money_day}. USD a month: {money_month}. Open runs: {runs}. Requests a minute:"
        f" {requests}."
    )


def _changed(now: int | None, given: float | None, unit: int = 1) -> int | None:
    if given is None:
        return now
    return None if given < 0 else round(given * unit)


def _shown(caps: Caps) -> tuple[str, str, str, str]:
    day, month = (
        "no limit" if microusd is None else f"{microusd / 1e6:.2f}"
        for microusd in (caps.day_microusd, caps.month_microusd)
    )
    runs, requests = (
        "as set" if count is None else str(count)
        for count in (caps.open_runs, caps.requests_per_minute)
    )
    return day, month, runs, requests
