"""The patterns with which callers say their names, by language, built from the lexicons."""

import re
from dataclasses import dataclass

from shared.local.lexicons import READ, lexicons_of
from shared.local.lexicons.lexicon import Lexicon

# Alphabets without capitals, and Hindi, which is written in Latin letters as well.
CASELESS = {
    "he": r"[א-ת'\"׳״]{2,}",
    "ar": r"[\u0621-\u064a\u064b-\u0652]{2,}",
    "hi": r"[\u0900-\u0963\u0966-\u097f]{2,}",
}
CAPITAL = r"(?:[A-ZÀ-ÖØ-ÞŁŚŻČŠŽĐĞİŞ][\w'’]*(?:-[A-ZÀ-ÖØ-Þ]\w*)?)"
PARTICLES = (
    r"(?:de|del|la|las|los|van|von|zu|zur|der|den|ter|ten|bin|ibn|al|el|da|das|di|dos|du|des|le"
    r"|lo|li"
    r"|della|dello|dalla|degli|delle|y|e)"
)
_TITLES = (
    r"(?:(?:mr|mrs|ms|miss|dr|doctor|herr|frau|señora?|sra?|don|doña|madame|monsieur|mme"
    r"|signora?|signor|dottore|senhora?|dona|mevrouw|meneer|de heer)\.? )?"
)
NAME = rf"{CAPITAL}(?: (?:{PARTICLES} ){{0,2}}{CAPITAL}){{0,3}}"
END = r"(?=\s*(?:[.,!;:،।]|$))"
# After a first and a last name they introduce a company: "Anna Conti della Conti Mobili".
OF_A_FIRM = frozenset(("de", "della", "dello", "dalla", "delle", "degli", "das", "des"))

GREETINGS = {
    "en": (
        "g'day|howdy|good (?:morning|afternoon|evening|day)|morning|afternoon|evening|hey|hiya"
        "|there|yep|yup"
    ),
    "es": "buen[oa]s(?: (?:días|dias|tardes|noches))?|hola|qué tal|que tal|aló|diga|oiga|sí|si",
    "de": (
        "(?:schönen )?guten (?:morgen|abend|tag)|grüß gott|grüss gott|grüezi|moin|servus|tach|tag"
        "|morgen|gruezi|grüß sie"
    ),
    "fr": "bonjour|bonsoir|salut|allô|allo|rebonjour|oui|madame|monsieur",
    "it": "buongiorno|buonasera|buon pomeriggio|salve|ciao|pronto|sì|si",
    "pt": "bom dia|boa tarde|boa noite|oi|olá|ola|alô|tudo bem|tudo bom|sim|viva|estou",
    "nl": "goede(?:morgen|middag|navond|dag)|goeie(?:morgen|middag)|hallo|hoi|dag|ja",
}
# Introductions after which even one word without a capital is a name.
STATES_NAME = {
    "en": r"my (?:full |first |last )?name is|my name's|the name(?:'s| is)|name(?:'s| is)",
    "es": "me llamo|mi nombre es|el nombre es|le habla|le saluda",
    "de": "ich heiße|mein name ist|name ist|hier spricht|es spricht|sie sprechen mit",
    "fr": "je m'appelle|mon nom est|mon nom c'est|nom est",
    "it": "mi chiamo|il mio nome è|il nome è|nome è",
    "pt": "chamo-me|me chamo|(?:o )?meu nome é|fala [oa]",
    "nl": "mijn naam is|ik heet|naam is|u spreekt met",
}


@dataclass(frozen=True, slots=True)
class NameRules:
    """A language's patterns, built from its lexicon once."""

    language: str
    introduced: re.Pattern[str]
    here: re.Pattern[str]
    confirmed: re.Pattern[str]
    asks: re.Pattern[str]
    asks_first: re.Pattern[str]
    asks_last: re.Pattern[str]
    asks_spelling: re.Pattern[str]
    noise: re.Pattern[str]
    bare: re.Pattern[str]
    letter: re.Pattern[str]
    introduces: re.Pattern[str]
    no_names: frozenset[str]
    states: re.Pattern[str]


def name_of(language: str) -> str:
    """Returns the source of a pattern for a name as the language writes it."""
    word = CASELESS.get(language)
    if word is None:
        return NAME
    caseless = rf"{word}(?: {word}){{0,2}}"
    return rf"(?:{caseless}|{NAME})"


def _name_rules(lexicon: Lexicon) -> NameRules:
    facts, name = lexicon.facts, name_of(lexicon.language)
    ends = facts.name_ends or (END if lexicon.language in CASELESS else "")
    return NameRules(
        lexicon.language,
        re.compile(rf"(?i:{facts.name_is})(?:[,:]? |(?<='))(?i:{_TITLES})(?P<name>{name}){ends}"),
        re.compile(rf"(?P<name>{name}),? (?i:{facts.here})"),
        re.compile(rf"(?i:{facts.confirms}) (?i:{_TITLES})(?P<name>{name})"),
        re.compile(facts.asks_name, re.I),
        re.compile(facts.asks_first_name, re.I),
        re.compile(facts.asks_last_name, re.I),
        re.compile(facts.asks_spelling, re.I),
        re.compile(
            rf"\W*+(?:{facts.noises}|{GREETINGS.get(lexicon.language, 'hello')})"
            r"(?=[\s,.!:;]|$)[\s,.!:;]*",
            re.I,
        ),
        re.compile(rf"(?P<name>{name})"),
        re.compile(rf"(?<!\w)(\w),? (?:{facts.letter_as}) [^\W\d_]+", re.I),
        re.compile(rf"(?:{facts.name_is})(?:[,:]? |(?<='))(?=[^\W\d_])", re.I),
        frozenset(facts.no_names.split()),
        re.compile(rf"(?:{STATES_NAME.get(lexicon.language, '(?!)')})", re.I),
    )


RULES = {lexicon.language: _name_rules(lexicon) for lexicon in lexicons_of(READ)}
# "Aminata Diallo, la maman de Moussa."
RELATIONS = frozenset(
    (
        "mother", "father", "mom", "mum", "dad", "wife", "husband", "madre", "padre", "mamá",
        "papá",
        "mutter", "vater", "mama", "papa", "frau", "mann", "maman", "mère", "père", "mamma", "papà",
        "mãe", "mae", "pai", "moeder", "vader", "esposa", "moglie", "marito", "femme", "mari",
    )
)  # fmt: skip
