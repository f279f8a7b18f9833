"""Fills in texts of a tenant's template: `{{ }}` with fields and filters, and `{% if %}`.

What a tenant writes is run by a worker of all tenants. So it has no loops, calls or arithmetic,
reads fields of JSON values and nothing else, and its work is bounded by its own length; Jinja's
sandbox is the second wall. What a caller says is a value, which is never read as a template.
"""

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import cache, lru_cache
from operator import eq, ge, gt, le, lt, ne
from typing import Any, Final, Literal
from urllib.parse import quote

from jinja2 import StrictUndefined, TemplateError, Undefined, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from shared.domain.spreadsheets import FORMULA_SIGNS, SKIPPED
from shared.domain.zones import find_zone
from shared.errors import Permanent

LONGEST_TEXT = 4000
# In all texts of a template: each may go over a whole transcript.
MOST_FILTERS = 200
LARGEST_OUTPUT = 256 * 1024
SECRETS = "secret"
Place = Literal["text", "url", "header"]
_CACHED = 1000

_ALLOWED: Final = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Getattr),
    *(nodes.Getitem, nodes.Filter, nodes.Keyword, nodes.CondExpr, nodes.If, nodes.Compare),
    *(nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Neg),
)
_OPERATORS: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "eq": eq,
    "ne": ne,
    "lt": lt,
    "gt": gt,
    "lteq": le,
    "gteq": ge,
    "in": lambda left, right: left in right,
    "notin": lambda left, right: left not in right,
}
# Directives without widths, of which one could ask for a gigabyte.
_TIME_FORMAT = re.compile(r"(?:%[aAbBdHIjmMpSyYzZ%]|[^%]){1,100}")


class TemplateRefused(ValueError):
    """A text that is no template, or asks for what templates cannot do."""


class NothingToSend(Exception):
    """A value without which there is no request is empty."""


class Budget:
    """How much may still be written into one request."""

    def __init__(self) -> None:
        self._left = LARGEST_OUTPUT

    def spend(self, characters: int) -> None:
        self._left -= characters
        if self._left < 0:
            raise Permanent(
                f"The request would be larger than {LARGEST_OUTPUT:,} characters.",
                reason="template_failed",
            )


class AnyFields(dict[str, Any]):
    """An object whose fields depend on the event: one that is missing is null."""


def checked(text: str) -> None:
    """Raises TemplateRefused for a text that cannot be filled in."""
    _checked_tree(text)


def count_filters(text: str) -> int:
    return sum(1 for _ in _checked_tree(text).find_all(nodes.Filter))


def names_of(text: str) -> set[tuple[str, str]]:
    """Returns the fields of top-level values that a text names, such as ("secret", "token")."""
    return {
        (each.node.name, each.attr)
        for each in _checked_tree(text).find_all(nodes.Getattr)
        if isinstance(each.node, nodes.Name)
    }


def is_whole(text: str) -> bool:
    """Returns whether a text is one expression, whose value keeps its type."""
    return "{{" in text and _whole_source(text) is not None


def value_of(text: str, facts: Mapping[str, Any], budget: Budget) -> Any:
    """Returns the value of a text that is one expression. Raises Permanent."""
    source = _whole_source(text)
    if source is None:
        raise TemplateRefused("is not one expression")
    value = _evaluated(lambda: _compiled_value(source)(**facts))
    if isinstance(value, Undefined):
        raise _unknown(value)
    budget.spend(len(value) if isinstance(value, str) else len(json.dumps(value)))
    return value


def filled(text: str, facts: Mapping[str, Any], budget: Budget, place: Place = "text") -> str:
    """Returns a text with its expressions filled in as the place needs it. Raises Permanent, and
    NothingToSend for an empty value in a URL.
    """
    if "{" not in text:
        budget.spend(len(text))
        return text

    def pieces() -> Iterator[str]:
        for piece in _compiled(text, place).generate(**facts):
            budget.spend(len(piece))
            yield piece

    written: str = _evaluated(lambda: "".join(pieces()))
    return written


class TextTooLong(Exception):
    """A filter would make a text that is longer than any request."""


class _FilterFailed(ValueError):
    """A filter got a value or an argument that it cannot use. The message has nothing of either."""


def _evaluated(work: Callable[[], Any]) -> Any:
    try:
        return work()
    except TemplateError as error:
        raise Permanent(f"The template failed: {error.message}", reason="template_failed") from None
    except _FilterFailed as error:
        raise Permanent(f"The template failed: {error}", reason="template_failed") from None
    # Deep nesting is more than Python compiles.
    except (TypeError, ValueError, ArithmeticError, RecursionError, SyntaxError) as error:
        raise Permanent(f"The template failed: {_why(error)}.", reason="template_failed") from None


def _why(error: Exception) -> str:
    """Returns in words what failed outside of filters. Of the message nothing is kept: it may have
    a caller's words.
    """
    match error:
        case RecursionError() | SyntaxError():
            return "it is nested too deeply"
        case TypeError():
            return "a comparison has values that cannot be compared, such as a text and a number"
    return "a value cannot be written"


def _unknown(value: Undefined) -> Permanent:
    return Permanent(
        f"The template failed: there is no field {value._undefined_name}",
        reason="template_failed",
    )


@lru_cache(_CACHED)
def _checked_tree(text: str) -> nodes.Template:
    if len(text) > LONGEST_TEXT:
        raise TemplateRefused(f"is longer than {LONGEST_TEXT:,} characters")
    try:
        tree = _environment("text").parse(text)
        found = list(tree.find_all(nodes.Node))
    except TemplateError as error:
        raise TemplateRefused(f"is no template: {error.message}") from None
    except RecursionError:
        raise TemplateRefused("is nested too deeply") from None
    for each in found:
        if why := _refusal(each):
            raise TemplateRefused(why)
    # Such as 1e999, which Jinja compiles to a name.
    if any(isinstance(each, nodes.Const) and each.value == math.inf for each in found):
        raise TemplateRefused("has a number that is too large")
    _check_secrets(tree)
    return tree


def _refusal(node: nodes.Node) -> str | None:
    """Returns why a template cannot have this part; None when it can."""
    match node:
        case nodes.Getattr(attr=name) if name.startswith("_"):
            return "has a field whose name begins with _"
        case nodes.Filter(name=name) if name not in FILTERS:
            return f"has an unknown filter; there are {', '.join(sorted(FILTERS))}"
        case nodes.Name(name=name) if name not in ROOTS:
            return f"has an unknown name; there are {', '.join(ROOTS)}"
        case nodes.Getitem(arg=index) if not isinstance(index, (nodes.Const, nodes.Neg)):
            return "has an index that is no constant"
        case _ if not isinstance(node, _ALLOWED):
            return f"cannot use {type(node).__name__.lower()}: there are fields, filters and if"
    return None


def _check_secrets(tree: nodes.Template) -> None:
    """A secret stands for itself: changed or compared, it could not be masked in the log."""
    plain = {
        id(part.node)
        for output in tree.find_all(nodes.Output)
        for part in output.nodes
        if isinstance(part, nodes.Getattr)
    }
    for each in tree.find_all(nodes.Name):
        if each.name == SECRETS and id(each) not in plain:
            raise TemplateRefused("uses a secret in another way than {{ secret.name }}")


@lru_cache(_CACHED)
def _whole_source(text: str) -> str | None:
    bare = text.strip()
    outputs = _checked_tree(text).body
    is_one = (
        bare.startswith("{{")
        and bare.endswith("}}")
        and len(outputs) == 1
        and isinstance(outputs[0], nodes.Output)
        and len([part for part in outputs[0].nodes if not _is_blank(part)]) == 1
    )
    if not is_one:
        return None
    # The signs say how jinja treats the spaces around it.
    inner = bare[2:-2]
    inner = inner[1:] if inner[:1] in ("-", "+") else inner
    return inner[:-1] if inner[-1:] in ("-", "+") else inner


def _is_blank(node: nodes.Node) -> bool:
    return isinstance(node, nodes.TemplateData) and not node.data.strip()


@lru_cache(_CACHED)
def _compiled(text: str, place: Place) -> Any:
    _checked_tree(text)
    return _environment(place).from_string(text)


@lru_cache(_CACHED)
def _compiled_value(source: str) -> Callable[..., Any]:
    return _environment("text").compile_expression(source, undefined_to_none=False)


class _Generator(CodeGenerator):
    """Compiles expressions in which null may stand: an event may lack any value."""

    def visit_Compare(self, node: nodes.Compare, frame: Frame) -> None:
        self.write("environment.compare(")
        self.visit(node.expr, frame)
        for each in node.ops:
            self.write(f", {each.op!r}, ")
            self.visit(each.expr, frame)
        self.write(")")

    def visit_CondExpr(self, node: nodes.CondExpr, frame: Frame) -> None:
        if node.expr2 is None:
            node.expr2 = nodes.Const(None)
        super().visit_CondExpr(node, frame)


class _Environment(ImmutableSandboxedEnvironment):
    """Reads fields of JSON objects and items of lists; nothing has attributes or methods."""

    code_generator_class = _Generator
    intercepted_unops = frozenset(["-"])

    def compare(self, first: Any, *rest: Any) -> bool:
        """Returns the result of a chain of comparisons: `first`, an operator, a value and so on.
        Null is neither less nor greater than anything, and holds nothing.
        """
        left = first
        for name, right in zip(rest[::2], rest[1::2], strict=True):
            for value in (left, right):
                if isinstance(value, Undefined):
                    raise _unknown(value)
            if (left is None or right is None) and name not in ("eq", "ne"):
                holds = name == "notin"
            else:
                holds = _OPERATORS[name](left, right)
            if not holds:
                return False
            left = right
        return True

    def call_unop(self, context: Context, operator: str, arg: Any) -> Any:
        return None if arg is None else super().call_unop(context, operator, arg)

    def getattr(self, obj: Any, attribute: str) -> Any:
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if obj is None or (isinstance(obj, AnyFields) and argument not in obj):
            return None
        if isinstance(obj, Mapping) and argument in obj:
            return obj[argument]
        if isinstance(obj, list) and isinstance(argument, int):
            return obj[argument] if -len(obj) <= argument < len(obj) else None
        if isinstance(obj, Undefined):
            raise _unknown(obj)
        return self.undefined(name=str(argument))


@cache
def _environment(place: Place) -> _Environment:
    environment = _Environment(
        undefined=StrictUndefined,
        autoescape=False,
        finalize={"text": _as_text, "url": _in_url, "header": _in_header}[place],
        # The trailing line break of a text is part of it.
        keep_trailing_newline=True,
        cache_size=0,
    )
    environment.filters = dict(FILTERS)
    environment.globals = {}
    environment.tests = {}
    return environment


def _as_text(value: Any) -> Any:
    if isinstance(value, (str, Undefined)):
        return value
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False)


def _in_url(value: Any) -> Any:
    if isinstance(value, Undefined):
        return value
    text = _as_text(value)
    if not text.strip():
        raise NothingToSend("a value in the URL is empty")
    return quote(text, safe="")


def _in_header(value: Any) -> Any:
    if isinstance(value, Undefined):
        return value
    return re.sub(r"[^\x20-\x7e]", "?", " ".join(_as_text(value).split()))


def _formatted_date(value: Any, form: str = "%Y-%m-%d", zone: str = "UTC") -> str | None:
    """Writes a time; a form has directives such as %d and no widths."""
    if value is None:
        return None
    if not _TIME_FORMAT.fullmatch(form):
        raise ValueError("not a form of a time")
    known = find_zone(zone)
    if known is None:
        raise ValueError("not a time zone")
    return datetime.fromisoformat(value).astimezone(known).strftime(form)


def _csv_cell(value: Any) -> str:
    """Returns a text that a spreadsheet shows and does not calculate."""
    text: str = _as_text(value)
    return f"'{text}" if text[:1] in tuple(FORMULA_SIGNS + SKIPPED) else text


def _joined_list(value: Any, between: str = ", ") -> str:
    """Joins a list, whose separators together are bounded: each could be a whole document."""
    if not isinstance(value or [], list):
        raise TypeError("not a list")
    items = [_as_text(each) for each in value or []]
    if len(between) * len(items) > LARGEST_OUTPUT:
        raise TextTooLong
    return between.join(items)


def _json_text(value: Any) -> str:
    """Writes a value as JSON. Each time a text is written again, its escapes double."""
    text = json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and len(text) > LARGEST_OUTPUT:
        raise TextTooLong
    return text


_WORK: Final[Mapping[str, Callable[..., Any]]] = {
    "cell": _csv_cell,
    "date": _formatted_date,
    "default": lambda value, other="": other if value is None or value == "" else value,
    "digits": lambda value: "".join(re.findall(r"[0-9]", _as_text(value))),
    "first_name": lambda value: str(_as_text(value)).strip().rpartition(" ")[0] or None,
    "join": _joined_list,
    "json": _json_text,
    "last_name": lambda value: str(_as_text(value)).strip().rpartition(" ")[2] or None,
    "line": lambda value: " ".join(_as_text(value).split()),
    "lower": lambda value: _as_text(value).lower(),
    "trim": lambda value: _as_text(value).strip(),
    "truncate": lambda value, length=250: str(_as_text(value))[: max(0, int(length))],
    "upper": lambda value: _as_text(value).upper(),
}
_TAKES: Final = {
    "date": (
        "a time, a form of directives such as %d, %m, %Y, %H and %M without widths, and a time zone"
    ),
    "default": "a value and another one for where it is empty",
    "join": "a list and a text between its items",
    "truncate": "a text and a number of characters",
}


def _named(name: str, work: Callable[..., Any]) -> Callable[..., Any]:
    """Returns a filter whose failure tells its name."""

    def filtered(value: Any, *given: Any, **named: Any) -> Any:
        if isinstance(value, Undefined):
            raise _unknown(value)
        try:
            return work(value, *given, **named)
        except TextTooLong:
            raise _FilterFailed(
                f"the filter `{name}` would make more than {LARGEST_OUTPUT:,} characters."
            ) from None
        except (TypeError, ValueError, ArithmeticError) as error:
            raise _FilterFailed(
                f"the filter `{name}` cannot use what it got;"
                f" it takes {_TAKES.get(name, 'a value')}."
            ) from error

    return filtered


FILTERS: Final = {name: _named(name, work) for name, work in _WORK.items()}
# What a template can name.
ROOTS: Final = (
    *("event", "call", "callback", "lead", "content", "change"),
    *("zone", "input", SECRETS),
)
