"""The facts of a text that can be checked word by word: numbers, dates, amounts, names, negations.

A sentence of a model is shown only if every one of its facts stands in the words that it quotes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from shared.domain.answers.lexicon import STOP_WORDS
from shared.domain.answers.periods import MONTHS, WEEKDAYS
from shared.domain.numerals import LANGUAGES as NUMERAL_LANGUAGES
from shared.domain.numerals import digit_runs, folded, table_of, with_hundreds
from shared.domain.passages import fold

_WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*")
_GLUED = re.compile(r"\b([^\W\d_]*)tausend([^\W\d_]*)\b", re.IGNORECASE)
_SIGN = re.compile(r"[€$£¥%]")
# "One" of a number and "a" of a noun are the same word in these languages.
_ARTICLES = frozenset("ein eine einen einem einer eines un una uno une um uma een".split())  # noqa: SIM905
_POWERS = {
    "hundred": 2, "hundert": 2,
    "thousand": 3, "tausend": 3, "mil": 3, "mille": 3,
    "million": 6, "millionen": 6, "millones": 6, "millions": 6, "millon": 6,
}  # fmt: skip
_THOUSAND = re.compile(r"\b(?:mil|mille)\b", re.IGNORECASE)
_NEXT_WORD = re.compile(r"[\s-]{0,3}([^\W\d_]{1,12})\b")

# Words of the same meaning in several languages; a word may have several meanings.
_SAME = """
today heute hoy aujourd hui aujourd'hui oggi vandaag hoje
tomorrow morgen manana demain domani amanha
yesterday gestern ayer hier ieri gisteren ontem
tonight
morning morgens vormittag vormittags morgen manana matin matinee mattina ochtend manha
noon midday mittag mittags mediodia midi
afternoon nachmittag nachmittags tarde apres-midi pomeriggio middag
evening abend abends tarde noche soir soiree sera avond
night nachts nacht noche nuit notte
weekend wochenende finde week-end
euro euros eur €
dollar dollars usd $
pound pounds pfund gbp £
cent cents centimos centimes
percent prozent percento ciento cent pourcent %
second seconds sekunde sekunden segundo segundos seconde secondes
minute minutes minuten minuto minutos
hour hours stunde stunden hora horas heure heures
day days tag tage tagen dia dias jour jours
week weeks woche wochen semana semanas semaine semaines
month months monat monate monaten mes meses mois
year years jahr jahre jahren ano anos an ans annee annees
half halb halbe halben media medio demi demie
quarter viertel cuarto quart
dozen dutzend docena douzaine
double twice doppelt zweimal doble deux-fois
"""
_MEANINGS: dict[str, frozenset[str]] = {}
for _line in _SAME.strip().splitlines():
    for _word in _line.split():
        _MEANINGS[_word] = _MEANINGS.get(_word, frozenset()) | {_line.split()[0]}
for _name, _number in MONTHS.items():
    if _name not in {"may", "march", "mars"}:
        _MEANINGS[_name] = frozenset({f"month {_number}"})
for _name, _number in WEEKDAYS.items():
    _MEANINGS[_name] = frozenset({f"weekday {_number}"})
MEANINGS = _MEANINGS
# "The day" or "an hour" is an amount only with a number.
_COUNTED = frozenset(
    "second minute hour day week month year half quarter cent".split()  # noqa: SIM905
)
_PARTS = frozenset({"half", "quarter", "double", "dozen"})
# "1250 dollars per month" are others than 1250 dollars.
_PER = frozenset("per each every pro je jede jeden jedes por cada par chaque monthly".split())  # noqa: SIM905
NEGATIONS = frozenset(
    """
    not no never none nobody nothing neither nor without cannot
    dont doesnt didnt wont wouldnt cant couldnt isnt arent wasnt werent havent hasnt hadnt shouldnt
    nicht kein keine keinen keinem keiner nie niemals niemand nichts ohne weder
    nunca jamas nadie nada ningun ninguna ninguno sin tampoco
    pas jamais personne rien aucun aucune sans ni ne
    hardly barely scarcely kaum apenas
    non niente nessuno niet geen nooit nao nenhum
    """.split()  # noqa: SIM905
)
# Nouns with which a sentence tells who speaks and of what kind of thing, in languages that
# capitalise them or at the beginning of a sentence.
_TELLING = frozenset(
    """
    customer customers caller callers client clients agent agents company companies call calls
    people person callback callbacks appointment office team mr mrs ms miss dr sir madam i
    kunde kunden kundin kundinnen anrufer anruferin anrufern anruferinnen agent agentin firma anruf
    anrufe anrufs anrufen ruckruf ruckrufe gesprach gesprache termin termine preis preise kosten
    frage fragen problem probleme wunsch bitte herr frau herrn person personen leute mitarbeiter
    mitarbeiterin team buro angebot auftrag anliegen grund uhr uhrzeit zeit zeiten nummer adresse
    name namen telefon telefonnummer rechnung sache sie ihnen ihr
    cliente clientes agente agentes empresa llamada llamadas persona personas senor senora
    cliente clientes appelant appelante appelants appel appels agent entreprise personne personnes
    monsieur madame
    asked asks wants wanted said says told needs according both two several another other others
    first second third then later also however meanwhile one someone somebody nobody three once
    laut danach dann spater zudem ausserdem jedoch beide mehrere andere zuerst
    segun luego despues ademas ambos varios otro otra otros primero
    selon puis ensuite apres aussi plusieurs autre autres deux d'abord
    """.split()  # noqa: SIM905
)
_FUNCTION = frozenset.union(*STOP_WORDS.values())


@dataclass(frozen=True, slots=True)
class Token:
    """A word as words are compared: folded, and a number as its digits. `text` is how it stands at
    `start` to before `end`.
    """

    form: str
    start: int
    end: int
    text: str
    is_number: bool = False
    # Digits that were said piece by piece, as in "five oh three".
    pieces: tuple[str, ...] = ()

    @property
    def is_fixed(self) -> bool:
        """Whether a quote must not lose or change it."""
        return (
            self.is_number
            or self.form in NEGATIONS
            or self.form in MEANINGS
            or (self.text[0].isupper() and self.form not in _FUNCTION)
        )


def tokens_of(text: str, languages: tuple[str, ...] = ("en",)) -> list[Token]:
    """Returns the tokens of a text whose numbers are said in one of `languages`, in order."""
    numbers = _numbers(text, languages)
    found: list[Token] = list(numbers)
    taken = [(token.start, token.end) for token in numbers]
    at = 0
    matches = (*_WORD.finditer(text), *_SIGN.finditer(text))
    for match in sorted(matches, key=lambda match: match.start()):
        start, end = match.span()
        while at < len(taken) and taken[at][1] <= start:
            at += 1
        if at < len(taken) and taken[at][0] < end:
            continue
        form = re.sub(r"['’ʼ]", "", fold(match[0]))
        if form:
            found.append(Token(form, start, end, match[0]))
    return sorted(found, key=lambda token: token.start)


def _numbers(text: str, languages: tuple[str, ...]) -> list[Token]:
    """Returns the numbers; of two readings that overlap, the one that begins first and is
    longest.
    """
    known = [code for code in dict.fromkeys(languages) if code in NUMERAL_LANGUAGES] or ["en"]
    runs = [run for code in known for run in digit_runs(text, code)]
    runs.sort(key=lambda run: (run.start, -run.end))
    tokens: list[Token] = []
    for run in runs:
        said = text[run.start : run.end]
        if tokens and run.start < tokens[-1].end:
            continue
        if not any(map(str.isdigit, said)) and fold(said) in _ARTICLES:
            continue
        pieces = with_hundreds(run.pieces)
        digits = "".join(pieces).lstrip("0") or "0"
        tokens.append(Token(digits, run.start, run.end, said, True, pieces))
    tokens += _glued_thousands(text) if "de" in known else ()
    tokens += _bare_thousands(text, tokens) if {"es", "fr"} & set(known) else ()
    tokens.sort(key=lambda token: token.start)
    return _with_thousands(text, tokens, is_french=known[0] == "fr")


def _glued_thousands(text: str) -> Iterator[Token]:
    """Yields numbers that German writes in one word: "zweitausendfünfhundert"."""
    table = table_of("de")
    for match in _GLUED.finditer(text):
        thousands = table.get((folded(match[1]),)) if match[1] else "1"
        rest = table.get((folded(match[2].removeprefix("und")),)) if match[2] else "0"
        if thousands and rest:
            digits = str(int(thousands) * 1000 + int(rest))
            yield Token(digits, match.start(), match.end(), match[0], True)


def _with_thousands(text: str, tokens: list[Token], *, is_french: bool) -> list[Token]:
    """Joins "two" and "thousand", and "five hundred" behind them."""
    powers = {**_POWERS, "cents": 2} if is_french else _POWERS
    joined: list[Token] = []
    room = 0
    for token in tokens:
        before = joined[-1] if joined else None
        if (
            before
            and len(token.form) <= room
            and text[before.end : token.start].strip().lower() in {"", "and", "und", "y", "et"}
        ):
            value = int(before.form) + int(token.form)
            said = text[before.start : token.end]
            joined[-1] = Token(str(value), before.start, token.end, said, True)
            room = 0
            continue
        room = 0
        following = _NEXT_WORD.match(text, token.end)
        power = powers.get(fold(following[1])) if following else None
        if following and power and len(token.form) <= 3:
            digits, room = token.form + "0" * power, power
            said = text[token.start : following.end()]
            joined.append(Token(digits, token.start, following.end(), said, True))
            continue
        if token.form == "1000" and not token.pieces:
            room = 3
        joined.append(token)
    return joined


def _bare_thousands(text: str, taken: list[Token]) -> Iterator[Token]:
    """Yields "mil" and "mille" with no number in front of them: a thousand."""
    ends = {token.end for token in taken}
    for match in _THOUSAND.finditer(text):
        before = len(text[: match.start()].rstrip())
        if before not in ends:
            yield Token("1000", match.start(), match.end(), match[0], True)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a text states that has to be proved."""

    numbers: tuple[str, ...]
    meanings: tuple[frozenset[str], ...]
    names: tuple[str, ...]
    negated: bool


def facts_of(sentence: str, language: str) -> Facts:
    """Returns the facts of a sentence in `language`."""
    tokens = tokens_of(sentence, (language, "en"))
    numbers, meanings, names = [], [], []
    for place, token in enumerate(tokens):
        meaning = MEANINGS.get(token.form)
        if token.is_number:
            numbers.append(token.form)
        elif meaning is not None:
            before = tokens[place - 1] if place else None
            is_counted = before is not None and (before.is_number or before.form in _PER)
            # "Half of 1250" is another amount.
            following = tokens[place + 1 : place + 3] if meaning & _PARTS else []
            if not meaning <= _COUNTED or is_counted or any(each.is_number for each in following):
                meanings.append(meaning)
        elif _may_be_name(token):
            names.append(token.form)
    negated = any(token.form in NEGATIONS for token in tokens)
    return Facts(tuple(numbers), tuple(meanings), tuple(names), negated)


def _may_be_name(token: Token) -> bool:
    if not (token.text[0].isupper() or any(map(str.isdigit, token.text))):
        return False
    bare = re.sub(r"['’ʼ]\w{1,3}$", "", token.text)
    form = fold(bare)
    return form not in _FUNCTION and form not in _TELLING and form not in NEGATIONS


@dataclass(frozen=True, slots=True)
class Ground:
    """The words that a sentence quotes, prepared for looking up facts."""

    tokens: tuple[Token, ...]

    @classmethod
    def of(cls, quotes: list[str], languages: tuple[str, ...]) -> "Ground":
        return cls(tuple(token for quote in quotes for token in tokens_of(quote, languages)))

    def has_number(self, number: str) -> bool:
        """Whether the number was said: as a whole, or as neighbouring pieces of one."""
        for token in self.tokens:
            if not token.is_number:
                continue
            if number == token.form:
                return True
            for first in range(len(token.pieces)):
                joined = ""
                for piece in token.pieces[first:]:
                    joined += piece
                    is_part_of_many = len(token.pieces) > 2 and len(joined) < 3
                    if not is_part_of_many and (joined.lstrip("0") or "0") == number:
                        return True
        return False

    def has_in_order(self, numbers: tuple[str, ...]) -> bool:
        """Whether numbers of a sentence stand as in its only quote: "seven years on the pump and
        two on the tank" are not two on the pump. Those said twice may belong to either.
        """
        said = [token.form for token in self.tokens if token.is_number]
        places = [said.index(each) for each in dict.fromkeys(numbers) if said.count(each) == 1]
        return places == sorted(places)

    def has_meaning(self, meaning: frozenset[str]) -> bool:
        return any(meaning & MEANINGS.get(token.form, frozenset()) for token in self.tokens)

    def has_name(self, name: str, language: str) -> bool:
        """Whether the word was said; in German, which capitalises nouns, in another case too."""
        forms = {token.form for token in self.tokens}
        bare = name.removesuffix("s") if len(name) > 3 else name
        if name in forms or bare in forms:
            return True
        if language != "de" or len(name) < SHORTEST_NOUN:
            return False
        return any(
            form.startswith(name[:-LONGEST_ENDING])
            and abs(len(form) - len(name)) <= LONGEST_ENDING
            and len(form) >= SHORTEST_NOUN
            for form in forms
        )

    @property
    def is_number_of_several(self) -> frozenset[str]:
        """The things of which a number other than one was said, by their first letters."""
        found = set()
        for token, following in zip(self.tokens, self.tokens[1:], strict=False):
            if token.is_number and token.form != "1" and not following.is_number:
                found.add(following.form[:4])
        return frozenset(found)


_CLAUSE_END = re.compile(r"[.?!;:,]")
_AROUND = 5


def is_negated(text: str, start: int, end: int) -> bool:
    """Returns whether the words from `start` to before `end`, or those around them in the same
    clause, have a negation: a quote must not leave out the "not" in front of it.
    """
    before = _CLAUSE_END.split(text[max(0, start - 100) : start])[-1]
    after = _CLAUSE_END.split(text[end : end + 100])[0]
    around = (_forms(before)[-_AROUND:], _forms(text[start:end]), _forms(after)[:_AROUND])
    return any(form in NEGATIONS for forms in around for form in forms)


def _forms(text: str) -> list[str]:
    return [re.sub(r"['’ʼ]", "", fold(match[0])) for match in _WORD.finditer(text)]


# An ending is at most so long; shorter nouns are compared whole.
SHORTEST_NOUN, LONGEST_ENDING = 6, 2
_ARTICLE_OF = re.compile(
    rf"\b(?:{'|'.join(sorted(_ARTICLES, key=len, reverse=True))})\s+([^\W\d_]+)"
)


def counted_once(sentence: str) -> frozenset[str]:
    """Returns the things that a sentence has one of, by their first letters."""
    return frozenset(match[1][:4] for match in _ARTICLE_OF.finditer(fold(sentence)))
