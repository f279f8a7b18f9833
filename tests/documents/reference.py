"""Writes .env.example, the generated parts of docs/reference and those of the Python client:
`python -m tests.documents.reference`, in `make docs`.

A part stands between `<!-- generated: name -->` and `<!-- end -->`; the text around it is written
by hand.
"""

import re
import textwrap
from collections.abc import Callable, Iterable
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import typer.main
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from api.http.problem_codes import as_table
from api.main import create_app
from cli.main import app
from client.generator import write
from shared.settings.load import Settings, load_settings
from shared.telemetry.metrics import create_metrics

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "docs" / "reference"
EXAMPLE = ROOT / ".env.example"
REQUIRED = {
    "DATABASE_URL": "postgresql://",
    "JWT_SECRET": "J7w4Kz9TqLm2Xc8RvNb5Ys3Gd6Fh1Pt0",
    "ENCRYPTION_KEY": "E3r6Ty8Ui1Op4As7Df2Gh9Jk5Lz0Xc2V",
    "DOCS_ENABLED": "true",
}
# The machine decides, or `aftercall up` behaves differently when the value is set.
NO_WRITTEN_DEFAULT = {"WORKER_NAME", "AFTERCALL_DATA_DIR", "REDIS_HOST"}
GROUPS = {
    "runtime": "Installation",
    "database": "PostgreSQL",
    "queue": "Redis",
    "auth": "Authentication and encryption",
    "mail": "Mail",
    "oidc": "Single sign-on (OpenID Connect)",
    "ingest": "Webhooks and uploads",
    "connections": "Connections to the API",
    "admission": "Load shedding",
    "work": "Workers",
    "openai": "OpenAI and Azure OpenAI",
    "limits": "Rate limits and prices",
    "local": "Local models",
    "pinecone": "Pinecone",
    "calcom": "Cal.com",
    "storage": "Storage and retention",
    "fetch": "Downloads of recordings",
    "targets": "Targets of events",
    "twilio": "Twilio",
    "elevenlabs": "ElevenLabs API",
    "providers": "Choice of providers",
    "telemetry": "Metrics and traces",
    "missed_calls": "Missed calls",
    "readiness": "Readiness",
    "ask": "Questions about calls",
}
EXAMPLE_HEAD = """\
# Copy this file to .env. An empty value counts as unset; the value behind a name is its default.
# `aftercall up` and `aftercall demo` need none of these. `docker compose up` needs the four marked
# Required. Generate each secret with `openssl rand -hex 32`. `make docs` writes this file.
"""
OF_COMPOSE = re.compile(r"^\| `([A-Z_]+)` \| (?:`(.*?)`)? ?\| .*? ?\| (.+) \|$", re.MULTILINE)
PART = re.compile(r"(<!-- generated: ([a-z]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    return "\n".join([_row(*head), "|" + "---|" * len(head), *(_row(*cells) for cells in rows)])


def _code(value: str) -> str:
    return f"`{value}`" if value else ""


def configuration() -> str:
    """A table for each group of settings. A group or a setting without a name or description here
    is an error.
    """
    return "\n\n".join(
        f"## {GROUPS[name]}\n\n"
        + _table(
            ("Variable", "Default", "Allowed", "Meaning"),
            (
                (f"`{field.alias}`", _code(_default(field)), _allowed(field), _meaning(field))
                for field in _settings_of(group)
            ),
        )
        for name, group in Settings.model_fields.items()
    )


def _settings_of(group: FieldInfo) -> Iterable[FieldInfo]:
    assert isinstance(group.annotation, type) and issubclass(group.annotation, BaseModel)
    return group.annotation.model_fields.values()


def _meaning(field: FieldInfo) -> str:
    assert field.description, f"{field.alias} has no description"
    return field.description


def _default(field: FieldInfo) -> str:
    """As it would be written in `.env`; empty where there is none."""
    value = field.default
    if field.alias in NO_WRITTEN_DEFAULT or field.is_required() or value in (None, (), {}):
        return ""
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _allowed(field: FieldInfo) -> str:
    """The choices of a Literal, the switch's two words, or the bounds of a number."""
    choices = _choices(field.annotation)
    if choices:
        return ", ".join(f"`{choice}`" for choice in choices)
    bounds = {
        name: getattr(each, name)
        for each in field.metadata
        for name in ("ge", "gt", "le")
        if hasattr(each, name)
    }
    least = (
        str(bounds["ge"])
        if "ge" in bounds
        else f"more than {bounds['gt']}"
        if "gt" in bounds
        else ""
    )
    if "le" in bounds:
        return f"{least} to {bounds['le']}"
    return f"{least} or more" if "ge" in bounds else least


def _choices(annotation: Any) -> tuple[str, ...]:
    if annotation is bool:
        return ("true", "false")
    if get_origin(annotation) is Literal:
        return tuple(str(choice) for choice in get_args(annotation))
    return tuple(word for part in get_args(annotation) for word in _choices(part))


def env_example() -> str:
    """Every setting with its description and default, those of compose last, as the hand-written
    table has them.
    """
    parts = [EXAMPLE_HEAD]
    for name, group in Settings.model_fields.items():
        lines = (
            _commented(f"{_meaning(each)} {_choice_of(each)}") + f"{each.alias}={_default(each)}\n"
            for each in _settings_of(group)
        )
        parts.append(f"# {GROUPS[name]}\n\n" + "".join(lines))
    rows = OF_COMPOSE.findall(
        (PAGES / "configuration.md").read_text().rpartition("<!-- end -->")[2]
    )
    lines = (_commented(meaning) + f"{name}={default}\n" for name, default, meaning in rows)
    parts.append("# Docker Compose only\n\n" + "".join(lines))
    return "\n".join(parts)


def _choice_of(field: FieldInfo) -> str:
    choices = _choices(field.annotation)
    return f"One of {', '.join(choices)}." if choices else ""


def _commented(text: str) -> str:
    return "".join(
        f"# {line}\n"
        for line in textwrap.wrap(text, 110, break_on_hyphens=False, break_long_words=False)
    )


@cache
def document() -> dict[str, Any]:
    """The API's description."""
    return create_app(load_settings(REQUIRED)).openapi()


def routes() -> str:
    """A table for each tag of the OpenAPI document."""
    by_tag: dict[str, list[tuple[str, ...]]] = {}
    for path, operations in document()["paths"].items():
        for method, operation in operations.items():
            row = (method.upper(), f"`{path}`", operation["summary"])
            by_tag.setdefault(operation["tags"][0], []).append(row)
    return "\n\n".join(
        f"### {tag.capitalize()}\n\n{_table(('Method', 'Path', 'Summary'), rows)}"
        for tag, rows in by_tag.items()
    )


def metrics() -> str:
    """Every instrument, under the name that a scraper sees."""
    made = create_metrics()
    instruments = [
        value for each in fields(made) if hasattr(value := getattr(made, each.name), "describe")
    ]
    rows = []
    for instrument in instruments:
        (family,) = instrument.describe()
        name = f"{family.name}_total" if family.type == "counter" else family.name
        labels = ", ".join(f"`{label}`" for label in instrument._labelnames)
        rows.append((f"`{name}`", family.type, labels, family.documentation))
    return _table(("Metric", "Type", "Labels", "Meaning"), sorted(rows))


def commands() -> str:
    group = typer.main.get_group(app)
    return "\n\n".join(
        _command(name, command)
        for first, each in group.commands.items()
        for name, command in (
            [(first, each)]
            if not hasattr(each, "commands")
            else [(f"{first} {second}", under) for second, under in each.commands.items()]
        )
    )


def _command(name: str, command: Any) -> str:
    """The command of typer's, its arguments and options in the order of `--help`."""
    arguments = [each for each in command.params if each.param_type_name == "argument"]
    options = [each for each in command.params if each.param_type_name == "option"]
    names = [each.name.upper() for each in arguments]
    words = [
        name if each.required else f"[{name}]" for name, each in zip(names, arguments, strict=True)
    ]
    text = " ".join((command.help or "").split())
    rows = [(f"`{name}`", each.help or "", "") for name, each in zip(names, arguments, strict=True)]
    rows += [
        (
            ", ".join(f"`{option}`" for option in (*each.opts, *each.secondary_opts)),
            each.help or "",
            "required" if each.required else _option_default(each.default),
        )
        for each in options
    ]
    table = "\n\n" + _table(("Argument or option", "Meaning", "Default"), rows) if rows else ""
    return f"### aftercall {name}\n\n`{' '.join(['aftercall', name, *words])}`\n\n{text}{table}"


def _option_default(value: Any) -> str:
    return _code(
        str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)
    )


PARTS: dict[str, Callable[[], str]] = {
    "configuration": configuration,
    "routes": routes,
    "problems": as_table,
    "metrics": metrics,
    "commands": commands,
}


def filled_in(text: str) -> str:
    """The page with its generated parts as the code has them now."""
    return PART.sub(lambda found: f"{found[1]}\n{PARTS[found[2]]()}\n\n{found[3]}", text)


if __name__ == "__main__":
    for page in PAGES.glob("*.md"):
        page.write_text(filled_in(page.read_text()))
    EXAMPLE.write_text(env_example())
    write(document())
