"""The files of the client that are generated."""

import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from client.generator.names import HAND_WRITTEN, class_name, name_of, referenced
from client.generator.operations import Operation, operations, resource
from client.generator.types import (
    HEADER,
    Types,
    closure,
    docstring,
    enums,
    models,
    parameters,
)

SOURCES: Final = Path(__file__).parents[1] / "src" / "aftercall_client"
# Also as fields of keywords, for programs that hand them on.
WHOLE_BODIES: Final = ("NewRecordingBody",)
WORDS: Final = (
    (r"\bAbstractAsyncContextManager\b", "AbstractContextManager"),
    (r"\basync (def|with|for)\b", r"\1"),
    (r"\bawait ", ""),
    (r"\bAwaitable\[(\w+)\]", r"\1"),
    (r"\bAsync([A-Z]\w*)", r"\1"),
    (r"\basync_(\w+)", r"\1"),
    (r"\basynccontextmanager\b", "contextmanager"),
    (r"\baclosing\b", "closing"),
    (r"\ba(close|read|pages|open_download|iterate|iter_\w+)\b", r"\1"),
    (r"__a(enter|exit)__", r"__\1__"),
    (r"\b_async\b", "_sync"),
    (r"async generator", "generator"),
    (r"`async with`", "`with`"),
    (r"The async client", "The sync client"),
    (r"shared by tasks", "shared by threads"),
)
IMPORTS: Final = """
import builtins
from collections.abc import AsyncGenerator, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from aftercall_client import models, params
from aftercall_client._answers import read, read_list, read_object
from aftercall_client._async.downloads import AsyncDownload, aopen_download
from aftercall_client._async.paging import apages
from aftercall_client._async.sender import AsyncSender
from aftercall_client._contents import AsyncSource, Content
from aftercall_client._requests import OMIT, Omit, Request, byte_range, given, query_of, segment
"""


def generated(document: dict[str, Any]) -> dict[Path, str]:
    """Returns each generated file with its text."""
    found = operations(document)
    schemas = document["components"]["schemas"]
    files = {
        SOURCES / "models.py": _models(document, found),
        SOURCES / "params.py": _parameters(schemas, found),
        SOURCES / "sent.py": _sent_events_module(document),
    }
    by_resource: dict[str, list[Operation]] = {}
    for each in found:
        by_resource.setdefault(name_of(each.id, each.path)[0], []).append(each)
    folder = SOURCES / "_async" / "resources"
    for name, members in sorted(by_resource.items()):
        about = f"The resource {name.replace('_', ' ')}."
        files[folder / f"{name}.py"] = (
            HEADER.format(about=about) + IMPORTS + "\n\n" + resource(name, members)
        )
    files[folder / "__init__.py"] = _index(sorted(by_resource))
    hand_written = {path: path.read_text() for path in (SOURCES / "_async").glob("*.py")}
    synced = {
        SOURCES / "_sync" / path.relative_to(SOURCES / "_async"): as_sync(text)
        for path, text in {**files, **hand_written}.items()
        if path.is_relative_to(SOURCES / "_async")
    }
    about = '"""The client in sync Python. Written by `make docs` from `_async`; do not edit."""\n'
    return formatted({**files, **synced, SOURCES / "_sync" / "__init__.py": about})


def write(document: dict[str, Any]) -> None:
    """Writes the generated files, and removes those of before that are none any more."""
    files = generated(document)
    for folder in (SOURCES / "_sync", SOURCES / "_async" / "resources"):
        for path in folder.rglob("*.py"):
            if path not in files:
                path.unlink()
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def as_sync(text: str) -> str:
    """Returns async Python as sync Python."""
    for pattern, replacement in WORDS:
        text = re.sub(pattern, replacement, text)
    return text


def formatted(files: dict[Path, str]) -> dict[Path, str]:
    """Returns them as `make format` leaves them, without the imports that a file has no use for."""
    with TemporaryDirectory() as folder:
        places = {
            path: Path(folder) / "generated" / path.relative_to(SOURCES.parents[1])
            for path in files
        }
        for path, place in places.items():
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(files[path])
        config = SOURCES.parents[2] / "pyproject.toml"
        options = ["--quiet", "--no-cache", "--config", str(config), folder]
        for command in (["check", "--fix", "--select", "F401,I"], ["format"]):
            subprocess.run([sys.executable, "-m", "ruff", *command, *options], check=True)
        return {path: place.read_text() for path, place in places.items()}


def _models(document: dict[str, Any], found: list[Operation]) -> str:
    schemas = document["components"]["schemas"]
    roots = set().union(*(referenced(schema) for each in found for schema in each.answers.values()))
    # Streams are read by hand, and events are sent.
    roots |= {"RecordedEvent"} | referenced(document["webhooks"])
    sent = set().union(
        *(referenced(each.described.get("requestBody", {})) for each in found),
        *(referenced(each.parameters) for each in found),
    )
    names = closure(schemas, roots)
    alone = [each for each in closure(schemas, sent) if "enum" in schemas[each]]
    return (
        HEADER.format(about="What the API answers.")
        + "\nfrom datetime import date, datetime\nfrom typing import Any, Literal, TypeAlias\n"
        "from uuid import UUID\n\nfrom pydantic import Field\n\n"
        "from aftercall_client._model import Model\n\n"
        + enums(schemas, sorted({*names, *alone}))
        + "\n\n"
        + models(schemas, names)
    )


def _parameters(schemas: dict[str, Any], found: list[Operation]) -> str:
    roots = set().union(*(referenced(each.fields()) for each in found)) | set(WHOLE_BODIES)
    names = closure(schemas, roots)
    text = parameters(schemas, names)
    used = [each for each in names if "enum" in schemas[each]]
    return (
        HEADER.format(about="Objects that requests are made of.")
        + "\nfrom datetime import date, datetime\nfrom typing import Any, Literal, NotRequired,"
        " TypedDict\nfrom uuid import UUID\n\n"
        + (f"from aftercall_client.models import {', '.join(used)}\n" if used else "")
        + "\n\n"
        + text
    )


def _sent_events_module(document: dict[str, Any]) -> str:
    """Returns a class for each type of event that is sent."""
    types = Types(document["components"]["schemas"], is_sent=False, prefix="models.")
    parts = [
        HEADER.format(about="Events as they are sent to targets."),
        "\nfrom datetime import datetime\nfrom typing import Final, Literal\n\n"
        "from aftercall_client import models\nfrom aftercall_client._model import Model\n\n\n"
        "class SentEvent(Model):\n"
        '    """An event of a type that this version does not know, or any event."""\n\n'
        "    id: str\n"
        '    """`webhook-id`: the same for each try and each replay."""\n\n'
        "    type: str\n    timestamp: datetime\n    data: models.EventData\n",
    ]
    names = {}
    for name, item in document["webhooks"].items():
        title = "".join(word.capitalize() for word in name.replace(".", "_").split("_"))
        schema = item["post"]["requestBody"]["content"]["application/json"]["schema"]
        data = schema["allOf"][1]["properties"]["data"]["properties"]
        change = types.of(data["change"])
        names[name], kind = title, "models.EventData"
        about = f"`{name}`: {item['post']['description']}"
        if document["components"]["schemas"][change.removeprefix("models.")].get("properties"):
            kind = f"{title}Data"
            parts.append(
                f"class {kind}(models.EventData):\n{docstring(f'What `{name}` is about.', 4)}\n"
                f"    change: {change}  # type: ignore[assignment]\n"
            )
        else:
            about = f"`{name}` happened; `data.change` is empty."
        parts.append(
            f"class {title}(SentEvent):\n{docstring(about, 4)}\n"
            f'    type: Literal["{name}"]\n    data: {kind}\n'
        )
    table = "".join(f'    "{name}": {title},\n' for name, title in names.items())
    parts.append(f"TYPES: Final[dict[str, type[SentEvent]]] = {{\n{table}}}\n")
    return "\n\n".join(parts)


def _index(names: list[str]) -> str:
    def module(name: str) -> str:
        return f"aftercall_client._async.{'' if name in HAND_WRITTEN else 'resources.'}{name}"

    imports = "".join(f"from {module(name)} import Async{class_name(name)}\n" for name in names)
    attributes = "".join(
        f"        self.{name} = Async{class_name(name)}(sender)\n" for name in names
    )
    return (
        HEADER.format(about="All resources.")
        + f"\nfrom aftercall_client._async.sender import AsyncSender\n{imports}\n\n"
        'class AsyncResources:\n    """What a client has."""\n\n'
        "    def __init__(self, sender: AsyncSender) -> None:\n"
        f"        self._sender = sender\n{attributes}"
    )
