"""Documented payloads, damaged: parts removed, retyped, renamed, nested, repeated, with texts that
nobody expects.
"""

import copy
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

Path = tuple[str | int, ...]

LONG = "x" * 100_000
TEXTS = st.sampled_from(
    [
        "",
        " ",
        "\0",
        "a\0b",
        "\ud83d",
        "Great \ud83d",
        "\udc00\ud800",
        "null",
        "[]",
        "{}",
        "-1",
        "1e400",
        "é😀",
        LONG,
    ]
) | st.text(max_size=12)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 5),
    st.sampled_from([10**20, 10**400, -(10**30), 1e308, float("nan"), float("inf"), 1795015800000]),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    TEXTS,
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)


@st.composite
def damaged(draw: st.DrawFn, payload: Any) -> Any:
    """`payload` with up to six parts of it changed."""
    value = copy.deepcopy(payload)
    for _ in range(draw(st.integers(0, 6))):
        paths = list(_paths(value))
        path = paths[draw(st.integers(0, len(paths) - 1))]
        value = _changed(draw, value, path)
    return value


def _paths(value: Any, path: Path = ()) -> Iterator[Path]:
    yield path
    match value:
        case dict():
            for name, inner in list(value.items())[:40]:
                yield from _paths(inner, (*path, name))
        case list():
            for position, inner in enumerate(value[:6]):
                yield from _paths(inner, (*path, position))


def _changed(draw: st.DrawFn, value: Any, path: Path) -> Any:
    if not path:
        wrap = draw(st.sampled_from(["body", "data", "payload", "list", "text"]))
        return [value] if wrap == "list" else value if wrap == "text" else {wrap: value}
    holder: Any = value
    for part in path[:-1]:
        holder = holder[part]
    key: Any = path[-1]
    match draw(
        st.sampled_from(["remove", "retype", "retype", "rename", "nest", "list", "repeat", "text"])
    ):
        case "remove":
            del holder[key]
        case "retype":
            holder[key] = draw(VALUES)
        case "rename" if isinstance(holder, dict):
            holder[
                draw(
                    st.sampled_from([str(key).upper(), f"{key}s", "content", "text", "value", "x"])
                )
            ] = holder.pop(key)
        case "nest":
            holder[key] = {draw(st.sampled_from(["value", "data", "messages", "x"])): holder[key]}
        case "list":
            holder[key] = [holder[key]]
        case "repeat" if isinstance(holder, list):
            holder.extend([holder[key]] * draw(st.integers(1, 3)))
        case "text":
            holder[key] = str(holder[key])
    return value
