"""Decides whose a number or an address is: the caller's, or one that the record is to have.

An address is the caller's unless it is to be written somewhere; then the agent must have asked for
it, or the caller must say so: "my mail is ...", "reach me at ...". In a sentence about a machine, a
record or "the caller" the words "my mail" do not suffice, since an order says them as well.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from shared.domain.numerals import digit_runs
from shared.domain.transcript import Speaker, Turn
from shared.local.command_concepts import CONCEPTS, NOTICE, OWN_CONTACT, Concept
from shared.local.contact_details import find_email
from shared.local.lexicons.lexicon import any_of
from shared.local.sentences import LONGEST, Sentence, sentences

_DIGITS_OF_NUMBER = 7
# The agent's last words may be an "mm-hm" after the question.
_ASKED_TURNS = 4
_ASKS = any_of(
    r"mail|\baddress|\bnumber|\bphone|\breach\b|\bcontact|\bspell|\bwrite\b|\bsend\b|\bcell\b"
    r"|correo|direcci[oó]n|n[uú]mero|tel[eé]f|m[oó]vil|celular|localizar|deletre|env[ií]|mando"
    r"|adress|nummer|telefon|handy|erreich|mobil|schick|schreib|kontakt|buchstab"
    r"|num[eé]ro|t[eé]l[eé]ph|portable|joindre|[eé]pel|envoy|coordonn"
    r"|indirizzo|cellulare|recapito|contatt|manda|invi"
    r"|endere[cç]o|telem[oó]vel|contato|soletr"
    r"|adres|telefoon|bereik|stuur|sturen|spel"
    r"|מייל|כתובת|מספר|טלפון|נייד|להשיג|לשלוח|אשלח"
    r"|بريد|[إا]يميل|عنوان|رقم|هاتف|جوال|موبايل|[أن]رسل|التواصل"
    r"|मेल|पता|नंबर|नम्बर|फ़?ो?न|मोबाइल|भेज|संपर्क|bhej|pata\b"
)
_OWN = any_of(
    r"(?<!\w)(?:my|mine|me|us|our|ours|i|i'm|i'll|we|it's|that's"
    r"|mi|mis|me|mío|nuestr\w+|nos|yo|tengo|es"
    r"|mein\w*|mich|mir|uns\w*|wir|ich|wär\w*"
    r"|mon|ma|mes|moi|m'|me|nous|notre|je|j'|c'est"
    r"|mi\w?|mia|mio|miei|nostr\w+|ci|io|è"
    r"|meu|minha|meus|noss\w+|eu|é"
    r"|mijn|mij|ik|ons|onze|het is|wij)(?!\w)|(?<=[mj])'"
    r"|שלי|שלנו|אליי?|אותי|לי(?!\w)|אני|אותנו"
    r"|ي(?!\w)|نا(?!\w)|[أا]نا|نحن|معي|لدي"
    r"|मेर|मुझ|हमार|हमें|मैं|हम |mera|meri|mere|mujhe|hamara|hamein|main|hum"
)
_CORRECTS = any_of(
    r"^\W*(?:no|nope|sorry|pardon|actually|wait|i mean|perdón|mejor dicho|digo|nein|entschuldigung"
    r"|moment|nee|non|excusez|pardon|scusi|anzi|não|desculpe|aliás|sorry|pardon|לא|סליחה|لا|عفوا"
    r"|नहीं|माफ़|nahi)(?!\w)"
)
_REACHES = any_of(
    r"(?:reach|contact|call|ring|text|write|email|e-mail|mail|get|find|phone|write to|send (?:it"
    r"|that"
    r"|them|this)?)(?: (?:to|back|it|that|hold of|of))* (?:me|us)(?! down| as)(?!\w)"
    r"|\bi(?:'m| am) (?:on|at|under|reachable)\b"
    r"|(?:escríb|llám|mánd|envíe|contáct|localíc|avís)\w*(?:me|nos|melo|melas)(?!\w)"
    r"|me (?:puede|pueden|puedes|podéis) (?:escribir|llamar|localizar|encontrar|contactar|enviar"
    r"|mandar)"
    r"|(?:erreich|schreib|schick|ruf|meld|kontaktier|send)\w*(?: sie| ihr)?(?: es| das| die)?"
    r" (?:mir|mich|uns|bei mir)|(?:mich|uns|mir) (?:\w+ ){0,3}(?:erreich|schreib|schick|anruf"
    r"|unter)"
    r"|(?:joindre|joignable|appel|rappel|écri|envoy|contact)\w*[- ](?:moi|nous|le moi)"
    r"|(?:m'|me |nous )(?:joindre|écrire|appeler|rappeler|envoyer|contacter|l'envoyer|trouver)"
    r"|(?:scriv|chiam|richiam|mand|invi|contatt|trov|raggiung)\w*(?:mi|ci|melo|mela)(?!\w)"
    r"|(?:mi|ci) (?:può|potete|trova|trovate|puoi) ?(?:scriver|chiamar|contattar|trovar|raggiunger"
    r"|mandar|inviar)?"
    r"|(?:escrev|lig|mand|envi|contact|contat)\w*[- ](?:me|nos|mo)(?!\w)"
    r"|(?:me|nos) (?:escrev|lig|mand|envi|contact|contat|encontr|ach)\w*"
    r"|(?:bereik|schrijv|schrijf|bel|mail|stuur|sturen)\w*(?: u| je)?(?: het| dat)? (?:me|mij|ons)"
    r"|(?:me|mij|ons) (?:\w+ ){0,2}(?:bereik|schrijv|bellen|mailen|sturen)"
    r"|(?:לכתוב|כתב[וי]?|לשלוח|שלח[וי]?|תשלח[וי]?|להתקשר|להשיג|תכתב[וי]) (?:לי|אליי?|אותי|לנו)"
    r"|(?:تكتب|اكتب|راسل|[أا]رسل|ترسل|[اإ]تصل|تتصل|تواصل|تصل)\S* (?:لي|[إا]لي|بي|معي|لنا)"
    r"|(?:راسل|كلم)\S*ني"
    r"|मुझे? (?:\S+ ){0,6}(?:लिख|भेज|कॉल|फ़?ोन|संपर्क|मेल)|mujhe? (?:\S+ ){0,6}(?:likh|bhej|call"
    r"|phone|mail)"
)
_ABOUT_THE_RECORD = (Concept.RECORD, Concept.MIND, Concept.CALLER)


def with_own_contacts(turns: Sequence[Turn], languages: Sequence[str]) -> tuple[Turn, ...]:
    """Returns the turns without the callers' sentences in which a number or an address is not said
    to be theirs; the places of all other characters stay.
    """
    return tuple(
        turn
        if turn.speaker is Speaker.AGENT or _was_asked(turns, position)
        else replace(turn, text=_with_own(turn, languages))
        for position, turn in enumerate(turns)
    )


def asks_for_contact(turn: Turn) -> bool:
    """Returns whether the agent speaks of a number or an address, as in a question for it."""
    return turn.speaker is Speaker.AGENT and _ASKS.search(turn.text[-LONGEST:].lower()) is not None


def has_contact(text: str, languages: Sequence[str]) -> bool:
    return find_email(text, languages) is not None or any(
        len(run.digits) >= _DIGITS_OF_NUMBER
        for language in languages
        for run in digit_runs(text, language)
    )


def _was_asked(turns: Sequence[Turn], position: int) -> bool:
    return any(map(asks_for_contact, turns[max(0, position - _ASKED_TURNS) : position]))


def _with_own(turn: Turn, languages: Sequence[str]) -> str:
    text = turn.text
    for foreign in _foreign(sentences((turn,)), languages):
        blank = " " * len(foreign.text)
        text = f"{text[: foreign.start]}{blank}{text[foreign.end :]}"
    return text


def _foreign(said: Sequence[Sentence], languages: Sequence[str]) -> Iterator[Sentence]:
    for sentence in said:
        if not _is_own(sentence.plain) and has_contact(sentence.text, languages):
            yield sentence


def _is_own(plain: str) -> bool:
    if _REACHES.search(plain):
        return True
    if NOTICE.search(plain) or any(CONCEPTS[each].search(plain) for each in _ABOUT_THE_RECORD):
        return False
    if not CONCEPTS[Concept.WRITES].search(plain):
        return True
    own = OWN_CONTACT if CONCEPTS[Concept.DEVICE].search(plain) else _OWN
    return own.search(plain) is not None or _CORRECTS.search(plain) is not None
