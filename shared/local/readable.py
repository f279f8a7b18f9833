"""Determines the languages of a call, and whether the local rules can read them: finding nothing in
an unknown language proves nothing.

The text decides by its letters and its most frequent words. The sender's label counts only for a
text that is too short, because it is often a default.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from shared.domain.languages import primary_language
from shared.domain.numerals import digit_words
from shared.domain.stored_texts import CallbackReason
from shared.domain.transcript import Speaker, Turn
from shared.local.lexicons import READ

# Words of nearly every sentence. Unreadable languages are included so that they win over their
# neighbours: Danish over Dutch, Romanian over Italian.
_FREQUENT = {
    "en": (
        "the a an i you it is to of and that in my for on we me have can this be your not are was"
        " do what with at call please yes no okay so but if hi hello thanks thank from will just"
        " about"
    ),
    "es": (
        "que de no a la el es y en lo un por me una te los se con para mi está si pero las su más"
        " muy gracias como hola puede yo usted quiere llamar ayudar buenos días mañana sí ha he"
        " tengo quiero al del"
    ),
    "de": (
        "ich sie das ist du nicht die und es der wir was zu ein er in mir mit ja wie den auf mich"
        " dass so eine für haben bin kann guten tag danke bitte von mein meine hallo noch aber"
        " um im"
    ),
    "fr": (
        "je vous nous le la les de des du un une et est pas que qui pour dans ce il elle mon ma"
        " votre avec sur oui bonjour merci ne au en suis ai mais c d l j demain"
    ),
    "it": (
        "il lo la di che è un una per non sono con mi ho del della ma si come grazie buongiorno può"
        " questo mio e ha al le domani vorrei sì solo ora volevo posso sapere quando dove signora"
        " va"
    ),
    "pt": (
        "não você uma um é com para os as do da em que por mais muito obrigado obrigada está meu"
        " minha eu isso bom dia às ao me o e de amanhã sim pode"
    ),
    "nl": (
        "de het een en van ik je dat is niet op te voor met zijn u er maar om goed kunt mijn"
        " bedankt hallo morgen ja wij heb wat kan"
    ),
    "hi": (
        "hai hain ka ki ke ko main mera meri mujhe aap nahi kya se mein aur ye woh kar theek ji"
        " haan"
        " namaste kal baje tha thi hoon hun bhi"
    ),
    "pl": (
        "nie to się w na z jest że do i jak dzień dobry proszę tak mam czy pan pani mi o jutro"
        " dziękuję mnie"
    ),
    "cs": "a je to se na že v s z do jsem ne ano dobrý den prosím děkuji mi zítra si ale jak mám",
    "sv": "och jag det att en är på för med inte du vi hej tack kan har som i till ni ja mig",
    "da": "og jeg det at en er på for med ikke du vi hej hei tak takk kan har som i til ja den mig",
    "tr": (
        "ve bir bu için ben sen var yok evet hayır merhaba teşekkürler lütfen ne mi mı de da çok"
        " benim yarın beni"
    ),
    "ro": "și nu este de la un o pe cu că am mă vă bună mulțumesc da sunt pentru în să mâine",
    "fi": "ja on ei se että minä hän hei kiitos voi joo olen mutta niin minun huomenna päivää",
    "hu": "a az és nem hogy van egy ez igen jó napot köszönöm kérem én meg holnap engem",
    "id": (
        "saya anda yang dan di ini itu tidak ada bisa untuk dengan terima kasih ya besok akan ke"
        " selamat"
    ),
    "vi": "tôi bạn là có không và của được cho này xin chào cảm ơn anh chị ngày mai",
}
# A row of digits may be all that is said.
for _language in READ:
    if _language in _FREQUENT:
        _FREQUENT[_language] += "".join(f" {word}" for word in digit_words(_language))
_LANGUAGES = (*_FREQUENT, "he", "ar")
_LANGUAGES_OF: dict[str, tuple[int, ...]] = {
    word: tuple(
        number for number, language in enumerate(_FREQUENT) if word in _FREQUENT[language].split()
    )
    for words in _FREQUENT.values()
    for word in words.split()
}
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
# The letters of a script, and the readable language that uses them; other languages with the script
# have additional letters, which count as foreign.
_SCRIPTS = {
    "he": re.compile(r"[\u05d0-\u05ea]"),
    "ar": re.compile(r"[\u0621-\u064a]"),
    "hi": re.compile(r"[\u0904-\u0939\u0958-\u0961]"),
}

# In any readable language some of this many words are frequent ones; in English nearly every second
# is.
_ENOUGH_WORDS = 12
# Another language needs this many more frequent words: neighbours share some, and a short text has
# few.
_CLEARLY = 2
# This many frequent words distinguish languages. A language with this share of the largest count is
# spoken too, or too similar to exclude.
_ENOUGH_TO_CHOOSE, _ALSO_SPOKEN = 6, 0.6
# The language of a text shows in so much of it.
ENOUGH_CHARS = 2000
# The share of letters that no readable language has.
_FOREIGN_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of letters, letters of unreadable scripts, words, and frequent words of
    each language.
    """

    letters: int = 0
    foreign_letters: int = 0
    words: int = 0
    frequent: tuple[int, ...] = (0,) * len(_LANGUAGES)

    def then(self, later: "Tally") -> "Tally":
        return Tally(
            self.letters + later.letters,
            self.foreign_letters + later.foreign_letters,
            self.words + later.words,
            tuple(
                mine + theirs for mine, theirs in zip(self.frequent, later.frequent, strict=True)
            ),
        )

    def is_read(self, label: str | None) -> bool:
        if not self.letters:
            return True
        if self.foreign_letters >= _FOREIGN_SHARE * self.letters:
            return False
        known = max(self._count_of(language) for language in READ)
        foreign = max(self._count_of(language) for language in _LANGUAGES if language not in READ)
        if known + foreign >= 3:
            return foreign - known < _CLEARLY
        return self.words < _ENOUGH_WORDS and (label is None or label in READ)

    def languages(self, label: str | None) -> tuple[str, ...]:
        """Returns the readable languages that the words may be in: all of them when there are too
        few words to decide.
        """
        most = max(self._count_of(language) for language in READ)
        if most < _ENOUGH_TO_CHOOSE:
            return READ
        chosen = {each for each in READ if self._count_of(each) >= _ALSO_SPOKEN * most}
        return tuple(each for each in READ if each in chosen or each == label)

    def _count_of(self, language: str) -> int:
        return self.frequent[_LANGUAGES.index(language)]


@dataclass(frozen=True, slots=True)
class Readability:
    """The counts of the agent and of the other speakers, separately: a readable agent says nothing
    about the caller's wish.
    """

    agent: Tally = Tally()
    others: Tally = Tally()

    def then(self, turns: Sequence[Turn]) -> "Readability":
        agent = [turn.text for turn in turns if turn.speaker is Speaker.AGENT]
        others = [turn.text for turn in turns if turn.speaker is not Speaker.AGENT]
        return Readability(self.agent.then(_tally(agent)), self.others.then(_tally(others)))

    def languages(self, language: str | None) -> tuple[str, ...]:
        """Returns the languages whose rules are applied to the call."""
        return self.agent.then(self.others).languages(primary_language(language))

    def unread(self, language: str | None) -> CallbackReason | None:
        """Returns why the rules cannot read the call, for people; None when they can. `language` is
        the sender's label.
        """
        label = primary_language(language)
        if self.agent.is_read(label) and self.others.is_read(label):
            return None
        return CallbackReason.LANGUAGE_NOT_READ


def main_language(text: str, label: str | None) -> str | None:
    """Returns the language that most frequent words of a text are of; `label`, the one that others
    state, if the text is too short to decide, or may well be in it. It reads the beginning only.
    """
    tally = _tally([text[:ENOUGH_CHARS]])
    counts = dict(zip(_LANGUAGES, tally.frequent, strict=True))
    most = max(counts.values())
    primary = primary_language(label)
    if most < _ENOUGH_TO_CHOOSE or counts.get(primary or "", 0) >= _ALSO_SPOKEN * most:
        return primary
    return max(counts, key=lambda language: counts[language])


def _tally(texts: Sequence[str]) -> Tally:
    letters = foreign = count = 0
    frequent = [0] * len(_LANGUAGES)
    for text in texts:
        for word in _WORD.findall(text.lower()):
            count += 1
            letters += len(word)
            ours = len(_LATIN.findall(word))
            for language, script in _SCRIPTS.items():
                if of_script := len(script.findall(word)):
                    ours += of_script
                    frequent[_LANGUAGES.index(language)] += 1
            foreign += len(word) - ours
            for number in _LANGUAGES_OF.get(word, ()):
                frequent[number] += 1
    return Tally(letters, foreign, count, tuple(frequent))
