"""The part of the page of calls that shows what was said."""

import re
from collections.abc import Iterator, Sequence
from typing import Annotated

from fastapi import Query, Response

from api.http.dependencies import ReaderDep, ResourcesDep
from api.http.fields import NO_NUL
from api.pages.rendering import ViewerDep, render
from api.pages.router import PageRouter
from api.routes.call_list import SelectedCallsDep
from api.routes.search import MarkBody, search
from shared.domain.statuses import PassageSource
from shared.errors import AftercallError

router = PageRouter()

SHOWN = 10
# The list of calls above is found by titles and people.
SOURCES = [PassageSource.TRANSCRIPT, PassageSource.SUMMARY, PassageSource.DOCUMENT]
# The signs of a heading, and a line that is followed by an empty one.
_MARKDOWN = re.compile(r"^#{1,6} |\n(?=\n)", re.MULTILINE)


@router.get("/calls/passages")
async def passages_part(
    tenant_id: ReaderDep,
    viewer: ViewerDep,
    resources: ResourcesDep,
    where: SelectedCallsDep,
    q: Annotated[str, Query(max_length=200, pattern=NO_NUL)] = "",
) -> Response:
    """Returns the passages that a search finds, or why it finds none."""
    found, problem = None, None
    if q.strip():
        try:
            found = await search(tenant_id, resources, where, q, source=SOURCES, limit=SHOWN)
        except AftercallError as error:
            problem = str(error)
    facts = {"found": found, "problem": problem, "pieces": pieces}
    return render("passages.html", viewer, facts)


def pieces(text: str, marks: Sequence[MarkBody]) -> Iterator[tuple[str, bool]]:
    """Yields a passage in pieces, each with whether it is marked; without the signs and
    empty lines of Markdown.
    """
    at = 0
    for mark in marks:
        yield _MARKDOWN.sub("", text[at : mark.start]), False
        yield text[mark.start : mark.end], True
        at = mark.end
    yield _MARKDOWN.sub("", text[at:]), False
