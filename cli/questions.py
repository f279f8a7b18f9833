"""Commands that find what was said, and answer questions about it: `aftercall search`, `ask`."""

import asyncio
import json
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.app import DataDir, app, console, say
from shared.domain.statuses import CallOutcome, PassageSource
from shared.domain.transcript import Speaker

FOUND = 10


class Mode(StrEnum):
    HYBRID = "hybrid"
    KEYWORD = "keyword"
    SEMANTIC = "semantic"


class Direction(StrEnum):
    INBOUND = "inbound"
    OUTBOUND = "outbound"


Words = Annotated[
    list[str], typer.Argument(help='What to find: words, `"quoted words"`, `-without`, `or`.')
]
Address = Annotated[
    str | None,
    typer.Option(
        "--url",
        envvar="AFTERCALL_URL",
        help="Address of the installation; AFTERCALL_API_KEY signs in.",
        show_default="the one that runs here",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="As JSON, for programs.")]
FORMATS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M"]

# The filters of calls that both commands have.
Since = Annotated[
    datetime | None,
    typer.Option(formats=FORMATS, help="Only calls since then, here.", show_default="whenever"),
]
Until = Annotated[
    datetime | None,
    typer.Option(formats=FORMATS, help="Only calls before then, here.", show_default="whenever"),
]
OfAgent = Annotated[str | None, typer.Option(help="Only calls of this agent.", show_default="all")]
InDirection = Annotated[
    Direction | None, typer.Option(help="Only calls in this direction.", show_default="both")
]
Ended = Annotated[
    CallOutcome | None,
    typer.Option(help="Only calls that ended like this.", show_default="all"),
]
InLanguage = Annotated[
    str | None, typer.Option(help="Only calls in it (ISO 639).", show_default="all")
]
OfNumber = Annotated[
    str | None, typer.Option(help="Only calls from or to it, E.164.", show_default="all")
]


@app.command()
def search(
    words: Words,
    mode: Annotated[Mode, typer.Option(help="Words, meaning, or both.")] = Mode.HYBRID,
    source: Annotated[
        list[PassageSource] | None,
        typer.Option(help="Only such texts. May be repeated.", show_default="all"),
    ] = None,
    speaker: Annotated[
        Speaker | None, typer.Option(help="Only what one side says.", show_default="all")
    ] = None,
    since: Since = None,
    until: Until = None,
    agent_id: OfAgent = None,
    direction: InDirection = None,
    outcome: Ended = None,
    callback: Annotated[
        list[str] | None,
        typer.Option(
            help="Only calls with such callbacks: `open`, `none`, `overdue`, ... May be repeated.",
            show_default="all",
        ),
    ] = None,
    language: InLanguage = None,
    phone: OfNumber = None,
    min_duration: Annotated[
        float | None, typer.Option(min=0, help="Least seconds of a call.", show_default="any")
    ] = None,
    max_duration: Annotated[
        float | None, typer.Option(min=0, help="Most seconds of a call.", show_default="any")
    ] = None,
    by_call: Annotated[
        bool, typer.Option("--by-call", help="Each call once, with its best passages.")
    ] = False,
    limit: Annotated[
        int, typer.Option(min=1, max=50, help="At most so many passages, or calls.")
    ] = FOUND,
    as_json: AsJson = False,
    url: Address = None,
    data_dir: DataDir = None,
) -> None:
    """Find what was said and written in all calls; exit 1 if nothing is found."""
    params = {
        "q": " ".join(words),
        "mode": mode.value,
        "source": [each.value for each in source or ()],
        "speaker": speaker,
        "since": _moment(since),
        "until": _moment(until),
        "agent_id": agent_id,
        "direction": direction,
        "outcome": outcome,
        "callback": callback,
        "language": language,
        "phone": phone,
        "min_duration_s": min_duration,
        "max_duration_s": max_duration,
        "group": "call" if by_call else "passage",
        "limit": limit,
    }
    given = {name: value for name, value in params.items() if value not in (None, [])}
    found, base_url = asyncio.run(_answer_and_address(data_dir, url, "/api/search", params=given))
    if as_json:
        say(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        from cli.found_passages import show_found  # noqa: PLC0415

        show_found(found, base_url, console)
    if not (found["passages"] or found["calls"]):
        raise typer.Exit(1)


def _moment(given: datetime | None) -> str | None:
    """Returns a time of this machine's clock as the API takes it."""
    return given.astimezone().isoformat() if given else None


@app.command()
def ask(
    question: Annotated[
        list[str], typer.Argument(help='The question; `"quoted words"` are counted as a phrase.')
    ],
    call_id: Annotated[
        str | None, typer.Option("--call", help="Only about this call.", show_default="all")
    ] = None,
    since: Since = None,
    until: Until = None,
    agent_id: OfAgent = None,
    direction: InDirection = None,
    outcome: Ended = None,
    language: InLanguage = None,
    phone: OfNumber = None,
    thread: Annotated[
        str | None,
        typer.Option(help="Go on with this thread, whose id an answer ends with."),
    ] = None,
    max_cost: Annotated[
        float | None,
        typer.Option(min=0, help="US dollars that it may cost.", show_default="what is usual"),
    ] = None,
    quote: Annotated[
        bool, typer.Option("--quote", help="Only say what it may read and cost.")
    ] = False,
    as_json: AsJson = False,
    url: Address = None,
    data_dir: DataDir = None,
) -> None:
    """Answer a question about calls, with the words that prove it; exit 1 without an answer."""
    scope = {
        "call_id": call_id,
        "since": _moment(since),
        "until": _moment(until),
        "agent_id": agent_id,
        "direction": direction,
        "outcome": outcome,
        "language": language,
        "phone": phone,
    }
    given = {name: value for name, value in scope.items() if value is not None}
    body = {
        "question": " ".join(question),
        "scope": given or None,
        "thread_id": thread,
        "max_cost_microusd": None if max_cost is None else round(max_cost * 1_000_000),
    }
    path = "/api/ask/quote" if quote else "/api/ask"
    answer, base_url = asyncio.run(_answer_and_address(data_dir, url, path, body=body))
    if as_json:
        say(json.dumps(answer, indent=2, ensure_ascii=False))
    else:
        from cli.shown_answers import show_answer, show_quote  # noqa: PLC0415

        if quote:
            show_quote(answer, console)
        else:
            show_answer(answer, base_url, console)
    if not quote and not answer["parts"]:
        raise typer.Exit(1)


async def _answer_and_address(
    data_dir: Path | None,
    url: str | None,
    path: str,
    *,
    params: dict[str, Any] | None = None,
    body: dict[str, Any] | None = None,
) -> tuple[dict[str, Any], str]:
    """Returns the API's answer, to a POST where there is a body, and the address of the API."""
    from cli.client import client_of  # noqa: PLC0415

    async with client_of(data_dir, url) as client:
        if body is None:
            return await client.get(path, params or {}), client.base_url
        return await client.post(path, body), client.base_url
