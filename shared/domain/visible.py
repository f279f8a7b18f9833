"""Texts that show something: names that others give."""

import re
import unicodedata

# Invisible characters are listed, because each engine has another meaning of \s: spaces, those that
# direct or join others, fillers, and selectors of a variant.
UNSEEN = (
    r"\x00-\x20\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f"
    r"\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
)
LONGEST_NAME = 200
_SEEN = re.compile(f"[^{UNSEEN}]")
# Between letters, Persian and Indian names have them.
_JOINERS = "\u200c\u200d"


def visible_name(given: object) -> str | None:
    """Returns a name in one line, without characters that control or direct others and without what
    cannot be stored; None for what is no text or shows nothing.
    """
    if not isinstance(given, str):
        return None
    plain = "".join(
        " " if each.isspace() else each
        for each in given[: 10 * LONGEST_NAME]
        if each.isspace() or each in _JOINERS or not unicodedata.category(each).startswith("C")
    )
    name = " ".join(plain.split())[:LONGEST_NAME].strip()
    return name if _SEEN.search(name) else None
