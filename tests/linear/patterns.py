"""Every pattern that the product compiles, and what makes each of them go back and
forth the most.
"""

import importlib
import random
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from types import ModuleType
from typing import Any

ROOT = Path(__file__).parent.parent.parent
SEPARATORS = (" ", ", ", ". ", "", "  ", "\n", "-", "'")
LETTERS = (
    "x",
    "A",
    "a",
    "1",
    "Ab",
    "é",
    ".",
    ",",
    "_",
    "@",
    " ",
    "!",
    "?",
    "-",
    '"',
    "\u0301",
    "א",
)
ENDS = ("", "x", "!", " ", "\n", "1", ".x")
NOT_IMPORTED = ("__main__", "worker.main", "local.whisper")


def modules() -> Iterator[ModuleType]:
    for package in ("shared", "worker", "api"):
        for file in sorted((ROOT / package).rglob("*.py")):
            name = ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            if not any(part in name for part in NOT_IMPORTED):
                yield importlib.import_module(name)


def patterns() -> dict[str, re.Pattern[str]]:
    """Returns all that stand in modules, also inside of tuples, dicts and rules, by where they
    stand.
    """
    found: dict[str, re.Pattern[str]] = {}
    for module in modules():
        for name, value in vars(module).items():
            found.update(_within(f"{module.__name__}.{name}", value))
    # A pattern that several modules import is measured once.
    once = {pattern: where for where, pattern in found.items()}
    return {where: pattern for pattern, where in once.items() if isinstance(pattern.pattern, str)}


def _within(where: str, value: object, depth: int = 0) -> Iterator[tuple[str, re.Pattern[str]]]:
    if isinstance(value, re.Pattern):
        yield where, value
    elif isinstance(value, tuple | list | frozenset | set) and depth < 3:
        for at, each in enumerate(value):
            yield from _within(f"{where}[{at}]", each, depth + 1)
    elif isinstance(value, dict) and depth < 3:
        for key, each in value.items():
            yield from _within(f"{where}[{key}]", each, depth + 1)
    elif is_dataclass(value) and not isinstance(value, type) and depth < 4:
        for each in fields(value):
            yield from _within(f"{where}.{each.name}", getattr(value, each.name), depth + 1)


def hostile_to(pattern: re.Pattern[str], length: int, count: int) -> Iterator[str]:
    """Yields repetitions of what the pattern itself is made of, the same each time."""
    chance = random.Random(pattern.pattern)
    words = sorted(_literals(parser.parse(pattern.pattern, pattern.flags)))
    for _ in range(count):
        unit = ""
        for _ in range(chance.choice((1, 1, 2, 2, 3, 4))):
            unit += chance.choice(
                words if words and chance.random() < 0.6 else LETTERS
            ) + chance.choice(SEPARATORS)
        begin = (
            chance.choice(words) + chance.choice(SEPARATORS)
            if words and chance.random() < 0.3
            else ""
        )
        yield (begin + (unit or "a") * length)[:length] + chance.choice(ENDS)


def _literals(parsed: Any) -> set[str]:
    found, run = set(), ""
    for code, argument in parsed:
        if code is codes.LITERAL:
            run += chr(argument)
            continue
        found.add(run)
        run = ""
        match code:
            case codes.BRANCH:
                found.update(*(_literals(branch) for branch in argument[1]))
            case codes.SUBPATTERN:
                found |= _literals(argument[3])
            case codes.MAX_REPEAT | codes.MIN_REPEAT | codes.POSSESSIVE_REPEAT:
                found |= _literals(argument[2])
            case codes.ASSERT | codes.ASSERT_NOT:
                found |= _literals(argument[1])
            case codes.ATOMIC_GROUP:
                found |= _literals(argument)
            case codes.IN:
                found |= {
                    chr(each if kind is codes.LITERAL else each[0])
                    for kind, each in argument
                    if kind in _CHARS
                }
    return (found | {run}) - {""}


_CHARS = (codes.LITERAL, codes.RANGE)


def slowest(
    prefixes: Sequence[str], but: Sequence[str], length: int, count: int, most_s: float
) -> dict[str, float]:
    """Returns the processor seconds of each pattern's slowest search. A pattern that takes more
    than `most_s` is given no longer text, which it might search for ever.
    """
    return {
        where: max(
            _searched_s(pattern, text, most_s) for text in hostile_to(pattern, length, count)
        )
        for where, pattern in patterns().items()
        if where.startswith(tuple(prefixes)) and not where.startswith(tuple(but))
    }


def _searched_s(pattern: re.Pattern[str], text: str, most_s: float) -> float:
    length, took_s = 20, 0.0
    while took_s <= most_s:
        started = time.process_time()
        # The end of the text is what makes a pattern go back.
        part = text if length >= len(text) else text[:length] + text[-1]
        for _ in pattern.finditer(part):
            pass
        pattern.fullmatch(part)
        took_s = time.process_time() - started
        if length >= len(text):
            break
        length += length // 2
    return took_s
