"""What an order to the machine speaks of, by topic and language: the machine, its record, the
fields of the record, and how they are to be filled.

Callers speak of each of these too. `command_evidence` adds them up.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum

from shared.local.command_machine_words import (
    COMMANDERS,
    DEVICES,
    IF,
    MINDS,
    OBLIGED,
    STORES,
    THAT,
    TO,
    WHO,
    WORKS,
    YOU,
)
from shared.local.command_record_words import (
    AT,
    AUTHORITIES,
    CALLBACKS,
    CALLERS,
    CALLS,
    CONVERSATIONS,
    DIRECTIVES,
    ENCODINGS,
    FIELDS,
    IS,
    LABELS,
    NUMBERS,
    OVERWRITES,
    PAIRED,
    PAPERS,
    PRETENCES,
    RECITALS,
    RECORDS,
    VALUES,
)
from shared.local.lexicons.lexicon import Pattern, any_of


class Topic(StrEnum):
    """`READER`: whoever or whatever works on the call, described by this work. `ADDRESSED`: a
    machine is spoken to. `MACHINE`: one is mentioned that reads or listens. `HEADED`: what follows
    is for a machine. `COMMANDER`: the speaker commands the line, or says what its machine must do.

    `RECORD_AT`: what is to stand in the record, or where. `RECORD`, `CONVERSATION`: it or the call
    is mentioned. `LABEL`: what is attached to it. `OVERWRITE`: data are replaced. `FIELD_SET`: a
    field has a value. `BOX`, `FIELD`: a field is mentioned. `DIRECTIVE`: somebody has to write.

    `AUTHORITY`: a rule, a test or an approval. `PRETENCE`: something is to be taken for what it is
    not. `CALLER`: the speaker as a third person. `ENCODED`: words are to be decoded. `RECITED`:
    others' words are said.
    """

    READER = "reader"
    ADDRESSED = "addressed"
    MACHINE = "machine"
    RECORD_AT = "record at"
    RECORD = "record"
    HEADED = "headed"
    COMMANDER = "commander"
    CONVERSATION = "conversation"
    LABEL = "label"
    OVERWRITE = "overwrite"
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
    r"this|it all|all i say|everything|data|voice|lo que digo|esto|todo|datos|lo evalúe"
    r"|das (?:alles|später|gleich|hier)|alles|daten|je dis|tout|ça|données|voix|quel che dico|tutto"
    r"|ciò|dati|a corrige|isto|isso|tudo|dados|dit|gegevens"
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
    joined="(?:{0})(?: or \\w+)?,? (?:{1}).{{0,40}}(?<![\\w'])(?:{2}|{3}|{4}|" + _THIS + ")",
)
_MACHINES = "|".join((*DEVICES.values(), *MINDS.values()))
_DESCRIBED = [
    # "If a program processes this call", "si la procesa un programa".
    *_each(WORKS, joined="(?:" + IF + r") .{{0,40}}\b(?:" + _MACHINES + r") (?:\w+ )?(?:{0})"),
    *_each(WORKS, joined="(?:" + IF + r") .{{0,40}}\b(?:{0})(?: \w+)? (?:" + _MACHINES + ")"),
    # "Alle, die das später maschinell sortieren": the verb at the end.
    *_each(WHO, WORKS, joined="(?:{0}),? (?:" + _THIS + ") (?:\\w+ ){{0,3}}(?:{1})"),
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
    *_each(TO, DEVICES, joined=_MESSAGE + "(?:{0}) ?(?:(?!an?\\b)\\w+ )?(?:{1})"),
    *_each(TO, DEVICES, joined="(?:{0}) ?(?:{1})(?= ?[:,.]|$)"),
    *_each(
        DEVICES,
        joined="(?:you|tú|usted|du|sie|toi|vous|tu|voi|você|jij),? (?:\\w+ )?(?:{0}|model),",
    ),
]
_VOCATIVE = (
    r"(?:^|[.,;:!?…] ?(?:(?:and|y|und|et|e|en) )?)(?:(?:my|little|mein|meine|kleiner?|mon|ma"
    r"|petite?|mio|mia|piccol[ao]|meu|minha|mijn|mi|pequeñ[ao]|senhora?|señora?|herr|frau"
    r"|fräulein|monsieur"
    r"|ô) )*"
)

TOPICS: dict[Topic, Pattern] = {
    Topic.READER: any_of(*_READS, *_DESCRIBED),
    Topic.ADDRESSED: any_of(
        *_SPOKEN_TO,
        *(
            rf"{_VOCATIVE}(?:{words})(?: \w+| \w+ \w+ \w+)?,(?! (?:and|or|y|und|et|e|en)\b)"
            for words in DEVICES.values()
        ),
        *(rf"{_VOCATIVE}(?:{words})," for words in MINDS.values()),
    ),
    Topic.MACHINE: any_of(*map(_whole, MINDS.values())),
    Topic.RECORD_AT: any_of(
        *_each(AT, RECORDS, CALLS, joined="(?:{0}) (?:\\w+ )?(?:{1})(?! " + _OF_ANOTHER + ")"),
        *_each(RECORDS, DIRECTIVES, joined="(?:{0}) " + _OWN_WORDS + "(?:{1})" + _UNSENT),
    ),
    Topic.COMMANDER: any_of(
        _whole(COMMANDERS), _whole(rf"(?:{_MACHINES}) (?:{OBLIGED}) (?:\w+ ){{0,5}}{STORES}")
    ),
    Topic.HEADED: any_of(
        *_each(TO, DEVICES, joined="(?:{0}) ?(?:\\w+ )?(?:{1})(?: \\w+){{0,3}} ?:"),
        *_each(TO, MINDS, joined="(?:{0}) ?(?:\\w+ )?(?:{1})(?: \\w+){{0,3}} ?:"),
        *_each(AT, RECORDS, joined="(?:{0}) ?(?:\\w+ )?(?:{1})(?: \\w+){{0,3}} ?:"),
        *_each(WHO, WORKS, joined="(?:{0}),? (?:\\w+ ){{0,3}}(?:{1})(?: \\w+){{0,2}} ?:"),
    ),
    Topic.CONVERSATION: any_of(*map(_whole, CONVERSATIONS.values())),
    Topic.LABEL: any_of(*map(_whole, LABELS.values())),
    Topic.OVERWRITE: any_of(_whole(OVERWRITES)),
    Topic.RECORD: any_of(*map(_whole, (*RECORDS.values(), *PAPERS.values()))),
    Topic.FIELD_SET: any_of(
        *(
            _whole(rf"(?:{words}){IS}(?:{VALUES})\b.{{0,80}}\b(?:{PAIRED})")
            for words in CALLBACKS.values()
        ),
        *(rf"\b(?:{words}){IS}(?:true|false|null)\b" for words in CALLBACKS.values()),
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

_NAMED = any_of(*map(_whole, (*DEVICES.values(), *MINDS.values(), "model")))
_DESCRIBES = any_of(*map(_whole, (*WHO.values(), *YOU.values())))
_COMMANDS = any_of(_whole(COMMANDERS))


def topics_in(plain: str, topics: Iterable[Topic]) -> Iterator[Topic]:
    """Yields those of the topics of which a text speaks. Without a machine in it, most of those
    that take long are not looked for.
    """
    is_named = _NAMED.search(plain) is not None
    for topic in topics:
        match topic:
            case Topic.ADDRESSED | Topic.MACHINE:
                is_possible = is_named
            case Topic.READER:
                is_possible = is_named or _DESCRIBES.search(plain) is not None
            case Topic.COMMANDER:
                is_possible = is_named or _COMMANDS.search(plain) is not None
            case Topic.HEADED:
                is_possible = ":" in plain
            case _:
                is_possible = True
        if is_possible and TOPICS[topic].search(plain):
            yield topic
