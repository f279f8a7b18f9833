"""What an order to the machine speaks of, by topic and language: the machine, its record, the
fields of the record, and how they are to be filled.

Callers speak of each of these too. `command_evidence` adds them up.
"""

from enum import StrEnum

from shared.local.command_topic_words import (
    AT,
    AUTHORITIES,
    CALLBACKS,
    CALLERS,
    CALLS,
    DEVICES,
    DIRECTIVES,
    ENCODINGS,
    FIELDS,
    IS,
    MINDS,
    NUMBERS,
    PAIRED,
    PAPERS,
    PRETENCES,
    RECITALS,
    RECORDS,
    THAT,
    TO,
    VALUES,
    WHO,
    WORKS,
    YOU,
)
from shared.local.lexicons.lexicon import Pattern, any_of


class Topic(StrEnum):
    """`READER`: whoever or whatever works on the call, described by this work. `ADDRESSED`: a
    machine is spoken to. `MACHINE`: one is mentioned that reads or listens. `RECORD_AT`: what is to
    stand in the record, or where. `RECORD`: the record is mentioned. `FIELD_SET`: a field has a
    value. `BOX`, `FIELD`: a field is mentioned. `DIRECTIVE`: somebody has to write. `AUTHORITY`: a
    rule, a test or an approval. `PRETENCE`: something is to be taken for what it is not. `CALLER`:
    the speaker as a third person. `ENCODED`: words are to be decoded. `RECITED`: others' words are
    said.
    """

    READER = "reader"
    ADDRESSED = "addressed"
    MACHINE = "machine"
    RECORD_AT = "record at"
    RECORD = "record"
    FIELD_SET = "field set"
    BOX = "box"
    FIELD = "field"
    DIRECTIVE = "directive"
    AUTHORITY = "authority"
    PRETENCE = "pretence"
    CALLER = "caller"
    ENCODED = "encoded"
    RECITED = "recited"


def _whole(pattern: str) -> str:
    return rf"(?<![\w'])(?:{pattern})(?!\w)"


def _each(*tables: dict[str, str], joined: str) -> list[str]:
    """Returns `joined` for every language; {0} and so on stand for the words of the tables."""
    return [_whole(joined.format(*(table[each] for table in tables))) for each in tables[0]]


_THIS = (
    r"this|it all|everything|data|voice|esto|todo|datos|das hier|alles|daten|tout|ça|données|voix"
    r"|tutto|ciò|dati|isto|isso|tudo|dados|dit|gegevens"
)
# The minutes of a meeting are no record of this call.
_OF = r"(?:(?:of|der|des|vom|von|de|del|della|do|da|du|van)\b|dell'|d')"
_ARTICLES = r"the|this|la|el|los|las|le|l'|les|il|o|a|os|as|het|de|dieses|dem"
_OF_ANOTHER = _OF + rf"(?:(?: (?:{_ARTICLES}))? ?(?!{{2}}|\w+'s)\w+)(?<!this)"
_OWN_WORDS = "(?:(?!" + _OF + ")\\w+ ){{0,2}}"
_UNSENT = r"(?!.{{0,15}}\b(?:sent|mailed|e?envi|envoy|gesendet|geschickt|inviat|spedit|gestuurd))"
_READS = _each(
    WHO,
    WORKS,
    RECORDS,
    PAPERS,
    CALLS,
    joined="(?:{0})(?: or \\w+)? (?:{1}).{{0,40}}(?<![\\w'])(?:{2}|{3}|{4}|" + _THIS + ")",
)
_DESCRIBED = [
    *_each(DEVICES, THAT, WORKS, joined="(?:{0})(?:{1}) (?:{2})"),
    *_each(MINDS, THAT, WORKS, joined="(?:{0})(?:{1}) (?:{2})"),
    *_each(YOU, WORKS, joined="(?:{0}) (?:{1})"),
]
_MESSAGE = (
    r"(?:^|[.,;:!?…] ?|\b(?:and|y|und|et|e|en|this is|esto es|das ist|ceci est|questo è|isto é"
    r"|isso é|dit is|note|message|say|tell|nota|mensaje|dile|diga|hinweis|nachricht|sag|dis|dire"
    r"|dites|messaggio|di|dizer|mensagem|bericht|zeg) )"
)
_SPOKEN_TO = [
    *_each(TO, MINDS, joined=_MESSAGE + "(?:{0}) ?(?:(?!an?\\b)\\w+ )?(?:{1})"),
    *_each(TO, MINDS, joined="(?:{0}) ?(?:(?!an?\\b)\\w+ )?(?:{1})(?= ?[:,.]|$)"),
    *_each(TO, DEVICES, joined=_MESSAGE + "(?:{0}) ?(?:{1})"),
    *_each(TO, DEVICES, joined="(?:{0}) ?(?:{1})(?= ?[:,.]|$)"),
]
_VOCATIVE = (
    r"(?:^|[.,;:!?…] ?(?:(?:and|y|und|et|e|en) )?)(?:(?:my|little|mein|meine|kleiner?|mon|ma"
    r"|petite?|mio|mia|piccol[ao]|meu|minha|mijn|mi|pequeñ[ao]|senhora?|señora?|herr|monsieur"
    r"|ô) )*"
)

TOPICS: dict[Topic, Pattern] = {
    Topic.READER: any_of(*_READS, *_DESCRIBED),
    Topic.ADDRESSED: any_of(
        *_SPOKEN_TO,
        *(rf"{_VOCATIVE}(?:{words}),(?! (?:and|or|y|und|et|e|en)\b)" for words in DEVICES.values()),
        *(rf"{_VOCATIVE}(?:{words})," for words in MINDS.values()),
    ),
    Topic.MACHINE: any_of(*map(_whole, MINDS.values())),
    Topic.RECORD_AT: any_of(
        *_each(AT, RECORDS, CALLS, joined="(?:{0}) (?:\\w+ )?(?:{1})(?! " + _OF_ANOTHER + ")"),
        *_each(RECORDS, DIRECTIVES, joined="(?:{0}) " + _OWN_WORDS + "(?:{1})" + _UNSENT),
    ),
    Topic.RECORD: any_of(*map(_whole, (*RECORDS.values(), *PAPERS.values()))),
    Topic.FIELD_SET: any_of(
        *(
            _whole(rf"(?:{words}){IS}(?:{VALUES})\b.{{0,80}}\b(?:{PAIRED})")
            for words in CALLBACKS.values()
        ),
        rf"\b(?:field|campo|champ|feld|veld) (?:{NUMBERS})\b",
        rf"\b(?:campo|champ|feld|veld|voce|rubrique) (?:{PAIRED}|rückruf)\b",
        r"\bcallback entry\b|\bvoce richiam\w+|\bentrada de (?:re)?llamada\b|\brückruf-?eintrag\b",
        r"\b(?:value|valor|wert|valeur|valore|waarde) (?:of |del? |des |du |d[oe] |van )",
    ),
    Topic.BOX: any_of(
        r"\b(?:priority|urgency|name|number|callback|status) (?:box|field|column|slot)\b"
    ),
    Topic.FIELD: any_of(*map(_whole, FIELDS.values())),
    Topic.DIRECTIVE: any_of(*DIRECTIVES.values()),
    Topic.AUTHORITY: any_of(_whole(AUTHORITIES)),
    Topic.PRETENCE: any_of(_whole(PRETENCES)),
    Topic.CALLER: any_of(_whole(CALLERS)),
    Topic.ENCODED: any_of(_whole(ENCODINGS)),
    Topic.RECITED: any_of(_whole(RECITALS)),
}  # fmt: skip
