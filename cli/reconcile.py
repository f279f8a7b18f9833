"""`aftercall reconcile`: compares the senders' lists with the stored calls now."""

from rich.console import Console

from shared.db.elevenlabs_keys import list_key_tenants
from shared.db.pool import ALL_TENANTS
from shared.errors import AftercallError
from shared.settings.load import Settings
from worker.upkeep.missed_calls import Findings, check_source, open_checking
from worker.upkeep.own_key_checks import check_next_key

NOTHING_TO_ASK = (
    "No sender can be queried: set ELEVENLABS_API_KEY, or TWILIO_ACCOUNT_SID with TWILIO_AUTH_TOKEN"
    " or an API key, and leave MISSED_CALLS_WINDOW_HOURS above 0."
)


async def reconcile(settings: Settings, console: Console) -> bool:
    """Prints the findings; returns False when a sender could not be queried, or a call is still
    missing.
    """
    complete = True
    async with open_checking(settings) as checking:
        async with checking.database.connection(ALL_TENANTS) as conn:
            tenants = await list_key_tenants(conn) if settings.missed_calls.window_hours else []
        if not (checking.senders or tenants):
            console.print(NOTHING_TO_ASK)
            return False
        for source in checking.senders:
            with console.status(f"Asking {source}") as status:
                try:
                    found = await check_source(
                        checking,
                        source,
                        lambda so_far: status.update(
                            f"{so_far.source}: {so_far.total.listed} listed,"
                            f" {so_far.total.fetched} fetched"
                        ),
                    )
                except AftercallError as error:
                    console.print(f"{source}: {error}", style="red", markup=False)
                    complete = False
                    continue
            console.print(f"{source}: {_findings_line(found, settings)}")
            complete &= found is not None and not found.total.missing
        for tenant_id in tenants:
            of_key = await check_next_key(checking, of_tenant=tenant_id)
            if isinstance(of_key, AftercallError):
                console.print(f"key of {tenant_id}: {of_key}", style="red", markup=False)
                complete = False
                continue
            console.print(f"key of {tenant_id}: {_findings_line(of_key, settings)}")
            complete &= of_key is not None and not of_key.total.missing
    return complete


def _findings_line(found: Findings | None, settings: Settings) -> str:
    if found is None:
        return "another process is about to check"
    missing = f"{found.total.missing} missing in {settings.missed_calls.window_hours:g} h"
    counts = missing if not found.total.fetched else f"{found.total.fetched} fetched, {missing}"
    unclaimed = (
        f"; {found.unclaimed} of agents or accounts that are not registered"
        if found.unclaimed
        else ""
    )
    unreadable = f"; {found.unreadable} unreadable" if found.unreadable else ""
    return f"{counts} ({found.total.listed} listed){unclaimed}{unreadable}"
