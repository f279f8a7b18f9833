"""Shows and sets what tenants may use at most, from the machine that the installation runs on."""

from rich.console import Console

from cli.arguments import OptionInvalid
from cli.people import find_tenant, transaction
from cli.tables import add_row, plain_table, print_table
from shared.db.caps import Caps, get_caps, set_caps
from shared.db.tenants import list_tenant_names
from shared.settings.load import Settings

COLUMNS = (
    "USD a day",
    "USD a month",
    "Minutes a day",
    "Minutes a month",
    "Open runs",
    "Requests a minute",
)


NO_LIMIT = -1


async def print_tenants(settings: Settings, console: Console) -> None:
    table = plain_table("Tenant", "Id", *COLUMNS, whole=("Id",))
    async with transaction(settings) as conn:
        for tenant_id, name in (await list_tenant_names(conn)).items():
            add_row(table, name, str(tenant_id), *_shown_caps(await get_caps(conn, tenant_id)))
    print_table(console, table)


async def set_limits(
    settings: Settings,
    console: Console,
    tenant: str,
    *,
    day_usd: float | None = None,
    month_usd: float | None = None,
    day_minutes: int | None = None,
    month_minutes: int | None = None,
    open_runs: int | None = None,
    requests_per_minute: int | None = None,
) -> None:
    """Sets what is given; -1 removes a limit. Raises InvalidRequest for an unknown tenant, and
    OptionInvalid.
    """
    async with transaction(settings) as conn:
        tenant_id = await find_tenant(conn, tenant)
        now = await get_caps(conn, tenant_id)
        caps = Caps(
            day_microusd=_new_limit(now.day_microusd, day_usd, 1_000_000),
            month_microusd=_new_limit(now.month_microusd, month_usd, 1_000_000),
            day_minutes=_new_limit(now.day_minutes, day_minutes),
            month_minutes=_new_limit(now.month_minutes, month_minutes),
            open_runs=_new_limit(now.open_runs, open_runs),
            requests_per_minute=_new_limit(now.requests_per_minute, requests_per_minute),
        )
        if caps.requests_per_minute == 0:
            raise OptionInvalid("--requests-per-minute must be 1 or more, or -1.")
        await set_caps(conn, tenant_id, caps)
    shown = zip(COLUMNS, _shown_caps(caps), strict=True)
    console.print(" ".join(f"{name}: {value}." for name, value in shown), soft_wrap=True)


def _new_limit(now: int | None, given: float | None, unit: int = 1) -> int | None:
    if given is None:
        return now
    if given == NO_LIMIT:
        return None
    if not given >= 0:
        raise OptionInvalid(f"A limit must be 0 or more, or -1 for none; {given:g} is neither.")
    return round(given * unit)


def _shown_caps(caps: Caps) -> tuple[str, ...]:
    money = (
        "no limit" if microusd is None else f"{microusd / 1e6:.2f}"
        for microusd in (caps.day_microusd, caps.month_microusd)
    )
    minutes = (
        "no limit" if count is None else str(count)
        for count in (caps.day_minutes, caps.month_minutes)
    )
    others = (
        "as set" if count is None else str(count)
        for count in (caps.open_runs, caps.requests_per_minute)
    )
    return (*money, *minutes, *others)
