"""Removes links, images and HTML from a model's text, because a caller can make it write almost
anything.
"""

import re

_BEFORE = re.compile(r"(?<!\\)(\\*+)([\[\]<>])")
_QUOTE = re.compile(r"^( {0,3}(?:> ?)+)(.*)$")


def without_links(markdown: str) -> str:
    """Returns the text with its headings, lists, tables and emphasis; images, links and HTML are
    replaced by their source text.

    A viewer would fetch an image, with spoken words in its address, as soon as it shows the
    document.
    """
    return "\n".join(_line_without_links(line) for line in markdown.split("\n"))


def _line_without_links(line: str) -> str:
    quoted = _QUOTE.match(line)
    begin, rest = (quoted[1], quoted[2]) if quoted else ("", line)
    return begin + _BEFORE.sub(_escaped_character, rest)


def _escaped_character(found: re.Match[str]) -> str:
    """Escapes a character, unless an odd number of backslashes has escaped it already."""
    backslashes, character = found[1], found[2]
    return found[0] if len(backslashes) % 2 else f"{backslashes}\\{character}"
