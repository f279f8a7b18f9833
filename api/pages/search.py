"""The part of the page of calls that shows what was said."""

import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from fastapi import Query, Response

from api.http.fields import NO_NUL
from api.http.permissions import ReaderDep
from api.http.resources import ResourcesDep
from api.pages.problem_words import error_in
from api.pages.rendering import ViewerDep, render
from api.pages.router import PageRouter
from api.routes.call_list import SelectedCallsDep
from api.routes.search import MarkBody, PassageBody, PassagesOfCall, search
from shared.domain.statuses import PassageSource
from shared.errors import AftercallError

router = PageRouter()

SHOWN = 10
Piece = tuple[Literal["text", "mark", "speaker"], str]
# The list of calls above is found by titles and people.
SOURCES = [PassageSource.TRANSCRIPT, PassageSource.SUMMARY, PassageSource.DOCUMENT]
# The signs of a heading, an item, a quote or bold words, and a line before an empty one.
_MARKDOWN = re.compile(r"^(?:#{1,6}|[-*>]) |\*\*|\n(?=\n)", re.MULTILINE)
_SPEAKER = re.compile(r"^(agent|customer|unknown)(?: \w+)?: ", re.MULTILINE)


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
            found = await search(
                tenant_id, resources, where, q, source=SOURCES, group="call", limit=SHOWN
            )
        except AftercallError as error:
            problem = error_in(viewer.reader, error)
    facts = {"found": found, "problem": problem, "pieces": pieces, "to_show": to_show}
    return render("passages.html", viewer, facts)


def to_show(found: PassagesOfCall) -> list[PassageBody]:
    """Returns a call's passages that were said, which can be played. What was written is made of
    them: the best of it is shown where nothing else was found.
    """
    said = [each for each in found.passages if each.source is PassageSource.TRANSCRIPT]
    return said or found.passages[:1]


def pieces(text: str, marks: Sequence[MarkBody], source: PassageSource) -> Iterator[Piece]:
    """Yields a passage in pieces: its text, the words that are marked, and who speaks; without the
    signs and empty lines of Markdown.
    """
    at = 0
    for mark in marks:
        yield from _unmarked(text[at : mark.start], source)
        yield "mark", text[mark.start : mark.end]
        at = mark.end
    yield from _unmarked(text[at:], source)


def _unmarked(text: str, source: PassageSource) -> Iterator[Piece]:
    if source is not PassageSource.TRANSCRIPT:
        yield "text", _MARKDOWN.sub("", text)
        return
    at = 0
    for said in _SPEAKER.finditer(text):
        yield "text", text[at : said.start()]
        yield "speaker", said[1]
        at = said.end()
    yield "text", text[at:]
