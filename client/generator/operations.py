"""Methods of resources, as async Python."""

import re
from dataclasses import dataclass, field

from client.generator.names import (
    FIRST,
    LEFT_OUT,
    STREAMED_FIELDS,
    TIMEOUTS_S,
    class_name,
    name_of,
    python_name,
    schema_name,
)
from client.generator.types import Schema, Types, docstring

KEY = "idempotency-key"
NEXT = {"cursor": "next_cursor", "before": "next_before", "before_run": "next_before_run"}
# Whether a browser saves a file.
FOR_BROWSERS = {"download"}
FILES = ("text/csv", "application/x-ndjson", "audio/*", "application/vnd.")


@dataclass(frozen=True)
class Argument:
    """An argument of a method."""

    name: str
    kind: str
    # As it is written; None for an argument that has to be given.
    default: str | None
    about: str = ""

    def declared(self) -> str:
        return f"{self.name}: {self.kind}" + (f" = {self.default}" if self.default else "")


@dataclass
class Operation:
    """One operation, read from the description."""

    method: str
    path: str
    described: Schema
    schemas: dict[str, Schema]
    arguments: list[Argument] = field(default_factory=list)

    @property
    def id(self) -> str:
        return str(self.described["operationId"])

    @property
    def parameters(self) -> list[Schema]:
        return list(self.described.get("parameters", []))

    @property
    def is_keyed(self) -> bool:
        return any(each["name"] == KEY for each in self.parameters)

    def of(self, place: str) -> list[Schema]:
        return [
            each
            for each in self.parameters
            if each["in"] == place and each["name"] not in FOR_BROWSERS
        ]

    @property
    def body(self) -> Schema | None:
        """The schema of a JSON body; None for no body, and for a file."""
        content = self.described.get("requestBody", {}).get("content", {})
        schema = content.get("application/json", {}).get("schema")
        if schema and "anyOf" in schema:
            (schema,) = (each for each in schema["anyOf"] if each.get("type") != "null")
        return self.schemas[schema["$ref"].rpartition("/")[2]] if schema else None

    @property
    def is_body_optional(self) -> bool:
        return "requestBody" in self.described and not self.described["requestBody"].get("required")

    @property
    def is_upload(self) -> bool:
        """Whether the body is a file, and nothing else is possible."""
        content = self.described.get("requestBody", {}).get("content", {})
        return "application/octet-stream" in content and "application/json" not in content

    @property
    def answers(self) -> dict[int, Schema | None]:
        """The schema of each JSON answer, by status."""
        found: dict[int, Schema | None] = {}
        for status, answer in self.described["responses"].items():
            if status.startswith("2"):
                found[int(status)] = (
                    answer.get("content", {}).get("application/json", {}).get("schema")
                )
        return found

    @property
    def file_type(self) -> str | None:
        """The media type of an answer that is a file; None for JSON and nothing."""
        for status, answer in self.described["responses"].items():
            for media_type in answer.get("content", {}) if status.startswith("2") else ():
                if media_type not in ("application/json", "text/event-stream"):
                    return str(media_type)
        return None

    @property
    def is_download(self) -> bool:
        return (self.file_type or "").startswith(FILES)

    @property
    def has_ranges(self) -> bool:
        return "206" in self.described["responses"]

    def path_name(self, parameter: str) -> str:
        """Returns the name of a parameter of the path: `id` where a field of the body has it."""
        return "id" if parameter in self.fields() else python_name(parameter)

    def fields(self) -> dict[str, Schema]:
        """Returns the fields of the body that a method takes."""
        properties = self.body.get("properties", {}) if self.body else {}
        left_out = STREAMED_FIELDS.get(self.id, set())
        return {name: each for name, each in properties.items() if name not in left_out}


def operations(document: Schema) -> list[Operation]:
    """Returns all operations that methods are written of."""
    return [
        Operation(method.upper(), path, described, document["components"]["schemas"])
        for path, item in document["paths"].items()
        for method, described in item.items()
        if described["operationId"] not in LEFT_OUT
    ]


def resource(name: str, members: list[Operation]) -> str:
    """Returns the class of a resource."""
    title = f"Async{class_name(name)}"
    # A method may be named as the type is.
    methods = [
        re.sub(r"\blist\[", "builtins.list[", text) for each in members for text in _methods(each)
    ]
    return (
        f"class {title}:\n{docstring(f'Requests about {name.replace(chr(95), chr(32))}.', 4)}\n"
        "    def __init__(self, sender: AsyncSender) -> None:\n        self._sender = sender\n\n"
        + "\n".join(methods)
    )


def _methods(operation: Operation) -> list[str]:
    _, name = name_of(operation.id, operation.path)
    found = [_method(operation, name)]
    if paging := _paging(operation):
        found.append(_iterate(operation, name, *paging))
    return found


def _arguments(operation: Operation) -> tuple[list[Argument], list[Argument]]:
    """Returns those by position, and those by name."""
    types = Types(operation.schemas, is_sent=True, prefix="models.")
    by_position = [
        Argument(operation.path_name(each["name"]), types.of(each["schema"]), None)
        for each in operation.of("path")
    ]
    if operation.is_upload:
        by_position.append(Argument("source", "AsyncSource", None))
    required = [] if operation.is_body_optional else (operation.body or {}).get("required", [])
    by_name = []
    for name, each in operation.fields().items():
        kind, about = types.of(each), each.get("description", "")
        if name in required:
            by_name.append(Argument(python_name(name), kind, None, about))
        else:
            by_name.append(Argument(python_name(name), with_omit(kind), "OMIT", about))
    for each in operation.of("query"):
        kind = types.of(each["schema"]).replace("list[", "Sequence[")
        about = each.get("description") or each["schema"].get("description", "")
        if each.get("required"):
            by_name.append(Argument(python_name(each["name"]), kind, None, about))
        else:
            kind = f"{kind.removesuffix(' | None')} | None"
            by_name.append(Argument(python_name(each["name"]), kind, "None", about))
    by_name.sort(key=lambda each: each.default is not None)
    by_position += [each for each in by_name if each.name == FIRST.get(operation.id)]
    by_name = [each for each in by_name if each not in by_position]
    return by_position, by_name


def with_omit(kind: str) -> str:
    """Returns the type of an argument that may be left out, with null last."""
    closed = kind.removesuffix(" | None")
    return f"{closed} | Omit" + (" | None" if closed != kind else "")


def _signature(operation: Operation, more: list[str]) -> str:
    by_position, by_name = _arguments(operation)
    named = [each.declared() for each in by_name] + more
    parts = ["self", *(each.declared() for each in by_position)]
    return ", ".join([*parts, "*", *named] if named else parts)


def _extras(operation: Operation) -> list[str]:
    more = []
    if operation.is_upload:
        more.append("media_type: str | None = None")
    if operation.has_ranges:
        more += ["start: int | None = None", "end: int | None = None"]
    if operation.is_keyed:
        more.append("idempotency_key: str | None = None")
    return more


def _request_expression(operation: Operation) -> str:
    path = re.sub(
        r"{(\w+)}", lambda found: "{segment(" + operation.path_name(found[1]) + ")}", operation.path
    )
    parts = [f'"{operation.method}"', f'f"{path}"' if "{" in path else f'"{path}"']
    if query := [python_name(each["name"]) for each in operation.of("query")]:
        parts.append(f"query=query_of({_passed(query)})")
    if operation.body is not None:
        # An empty body is no body where there may be none.
        empty = " or OMIT" if operation.is_body_optional else ""
        names = [python_name(name) for name in operation.fields()]
        parts.append(f"json=given({_passed(names)}){empty}")
    if operation.is_upload:
        parts.append("content=Content(source, media_type)")
    if operation.has_ranges:
        parts.append("headers=byte_range(start, end)")
    if operation.is_keyed:
        parts.append("keyed=True, key=idempotency_key")
    if operation.id in TIMEOUTS_S:
        parts.append(f"timeout_s={TIMEOUTS_S[operation.id]}")
    return f"Request({', '.join(parts)})"


def _passed(names: list[str]) -> str:
    return ", ".join(f"{name}={name}" for name in names)


def _about(operation: Operation, first: str) -> str:
    """Returns the docstring: what the operation does, and its arguments."""
    by_position, by_name = _arguments(operation)
    lines = [docstring(first, 8).rstrip().removesuffix('"""').rstrip()]
    described = [(each.name, each.about) for each in [*by_position, *by_name] if each.about]
    if described:
        lines.append("\n        Args:")
        for name, about in described:
            text = docstring(f"{name}: {about}", 12).strip().removeprefix('"""')
            text = text.removesuffix('"""').rstrip()
            lines.append("            " + text.replace("\n" + " " * 12, "\n" + " " * 16))
        return "\n".join(lines) + '\n        """\n'
    text = lines[0]
    return text + ('"""\n' if "\n" not in text else '\n        """\n')


def _method(operation: Operation, name: str) -> str:
    text = operation.described.get("description") or operation.described["summary"]
    about = _about(operation, text.split("\n\n")[0])
    extras = _extras(operation)
    if operation.is_download:
        extras_text = _signature(operation, extras)
        return (
            f"    def {name}({extras_text}) -> AbstractAsyncContextManager[AsyncDownload]:\n{about}"
            f"        return aopen_download(self._sender, {_request_expression(operation)})\n"
        )
    kind, reading = _answer_reading(operation)
    sending = f"await self._sender.send({_request_expression(operation)})"
    body = (
        f"        {sending}\n"
        if reading is None
        else (f"        answer = {sending}\n        return {reading}\n")
    )
    return f"    async def {name}({_signature(operation, extras)}) -> {kind}:\n{about}{body}"


def _answer_reading(operation: Operation) -> tuple[str, str | None]:
    """Returns the type of what a method returns, and the expression that reads it."""
    answers = operation.answers
    if operation.file_type is not None:
        return "str", "answer.text"
    schemas = {schema_text(each): each for each in answers.values() if each}
    if not schemas:
        return "None", None
    if len(schemas) == 1:
        return _type_and_reader(next(iter(schemas.values())))
    (first, first_schema), *others = ((status, each) for status, each in answers.items() if each)
    kind, reading = _type_and_reader(first_schema)
    for _, schema in others:
        other_kind, other = _type_and_reader(schema)
        kind, reading = (
            f"{kind} | {other_kind}",
            (f"{reading} if answer.status_code == {first} else {other}"),
        )
    return kind, reading


def schema_text(schema: Schema) -> str:
    return str(sorted(schema.items(), key=str))


def _type_and_reader(schema: Schema) -> tuple[str, str]:
    if "$ref" in schema:
        name = f"models.{schema_name(schema['$ref'])}"
        return name, f"read(answer, {name})"
    if schema.get("type") == "array":
        name = f"models.{schema_name(schema['items']['$ref'])}"
        return f"list[{name}]", f"read_list(answer, {name})"
    return "dict[str, Any]", "read_object(answer)"


def _paging(operation: Operation) -> tuple[str, str, str, str] | None:
    """Returns parameter, field of the next one, field of the items and their type."""
    names = {each["name"] for each in operation.of("query")}
    (answer, *_) = operation.answers.values()
    if operation.method != "GET" or not answer or "$ref" not in answer:
        return None
    properties = operation.schemas[answer["$ref"].rpartition("/")[2]].get("properties", {})
    for parameter, following in NEXT.items():
        if parameter in names and following in properties:
            items = next(
                each for each, schema in properties.items() if schema.get("type") == "array"
            )
            kind = f"models.{schema_name(properties[items]['items']['$ref'])}"
            return parameter, following, items, kind
    return None


def _iterate(
    operation: Operation, name: str, parameter: str, following: str, items: str, kind: str
) -> str:
    iterating = "iterate" if name == "list" else f"iterate_{name}"
    by_position, by_name = _arguments(operation)
    of_cursor = next(each for each in by_name if each.name == parameter)
    passed = ", ".join(
        [each.name for each in by_position]
        + [f"{each.name}={each.name if each is not of_cursor else 'place'}" for each in by_name]
    )
    about = docstring(
        f"Yields what `{name}` lists, of all pages; it asks for the next page when it is needed.", 8
    )
    return (
        f"    def {iterating}({_signature(operation, [])}) -> AsyncGenerator[{kind}]:\n{about}"
        f"        return apages(lambda place: self.{name}({passed}), lambda page: page.{items},"
        f" lambda page: page.{following}, {parameter})\n"
    )
