"""The names of time zones in each language: cities and countries from the Unicode CLDR, and the
adjectives of the zones that callers name most ("hora española", "Londoner Zeit").
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from babel import Locale
from babel.core import get_global

from shared.domain.callback_time.zone_names import ZONE_PHRASES

# The zone of the team, "your time".
OFFICE_ZONE = "office"

# Countries with several zones, of which one is meant.
_MAIN_ZONES = {
    "AR": "America/Argentina/Buenos_Aires",
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",
    "DE": "Europe/Berlin",
    "EC": "America/Guayaquil",
    "ES": "Europe/Madrid",
    "MY": "Asia/Kuala_Lumpur",
    "NZ": "Pacific/Auckland",
    "PT": "Europe/Lisbon",
    "UA": "Europe/Kiev",
}
_ADJECTIVES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "Europe/Madrid": "spanish",
        "Europe/Paris": "french",
        "Europe/Rome": "italian",
        "Europe/Berlin": "german",
        "Europe/Lisbon": "portuguese",
        "Europe/London": "british|english",
        OFFICE_ZONE: "your|your local|your own",
    },
    "es": {
        "Europe/Madrid": "española|peninsular|de la península|española peninsular",
        "Atlantic/Canary": "canaria|de canarias|insular",
        "Europe/London": "inglesa|británica",
        "Europe/Lisbon": "portuguesa",
        "Europe/Paris": "francesa",
        "Europe/Berlin": "alemana",
        "America/Mexico_City": "mexicana|del centro",
        "America/Bogota": "colombiana",
        "America/Argentina/Buenos_Aires": "argentina",
        "America/Santiago": "chilena",
        OFFICE_ZONE: "suya|vuestra|tuya|de ustedes|de vosotros|de allí|de allá|de ahí|su|vuestro",
    },
    "de": {
        "Europe/Berlin": "deutscher|deutsche",
        "Europe/Vienna": "österreichischer|österreichische",
        "Europe/Zurich": "schweizer",
        "Europe/London": "englischer|britischer|englische|britische",
        "Europe/Paris": "französischer|französische",
        "Europe/Madrid": "spanischer|spanische",
        "Europe/Rome": "italienischer|italienische",
        OFFICE_ZONE: "ihrer|ihre|eurer|eure|deiner|deine",
    },
    "fr": {
        "Europe/Paris": "française|métropolitaine|de métropole",
        "Europe/London": "anglaise",
        "Europe/Madrid": "espagnole",
        "Europe/Rome": "italienne",
        "Europe/Berlin": "allemande",
        "Europe/Zurich": "suisse",
        "Europe/Brussels": "belge",
        "Europe/Lisbon": "portugaise",
        "America/Toronto": "québécoise|du québec",
        OFFICE_ZONE: "votre|à vous|de chez vous|chez vous|de votre côté",
    },
    "it": {
        "Europe/Rome": "italiana",
        "Europe/London": "inglese|britannica",
        "Europe/Paris": "francese",
        "Europe/Madrid": "spagnola",
        "Europe/Berlin": "tedesca",
        "Europe/Zurich": "svizzera",
        OFFICE_ZONE: "vostra|sua|tua|da voi|da lei",
    },
    "pt": {
        "Europe/Lisbon": "portuguesa|de portugal continental|continental|do continente",
        "America/Sao_Paulo": "de brasília|brasileira",
        "Atlantic/Azores": "dos açores|açoriana",
        "Atlantic/Madeira": "da madeira",
        "Europe/Madrid": "espanhola",
        "Europe/London": "inglesa|britânica",
        "Europe/Paris": "francesa",
        "America/Manaus": "de manaus|do amazonas",
        OFFICE_ZONE: "de vocês|daí|vossa|sua|seu|vosso|do seu lado",
    },
    "nl": {
        "Europe/Amsterdam": "nederlandse",
        "Europe/Brussels": "belgische",
        "Europe/London": "engelse",
        "Europe/Berlin": "duitse",
        "Europe/Paris": "franse",
        "Europe/Madrid": "spaanse",
        OFFICE_ZONE: "jullie|uw|jouw",
    },
}
# What stands before the name of a zone, and the word behind one.
_IN_FRONT: Mapping[str, str] = {
    "en": "",
    "es": "hora|hora de|hora del|horario|horario de|horario del|a hora de",
    "de": "zeit in|zeit von",
    "fr": "heure|heure de|heure d'|heure du|heure des|à l'heure de",
    "it": "ora|ora di|ora del|orario di|orario|fuso di|con l'ora di",
    "pt": "hora|hora de|hora do|horário|horário de|horário do|no horário|no horário de|na hora de",
    "nl": "",
}
_BEHIND = {"en": "time", "de": "zeit", "nl": "tijd"}
_SHORTEST = 4

Phrase = tuple[str, ...]


@lru_cache(maxsize=16)
def zone_names_of(code: str) -> Mapping[str, str]:
    """Returns zones by their names as the language writes them, in all ways to say them."""
    if code not in _IN_FRONT:
        return {}
    # Shorter ones are words of the language: French "heure et quart".
    known = {" ".join(words): zone for words, zone in ZONE_PHRASES.items() if zone != "?"}
    names = {name: zone for name, zone in known.items() if len(name) >= _SHORTEST}
    names |= {name.lower(): zone for name, zone in _cldr_names(code)}
    names |= {name: zone for zone, ways in _ADJECTIVES[code].items() for name in ways.split("|")}
    if code == "de":
        names |= {f"{name.removesuffix('er')}er": zone for name, zone in [*names.items()]}
    fronts = [front for front in _IN_FRONT[code].split("|") if front]
    found = {f"{front} {name}": zone for name, zone in names.items() for front in fronts}
    if word := _BEHIND.get(code):
        found |= {f"{name} {word}": zone for name, zone in names.items()}
    return found


def _cldr_names(code: str) -> Iterator[tuple[str, str]]:
    locale = Locale(code)
    for zone, names in locale.time_zones.items():
        if city := names.get("city"):
            yield city, zone
    for country, zones in get_global("territory_zones").items():
        for zone in zones:
            if "city" not in locale.time_zones.get(zone, {}):
                yield zone.rpartition("/")[2].replace("_", " "), zone
        name = locale.territories.get(country, "")
        if len(name) >= _SHORTEST:
            yield name, _MAIN_ZONES.get(country, "|".join(zones))
