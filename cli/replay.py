"""`aftercall replay`: processes unused events again after an upgrade."""

from rich.console import Console

from api.main import open_resources
from api.webhooks.senders import uses_of_stored
from api.webhooks.unused_events import replay_unused
from shared.concurrency.tasks import Background
from shared.settings.load import Settings


async def replay(settings: Settings, console: Console) -> bool:
    """Prints the results; returns False when some events still cannot be used. Raises
    AftercallError.
    """
    async with open_resources(settings, Background()) as resources:
        replayed = await replay_unused(resources, uses_of_stored(resources))
    console.print(
        f"{_events(replayed.used)} used now, {_events(replayed.left)} still cannot be used."
    )
    if replayed.left:
        console.print("GET /api/missed-calls says why for each; they stay for HELD_EVENT_DAYS.")
    return not replayed.left


def _events(count: int) -> str:
    return f"{count} event{'' if count == 1 else 's'}"
