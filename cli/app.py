"""The `aftercall` command line: the parts that its commands share."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.tables import open_console
from shared.errors import SettingsInvalid
from shared.settings.load import load_settings

if TYPE_CHECKING:
    from shared.settings.load import Settings


app = typer.Typer(
    name="aftercall",
    help=(
        "Self-hosted post-call intelligence. Every command exits with 2 if settings are wrong or"
        " missing."
    ),
    no_args_is_help=True,
    add_completion=False,
    # Joins the lines of a paragraph.
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)

console = open_console()

errors = open_console(stderr=True)

DataDir = Annotated[
    Path | None,
    typer.Option(
        help="Folder for databases, recordings, secrets and logs.",
        show_default="AFTERCALL_DATA_DIR, else .aftercall",
    ),
]

NOTHING_RUNS = "(or start `aftercall up`, which brings its own servers, and ask again)"


def running_settings(data_dir: Path | None) -> "Settings":
    """Returns the settings of the user's servers, or of the `aftercall up` that runs on the data
    folder. Raises SettingsInvalid.
    """
    from cli.installation import running_environment  # noqa: PLC0415

    environ = running_environment(data_dir)
    try:
        return load_settings(environ)
    except SettingsInvalid as error:
        raise (
            error if "DATABASE_URL" in environ else SettingsInvalid(f"{error}\n{NOTHING_RUNS}")
        ) from None


def say(text: str) -> None:
    console.print(text, soft_wrap=True, markup=False)
