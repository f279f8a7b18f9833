"""Types of OpenAPI's schemas, and the classes of objects."""

import json
import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

from client.generator.names import python_name, referenced, schema_name

Schema = dict[str, Any]
SIMPLE = {"integer": "int", "number": "float", "boolean": "bool", "null": "None"}
OF_FORMAT = {"uuid": "UUID", "date-time": "datetime", "date": "date"}
HEADER = (
    '"""{about} Written by `make docs`; do not edit."""\n\nfrom __future__ import annotations\n'
)


# Longer ones, such as all countries, are no help as a type.
MOST_LITERALS = 100


class Types:
    """Writes types. In answers enums are open, because later versions may have more values; in
    what is sent they are those that the API knows.
    """

    def __init__(self, schemas: dict[str, Schema], *, is_sent: bool, prefix: str = "") -> None:
        self._schemas, self._is_sent, self._prefix = schemas, is_sent, prefix

    def of(self, schema: Schema | bool) -> str:
        """Returns the type of a schema. JSON Schema knows `true` as one that takes anything."""
        if isinstance(schema, bool):
            return "Any"
        if "$ref" in schema:
            return self._of_reference(schema["$ref"])
        if options := schema.get("anyOf") or schema.get("oneOf"):
            return " | ".join(self._distinct(map(self.of, options)))
        if "const" in schema or "enum" in schema:
            return self._open(literal(schema))
        return self._of_kind(schema)

    def _of_kind(self, schema: Schema) -> str:
        match schema.get("type"):
            case "array":
                return f"list[{self.of(schema.get('items', {}))}]"
            case "object":
                return f"dict[str, {self.of(schema.get('additionalProperties') or {})}]"
            case "string":
                return self._open_enumeration(OF_FORMAT.get(schema.get("format", ""), "str"))
            case kind:
                return SIMPLE.get(str(kind), "Any")

    def _of_reference(self, reference: str) -> str:
        name = schema_name(reference)
        if "enum" in self._schemas[reference.rpartition("/")[2]]:
            return self._open(f"{self._prefix}{name}")
        if not self._is_sent:
            return f"{self._prefix}{name}"
        return f"params.{name}Param" if self._prefix else f"{name}Param"

    def _open(self, closed: str) -> str:
        return closed if self._is_sent else f"{closed} | str"

    def _open_enumeration(self, kind: str) -> str:
        return f"{kind} | str" if self._is_sent and kind != "str" else kind

    @staticmethod
    def _distinct(types: Iterable[str]) -> list[str]:
        parts = dict.fromkeys(part for each in types for part in _union_members(each))
        return sorted(parts, key=lambda part: part == "None")


def _union_members(union: str) -> Iterator[str]:
    """Yields the members of a union; those inside brackets stay together."""
    depth, part = 0, ""
    for letter in union:
        depth += (letter == "[") - (letter == "]")
        if letter == "|" and depth == 0:
            yield part.strip()
            part = ""
        else:
            part += letter
    yield part.strip()


def literal(schema: Schema) -> str:
    """Returns the type of an enum or a constant."""
    values = schema.get("enum") or [schema["const"]]
    if len(values) > MOST_LITERALS:
        return "str"
    return f"Literal[{', '.join(map(json.dumps, values))}]"


def docstring(text: str, indent: int) -> str:
    """Returns a docstring of at most 100 columns."""
    margin = " " * indent
    text = " ".join(text.split()).replace("\\", "\\\\").replace('"""', "'''")
    if text.endswith('"'):
        text += "."
    lines = textwrap.wrap(text, 94 - indent, break_long_words=False, break_on_hyphens=False)
    if len(lines) == 1:
        return f'{margin}"""{text}"""\n'
    return f'{margin}"""' + f"\n{margin}".join(lines) + f'\n{margin}"""\n'


def closure(schemas: dict[str, Schema], names: Iterable[str]) -> list[str]:
    """Returns the schemas of these names and all that they refer to, sorted."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(referenced(schemas[name]))
    return sorted(found)


def enums(schemas: dict[str, Schema], names: Iterable[str]) -> str:
    """Returns the aliases of enums."""
    return "".join(
        f"{schema_name(name)}: TypeAlias = {literal(schemas[name])}\n"
        for name in names
        if "enum" in schemas[name]
    )


def models(schemas: dict[str, Schema], names: Iterable[str]) -> str:
    """Returns a pydantic model for each object."""
    types = Types(schemas, is_sent=False)
    parts = []
    for name in names:
        schema = schemas[name]
        if "enum" in schema:
            continue
        lines = [f"class {schema_name(name)}(Model):\n"]
        lines.append(docstring(schema.get("description") or schema_name(name), 4))
        for field, described in schema.get("properties", {}).items():
            lines.append(_field(types, field, described, field in schema.get("required", ())))
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def _field(types: Types, name: str, schema: Schema, is_required: bool) -> str:
    kind, own = types.of(schema), python_name(name)
    # A model field of this name would shadow what pydantic has.
    is_optional = not is_required or "None" in _union_members(kind)
    if not is_required and "None" not in _union_members(kind):
        kind += " | None"
    default = "None" if is_optional else ""
    if own != name:
        default = f'Field({default or "..."}, alias="{name}")'
    text = f"    {own}: {kind}" + (f" = {default}" if default else "") + "\n"
    if description := schema.get("description"):
        text += docstring(description, 4)
    return text


def parameters(schemas: dict[str, Schema], names: Iterable[str]) -> str:
    """Returns a TypedDict for each object that is sent."""
    types = Types(schemas, is_sent=True)
    parts = []
    for name in names:
        schema = schemas[name]
        if "enum" in schema:
            continue
        properties, required = schema.get("properties", {}), schema.get("required", ())
        title = f"{schema_name(name)}Param"
        about = docstring(schema.get("description") or title, 4)
        lines = [f"class {title}(TypedDict):\n{about}"]
        for field, described in properties.items():
            kind = types.of(described)
            if field not in required:
                kind = f"NotRequired[{kind}]"
            lines.append(
                f"    {field}: {kind}\n{docstring(described.get('description', field), 4)}"
            )
        parts.append("\n".join(lines))
    return "\n\n".join(parts)
