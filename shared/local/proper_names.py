"""Reads the town or the company that begins at a place of a text, with or without capitals."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from shared.local.name_rules import RELATIONS, RULES
from shared.local.place_words import PLACE_WORDS
from shared.local.places import towns_of
from shared.local.sentences import is_plain, matching_text

_WORD = re.compile(r"[^\W\d_](?:[\w&]|['’-](?=\w))*|&")
# Between two words of a name; a full stop only after "St".
_GAP = re.compile(r" ++")
_ABBREVIATION = re.compile(r"\.(?= )")
_MOST_WORDS = 8
_WORDS_OF_A_TOWN, _WORDS_OF_A_FIRM = 4, 5
_SHORTEST_TOWN = 3
# "l'Aquila" is one word, "d'Issy" two.
_ELISION = re.compile(r"(?:[dl]|dell|all|qu|dall|nell)['’](?=\w)", re.I)
# "In uh Brighton", "à euh Montreuil".
_FILLER = re.compile(
    r",? ?(?:uh|uhm|um|er|erm|eh|ehm|este|ähm?|öhm?|euh|hum|hmm|é|mm+),? (?=\w)", re.I
)
_ARTICLES = frozenset(
    (
        "the", "la", "el", "il", "lo", "le", "les", "i", "gli", "los", "las", "o", "a", "os", "as",
        "die", "der", "das", "den", "dem",
    )
)  # fmt: skip
_ARTICLE = re.compile(rf"(?:{'|'.join(sorted(_ARTICLES, key=len, reverse=True))}) ++", re.I)
_AND = {
    "en": ("and", "&"), "es": ("y", "e", "&"), "de": ("und", "&"), "fr": ("et", "&"),
    "it": ("e", "ed", "&"), "pt": ("e", "&"), "nl": ("en", "&"),
}  # fmt: skip
_OF = frozenset(
    ("of", "de", "del", "di", "da", "do", "du", "des", "dos", "von", "la", "las", "los")
)
# Where an article precedes towns that are listed without it: "no Porto".
_TOWNS_WITH_ARTICLE = ("pt",)
# "Ceramiche Pavan di Thiene"; "du" and "del" are followed by more of the name.
_BEFORE_TOWN = frozenset(("de", "di", "von", "of"))
# How much of a run-on sentence may follow the first words of a town that is not known.
_LONGEST_REST = 1


@dataclass(frozen=True, slots=True)
class Proper:
    """A name in a text. `is_known`: a town from the list, a company with a word for its trade."""

    name: str
    start: int
    end: int
    is_known: bool


@dataclass(frozen=True, slots=True)
class SpokenWord:
    text: str
    plain: str
    start: int
    end: int

    @property
    def is_capital(self) -> bool:
        return self.text[:1].isupper() or self.text == "&"


@dataclass(frozen=True, slots=True)
class ProperRules:
    """The words of one language that begin, join and end names."""

    language: str
    others: frozenset[str]
    begins: frozenset[str]
    joins: frozenset[str]
    types: frozenset[str]
    streets: frozenset[str]
    heads: bool

    def is_kind(self, word: str) -> bool:
        """Returns whether the word is a kind of company as it is listed, and hardly a name."""
        is_compound = self.language == "de" and _GERMAN_TRADE.search(word) is not None
        return word in self.types or is_compound

    def is_trade(self, word: str) -> bool:
        """Returns whether the word is a kind of company, in the singular or plural."""
        return (
            self.is_kind(word) or f"{word}s" in self.types or word.removesuffix("s") in self.types
        )


# German writes a trade as one word: "Autovermietung".
_GERMAN_TRADE = re.compile(
    r"(?:\w{3})(?:bau|technik|haus|vermietung|verleih|handel|handlung|service|dienste?|betriebe?"
    r"|werke?"
    r"|werkstatt|markt|studio|zentrum|praxis|verwaltung|beratung|versicherung|schule|gärtnerei"
    r"|bäckerei|metzgerei|schreinerei|tischlerei|verlag|versand|gesellschaft|agentur|reinigung"
    r"|transporte|logistik|sanierung|montagen?|planung|vertrieb|laden|stube|apotheke|kanzlei)$"
)


@cache
def proper_rules(language: str) -> ProperRules:
    words = PLACE_WORDS[language]
    return ProperRules(
        language,
        frozenset(words.others.split()),
        frozenset(words.begins.split()),
        frozenset(words.joins.split()),
        frozenset(words.firm_types.split()),
        frozenset(words.property.split()),
        language in ("es", "fr", "it", "pt"),
    )


def town_at(text: str, at: int, language: str, *, only_known: bool = False) -> Proper | None:
    """Returns the town that begins at a place, after an article. Only a listed town is sure to be
    one; others have a capital, or are followed by words that belong to no name.
    """
    rules = proper_rules(language)
    starts = _starts(text, at, with_articles=language in _TOWNS_WITH_ARTICLE)
    for start in starts:
        if known := _known_town(words_at(text, start), text, rules):
            return known
    words = words_at(text, starts[-1])
    if only_known or not words or words[0].plain in rules.others:
        return None
    run = _capital_run(words, rules) if not is_plain(text) else _plain_run(words, rules)
    if not run or len(run[0].text) < _SHORTEST_TOWN or run[0].plain in RULES[language].no_names:
        return None
    if any(rules.is_trade(word.plain) for word in run) or run[-1].plain in rules.streets:
        return None
    return _proper(run, text, rules, is_known=False)


def _known_town(words: Sequence[SpokenWord], text: str, rules: ProperRules) -> Proper | None:
    towns = towns_of(rules.language)
    for length in range(min(_WORDS_OF_A_TOWN, len(words)), 0, -1):
        run = words[:length]
        if " ".join(word.plain for word in run).replace(".", "") not in towns:
            continue
        is_ordinary = length == 1 and run[0].plain in rules.others
        if is_ordinary or not (is_plain(text) or run[0].is_capital):
            continue
        if words[length:] and _is_part_of_more(words[length], rules):
            continue
        return _proper(run, text, rules, is_known=True)
    return None


def _is_part_of_more(following: SpokenWord, rules: ProperRules) -> bool:
    """Returns whether the town is the beginning of another name: "Hamilton Bakery", "Circle K"."""
    return following.plain in rules.types or (following.is_capital and len(following.text) == 1)


def _capital_run(words: Sequence[SpokenWord], rules: ProperRules) -> list[SpokenWord]:
    run: list[SpokenWord] = []
    for place, word in enumerate(words[:_WORDS_OF_A_TOWN]):
        follows = place + 1 < len(words) and words[place + 1].is_capital
        is_name = word.is_capital and word.plain not in RULES[rules.language].no_names
        if is_name or (run and word.plain in rules.joins and follows):
            run.append(word)
        else:
            break
    return run


def _plain_run(words: Sequence[SpokenWord], rules: ProperRules) -> list[SpokenWord]:
    """Returns the words of a town without capitals: one, or more if its first word is of two-word
    names, or if nothing else follows.
    """
    open_words: list[SpokenWord] = []
    for word in words:
        if word.plain in rules.others and not (open_words and word.plain in rules.joins):
            break
        open_words.append(word)
    while open_words and open_words[-1].plain in rules.joins:
        open_words.pop()
    if not open_words:
        return []
    first = 1
    while first < len(open_words) and open_words[first - 1].plain in rules.begins:
        first += 1
    inner = [word for word in open_words[1:] if word.plain in rules.joins]
    if len(open_words) <= first + _LONGEST_REST or (inner and len(open_words) <= first + 2):
        return open_words
    return open_words[:first] if open_words[first].plain in rules.joins else []


def firm_at(
    text: str, at: int, language: str, owner: Sequence[str] = (), *, any_name: bool = False
) -> Proper | None:
    """Returns the company that begins at a place: words with one for a trade, or with a name of
    `owner`; with `any_name`, words of any kind.
    """
    rules = proper_rules(language)
    for start in _starts(text, at):
        words = words_at(text, start)
        run = _firm_run(words, text, rules)
        is_article = bool(words) and words[0].plain in _ARTICLES
        if not run and is_article and len(words) > 1 and words[1].plain in owner[1:]:
            # "Le Bihan Événements" of Nadège Le Bihan.
            run = [words[0], *_firm_run(words[1:], text, rules)]
        types = [place for place, word in enumerate(run) if rules.is_trade(word.plain)]
        if types and len(run) > 1:
            # "Haverstock Bakery for bread": the trade ends the name, unless it begins it.
            end = types[-1] + 1 if types[0] or not rules.heads else len(run)
            run = run if types[-1] == 0 else run[: max(end, types[-1] + 1)]
        has_trade = bool(types) and len(run) > len(types)
        if has_trade or _is_owned(run, owner):
            return _proper(run, text, rules, is_known=True)
        if any_name and run and not (types and len(run) == 1):
            return _proper(run, text, rules, is_known=False)
    return None


def _is_owned(run: Sequence[SpokenWord], owner: Sequence[str]) -> bool:
    """Returns whether a name of the owner is the last or the first word, next to another word that
    is no name of theirs: "Bühlmann Treuhand", but not "Samuele Bertoli".
    """
    plain = [word.plain for word in run]
    if len(run) < 2 or RELATIONS.intersection(plain) or (owner and owner[0] in plain):
        return False
    return any(word in owner[1:] for word in (plain[0], plain[-1])) and not all(
        word in owner for word in plain
    )


def _firm_run(words: Sequence[SpokenWord], text: str, rules: ProperRules) -> list[SpokenWord]:
    """Returns the words up to the first that belongs to no company."""
    run: list[SpokenWord] = []
    for place, word in enumerate(words[:_WORDS_OF_A_FIRM]):
        rest = words[place + 1 :]
        if word.plain in _AND[rules.language] or word.plain in _OF:
            belongs = bool(run) and _joins_firm(word, run, rest, text, rules)
        else:
            is_single = not run and not (rest and rest[0].is_capital)
            belongs = _is_of_firm(word, text, rules, is_single=is_single)
        if not (belongs or _is_inner_article(word, run, rest, rules)):
            break
        run.append(word)
    while run and (run[-1].plain in _AND[rules.language] or run[-1].plain in _OF):
        run.pop()
    return run


def _joins_firm(
    word: SpokenWord,
    run: Sequence[SpokenWord],
    rest: Sequence[SpokenWord],
    text: str,
    rules: ProperRules,
) -> bool:
    """Returns whether "and" or "of" is followed by more of the name, and not by the town."""
    trades = sum(rules.is_trade(each.plain) for each in run)
    is_complete = word.plain in _BEFORE_TOWN and 0 < trades < len(run)
    is_complete = is_complete or _known_town(rest, text, rules) is not None
    if not rest or (trades and is_complete and word.plain in _OF):
        return False
    follows = rest[0].plain not in rules.others if is_plain(text) else rest[0].is_capital
    return follows or rest[0].plain in _OF


def _is_of_firm(word: SpokenWord, text: str, rules: ProperRules, *, is_single: bool) -> bool:
    if rules.is_trade(word.plain):
        return True
    if word.plain in RULES[rules.language].no_names:
        return False
    if is_plain(text):
        return word.plain not in rules.others
    return word.is_capital and not (is_single and word.plain in rules.others)


def _is_inner_article(
    word: SpokenWord, run: Sequence[SpokenWord], rest: Sequence[SpokenWord], rules: ProperRules
) -> bool:
    """Recognizes the article in "la crèche les lutins"."""
    return (
        rules.heads
        and len(run) == 1
        and rules.is_trade(run[0].plain)
        and word.plain in _ARTICLES
        and bool(rest)
        and rest[0].plain not in rules.others
    )


def _starts(text: str, at: int, *, with_articles: bool = True) -> list[int]:
    """Returns the places at which the name may begin: with its article, and behind it."""
    gap = _GAP.match(text, at)
    start = gap.end() if gap else at
    if filler := _FILLER.match(text, start):
        start = filler.end()
    if elided := _ELISION.match(text, start):
        return [start, elided.end()]
    article = _ARTICLE.match(text, start) if with_articles else None
    return [start, article.end()] if article else [start]


def words_at(text: str, at: int) -> list[SpokenWord]:
    """Returns the words from a place up to the next mark of punctuation."""
    words: list[SpokenWord] = []
    while len(words) < _MOST_WORDS and (match := _WORD.match(text, at)):
        words.append(SpokenWord(match[0], matching_text(match[0]), match.start(), match.end()))
        at = match.end()
        if words[-1].plain in ("st", "ste") and (mark := _ABBREVIATION.match(text, at)):
            at = mark.end()
        if (gap := _GAP.match(text, at)) is None:
            break
        at = gap.end()
    return words


def _proper(run: Sequence[SpokenWord], text: str, rules: ProperRules, *, is_known: bool) -> Proper:
    start, end = run[0].start, run[-1].end
    said = text[start:end]
    if is_plain(text):
        said = " ".join(
            word.text
            if place
            and (
                word.plain in rules.joins or word.plain in _AND[rules.language] or word.plain in _OF
            )
            else "-".join(part[:1].upper() + part[1:] for part in word.text.split("-"))
            for place, word in enumerate(run)
        )
    return Proper(said.removesuffix("'s").removesuffix("’s"), start, end, is_known)
