"""The languages of the pages: gettext catalogues, and dates and numbers as each language writes
them.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import cache, lru_cache
from pathlib import Path

from babel import Locale, dates, numbers
from babel.support import NullTranslations, Translations

from shared.domain.zones import find_zone
from shared.outgoing.wording import Wording

FOLDER = Path(__file__).parents[1] / "locale"
DOMAIN = "aftercall"
# Each by its own name, as the choice on the page shows it.
LANGUAGES = {"en": "English", "de": "Deutsch", "es": "Español"}
DEFAULT = "en"
MINUTE_S, HOUR_S = 60, 3600
_UNITS = (("d", 86_400), ("h", HOUR_S), ("min", MINUTE_S), ("s", 1))


def choose_language(chosen: str | None, accepted: str) -> str:
    """Returns the language that the reader chose, else the first one that their browser accepts and
    that the pages have (RFC 9110, section 12.5.4).
    """
    if chosen in LANGUAGES:
        return chosen
    weighted = []
    for part in accepted[:1000].split(","):
        tag, _, quality = part.strip().partition(";q=")
        try:
            weighted.append((-float(quality or 1), tag.lower()))
        except ValueError:
            continue
    for _, tag in sorted(weighted, key=lambda each: each[0]):
        if (language := tag.partition("-")[0]) in LANGUAGES:
            return language
    return DEFAULT


@cache
def catalogue(language: str) -> NullTranslations:
    """Returns the catalogue; English stands in the templates themselves."""
    return Translations.load(FOLDER, [language], DOMAIN)


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language)


# The cells of a table repeat each other.
@lru_cache(10_000)
def _decimal(value: float, digits: int, language: str) -> str:
    return numbers.format_decimal(
        round(value, digits), format=f"#,##0.{'#' * digits}", locale=_locale(language)
    )


@lru_cache(10_000)
def _percent(share: float, language: str) -> str:
    return numbers.format_percent(share, locale=_locale(language))


@lru_cache(10_000)
def _dollars(microusd: int, language: str) -> str:
    digits = "0.00" if microusd >= 1_000_000 else "0.00##"
    return numbers.format_currency(
        microusd / 1e6, "USD", format=f"¤{digits}", currency_digits=False, locale=_locale(language)
    )


@dataclass(frozen=True, slots=True)
class Reader:
    """Writes times and numbers for one reader: in their language, on the clock of their zone."""

    language: str
    zone: tzinfo

    @property
    def locale(self) -> Locale:
        return _locale(self.language)

    @property
    def direction(self) -> str:
        """The direction of the language's script, `ltr` or `rtl`."""
        return self.locale.text_direction

    @property
    def table(self) -> dict[str, str]:
        """The form in which the reader's spreadsheet opens a table, as parameters of an export."""
        has_comma = numbers.get_decimal_symbol(self.locale) == ","
        return {
            "bom": "true",
            "separator": "semicolon" if has_comma else "comma",
            "timezone": str(self.zone),
        }

    def gettext(self, message: str) -> str:
        return catalogue(self.language).gettext(message)

    def stored(self, text: str | None) -> str:
        """Returns a text that is stored in English in the reader's language, if it is of a list."""
        return Wording.of(self.language).stored(text or "")

    def ngettext(self, one: str, many: str, number: int) -> str:
        return catalogue(self.language).ngettext(one, many, number)

    def now(self) -> datetime:
        return datetime.now(UTC).astimezone(self.zone)

    def day(self, moment: datetime) -> str:
        """Returns `today`, `yesterday`, `tomorrow` or the date, in the reader's words."""
        day, today = moment.astimezone(self.zone).date(), self.now().date()
        match (day - today).days:
            case 0:
                return self.gettext("today")
            case 1:
                return self.gettext("tomorrow")
            case -1:
                return self.gettext("yesterday")
        return self.date(day, with_year=day.year != today.year)

    def date(self, day: date, *, with_year: bool = True) -> str:
        skeleton = "yMMMEd" if with_year else "MMMEd"
        return dates.format_skeleton(skeleton, day, locale=self.locale)

    def clock(self, moment: datetime) -> str:
        return dates.format_time(moment, "short", tzinfo=self.zone, locale=self.locale)

    def moment(self, moment: datetime) -> str:
        """Returns the day in words and the time, such as `tomorrow, 10:00`."""
        return f"{self.day(moment)}, {self.clock(moment)}"

    def full(self, moment: datetime) -> str:
        """Returns date, time to the second and zone."""
        return dates.format_datetime(moment, "long", tzinfo=self.zone, locale=self.locale)

    def ago(self, moment: datetime) -> str:
        """Returns how long ago a moment was, or how far ahead it is, such as `in 2 hours`."""
        return dates.format_timedelta(
            moment - datetime.now(UTC), add_direction=True, locale=self.locale
        )

    def number(self, value: float, digits: int = 0) -> str:
        return _decimal(value, digits, self.language)

    def seconds(self, seconds: float) -> str:
        """Returns a length in its own unit, such as `4.2 s`, `12 min` or `3.5 h`."""
        unit, size = next((unit, size) for unit, size in _UNITS if seconds >= size or size == 1)
        amount = seconds / size
        return f"{self.number(amount, 0 if amount >= 10 else 1)}\u00a0{unit}"

    def percent(self, share: float) -> str:
        return _percent(share, self.language)

    def dollars(self, microusd: int) -> str:
        """Returns a sum of money; small ones with four digits, because a call costs cents."""
        return _dollars(microusd, self.language)


def duration(seconds: float | None) -> str:
    """Returns a length as `m:ss` or `h:mm:ss`, and a dash where it is not known."""
    if seconds is None:
        return "–"
    whole = round(seconds)
    minutes, rest = divmod(whole % HOUR_S, MINUTE_S)
    hours = whole // HOUR_S
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def reader_of(language: str, zones: tuple[str | None, ...]) -> Reader:
    """Returns the reader; their zone is the first of `zones` that exists."""
    found = (find_zone(name) for name in zones)
    return Reader(language, next((zone for zone in found if zone), UTC))
