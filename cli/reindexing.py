"""`aftercall reindex`: embeds the passages of earlier calls again, after a change of the model."""

import asyncio
import json
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.app import DataDir, app, say
from cli.questions import Address, AsJson


@app.command()
def reindex(
    quote: Annotated[
        bool, typer.Option("--quote", help="Only say what it would take and cost.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Start without asking first.")] = False,
    cancel: Annotated[
        bool, typer.Option("--cancel", help="Cancel the run that is going on.")
    ] = False,
    as_json: AsJson = False,
    url: Address = None,
    data_dir: DataDir = None,
) -> None:
    """Embed passages again whose vectors are of another model than the settings name.

    They are found by their earlier vectors until then. Says first what it would cost. Run it again
    to see how far it is.
    """
    asyncio.run(_reindex(data_dir, url, quote=quote, yes=yes, cancel=cancel, as_json=as_json))


async def _reindex(
    data_dir: Path | None, url: str | None, *, quote: bool, yes: bool, cancel: bool, as_json: bool
) -> None:
    from cli.client import client_of  # noqa: PLC0415

    async with client_of(data_dir, url) as client:
        if cancel:
            _show(await client.post("/api/search/reindex/cancel", {}), _progress, as_json)
            return
        run = (await client.get("/api/search/index", {}))["reindex"]
        if run and run["status"] == "running" and not quote:
            _show(run, _progress, as_json)
            return
        quoted = await client.get("/api/search/reindex/quote", {})
        if quote or not quoted["passages"]:
            _show(quoted, _quoted, as_json)
            return
        if not yes:
            say(_quoted(quoted))
            typer.confirm("Start?", abort=True)
        limit = {"max_cost_microusd": quoted["cost_microusd"]} if quoted["cost_microusd"] else {}
        _show(await client.post("/api/search/reindex", limit), _progress, as_json)


def _show(body: dict[str, Any], as_text: Any, as_json: bool) -> None:
    say(json.dumps(body, indent=2) if as_json else as_text(body))


def _quoted(quote: dict[str, Any]) -> str:
    if not quote["passages"]:
        return f"All passages have vectors of {quote['model']}."
    cost = quote["cost_microusd"]
    price = "at a price that is not known" if cost is None else f"for about ${cost / 1e6:.4f}"
    return (
        f"{quote['passages']:,} passages of {quote['calls']:,} calls would get vectors of"
        f" {quote['model']}: about {quote['input_tokens']:,} tokens, {price}."
    )


def _progress(run: dict[str, Any]) -> str:
    return (
        f"Vectors of {run['model']}: {run['status']}; {run['calls_done']:,} calls moved,"
        f" {run['calls_open']:,} in the queue, {run['calls_failed']:,} failed."
    )
