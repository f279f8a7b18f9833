"""`aftercall listen`: shows events as they happen, and forwards them to a receiver."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pydantic import HttpUrl

from cli.app import DataDir, app, say
from cli.arguments import validated
from cli.questions import Address, AsJson
from shared.domain.events import DEFAULT_TYPES, is_known
from shared.errors import NotFound, SettingsInvalid, Unavailable
from shared.outgoing.secrets import PREFIX, TargetSecrets, new_secret, signatures

if TYPE_CHECKING:
    from cli.client import Client

RECONNECT_S = 2.0
FORWARD_TIMEOUT_S = 15.0


Secret = Annotated[
    str | None,
    typer.Option(
        envvar="AFTERCALL_LISTEN_SECRET",
        help="What forwarded events are signed with, as whsec_ and base64.",
        show_default="a new one",
    ),
]


class Body(StrEnum):
    THIN = "thin"
    FULL = "full"


def forwarding_to(address: str | None, secret: str | None) -> tuple[str, str] | None:
    """Returns where events are forwarded to, and the key that signs them. Raises OptionInvalid and
    SettingsInvalid.
    """
    validated(HttpUrl | None, address, "--forward-to", "an http or https address")
    key = signing_key(secret)
    return (address, key) if address else None


def signing_key(secret: str | None) -> str:
    """Returns the secret, or a new one. Raises SettingsInvalid."""
    key = secret or new_secret()
    try:
        signatures([key], "", 0, b"")
    except ValueError:
        raise SettingsInvalid(f"--secret: must be {PREFIX} and base64") from None
    return key


@app.command()
def listen(
    forward_to: Annotated[
        str | None,
        typer.Option(
            help="Send each event with POST to this address, as a target would get it.",
            show_default="only show them",
        ),
    ] = None,
    types: Annotated[
        list[str] | None,
        typer.Option(
            "--type",
            help="Only this type or group of events; may be repeated.",
            show_default="all that a new target gets",
        ),
    ] = None,
    body: Annotated[Body, typer.Option(help="How much of the call is in a body.")] = Body.THIN,
    secret: Secret = None,
    as_json: AsJson = False,
    url: Address = None,
    data_dir: DataDir = None,
) -> None:
    """Show events as they happen, and forward them while you write a receiver.

    It goes on after a lost connection, and misses nothing. Forwarding is not tried again. Ends with
    Ctrl-C.
    """
    wanted = types or list(DEFAULT_TYPES)
    for name in wanted:
        if not is_known(name):
            raise SettingsInvalid(f"--type: {name} is no type or group of events")
    forwarding = forwarding_to(forward_to, secret)
    if forwarding:
        say(f"Forwarding to {forwarding[0]}, signed with {forwarding[1]}")
    asyncio.run(_listen(data_dir, url, wanted, body, forwarding, as_json=as_json))


async def _listen(
    data_dir: Path | None,
    url: str | None,
    types: list[str],
    body: Body,
    forwarding: tuple[str, str] | None,
    *,
    as_json: bool,
) -> None:
    """Runs until cancelled."""
    from cli.client import client_of  # noqa: PLC0415

    async with client_of(data_dir, url) as client:
        say(f"Listening at {client.base_url} for {', '.join(types)}")
        async for event in followed(client, types):
            written = await written_event(client, event, body)
            if written is None:
                say(described(event, "was deleted meanwhile"))
                continue
            outcome = await forward(client, event, written, *forwarding) if forwarding else ""
            say(written if as_json else described(event, outcome))


async def followed(client: "Client", types: list[str]) -> AsyncIterator[dict[str, Any]]:
    """Yields the events of the stream, and connects again where it ended."""
    last_id: str | None = None
    while True:
        try:
            async for message in client.messages("/api/events/stream", {"type": types}, last_id):
                last_id = message.get("id", last_id)
                if message["event"] not in ("stream.open", "stream.reset"):
                    yield json.loads(message["data"])
        except Unavailable as error:
            say(f"{error} Trying again.")
        await asyncio.sleep(RECONNECT_S)


async def written_event(client: "Client", event: dict[str, Any], body: Body) -> str | None:
    """Returns an event as a target would get it, as soon as the API answers; None for one that was
    deleted with its call meanwhile. Raises RequestRefused.
    """
    while True:
        try:
            return await client.text(f"/api/events/{event['id']}/body", {"body": body})
        except NotFound:
            return None
        except Unavailable as error:
            say(f"{error} Trying again.")
            await asyncio.sleep(RECONNECT_S)


async def forward(
    client: "Client", event: dict[str, Any], written: str, address: str, secret: str
) -> str:
    """Sends an event as a target would get it; returns what came of it."""
    started, content = time.monotonic(), written.encode()
    headers = TargetSecrets(url=address, secrets=(secret,)).headers(
        event["event_id"], int(time.time()), content, both=False
    )
    try:
        status = await client.post_elsewhere(address, headers, content, timeout_s=FORWARD_TIMEOUT_S)
    except Unavailable as error:
        return str(error)
    return f"{status} in {(time.monotonic() - started) * 1000:.0f} ms"


def described(event: dict[str, Any], outcome: str) -> str:
    """Returns the line of an event: when, what, about which call, and what a receiver answered."""
    about = event["call_id"] or event["data"].get("call_id") or ""
    at = event["at"].partition("T")[2][:8]
    return "  ".join(part for part in (at, f"{event['type']:<20}", about, outcome) if part)
