"""Prints values of the database and of senders as they are: nothing in them is markup, and nothing
is cut off.
"""

import os
import sys

from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

# For output that is no terminal: a program reads lines, which are not wrapped.
WIDEST = 10_000
# Of a column besides its content; and what is left of one that may be folded.
BORDER, LEAST = 3, 8


def open_console(*, stderr: bool = False) -> Console:
    """Returns a console of this process. A terminal's width is its own, or COLUMNS."""
    stream = sys.stderr if stderr else sys.stdout
    is_measured = stream.isatty() or os.environ.get("COLUMNS", "").isdigit()
    return Console(
        stderr=stderr,
        highlight=False,
        markup=False,
        emoji=False,
        width=None if is_measured else WIDEST,
    )


def plain_table(
    *headers: str,
    whole: tuple[str, ...] = (),
    title: str | None = None,
    show_header: bool = True,
) -> Table:
    """Returns a table whose long words go on in the next line, except in the columns of `whole`,
    whose values are copied.
    """
    columns = [Column(header, no_wrap=header in whole, overflow="fold") for header in headers]
    return Table(*columns, title=title, title_justify="left", show_header=show_header)


def add_row(table: Table, *cells: str | Text, style: str | None = None) -> None:
    table.add_row(*(cell if isinstance(cell, Text) else Text(cell) for cell in cells), style=style)


def print_table(console: Console, table: Table) -> None:
    """Prints a table; over the edge of a terminal that is too narrow for the values of `whole`."""
    least = 0
    for column in table.columns:
        cells = [cell for cell in column.cells if isinstance(cell, Text)]
        widest = max((cell.cell_len for cell in cells), default=0)
        least += BORDER + (widest if column.no_wrap else min(widest, LEAST))
    if least + 1 > console.width:
        table.width = least + 1
    console.print(table, crop=False)
