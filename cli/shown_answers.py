"""Shows answers in a terminal, with links to the seconds of a recording that prove them."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.text import Text

from cli.found_passages import HEADING, QUIET, print_plain

MICRO = 1_000_000


def show_answer(answer: Mapping[str, Any], base_url: str, console: Console) -> None:
    """Prints an answer of `POST /api/ask`."""
    for part in answer["parts"]:
        print_plain(console, Text(_text_of(part), HEADING if part["kind"] == "fact" else ""))
        for citation in part["citations"]:
            _show_citation(part, citation, base_url, console)
        if part["kind"] == "item" and not part["citations"] and "call_id" in part["data"]:
            link = f"  {base_url}/calls/{part['data']['call_id']}"
            print_plain(console, Text(link, QUIET))
    if answer["note_text"]:
        print_plain(console, Text(answer["note_text"]))
    console.print()
    # What was read, dropped and paid, and how to go on.
    lines = []
    if coverage := answer["coverage"]:
        reasons = ", ".join(
            f"{calls} {reason.replace('_', ' ')}" for reason, calls in coverage["left_out"].items()
        )
        lines.append(
            f"{coverage['read']} of {_counted_noun(coverage['in_scope'], 'call')} read"
            + (f" (left out: {reasons})" if reasons else "")
        )
    if dropped := answer["dropped"]["total"]:
        lines.append(f"{_counted_noun(dropped, 'sentence')} of the model dropped: not proved")
    if cost := answer["cost"]["cost_microusd"]:
        lines.append(f"${cost / MICRO:.4f}")
    if answer["thread_id"]:
        lines.append(f"--thread {answer['thread_id']}")
    for line in lines:
        print_plain(console, Text(line, QUIET))


def show_quote(quote: Mapping[str, Any], console: Console) -> None:
    """Prints an answer of `POST /api/ask/quote`."""
    cost = quote["cost_microusd"]
    dollars = "an unknown sum" if cost is None else f"${cost / MICRO:.4f}"
    if not quote["requests"]:
        print_plain(console, Text("It asks no model and costs nothing."))
    else:
        tokens = quote["input_tokens"] + quote["output_tokens"]
        print_plain(
            console,
            Text(
                f"Up to {_counted_noun(quote['calls'], 'call')},"
                f" {_counted_noun(quote['requests'], 'request')}, {tokens} tokens, {dollars}."
            ),
        )
    if quote["needs_max_cost"]:
        print_plain(console, Text("It is answered only with --max-cost."))


def _text_of(part: Mapping[str, Any]) -> str:
    match part["kind"]:
        case "passage":
            return f"“{part['text']}”"
        case "item" | "group":
            return f"- {part['text']}"
        case _:
            return str(part["text"])


def _show_citation(
    part: Mapping[str, Any], citation: Mapping[str, Any], base_url: str, console: Console
) -> None:
    facts = [citation["title"] or "Untitled call", citation["happened_at"][:16]]
    if citation["start_s"] is not None:
        minutes, seconds = divmod(int(citation["start_s"]), 60)
        facts.append(f"at {minutes}:{seconds:02}")
    if citation["stale"]:
        facts.append("the transcript has changed since")
    quoted = "" if part["kind"] == "passage" else f"“{citation['quote']}” "
    print_plain(console, Text(f"  {quoted}{', '.join(facts)}", QUIET))
    print_plain(console, Text(f"  {base_url}{citation['url']}", QUIET))


def _counted_noun(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
