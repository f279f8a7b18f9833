"""Shows the passages of a search in a terminal, with the words that match highlighted."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.text import Text

MARKED, QUIET, HEADING = "bold yellow", "dim", "bold"


def show_found(found: Mapping[str, Any], base_url: str, console: Console) -> None:
    """Prints an answer of `GET /api/search`."""
    for each in found["read_as"]:
        instead = ", ".join(each["instead"])
        print_plain(
            console, Text(f"No passage has {each['word']!r}; shown instead: {instead}", QUIET)
        )
    if found["without_meaning"]:
        print_plain(console, Text(f"Only words were compared: {found['without_meaning']}", QUIET))
    if found["calls"]:
        for of_call in found["calls"]:
            print_plain(console, Text(of_call["call"]["title"] or "Untitled call", HEADING))
            for passage in of_call["passages"]:
                _show_passage(passage, base_url, console)
            if of_call["more"]:
                print_plain(console, Text(f"  and {of_call['more']} more", QUIET))
            console.print()
    for passage in found["passages"]:
        print_plain(console, Text(passage["call"]["title"] or "Untitled call", HEADING))
        _show_passage(passage, base_url, console)
        console.print()
    count = found["passages_with_words"]
    if count is not None:
        calls = found["calls_with_words"]
        print_plain(
            console,
            Text(
                f"{count} passage{'' if count == 1 else 's'} of {calls}"
                f" call{'' if calls == 1 else 's'} with these words",
                QUIET,
            ),
        )
    elif not (found["passages"] or found["calls"]):
        print_plain(console, Text("Nothing was found.", QUIET))


def link_of(passage: Mapping[str, Any], base_url: str) -> str:
    """Returns the address of a passage: the call, from its second on."""
    link = f"{base_url}/calls/{passage['call']['id']}"
    if passage["start_s"] is None:
        return link
    return f"{link}#t={passage['start_s']:g}"


def _show_passage(passage: Mapping[str, Any], base_url: str, console: Console) -> None:
    facts = [
        passage["source"],
        (passage["call"]["started_at"] or passage["call"]["created_at"])[:16],
    ]
    if passage["start_s"] is not None:
        minutes, seconds = divmod(int(passage["start_s"]), 60)
        facts.append(f"at {minutes}:{seconds:02}")
    if not passage["marks"]:
        facts.append("by meaning")
    print_plain(console, Text(f"  {', '.join(facts)}", QUIET))
    text = Text(passage["text"])
    for mark in passage["marks"]:
        text.stylize(MARKED, mark["start"], mark["end"])
    for line in text.split("\n", allow_blank=True):
        print_plain(console, Text("  ").append_text(line))
    print_plain(console, Text(f"  {link_of(passage, base_url)}", QUIET))


def print_plain(console: Console, text: Text) -> None:
    """Prints a text without wrapping it."""
    # What callers say may hold control characters, which a terminal would obey.
    text.plain = "".join(char if char.isprintable() else " " for char in text.plain)
    console.print(text, soft_wrap=True)
