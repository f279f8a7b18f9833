"""The language of pages and of messages to targets: how it writes times, and what is stored in
English.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale, dates
from babel.support import NullTranslations, Translations

from shared.domain.stored_texts import is_known, pieces_of

FOLDER = Path(__file__).parents[1] / "locale"
MESSAGES, STORED = "messages", "stored"
DEFAULT = "en"
LANGUAGES = (DEFAULT, "de", "es")


@dataclass(frozen=True, slots=True)
class Wording:
    """Writes texts in one language; one that has no catalogue is English."""

    language: str

    @classmethod
    def of(cls, language: str | None) -> "Wording":
        """Returns the wording of an ISO 639 language, with a region or without."""
        known = (language or "").lower().partition("-")[0]
        return cls(known if known in LANGUAGES else DEFAULT)

    def text(self, message: str) -> str:
        return catalogue(self.language).gettext(message)

    def stored(self, text: str) -> str:
        """Returns a text of the lists in `shared.domain.stored_texts` in this language; any other,
        such as a model's, as it is.
        """
        found = catalogue(self.language, STORED)
        return "".join(
            found.gettext(piece) if is_known(piece) else piece for piece in pieces_of(text)
        )

    def time(self, start: str, end: str | None, zone: ZoneInfo | None) -> str:
        """Returns a time, or from when to when, with the zone of its clock."""
        clock = zone or UTC
        first = datetime.fromisoformat(start).astimezone(clock)
        words = (
            f"{self._day_text(first)} {first.year}"
            if self.language == DEFAULT
            else self._day_text(first)
        )
        words += f", {first:%H:%M}"
        if end and end != start:
            last = datetime.fromisoformat(end).astimezone(clock)
            _ = self.text
            to, day = _("to"), "" if last.date() == first.date() else f"{self._day_text(last)}, "
            words += f" {to} {day}{last:%H:%M}"
        return f"{words} ({zone.key if zone else 'UTC'})"

    def _day_text(self, moment: datetime) -> str:
        if self.language == DEFAULT:
            return f"{moment:%a %d %b}"
        return dates.format_skeleton("yMMMEd", moment.date(), locale=Locale.parse(self.language))


@cache
def catalogue(language: str, domain: str = MESSAGES) -> NullTranslations:
    """Returns a catalogue; English stands in the code itself."""
    return Translations.load(FOLDER, [language], domain)
