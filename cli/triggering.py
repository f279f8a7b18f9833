"""`aftercall trigger`: has a sample of an event sent, while a receiver is written."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.app import DataDir, app, say
from cli.listening import Body, Secret, forward, forwarding_to
from cli.questions import Address
from shared.domain.events import CHANGES, TEST
from shared.domain.ids import new_id
from shared.errors import Conflict, NotFound, SettingsInvalid

if TYPE_CHECKING:
    from cli.client import Client

LOOK_S = 0.3
# A little longer than a receiver may take.
WAIT_S = 20.0


@app.command()
def trigger(
    type: Annotated[
        str, typer.Argument(help="The type of the event, such as `call.ready`.")
    ] = TEST,
    target: Annotated[
        str | None,
        typer.Option(
            help="Only this target, by id or name, whatever events it wants.",
            show_default="all that want the type",
        ),
    ] = None,
    forward_to: Annotated[
        str | None,
        typer.Option(
            help="Send it with POST to this address from here, instead of to targets.",
            show_default=False,
        ),
    ] = None,
    body: Annotated[
        Body, typer.Option(help="How much of the call is in a forwarded body.")
    ] = Body.THIN,
    secret: Secret = None,
    url: Address = None,
    data_dir: DataDir = None,
) -> None:
    """Have a sample of an event sent to targets, or forward one to a receiver here.

    The sample says that it is a test (`data.test`), and its call does not exist. Exits with 1 if a
    receiver did not take it.
    """
    if type not in CHANGES:
        known = "\n".join(f"  {name}" for name in CHANGES)
        raise SettingsInvalid(f"{type} is no type of events that are sent. They are:\n{known}")
    if target and forward_to:
        raise SettingsInvalid("--target and --forward-to: give one of them")
    forwarding = forwarding_to(forward_to, secret)
    if not asyncio.run(_trigger(data_dir, url, type, target, body, forwarding)):
        raise typer.Exit(1)


async def _trigger(
    data_dir: Path | None,
    url: str | None,
    type: str,
    target: str | None,
    body: Body,
    forwarding: tuple[str, str] | None,
) -> bool:
    """Returns whether all receivers took it."""
    from cli.client import client_of  # noqa: PLC0415

    async with client_of(data_dir, url) as client:
        if forwarding is None:
            return await triggered(client, type, target)
        written = await client.text("/api/events/sample", {"type": type, "body": body})
        say(f"Forwarding to {forwarding[0]}, signed with {forwarding[1]}")
        outcome = await forward(client, {"event_id": str(new_id())}, written, *forwarding)
        say(f"{type}  {outcome}")
        return outcome.startswith("2")


async def triggered(client: "Client", type: str, target: str | None) -> bool:
    """Has a sample sent to one target, or to all that want it, and says what came of it. Returns
    whether all took it. Raises NotFound where there is no such target, and Conflict where it is
    disabled: what is sent to it waits.
    """
    targets = (await client.get("/api/event-targets", {}))["targets"]
    if target is not None:
        chosen = [each for each in targets if target in (each["id"], each["name"])]
    else:
        wanted = {type, type.partition(".")[0]}
        chosen = [each for each in targets if each["enabled"] and wanted & set(each["types"])]
    if not chosen:
        raise NotFound(
            f"There is no target {target}."
            if target
            else f"No target wants {type}: name one with --target, or use --forward-to."
        )
    for each in chosen:
        if not each["enabled"]:
            raise Conflict(f"{each['name']} is disabled: enable it first.")
    queued = [
        (await client.post(f"/api/event-targets/{each['id']}/test", {"type": type}))["delivery_id"]
        for each in chosen
    ]
    outcomes = await asyncio.gather(*(_first_outcome(client, each) for each in queued))
    for each, (_, outcome) in zip(chosen, outcomes, strict=True):
        say(f"{each['name']}  {outcome}")
    return all(is_taken for is_taken, _ in outcomes)


async def _first_outcome(client: "Client", delivery_id: str) -> tuple[bool, str]:
    """Returns whether a delivery was taken, and what came of its first try."""
    try:
        async with asyncio.timeout(WAIT_S):
            while True:
                delivery = await client.get(f"/api/event-deliveries/{delivery_id}", {})
                if last := delivery["last_try"]:
                    answer = last["error"] or f"{last['status']} in {last['elapsed_ms']} ms"
                    return delivery["status"] == "delivered", answer
                await asyncio.sleep(LOOK_S)
    except TimeoutError:
        return False, f"was not sent within {WAIT_S:.0f} s: does a worker run?"
