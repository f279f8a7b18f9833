"""Removes links, images and HTML from what a model writes, because a caller can make it write
almost anything.
"""

import re

_BEFORE = re.compile(r"(?<!\\)(\\*+)([\[\]<>])")
_QUOTE = re.compile(r"^( {0,3}(?:> ?)+)(.*)$")


def without_links(markdown: str) -> str:
    """Headings, lists, tables and emphasis stay; images, links and HTML become the text they are
    written with.

    An image would be fetched, with what was said in its address, as soon as somebody looks at the
    document.
    """
    return "\n".join(_line(line) for line in markdown.split("\n"))


def _line(line: str) -> str:
    quoted = _QUOTE.match(line)
    begin, rest = (quoted[1], quoted[2]) if quoted else ("", line)
    return begin + _BEFORE.sub(_escaped, rest)


def _escaped(found: re.Match[str]) -> str:
    """An odd number of backslashes has done it already."""
    backslashes, character = found[1], found[2]
    return found[0] if len(backslashes) % 2 else f"{backslashes}\\{character}"
