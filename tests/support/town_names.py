"""Writes shared/local/towns.json, the names of towns that the local rules know:
`python -m tests.support.town_names`.

The names are those that the package phonenumbers gives for area codes. The package itself is not
asked at run time, because its descriptions of all numbers take 100 MB. Towns of countries whose
area codes cover whole provinces are listed in shared/local/places.py.
"""

import json
import re
from collections import defaultdict
from pathlib import Path

from phonenumbers.geodata import GEOCODE_DATA

FILE = Path("shared/local/towns.json")
# Country codes, and the language of the names. A longer code is another country.
_COUNTRIES = {
    "1": "en", "44": "en", "61": "en", "64": "en",
    "353": "en", "27": "en",
    "34": "es", "52": "es", "54": "es", "56": "es",
    "57": "es", "51": "es", "58": "es", "593": "es",
    "49": "de", "43": "de", "41": "de", "352": "de",
    "33": "fr", "32": "fr", "39": "it",
    "351": "pt", "55": "pt", "31": "nl",
}  # fmt: skip
# Other languages of a country.
_ALSO = {"41": "fr", "32": ("nl",), "352": ("fr",)}
_PARTS = re.compile(r"\s*/\s*|\s+- \s*|\s*,\s+(?:and|y|e) ")
_END = re.compile(r"\s*(?:[,(]| - ).*")
_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[ '’-](?=[^\W\d_])){2,}")
# "Esslingen am Neckar" is called Esslingen, too.
_RIVER = re.compile(r" (?:am|an der|im|in|bei|ob der|a\.?d\.?|upon|on) .*|-(?:sur|sous|lès)-.*")
_QUEBEC = ", QC"
_MOST_WORDS = 4


def town_names() -> dict[str, list[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for prefix, names in GEOCODE_DATA.items():
        code = next((prefix[:n] for n in (3, 2, 1) if prefix[:n] in _COUNTRIES), None)
        if code is None:
            continue
        for language in (_COUNTRIES[code], *_ALSO.get(code, ())):
            name = names.get(language) or names.get("en")
            if name is None:
                continue
            targets = (language, "fr") if name.endswith(_QUEBEC) else (language,)
            for each in _PARTS.split(name):
                town = _END.sub("", each).strip().lower()
                if _NAME.fullmatch(town) and len(town.split()) <= _MOST_WORDS:
                    for target in targets:
                        found[target].update((town, _RIVER.sub("", town)))
    return {
        language: sorted(name for name in names if len(name) > 2)
        for language, names in sorted(found.items())
    }


def main() -> None:
    lines = (
        f'"{language}": {json.dumps("|".join(names), ensure_ascii=False)}'
        for language, names in town_names().items()
    )
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
