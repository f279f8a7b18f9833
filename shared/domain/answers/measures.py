"""Reads what a question asks of the lengths and numbers of calls: "longer than five minutes", "the
three longest", "on average", "per agent", "more than once", "since when". Texts are folded.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from shared.domain.answers.lexicon import SAYING, UNIT_WORDS
from shared.domain.answers.periods import NUMBER, NUMBERS
from shared.domain.answers.plans import Grouping, Kind, Length, Measure, Order, Subject

_CALLS = UNIT_WORDS[Subject.CALLS].pattern
_ONE_CALL = re.compile(
    r"\b(?:call|conversation|recording|anruf|gesprach|telefonat|llamada|conversacion|appel)\b"
)
_PEOPLE = re.compile(
    rf"{UNIT_WORDS[Subject.CALLERS].pattern}|\b(?:any(?:one|body)|some(?:one|body)|they|jemand|man"
    r"|alguien|quelqu'un|on|ils)\b"
)
_NAMES = UNIT_WORDS[Subject.CALLERS]
_AMOUNT = rf"(?P<number>\d{{1,4}}(?:[.,]\d)?|an?|eine|{NUMBER})"
_TIME = (
    r"(?P<unit>seconds?|sekunden?|segundos?|secondes?|min(?:utes?|uten?|utos?)?|hours?|stunden?"
    r"|horas?"
    r"|heures?)\b"
)
_SECONDS = {"se": 1, "m": 60, "h": 3600, "st": 3600}
_COMPARISONS: Sequence[tuple[Literal["<", "<=", ">=", ">"], str]] = (
    (
        ">=",
        r"at least|no less than|mindestens|wenigstens|al menos|como minimo|por lo menos|au moins",
    ),
    (
        "<=",
        r"at most|no (?:more|longer) than|up to|hochstens|maximal|bis zu|como maximo|a lo sumo"
        r"|au plus|au maximum",
    ),
    (
        ">",
        r"longer than|more than|over|above|exceed(?:s|ed|ing)?|langer als|mehr als|uber"
        r"|mas (?:larg[oa]s? )?(?:de|que)|superan|plus (?:longs? )?(?:de|d'|que|qu')",
    ),
    (
        "<",
        r"shorter than|less than|under|below|kurzer als|weniger als|unter|menos de"
        r"|mas cort[oa]s? (?:de|que)|moins (?:de|d')|plus courts? (?:que|qu')",
    ),
)
_LASTED = (
    r"last(?:s|ed|ing)?|took|takes?|taking|were|was|are|is|dauer(?:n|te|ten|t)|war(?:en)?|sind|ist"
    r"|gingen|duran|duraron|duro|dura|fueron|son|dure|durent|duraient|durait|etaient|etait|sont"
)
_LENGTHS = tuple(
    (
        comparison,
        re.compile(
            rf"\b(?P<verb>(?:(?:{_LASTED}) )*)(?:that |which |die |que "
            rf"|qui )?(?:for )?(?:{words}) ?"
            rf"{_AMOUNT} {_TIME}(?: (?:long|lang|gedauert|dauer(?:n|ten)))?"
        ),
    )
    for comparison, words in _COMPARISONS
)
_ENDS_WITH_CALLS = re.compile(
    rf"{_CALLS}(?: (?:of|mit|de|die|that|which|que|qui|with|ont|d'))*\s*$"
)
# Between calls and what they are: "which call was the longest?".
_BEING = (
    r"(?: (?:was|is|were|are|that|which|lasted|ist|war|sind|waren|dauerte|dauerten|que|es|fue"
    r"|fueron|duro"
    r"|est|etait|a|dure|qui|the|der|die|das|am|l[aeo]s?|el|mas|recientes))*"
)


_HOW = re.compile(r"\b(?:how (?:long|short)|wie (?:lang|kurz)e?|cuanto duro|combien de temps)\b")


def _superlative(words: str) -> re.Pattern[str]:
    """Only of calls: the longest wait is none."""
    return re.compile(
        rf"\b(?P<most>{words})\b(?=(?: \w+)? {_CALLS})|(?<!\w){_CALLS}{_BEING} (?P<last>{words})\b"
        r"(?! (?:than|als|que|de|d'))"
    )


_SUPERLATIVES = (
    (
        Order.LONGEST,
        _superlative(
            r"longest|(?:am )?langste[nrsm]?|mas (?:larg|extens)[oa]s?|plus long(?:ue)?s?"
        ),
    ),
    (
        Order.SHORTEST,
        _superlative(
            r"shortest|(?:am )?kurzeste[nrsm]?|mas cort[oa]s?|plus (?:court|bref|breve)e?s?"
        ),
    ),
)
_FIRST_CALLS = tuple(
    (
        order,
        re.compile(
            rf"\b(?:(?P<before>\d{{1,3}}|{NUMBER}) )?(?:{words})"
            rf"(?: (?P<number>\d{{1,3}}|{NUMBER}))?"
            rf" (?={_CALLS})|(?<!\w){_CALLS} mas (?:{words_after})\b"
        ),
    )
    for order, words, words_after in (
        (
            Order.NEWEST,
            r"(?:most )?recent|newest|latest|last|neueste[nrs]?|letzte[nrs]?|ultim[oa]s?"
            r"|derniere?s?",
            "recientes?|nuev[oa]s?",
        ),
        (
            Order.OLDEST,
            r"oldest|first|alteste[nrs]?|erste[nrs]?|primer[oa]?s?|premiere?s?",
            "antigu[oa]s?",
        ),
    )
)
_MOST = re.compile(
    rf"\b(?P<number>\d{{1,3}}|{NUMBER}) (?=longest|shortest|langste|kurzeste|{_CALLS}|plus |mas )"
)
MANY = 10
# Of groups that are asked for without a number, such as "per day".
MOST_GROUPS = 200
_AVERAGE = re.compile(
    r"\b(?:(?:on )?average|mean|avg|durchschnittlich(?:e[nrsm]?)?|(?:im )?durch?schnitt"
    r"|im (?:schnitt"
    r"|mittel)|durchschnitts(?=lange|dauer)|mittlere[nrs]?|(?:en )?promedio|(?:de )?media"
    r"|moyen(?:ne)?s?|en moyenne)(?:\b|(?<=durchschnitts))"
)
_TOTAL = re.compile(r"\b(?:total(?:es?)?|gesamt(?:e[nrs]?|(?=dauer|lange))?|combined|zusammen)")
_TIME_TOGETHER = re.compile(
    r"\b(?:how (?:many|much) (?:minutes|hours|time)|wie ?viele? (?:minuten|stunden|zeit)"
    r"|cuant[oa]s? (?:minutos|horas|tiempo)|combien (?:de |d')(?:minutes|heures|temps))\b"
)
_TIME_OF_CALLS = re.compile(rf"{_TIME_TOGETHER.pattern}(?: (?:of|an|de|d'))? ?{_CALLS}")
_LENGTH = re.compile(
    r"(?:\b|(?<=durchschnitts)|(?<=gesamt)|(?<=anruf)|(?<=gesprachs))(?:how long|wie lange?"
    r"|lengths?"
    r"|durations?|minutes|talk ?time|handle time|lasts?|lasted|long|lange?|dauer[nt]?|dauerten"
    r"|duracion"
    r"|longitud|cuanto|dura(?:n|ron)?|duro|durees?|dure(?:nt)?|longueur|combien de temps|temps)\b"
)
_TIME_WORDS = re.compile(r"(?:anruf|gesprachs)(?:dauer|zeit)|\b(?:talk|handle|call) ?time\b")
# "The average length of a warranty": what is measured are calls, or nothing.
_LENGTH_OF_OTHERS = re.compile(
    r"(?:lengths?|durations?|lange|dauer|duracion|longitud|durees?|longueur)"
    r"(?: (?:media|promedio|moyenne|total[e]?))? (?:of |der |des |von |de |d')"
    r"(?:(?:the|a|an|our|all|unserer|aller|die|las?|los|el|les?|nos) )*+"
    rf"(?!(?:\w+ )?{_CALLS})\w"
)
_HOW_LONG = re.compile(
    rf"\b(?:how long (?:are|were|do|did|was|is)|wie lange? (?:sind|waren|war|dauer(?:n|ten|te))"
    rf"|cuanto (?:duran|duraron)|combien de temps (?:durent|duraient|ont dure))"
    rf"(?: (?:the|our|all|die|unsere|las|nuestras|les|nos))* {_CALLS}"
)
_TALK = re.compile(
    r"\b(?:(?:did|do|have) we (?:talk|speak|spoken|talked|spend)(?: on (?:the )?(?:phone"
    r"|calls))?|on the"
    r" phone|haben wir|telefoniert|gesprochen|hemos hablado|hablamos|al telefono|avons[- ]nous"
    r" (?:parle|passe)|au telephone|passe|spend|spent)\b"
)
_PER = re.compile(
    r"\b(?:per|by|for each|for every|each|every|pro|je|fur jede[nrsm]?|jede[nrsm]?|por(?: cada)?"
    r"|cada"
    r"|para cada|par|pour chaque|chaque) (?:"
    r"(?P<agent>agent|assistant|agente|mitarbeiter(?:in)?|asistente)"
    r"|(?P<caller>caller|customer|anrufer(?:in)?|kunden?|cliente?|client|appelant)"
    r"|(?P<day>day|tag|dia|jour)|(?P<week>week|woche|semana|semaine)"
    r"|(?P<month>month|monat|mes|mois)|(?P<language>language|sprache|idioma|langue)"
    r"|(?P<city>city|town|stadt|ort|ciudad|ville)|(?P<outcome>outcome|ergebnis|resultado|resultat)"
    r"|(?P<service>service|topic|reason|thema|anliegen|leistung|servicio|motivo|tema|motif|sujet)"
    r")\b"
)
_OFTEN = re.compile(
    rf"\b(?:(?P<two>twice|more than once|several times|repeatedly|multiple times|zweimal|mehrmals"
    rf"|mehrfach|(?:ofter|mehr) als einmal|dos veces|mas de una vez|varias veces|repetidamente"
    rf"|deux fois|plus d'une fois|plusieurs fois|a plusieurs reprises)"
    rf"|(?:at least|mindestens|al menos|au moins) (?P<least>\d{{1,3}}|{NUMBER}) ?(?:times|mal"
    rf"|veces|fois)"
    rf"|(?:more than|mehr als|ofter als|mas de|plus de) (?P<more>\d{{1,3}}|{NUMBER})"
    rf" ?(?:times|mal|veces|fois))\b"
)
_CALLED = re.compile(
    r"\b(?:call(?:ed|s|ing)?|rang|angerufen|rief(?:en)?(?: an)?|ruft|rufen|llam\w+|appel\w+)\b"
)
_SINCE = re.compile(r"\b(?:since when|seit wann|desde cuando|depuis quand)\b")
_WHO = re.compile(r"^\W*(?:who|wer|quien(?:es)?|qui)\b")
_WHEN = re.compile(r"\b(?:when|wann|cuando|quand)\b")
_FIRST_OR_LAST = (
    (
        Order.OLDEST,
        re.compile(
            r"\b(?:(?:for )?(?:the )?first(?: time)?|zum ersten ?mal|zuerst|erstmals"
            r"|por primera vez"
            r"|(?:pour )?la premiere fois)\b"
        ),
    ),
    (
        Order.NEWEST,
        re.compile(
            r"\b(?:(?:for )?(?:the )?last(?: time)?|zum letzten ?mal|zuletzt|por ultima vez"
            r"|(?:pour )?la derniere fois)\b"
        ),
    ),
)
# Numbers that nothing counts: without them, another question would be answered.
_SHARES = (
    "per ?cent(?:age)?|proportion|share|ratio|prozent(?:satz)?|anteil|porcentaje|por ciento"
    "|proporcion"
    "|pourcentage|pour ?cent"
)
_UNCOUNTED = re.compile(
    rf"\b(?:(?:on )?average|mean|median|durchschnitt\w*|promedio|en moyenne|moyen(?:ne)?s?|trend"
    rf"|longest|shortest|langste[nrsm]?|kurzeste[nrsm]?|{_SHARES}"
    rf"|{re.sub(r'[?]P<[a-z]+>', '?:', _PER.pattern)})(?!\w)"
)
_UNCOUNTED_PEOPLE = re.compile(
    rf"\b(?:(?:{_SHARES}) (?:of |de |der |des |von |d')(?:\w+ )?(?:{_NAMES.pattern})"
    rf"|(?:more|fewer|mehr|weniger|mas|menos|plus d(?:e |')|moins d(?:e |')) ?"
    rf"(?:{_CALLS}|{_NAMES.pattern}))"
)
_MORE = re.compile(
    r"\b(?:(?:as )?many more|more|fewer|less|mehr|weniger|mas|menos|plus(?: d[e'])?"
    r"|moins(?: d[e'])?)"
    r"(?=\b| |\w)"
)
_THAN = re.compile(
    r"(?:\b(?:(?:as |when )?compared (?:to|with)|versus|vs\.?|than(?: in| on| for)?"
    r"|im vergleich (?:zu[rm]?"
    r"|mit)|verglichen mit|als(?: in| im| am)?|en comparacion con|comparad[oa]s? con|que(?: en)?"
    r"|par rapport (?:aux?|a)|compare(?:e?s)? (?:aux?|a|avec)|qu'en|que)\b|\bqu')"
)
_COMPARED = re.compile(
    r"\b(?:compared|versus|vs|im vergleich|verglichen|en comparacion|comparad[oa]s?|par rapport"
    r"|compare)"
)


@dataclass(frozen=True, slots=True)
class Measured:
    """What was read of a text, and the `rest` of it. `said` are the words that were read."""

    rest: str
    kind: Kind | None = None
    order: Order = Order.NEWEST
    most: int | None = None
    measure: Measure | None = None
    grouping: Grouping | None = None
    lengths: tuple[Length, ...] = ()
    least_calls: int | None = None
    said: tuple[str, ...] = ()

    def without(self, *patterns: re.Pattern[str]) -> "Measured":
        """Returns the same with the first match of each pattern read."""
        rest, said = self.rest, list(self.said)
        for pattern in patterns:
            if match := pattern.search(rest):
                said.append(" ".join(match[0].split()))
                rest = f"{rest[: match.start()]} {rest[match.end() :]}"
        return replace(self, rest=rest, said=tuple(said))


def read_measures(text: str) -> Measured:
    """Reads a folded text without its days."""
    read = _with_lengths(Measured(text))
    for reading in (
        _with_length_of_calls,
        _with_groups,
        _with_order,
        _with_often,
        _with_moment,
        _with_first_calls,
    ):
        read = reading(read)
    return read


def compared_texts(text: str) -> list[tuple[str, str]]:
    """Returns what may be compared with what: the text before "than", without "more", and that
    after it, the last ones first.
    """
    if not (_MORE.search(text) or _COMPARED.search(text)):
        return []
    return [
        (_MORE.sub(" ", text[: match.start()]), text[match.end() :])
        for match in reversed(list(_THAN.finditer(text)))
    ]


def _number(said: str) -> float:
    return float(NUMBERS.get(said, 1)) if said.isalpha() else float(said.replace(",", "."))


def _with_lengths(read: Measured) -> Measured:
    for comparison, pattern in _LENGTHS:
        while match := pattern.search(read.rest):
            before = read.rest[: match.start()]
            # "Callers who waited longer than five minutes" may have had short calls.
            if not match["verb"] and not _ENDS_WITH_CALLS.search(before) and not read.lengths:
                break
            unit = next(each for each in _SECONDS if match["unit"].startswith(each))
            length = Length(comparison, _number(match["number"]) * _SECONDS[unit])
            read = replace(read.without(pattern), lengths=(*read.lengths, length))
    return read


def _with_length_of_calls(read: Measured) -> Measured:
    text = read.rest
    of_calls = re.search(_CALLS, text) or _TALK.search(text) or _TIME_WORDS.search(text)
    if not of_calls or _LENGTH_OF_OTHERS.search(text):
        return read
    if _AVERAGE.search(text) and _LENGTH.search(text):
        read = replace(read.without(_AVERAGE, _LENGTH), measure=Measure.AVERAGE)
    elif _HOW_LONG.search(text):
        read = replace(read.without(_LENGTH), measure=Measure.AVERAGE)
    elif _TIME_OF_CALLS.search(text) or (_TIME_TOGETHER.search(text) and _TALK.search(text)):
        read = replace(read.without(_TIME_TOGETHER, _TALK, _LENGTH), measure=Measure.TOTAL)
    elif _TOTAL.search(text) and _LENGTH.search(text):
        read = replace(read.without(_TOTAL, _LENGTH), measure=Measure.TOTAL)
    else:
        return read
    return replace(read.without(_LENGTH, _TALK), kind=Kind.LENGTH)


def _with_groups(read: Measured) -> Measured:
    match = _PER.search(read.rest)
    if match is None or match.lastgroup is None:
        return read
    if read.measure is None and (_AVERAGE.search(read.rest) or not re.search(_CALLS, read.rest)):
        return read
    grouping = Grouping(match.lastgroup)
    in_time = grouping in (Grouping.DAY, Grouping.WEEK, Grouping.MONTH)
    return replace(
        read.without(_PER),
        kind=Kind.TOP,
        grouping=grouping,
        order=Order.OLDEST if in_time else read.order,
        most=MOST_GROUPS,
    )


def _with_order(read: Measured) -> Measured:
    for order, pattern in _SUPERLATIVES:
        match = pattern.search(read.rest)
        if match is None or read.kind is not None:
            continue
        number, one = _MOST.search(read.rest), _ONE_CALL.search(read.rest)
        most = int(_number(number["number"])) if number else 1 if one else MANY
        rest = read.rest
        asked = _HOW.search(rest)
        spans = [match.span("most" if match["most"] else "last")]
        for start, end in sorted(
            [*spans, *(each.span() for each in (number, asked) if each)], reverse=True
        ):
            rest = f"{rest[:start]} {rest[end:]}"
        said = (*read.said, match["most"] or match["last"])
        return replace(read, rest=rest, said=said, kind=Kind.LIST, order=order, most=max(1, most))
    return read


def _with_first_calls(read: Measured) -> Measured:
    for order, pattern in _FIRST_CALLS:
        match = pattern.search(read.rest)
        if match is None or read.kind is not None:
            continue
        said = match["number"] or match["before"]
        one = _ONE_CALL.search(read.rest)
        most = int(_number(said)) if said else 1 if one else MANY
        rest = f"{read.rest[: match.start()]} {read.rest[match.end() :]}"
        return replace(
            read,
            rest=rest if re.search(_CALLS, rest) else f"{rest} calls",
            said=(*read.said, " ".join(match[0].split())),
            kind=Kind.LIST,
            order=order,
            most=max(1, most),
        )
    return read


def _with_often(read: Measured) -> Measured:
    match = _OFTEN.search(read.rest)
    if match is None or not _CALLED.search(read.rest):
        return read
    least = 2
    if match["least"] or match["more"]:
        least = int(_number(match["least"] or match["more"])) + bool(match["more"])
    return replace(
        read.without(_OFTEN),
        kind=Kind.TOP,
        grouping=Grouping.CALLER,
        most=MOST_GROUPS,
        least_calls=least,
    )


def _with_moment(read: Measured) -> Measured:
    if read.kind is not None or not SAYING.search(read.rest):
        return read
    if _SINCE.search(read.rest):
        return replace(read.without(_SINCE, _PEOPLE), kind=Kind.LIST, order=Order.OLDEST, most=1)
    asks_who = _WHO.match(read.rest)
    if not (_PEOPLE.search(read.rest) or asks_who):
        return read
    for order, pattern in _FIRST_OR_LAST:
        if (asks_who or _WHEN.search(read.rest)) and pattern.search(read.rest):
            return replace(
                read.without(_WHEN, pattern, _PEOPLE), kind=Kind.LIST, order=order, most=1
            )
    return read


def uncounted_in(text: str) -> list[str]:
    """Returns the number that a question asks for and nothing counts, such as a percentage."""
    of_calls = any(
        pattern.search(text)
        for subject, pattern in UNIT_WORDS.items()
        if subject is not Subject.CALLERS
    )
    match = _UNCOUNTED_PEOPLE.search(text) or (_UNCOUNTED.search(text) if of_calls else None)
    return [match[0]] if match else []
