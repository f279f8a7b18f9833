"""Finds the caller's name: introduced, a bare answer, spelt, or said by the agent and confirmed."""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import dropwhile

from shared.domain.transcript import Speaker, Turn
from shared.local.answers import is_confirmed
from shared.local.exchanges import exchanges
from shared.local.lexicons import READ
from shared.local.name_rules import (
    CAPITAL,
    CASELESS,
    END,
    NAME,
    OF_A_FIRM,
    PARTICLES,
    RELATIONS,
    RULES,
    NameRules,
)
from shared.local.places import CITIES
from shared.local.plain_names import (
    called_names,
    is_sure_opening,
    name_at,
    opening_name,
    repeated_names,
    stated_names,
    titled_names,
)
from shared.local.proper_names import proper_rules
from shared.local.sentences import LONGEST, is_plain, matches, sentences
from shared.local.spelt_names import AT, is_like, is_spelt, spelt_words

# After two names it introduces a company; "de la" and "del" are part of the name.
_OF = re.compile(
    rf"(?<=\w) (?:di|van|von|da|de)(?= (?!la |los |las |los |der |den ){CAPITAL} {CAPITAL})"
)
_WORDS_IN_NAME = 4
_ANSWER_CHARS = 160
_GREETED = 3
_FIRST_TURNS = 2
# In a script where any noun may look like a name, one confirmed word is not enough.
_TWO_WORDS = (*CASELESS, "de")


# "Hartmann, Uwe Hartmann": only a name is repeated like this.
_TWICE = re.compile(
    rf"(?P<last>{CAPITAL})(?: hier| here| mein Name| ist mein Name)?,?"
    rf" (?P<name>(?:{CAPITAL} ){{1,2}}(?P=last))(?!\w)"
)
# Words that follow the name with which a caller introduces themselves.
_AFTER_NAME = (
    r"(?:from|with|of|over|out|down|here|speaking|calling|again|i'm|de|del|desde|von|vom|bei"
    r"|aus|hier|am apparat|mein name|ist mein name|van|uit|bij|di|da|dal|dalla|dello|della|do|du"
    r"|des|chez|à l'appareil|al habla|al telefono)(?!\w)"
)
_GREETED_NAME = re.compile(rf"(?P<name>{NAME})(?:{END}|(?= (?i:{_AFTER_NAME})))")
_ONE_WORD = re.compile(
    rf"(?P<name>{CAPITAL}) (?i:here|hier|mein name|ist mein name|am apparat|à l'appareil)(?!\w)"
)
# "harbour view hotel, callum speaking".
_PLAIN_HERE = re.compile(
    r"(?P<name>[^\W\d_]{3,})(?: speaking| here|,? am apparat|,? à votre écoute| al habla|$)"
)
# "What is the cat's name?" asks for no caller.
_OF_ANOTHER = re.compile(
    r"\b(?:her|his|their) (?:\w+ )?name\b|\b(?:she|he|they) called\b|\bse llama (?:ella|él|su)\b"
    r"|\bwie heißt (?!das)|\b(?:elle|il) s'appelle|\bs'appelle(?:-t-(?:elle|il)| votre| ton)\b"
    r"|\bsi chiama (?:lui|sua|suo|il|la)\b|\bse chama (?:ela|ele|a|o)\b"
    r"|\b(?:a|o) (?:sua|seu) \w+[ ,]+(?:como )?(?:se chama|chama-se)\b|"
    r"\b(?:(?:cat|dog|pet|puppy|kitten|horse|baby|child|kid|son|daughter|patient|doctor|dentist"
    r"|company|business|street|school|husband|wife|mother|father)(?:'s)?|mascota|perr\w+"
    r"|gat[oaity]+\w*"
    r"|niñ\w+|hij[oa]|padre|madre|empresa|hund\w*|katze|kater|tier\w*|kind\w*|sohn\w*|tochter"
    r"|firma|chien\w*|chat\w*|enfant|fils|fille|société|entreprise|cane|bambin\w+|figli\w+"
    r"|ditta|azienda|cachorr\w+|cão|cadela|filh\w+|animal\w*)\b"
)
_ENDS = re.compile(r"\s*(?:[.,!?;]|$)")
_YOUR_NAME = re.compile(
    r"\b(?:your|su|ihr|votre|suo|seu|uw)(?: \w+)? (?:name|nombre|nom|prénom|nome|naam)\b"
)
# "It's for Blaylock", with which the caller ends.
_LAST_NAME = re.compile(
    r"\b(?:for|under|name(?:'s| is)?|auf|für|name ist|a nombre de|au nom de|a nome(?: di)?"
    r"|em nome de) ([^\W\d_]{3,})[ .!?]*$",
    re.IGNORECASE,
)
# "Winnie, in Yonkers".
_IN = re.compile(r"(?:in|from|at|en|aus|à|da|em|no|na|uit)\b")
_LAST_NAME_IS = re.compile(
    r"(?<!\w)(?:last name|surname|family name|apellidos?|nachname|familienname|nom de famille"
    r"|cognome"
    r"|apelido|sobrenome|achternaam)(?: is| es| ist| est| è| é)?[:,]? ([^\W\d_]{3,})(?!\w)",
    re.IGNORECASE,
)
_SPEAKS_WITH = re.compile(
    r"\b(?:(?:am i )?(?:speaking|talking) (?:to|with)|spreche ich mit|je parle à|parlo con"
    r"|hablo con|falo com|spreek ik met) "
)
_OPENING_CHARS = 160
_OPENING_CLAUSES = 5
_CLAUSE = re.compile(r"[,.!?;]\s*")
# "Your name is Hannah" does not state the agent's name.
_YOURS = re.compile(r"\b(?:your|su|ihr|dein|votre|suo|seu|uw|je)\b", re.IGNORECASE)
_YOURS_CHARS = 12


def agent_names(turns: Sequence[Turn], languages: Sequence[str] = READ) -> frozenset[str]:
    """Returns the first names by which agents introduce themselves, in lower case."""
    names = [
        match["name"]
        for language in languages
        for turn in turns
        if turn.speaker is Speaker.AGENT
        for pattern in (RULES[language].introduced, RULES[language].here)
        for match in matches(pattern, turn.text)
        if not turn.text[match.end("name") :].lstrip().startswith("?")
        # "Fala, Cleber" addresses the caller.
        and "," not in turn.text[match.start() : match.start("name")]
        and not _YOURS.search(turn.text, max(0, match.start() - _YOURS_CHARS), match.start() + 1)
    ]
    greeting = next((turn for turn in turns if turn.speaker is Speaker.AGENT), None)
    if greeting and is_plain(greeting.text):
        names.extend(
            name
            for language in languages
            if language not in CASELESS
            for match in matches(RULES[language].introduces, greeting.text)
            if (name := name_at(greeting.text, match.end(), language, (), is_stated=True))
        )
        names.extend(match["name"] for match in _PLAIN_HERE.finditer(greeting.text[:LONGEST]))
    return frozenset(name.split()[0].lower() for name in names)


def caller_name(
    turns: Sequence[Turn], *, languages: Sequence[str], agents: Collection[str]
) -> str | None:
    """Returns the fullest form of the name that was asked for, else the one with which the caller
    introduced themselves, else the one that the agent said and the caller confirmed.
    """
    found = _Names(turns, languages, agents)
    candidates = [*found.answers(), *found.introductions(), *found.confirmations()]
    if not candidates:
        return found.spelt()
    chosen = found.with_last_name(found.with_first_name(candidates))
    fuller = [
        each
        for each in candidates
        if len(each.split()) > len(chosen.split()) and set(chosen.split()) <= set(each.split())
    ] or list(found.fuller(chosen))
    return found.as_spelt(fuller[0] if fuller else chosen)


class _Names:
    def __init__(
        self, turns: Sequence[Turn], languages: Sequence[str], agents: Collection[str]
    ) -> None:
        self._turns = turns
        self._agents = agents
        self._name_rules = [RULES[language] for language in languages]
        self._caller = [turn for turn in turns if turn.speaker is not Speaker.AGENT]

    def introductions(self) -> Iterator[str]:
        for turn in self._caller:
            yield from self._with_rule(turn.text, "introduced")
        for turn in self._caller:
            for match in matches(_TWICE, turn.text):
                yield from self._allowed(match["name"], self._name_rules[:1])
        yield from self._greetings()
        for turn in self._caller:
            yield from self._with_rule(turn.text, "here")
        yield from self._uncapitalised()

    def _with_rule(self, text: str, rule: str) -> Iterator[str]:
        for rules in self._name_rules:
            for match in matches(getattr(rules, rule), text):
                is_behind = rule == "here" and rules.language in CASELESS
                yield from self._allowed(match["name"], [rules], is_behind=is_behind)

    def _greetings(self) -> Iterator[str]:
        """Finds "Hello, Oscar Lind." among the first words."""
        yield from self._openings()
        for turn in self._caller[:_GREETED]:
            for sentence in sentences((turn,))[:2]:
                for rules in self._name_rules:
                    said = _without_noise(sentence.text, rules)
                    first, comma, rest = said.partition(", ")
                    if comma and first.lower().rpartition(" ")[2] in self._agents:
                        said = _without_noise(rest, rules)
                    is_caseless = rules.language in CASELESS and len(said) < len(sentence.text)
                    match = (rules.bare.fullmatch(said.rstrip(" .!")) if is_caseless else None) or (
                        _GREETED_NAME.match(said)
                    )
                    if match and " " in match["name"] and not _is_firm(match["name"], rules):
                        yield from self._allowed(match["name"], self._name_rules, fewest=2)

    def _openings(self) -> Iterator[str]:
        """The first clause of the call that is no greeting: "moin, thorsten ehlers von". Without
        capitals a word of it has to be said once more in the call.
        """
        for turn in self._caller[:1]:
            for rules in self._name_rules:
                if rules.language in CASELESS:
                    continue
                clause = _first_clause(turn.text, rules)
                if is_plain(turn.text):
                    name = opening_name(clause, rules, self._agents)
                    if name and (
                        is_sure_opening(name, clause, rules) or self._is_repeated(name, turn)
                    ):
                        yield name
                elif (
                    match := _GREETED_NAME.match(clause) or _ONE_WORD.match(clause)
                ) and not _is_firm(match["name"], rules):
                    fewest = 2 if match.re is _GREETED_NAME else 1
                    yield from self._allowed(match["name"], self._name_rules, fewest=fewest)

    def _is_repeated(self, name: str, where: Turn) -> bool:
        words = [word for word in name.lower().split() if len(word) > 2]
        others = " ".join(turn.text.lower() for turn in self._turns if turn is not where)
        return any(re.search(rf"(?<!\w){re.escape(word)}", others) for word in words) or any(
            where.text.lower().count(word) > 1 for word in words
        )

    def _uncapitalised(self) -> Iterator[str]:
        """Finds names without capitals, which recognised speech sometimes lacks."""
        plain = [turn for turn in self._caller if is_plain(turn.text)]
        for rules in self._name_rules:
            if rules.language in CASELESS:
                continue
            for turn in plain:
                yield from repeated_names(turn, rules, self._agents)
            for turn in plain[:_FIRST_TURNS]:
                yield from called_names(turn, rules, self._agents)
            yield from stated_names(self._turns, rules, self._agents)
            yield from titled_names(self._turns, rules)

    def answers(self) -> Iterator[str]:
        first = last = None
        for asked, answer in self._questions():
            for rules in self._name_rules:
                if rules.asks_first.search(asked):
                    first = first or self._name_in_answer(answer.text, rules)
                elif rules.asks_last.search(asked):
                    last = last or self._name_in_answer(answer.text, rules)
                elif rules.asks.search(asked) and (
                    name := self._name_in_answer(answer.text, rules)
                ):
                    yield name
        if first and not last and " " not in first:
            last = self._before_first_name()
        if first and last and " " not in first and " " not in last:
            yield f"{first} {last}"
        elif first or last:
            yield first or last or ""

    def _questions(self) -> Iterator[tuple[str, Turn]]:
        """Yields the agent's words that may ask for the caller's name, with the answers."""
        for turn, answer in exchanges(self._turns):
            asked = turn.text[-LONGEST:]
            if _YOUR_NAME.search(asked.lower()) or not _OF_ANOTHER.search(asked.lower()):
                yield asked, answer

    def _before_first_name(self) -> str | None:
        """Returns the last name that the caller says before the question for the first: "It's for
        Blaylock." "First name?"
        """
        for said, asked in zip(self._turns, self._turns[1:], strict=False):
            if asked.speaker is not Speaker.AGENT or said.speaker is Speaker.AGENT:
                continue
            for rules in self._name_rules:
                if not rules.asks_first.search(asked.text[-LONGEST:]):
                    continue
                match = _LAST_NAME.search(said.text[-LONGEST:])
                if match and next(self._allowed(match[1], [rules]), None):
                    return match[1].title() if is_plain(match[1]) else match[1]
        return None

    def _name_in_answer(self, text: str, rules: NameRules) -> str | None:
        """Returns the fullest name in a bare answer."""
        said = _without_noise(text[:_ANSWER_CHARS], rules)
        if rules.language not in CASELESS and is_plain(said):
            return self._plain_answer(said, rules)
        if rules.language in CASELESS:
            clause = re.split(r"[,.!?;،।]", said, maxsplit=1)[0].strip()
            match = rules.introduced.search(text) or rules.bare.fullmatch(clause)
            return next(self._allowed(match["name"], [rules]), None) if match else None
        names = [
            name
            for match in rules.bare.finditer(text[:_ANSWER_CHARS])
            for name in self._allowed(match["name"], [rules])
            if not is_spelt(name)
        ]
        begins = rules.bare.match(said)
        opening = next(self._allowed(begins["name"], [rules]), None) if begins else None
        full = [name for name in names if " " in name]
        if opening is None:
            return full[0] if full and len(text) < _ANSWER_CHARS // 2 else None
        if is_spelt(opening):
            return full[0] if full else None
        return next((name for name in full if opening in name.split()), opening)

    def _plain_answer(self, said: str, rules: NameRules) -> str | None:
        """Returns the name of an answer without capitals: "abiodun, helen abiodun"."""
        turn = Turn(Speaker.CUSTOMER, said)
        if repeated := next(repeated_names(turn, rules, self._agents), None):
            return repeated
        parts = re.split(r"[,.]", said)[:_GREETED]
        clauses = [part.strip() for part in parts if not _IN.match(part.strip())] or [""]
        named = [
            name_at(clause, 0, rules.language, self._agents, is_stated=not place)
            for place, clause in enumerate(clauses)
        ]
        # "Cliff, clifford banning."
        is_short = named[0] is not None and " " not in named[0]
        fuller = next((name for name in named[1:] if name and " " in name), None)
        return fuller if is_short and fuller else named[0]

    def with_first_name(self, candidates: Sequence[str]) -> str:
        """Joins the parts of a name: "Thoma here." and "Your first name?" "Gisela." """
        first, *others = candidates
        asked = " " not in first and any(
            rules.asks_first.search(turn.text[-LONGEST:])
            for turn in self._turns
            if turn.speaker is Speaker.AGENT
            for rules in self._name_rules
        )
        last = next((each for each in others if " " not in each and each != first), None)
        return f"{first} {last}" if asked and last else first

    def with_last_name(self, name: str) -> str:
        """Adds a last name that is called one: "I'm Teresa, last name Okoye"."""
        if " " in name:
            return name
        stated = (
            match[1]
            for turn in self._caller
            for match in matches(_LAST_NAME_IS, turn.text)
            if match[1].lower() != name.lower()
            and next(self._allowed(match[1], self._name_rules[:1]), None)
        )
        last = next(stated, None)
        return f"{name} {last[:1].upper()}{last[1:]}" if last else name

    def fuller(self, name: str) -> Iterator[str]:
        """Adds a second name where the caller says both: "Brandon. Brandon Cruz."."""
        if " " in name or self._name_rules[0].language in CASELESS:
            return
        yield from self._fuller_without_capitals(name)
        pattern = re.compile(rf"(?<!\w)(?P<name>{re.escape(name)} {CAPITAL})(?!\w)")
        for turn in self._caller:
            for match in matches(pattern, turn.text):
                yield from (
                    each
                    for each in self._allowed(match["name"], self._name_rules[:1], fewest=2)
                    if each.split()[-1].lower() not in CITIES
                )

    def _fuller_without_capitals(self, name: str) -> Iterator[str]:
        rules = self._name_rules[0]
        pattern = re.compile(rf"(?<!\w){re.escape(name.lower())}(?= [^\W\d_])")
        for turn in self._caller:
            for match in matches(pattern, turn.text if is_plain(turn.text) else ""):
                full = name_at(
                    turn.text, match.start(), rules.language, self._agents, is_stated=False
                )
                ends = full and _ENDS.match(turn.text, match.start() + len(full))
                if full and ends and " " in full:
                    yield full

    def confirmations(self) -> Iterator[str]:
        for position, turn in enumerate(self._turns[:-1]):
            answer = self._turns[position + 1]
            if turn.speaker is not Speaker.AGENT or answer.speaker is Speaker.AGENT:
                continue
            languages = [rules.language for rules in self._name_rules]
            if position < _GREETED and is_confirmed(self._turns, position, languages):
                yield from self._asked_for(turn)
            if "?" not in turn.text or not is_confirmed(self._turns, position, languages):
                continue
            for rules in self._name_rules:
                for match in matches(rules.confirmed, turn.text):
                    for name in self._allowed(match["name"], [rules]):
                        if name.lower() not in CITIES and (
                            " " in name or rules.language not in _TWO_WORDS
                        ):
                            yield name

    def _asked_for(self, turn: Turn) -> Iterator[str]:
        """Returns for whom the agent asks: "am I speaking with ben okafor", without capitals."""
        for rules in self._name_rules:
            if rules.language in CASELESS or not is_plain(turn.text):
                continue
            for match in matches(_SPEAKS_WITH, turn.text):
                name = name_at(turn.text, match.end(), rules.language, (), is_stated=True)
                if name:
                    yield name

    def spelt(self) -> str | None:
        """Returns a name that was only spelt, as an answer to who is calling."""
        for position, turn in enumerate(self._turns[:-1]):
            answer = self._turns[position + 1]
            if turn.speaker is not Speaker.AGENT or answer.speaker is Speaker.AGENT:
                continue
            asked = turn.text[-LONGEST:]
            for rules in self._name_rules:
                if any(
                    each.search(asked)
                    for each in (rules.asks, rules.asks_spelling, rules.asks_last)
                ) and (words := spelt_words(answer.text, rules)):
                    return " ".join(words)
        return None

    def as_spelt(self, name: str) -> str:
        """Corrects a name by the caller's spelling of it."""
        words = name.split()
        for turn in self._caller:
            for rules in self._name_rules:
                for spelt in spelt_words(turn.text, rules):
                    if self._is_of_address(spelt):
                        continue
                    words = [spelt if is_like(spelt, word) else word for word in words]
        return " ".join(words)

    def _is_of_address(self, spelt: str) -> bool:
        """Returns whether the letters belong to an e-mail address: "simonekw arroba"."""
        said = re.compile(rf"(?<!\w){re.escape(spelt.lower())}\d*\s*(?:@|{AT.pattern})", re.I)
        return any(said.search(turn.text[:LONGEST]) for turn in self._turns)

    def _allowed(
        self, raw: str, rules: Sequence[NameRules], fewest: int = 1, *, is_behind: bool = False
    ) -> Iterator[str]:
        """Returns the leading words that can be a name; `is_behind` are other words that may
        resemble one.
        """
        words: list[str] = []
        refused = RELATIONS.union(*(each.no_names for each in rules))
        parts = _OF.split(raw, maxsplit=1)[0].split()
        if is_behind:
            parts = list(dropwhile(lambda word: word.lower() in refused, parts))
        for word in parts[:_WORDS_IN_NAME]:
            plain = word.lower().strip("'\"")
            if word in OF_A_FIRM and word != "de" and len(words) > 1:
                break
            if words and re.fullmatch(PARTICLES, plain):
                words.append(word)
                continue
            if plain in refused or plain.removesuffix("'s") in refused:
                break
            words.append(word.removesuffix("'s").removesuffix("’s"))
        while words and re.fullmatch(PARTICLES, words[-1].lower()):
            words.pop()
        if len(words) >= fewest and words[0].lower() not in self._agents:
            yield " ".join(words)


def _without_noise(text: str, rules: NameRules) -> str:
    at = 0
    for _ in range(_GREETED + 1):
        match = rules.noise.match(text, at)
        if match is None or match.end() == at:
            break
        at = match.end()
    return text[at:].strip()


def _is_firm(name: str, rules: NameRules) -> bool:
    """Returns whether the name ends with a kind of company: "Halsey Architects"."""
    if rules.language in CASELESS:
        return False
    own = re.split(rf" {PARTICLES} ", name, maxsplit=1)[0]
    return proper_rules(rules.language).is_kind(own.rsplit(maxsplit=1)[-1].lower())


def _first_clause(text: str, rules: NameRules) -> str:
    """Returns the words after the greetings; "hi arjun," is one, "hola matías qué tal" another."""
    for clause in _CLAUSE.split(text[:_OPENING_CHARS])[:_OPENING_CLAUSES]:
        rest = _without_noise(clause, rules)
        greets = rest != clause.strip()
        if rest and not (greets and (" " not in rest or _ends_in_noise(rest, rules))):
            return rest
    return ""


def _ends_in_noise(text: str, rules: NameRules) -> bool:
    """Returns whether noise follows the first word, as after a name: "matías qué tal"."""
    _, _, rest = text.partition(" ")
    return not _without_noise(rest, rules)
