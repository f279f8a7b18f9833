"""The words with which callers say their town and their company, by language.

Recognised speech has no capitals, so a town or a company ends where one of `others` begins: words
that are part of neither.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceWords:
    """Sources of patterns for text in lower case, and lists of words, separated by blanks.

    `home`: before the town in which the caller lives or works. `present`: before a place at which
    the caller is, perhaps for a day only. `property`: what stands in the caller's town. `passing`:
    the place is not the caller's. `asks_town`: only a town answers. `firm_types`: kinds of
    companies, which are part of their names. `firm_links`: between a caller's name and their
    company; `firm_frames`: before the company, without a name.
    """

    home: str
    present: str
    property: str
    within: str
    origin: str
    asks_town: str
    passing: str
    begins: str
    joins: str
    firm_types: str
    firm_links: str
    firm_frames: str
    asks_firm: str
    others: str
