"""Goes through all pages of a list."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from typing import TypeVar

Page = TypeVar("Page")
Item = TypeVar("Item")
Cursor = TypeVar("Cursor", str, int)


async def apages(
    get: Callable[[Cursor | None], Awaitable[Page]],
    items: Callable[[Page], Sequence[Item]],
    next_cursor: Callable[[Page], Cursor | None],
    cursor: Cursor | None,
) -> AsyncGenerator[Item]:
    """Yields the items of all pages from `cursor` on. One page is held at a time. It ends where a
    page has no next one; also where the next one is the same, as at the end of a list that grows.
    """
    while True:
        page = await get(cursor)
        for item in items(page):
            yield item
        following = next_cursor(page)
        if following is None or following == cursor:
            return
        cursor = following
