"""The language of the messages that targets get, and how it writes times."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale, dates
from babel.support import NullTranslations, Translations

FOLDER = Path(__file__).parents[1] / "locale"
DOMAIN = "messages"
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

    def time(self, start: str, end: str | None, zone: ZoneInfo | None) -> str:
        """Returns a time, or from when to when, with the zone of its clock."""
        clock = zone or UTC
        first = datetime.fromisoformat(start).astimezone(clock)
        words = f"{self._day(first)} {first.year}" if self.language == DEFAULT else self._day(first)
        words += f", {first:%H:%M}"
        if end and end != start:
            last = datetime.fromisoformat(end).astimezone(clock)
            _ = self.text
            to, day = _("to"), "" if last.date() == first.date() else f"{self._day(last)}, "
            words += f" {to} {day}{last:%H:%M}"
        return f"{words} ({zone.key if zone else 'UTC'})"

    def _day(self, moment: datetime) -> str:
        if self.language == DEFAULT:
            return f"{moment:%a %d %b}"
        return dates.format_skeleton("yMMMEd", moment.date(), locale=Locale.parse(self.language))


@cache
def catalogue(language: str) -> NullTranslations:
    """Returns the catalogue; English stands in the code itself."""
    return Translations.load(FOLDER, [language], DOMAIN)
