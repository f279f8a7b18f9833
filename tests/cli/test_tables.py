"""Lists in a terminal: values of people and senders as they are, whole, whatever the terminal."""

import io
from contextlib import redirect_stdout

import pytest
from rich.console import Console
from rich.errors import MarkupError

from cli.tables import add_row, open_console, plain_table, print_table

TENANT_ID = "01a22ea3-6a66-7977-aa48-132494136b1b"


def printed(name: str, *, width: int) -> str:
    out = io.StringIO()
    table = plain_table("E-mail", "Tenant", "Tenant id", whole=("Tenant id",))
    add_row(table, "maria.lopez@example.com", name, TENANT_ID)
    print_table(Console(file=out, width=width), table)
    return out.getvalue()


def test_a_name_that_looks_like_markup_is_printed_as_it_is() -> None:
    for name in ("Sinks [/]", "[red]Sinks[/red]", "[link=http://x.example]Sinks", ":boom:"):
        assert name in printed(name, width=200)


@pytest.mark.parametrize("width", [20, 40, 80])
def test_an_id_is_whole_in_a_narrow_terminal(width: int) -> None:
    assert TENANT_ID in printed("Sinks and Sons", width=width)


def test_output_for_a_program_has_one_line_for_each_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    out = io.StringIO()
    with redirect_stdout(out):
        console = open_console()
        console.print("word " * 100)
        table = plain_table("Name", "Words")
        add_row(table, "Sinks", "word " * 100)
        print_table(console, table)
    assert [line.count("word") for line in out.getvalue().splitlines() if "word" in line] == [
        100,
        100,
    ]


def test_words_in_brackets_are_no_markup_of_a_console(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    with redirect_stdout(out):
        try:
            open_console().print("0 tenants are called '[/]' :boom:")
        except MarkupError as error:
            pytest.fail(str(error))
    assert out.getvalue() == "0 tenants are called '[/]' :boom:\n"
