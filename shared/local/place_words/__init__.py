"""Holds the words around towns and companies, one module for each language."""

from shared.local.place_words.dutch import DUTCH
from shared.local.place_words.english import ENGLISH
from shared.local.place_words.french import FRENCH
from shared.local.place_words.german import GERMAN
from shared.local.place_words.italian import ITALIAN
from shared.local.place_words.portuguese import PORTUGUESE
from shared.local.place_words.spanish import SPANISH

PLACE_WORDS = {
    "en": ENGLISH, "es": SPANISH, "de": GERMAN, "fr": FRENCH, "it": ITALIAN, "pt": PORTUGUESE,
    "nl": DUTCH,
}  # fmt: skip
