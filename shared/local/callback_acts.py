"""What a sentence does about calling back: asks, promises, offers, declines, books something else.

English, Spanish, German and Hebrew, as people say it on the phone. A rule is a pattern and who may
say it: "I'll call you back" is a promise from the agent and the opposite from the caller.
"""

import re
from enum import StrEnum
from functools import lru_cache

from shared.domain.transcript import Speaker
from shared.local.sentences import Sentence


class Act(StrEnum):
    REQUEST = "request"
    PROMISE = "promise"
    OFFER = "offer"
    REFUSAL = "refusal"
    OWN_CALL = "own_call"
    BOOKED = "booked"


_CALL = r"(?:call|phone|ring|dial|contact|telephone|buzz)"
_NOT_A_NAME = (
    r"(?! (?:maybe|crazy|old[-"
    r" ]fashioned|stupid|names|that(?!')|by|an?|the|mr|mrs|ms|dr|sir|ma'am)\b)"
)

_REFUSAL = (
    r"\b(?:don't|do not|please not)(?: (?:ever|have to|need to|bother|want you to|want anyone"
    r" to|want"
    r"|please|you"
    r"|guys|even))* (?:to )?(?:be )?(?:calls?|calling|called|phon\w+|ring\w*|contact\w*|get back"
    r" to)\b",
    r"\bnever (?:ever )?(?:call|phone|ring|contact) (?:me|us|here|this|again)\b",
    (
        r"\brather (?:you|they|nobody|no one) (?:didn't|did"
        r" not|don't|not)\b.{0,12}\b(?:call|phone|ring|contact)\b"
    ),
    r"\b(?:stop|quit) (?:calling|phoning|ringing|contacting)\b",
    (
        r"\b(?:no need|needn't|not necessary|no reason|won't be necessary|isn't"
        r" necessary)\b.{0,25}\b(?:call|phone|ring)"
    ),
    (
        r"\b(?:you|no one|nobody) (?:won't|needn't|wouldn't|doesn't|don't) (?:have to|need"
        r" to|must)?\b.{0,12}\bcall"
    ),
    r"\b(?:rather|prefer) not (?:\w+ ){0,3}(?:a )?(?:call|phone)",
    r"\b(?:off|from) (?:your|the) (?:call(?:ing)? )?list\b|\bdo not call list\b",
    r"\bno (?:call ?backs?|phone calls?|calls),? (?:please|needed|necessary)",
    r"\bno (?:hace falta|es necesario|necesito|quiero|tiene|tienen)\b.{0,12}\bllam",
    r"\b(?:no me (?:llame|llamen|llames|vuelva|vuelvan)|deje[n]? de llamar)",
    r"\b(?:nicht|keinen|kein|nie)\b.{0,25}\b(?:an|zurück)(?:zu)?rufen|\bkeinen rückruf|\brufen sie"
    r" (?:mich"
    r"|uns) nicht\b",
    r"(?:אין צורך|לא צריך|אין סיבה|בלי|אל|לא רוצה).{0,15}(?:להתקשר|תתקשר|לחזור|תחזר|שתתקשר|שיתקשר)",
)
_NOT_A_REFUSAL = re.compile(r"\b(?:don't|do not|never) (?:hesitate|forget)\b")

# A word for calling that is a verb here, and whose object is the caller or left out.
_CONTACT = (
    r"(?:(?<!a )(?<!the )(?<!this )(?<!your )(?<!phone )(?:call|phone|ring|dial|telephone|contact)"
    r"(?: (?:me|us|him|his|her|them|back|again|when|at|on|around|after|before|tomorrow|later|today"
    r"|tonight|about)\b|(?=[.,!?]|$))"
    r"|(?:reach out|follow up|get back|check back|touch base|check in)(?! (?:to|with) (?!me|us))\b)"
)
_NOT_I = r"(?:(?!\b(?:i|we|i'll|we'll|i'd|we'd|not|don't|you're)\b)[^.?!])"
_ASKING = (
    r"\b(?:please|(?:can|could|would|will|might|can't|couldn't) (?!i\b|we\b)\w+|any"
    r" (?:way|chance)|possible"
    r"|wondering if|hoping|for (?:you|someone|somebody) to"
    r"|(?:ask|have|get|tell|need|needs|want|like) (?:you|him|her|them|someone|somebody|(?:the|your"
    r"|an?) \w+)(?: to)?) "
    rf"(?:{_NOT_I}{{0,40}}\b)?{_CONTACT}"
)
_TALK_AGAIN = (
    r"\b(?:let's|let us|can we|could we|shall we|we can|we could) (?:talk|speak|chat|connect|touch"
    r" base"
    r"|catch up|discuss \w+)\b"
    r".{0,25}\b(?:later|again|tomorrow|next|\w+day|after|in (?:an?|the|\d+)|at|morning|afternoon)\b"
)
_REQUEST = (
    _ASKING,
    r"\bhit me (?:back|up)\b|\bhablamos (?:luego|más tarde|mañana|el \w+)\b",
    (
        r"\byou (?:can|could|may) (?:just )?(?:call|phone|ring)(?=[.,!?]|$|"
        r" (?:me|us|then|back|at|on|after|any|again)\b)"
    ),
    r"\b(?:make sure|ensure|see that|see to it|hope)\b.{0,30}\b(?:calls?|phones?|rings?|gets?"
    r" back to"
    r"|contacts?) (?:me|us)\b",
    r"\bthen (?:please )?(?:call|phone|ring)(?=[.,!?]|$| me\b)",
    r"[,;] (?:so |and |then |just |please |but |or )*(?:call|phone|ring)"
    r" (?:then|back|again|around|after|at"
    r"|tomorrow|later|when)\b",
    r"\bruf(?:en|t)? (?:sie )?(?:sie|ihn|ihm)\b.*\ban\b",
    (
        r"\b(?:let|tell|update|inform|notify) (?:me|us|him|her)\b.{0,30}\b(?:by|over the|on the)"
        r" (?:phone|telephone)\b"
    ),
    r"\bkönnen wir\b.{0,40}\b(?:telefonieren|sprechen)\b|\btelefonisch melden\b",
    r"\bpodemos hablar\b.{0,20}\b(?:luego|más tarde|mañana|el \w+|después)\b",
    rf"\b{_CALL} (?:me|us)\b{_NOT_A_NAME}",
    (
        r"\b(?:try|reach|catch) me (?:again|back|at|on|after|before|in|tomorrow|later|then|any"
        r" ?time|between|around)\b"
    ),
    (
        r"\b(?:give|shoot|drop) (?:me|us) (?:a |another )?(?:quick"
        r" )?(?:call|ring|buzz|shout|bell|phone call)\b"
    ),
    r"\b(?:like|need|want|get|have|request|requesting|appreciate|expect|schedule|arrange|set up)"
    r" (?:an? |the "
    r"|another |my )?"
    r"(?:(?!to\b)\w+ )?call ?-?back\b",
    r"^(?:\w+,? )?(?:an? )?call ?-?back,? please",
    r"\bget (?:back to|back in touch with|in touch with|a hold of|ahold of|hold of) (?:me|us)\b",
    r"\b(?:follow up|reach out|circle back|come back|check back) (?:with|to) (?:me|us)\b",
    r"\breturn (?:my|our|the) call\b",
    r"\b(?:mind|try) (?:calling|phoning|ringing|giving) (?:me|us)\b|\bcall any ?time\b",
    r"\b(?:nobody|no one|no-one|you never|you didn't|you haven't|you still haven't|they"
    r" never|never)(?: ever)?"
    r" (?:called|call|returned|got)\b.{0,8}\b(?:me back|us back|back to me|my call)\b",
    _TALK_AGAIN,
    (
        r"\b(?:appreciate|like|love|need|want|expect|waiting for) (?:a|your) (?:quick |phone"
        r" |return )?call\b"
    ),
    (
        r"\b(?:like|love|need|hope|want|waiting) to hear (?:back )?from"
        r" (?:you|someone|somebody|a|the|your)\b"
    ),
    rf"\b(?:can|could|would|will|can't|couldn't) (?:you|someone|somebody|anyone|he|she"
    rf"|they)\b.{{0,20}}\b{_CALL} (?:back|again)\b",
    rf"^(?:(?:please|just|so|and|okay|ok|no|yes|bad time|sorry|then|maybe|now's not great)"
    rf",? ){{0,3}}{_CALL} (?:me )?(?:back|again)\b",
    rf"\b(?:please|just) {_CALL} (?:back|again)\b",
    r"\b(?:best|good|better|fine) (?:for|time for) (?:a|the|your) call\b",
    r"\bme (?:puede|pueden|podría|podrían|puedes|podrías|podéis|vuelve|vuelven)(?: \w+){0,3}"
    r" (?:llamar|marcar"
    r"|telefonear)",
    (
        r"\b(?:ll[aá]m[ea]n?me|m[aá]rqu?e?n?me|telefon[eé]e?n?me|ll[aá]mame|devu[eé]lv[ae]n?me la"
        r" llamada)\b"
    ),
    r"\b(?:llamarme|devolverme la llamada|telefonearme|marcarme)\b",
    r"\bque (?:alguien )?me (?:llam(?:e|en|es|ara|aran)|devuelva[n]?|devolviera[n]?|marquen)\b",
    r"\bruf(?:en|t|e|)(?: sie)? (?:mich|uns)\b.*\b(?:an|zurück)\b",
    r"\b(?:mich|uns)\b.{0,60}\b(?:zurückrufen|anrufen|zurückruft|anruft|zurückrufst)\b",
    (
        r"\b(?:um|einen|ihren|auf)(?: \w+){0,2} rückruf\b|\bmelden sie"
        r" sich\b|\bmich\b.{0,40}\berreichen\b"
    ),
    r"(?:תתקשר|תתקשרו|תתקשרי|תחזור|תחזרו|תחזרי|שתתקשרו|שתחזרו|שתתקשר|להתקשר|לחזור|שיתקשרו|שיתקשר|שיחזרו|שיחזור"
    r"|שמישהו יתקשר"
    r"|תצלצלו|תצלצל) (?:\w+ )?(?:אליי|אלי|אלינו|לי)",
)

_CALL_YOU = (
    r"(?:call|phone|ring|telephone|contact|get back to|get back in touch with|get in touch with|be"
    r" in touch with"
    r"|reach out to|follow up with|circle back to|try|reach|buzz|return your call) ?(?:you)?\b"
)
_PROMISE = (
    _TALK_AGAIN,
    r"\b(?!you\b)\w+ can (?:call|phone|ring|contact) you\b|\bcall ?-?back (?:queue|list)\b",
    r"\b(?:when|what time|what day|which day|what works|what suits|good time|best"
    r" time)\b.{0,50}\b(?:call|phone"
    r"|talk|speak|ring)\b",
    (
        r"\b(?:should|shall|can|could) (?:i|we|he|she|they)\b.{0,15}\b(?:call|phone|ring)"
        r" (?:him|her|them)\b"
    ),
    r"\b(?:will|'ll|'s going to|is going to|are going to)\b.{0,40}\b(?:be in touch|get in"
    r" touch|reach out"
    r"|follow up with you)\b",
    r"\b(?:i|he|she|they|we|someone|somebody|(?:our|the|my|an?) \w+)(?:'ll| will| can)\b.{0,30}"
    r"\b(?:call|phone|ring)(?="
    r" (?:then|back|later|tomorrow|today|on|at|around|after|before)\b|[.,!?]|$)",
    (
        r"\bfor (?:an?|the|our|one of our|someone|somebody)(?: \w+){0,3} to (?:call|phone|ring)(?!"
        r" us\b)"
    ),
    (
        r"\b(?:will|'ll|is going to|are going to|'s going to) be"
        r" (?:calling|phoning|ringing|contacting) you\b"
    ),
    r"\bfor (?:an?|the|our|one of our|someone|somebody)(?: \w+){0,3} to (?:call|contact|phone|ring"
    r"|reach out to) you\b",
    r"\bexpect (?:a|our|his|her|their|my) (?:\w+ )?call\b",
    r"\bget (?:right |straight )?back to you\b",
    rf"\b(?:i|we|he|she|they|someone|somebody|\w+)(?:'ll| will| shall|'s going to|'re going to|'m"
    rf" going to"
    rf"| is going to"
    rf"| are going to| can have| should)\b(?!.*\bcall us\b).{{0,50}}\b{_CALL_YOU}(?<= you| all)",
    r"\b(?:i|we|he|she|they|someone|somebody|\w+)(?:'ll| will| is going to"
    r"|'s going to)\b.{0,30}\bgive you an? (?:\w+ )?(?:call|ring|buzz)",
    r"\b(?:have|get|ask) (?:someone|somebody|him|her|them|(?:the|our|my|an?|one of \w+) [\w"
    r" ]{1,25}?) (?:to )?"
    r"(?:call|phone|ring|contact|reach out to|get back to) you\b",
    r"\blet me\b.{0,40}\b(?:call|ring|phone|get back to) you\b",
    r"\b(?:like|want)\b.{1,40}\b(?:call|phone|ring|contact|get back to) you\b",
    r"\b(?:can|could|may|shall|should|might) (?:i|we|he|she|they|someone|somebody)\b.{0,30}"
    r"\b(?:(?:call|phone|ring|try) you|give you a (?:call|ring))\b",
    r"\b(?:soll(?:en|te|ten)?|darf|dürfen|dürfte|kann|können)\b.{0,30}\b(?:sie|dich)\b.{0,30}\b(?:an|zurück)rufen\b",
    (
        r"\b(?:scheduled|booked|arranged|set up|put in) (?:an? |the |your )?(?:\w+ )?(?:call"
        r" ?-?back|phone call|call)\b"
    ),
    r"\byou(?:'ll| will| should) (?:get|receive|have|hear)\b.{0,20}\b(?:a call|call ?back|from"
    r" (?:us|him|her"
    r"|them|someone))\b",
    r"\b(?:le|les|te|os) (?:\w+"
    r" )?(?:llamo|llamamos|llamaremos|llamaré|llamará|llamarán|llama|llaman|marco"
    r"|marcamos|devolvemos"
    r" la llamada|devolveremos la llamada|devuelvo la llamada)\b|\b(?:le|les|te)"
    r" (?:puedo|podemos|puede|pueden"
    r"|podría) llamar\b|\bva[ns]?\w* a llamar(?:le|les|te)\b",
    r"\b(?:wird|werden|werde)\b.{0,40}\b(?:sie|dich|ihnen)\b.{0,40}\b(?:anrufen|zurückrufen|melden)\b",
    r"\b(?:rufe|ruft)\b.{0,20}\b(?:sie|dich)\b.{0,40}\b(?:an|zurück)\b"
    r"|\b(?:wir|kollegen)\b.{0,20}\brufen\b.{0,20}\b(?:sie|dich)\b.{0,40}\b(?:an|zurück)\b|\brufen"
    r" wir (?:sie|dich)\b"
    r"|\bmeld(?:e|en|et) (?:mich|uns"
    r"|sich)\b.{0,40}\b(?:bei )?ihnen\b",
    (
        r"(?:נתקשר|נחזור|אתקשר|אחזור|יתקשרו|יחזרו|יתקשר|יחזור|תתקשר|תחזור) (?:\w+"
        r" )?(?:אליך|אלייך|אליכם|לך)"
    ),
)
_OWN_CALL = (
    r"\b(?:i|we)(?:'ll| will|'m going to| am going to|'re going to| can| could| might|'d| would|'ll"
    r" just"
    r"| should| need to"
    r"| have to| want to| may)\b.{0,45}\b(?<!a )(?<!the )(?<!your )(?<!this )(?:call|phone|ring|get"
    r" back"
    r"|give you|be in touch|reach out|try)\b"
    r"(?! me\b)(?! us\b)(?! for\b)",
    (
        r"\blet me\b.{0,60}\b(?:call|ring|phone|get back to) you\b|\b(?:and|then) (?:i"
        r" )?(?:call|get back to|ring) you\b"
    ),
    r"\b(?:do|should|can|shall|could|may) (?:i|we)\b.{0,20}\b(?:call|phone|ring)\b",
    r"\b(?:he|she|they|my \w+|the \w+|our \w+|\w+)(?:'ll| will|'s going to| is going to)\b.{0,30}"
    r"\b(?:call|phone|ring|contact|get back to) you\b",
    (
        r"\b(?:le|les|te|os) (?:llamo|llamaré|llamaremos|llamamos|marco|llamará)\b|\byo (?:les |le"
        r" |te )?llam"
    ),
    (
        r"\bich (?:rufe|ruf|melde|werde)"
        r"\b.{0,40}\b(?:an|zurück|selbst|mich|anrufen|zurückrufen|melden)\b"
    ),
    (
        r"(?:אני|אנחנו)? ?(?:אתקשר|אחזור|נתקשר|נחזור|אצלצל) (?:\w+"
        r" )?(?:אליכם|אליך|אלייך|לכם|לך|בעצמי|אחר כך)"
    ),
)
_BOOKED = (
    r"\b(?:you're|you are|i've|i have|we've|we have|that's|i'll|i got|i've got)\b.{0,25}"
    r"\b(?:booked|scheduled|down for|all set for|confirmed for|got you|have you in|put you in|put"
    r" you down)\b",
    (
        r"\b(?:appointment|visit|booking|reservation) (?:is|has been) (?:now"
        r" )?(?:booked|confirmed|set|scheduled|made)\b"
    ),
    r"\b(?:tiene|queda|quedó|está) (?:\w+ )?(?:cita|reservad|confirmad|agendad)",
    r"\btermin\b.{0,40}\b(?:eingetragen|gebucht|vereinbart|bestätigt|notiert|steht)\b",
    r"(?:קבעתי|נקבע|קבענו) (?:לך|לכם)? ?תור|התור (?:שלך )?נקבע",
)
_GREETING = re.compile(
    r"\bleave (?:a|your|us)\b.{0,30}\b(?:message|name)|\bafter the (?:tone|beep)|\b(?:you've|you"
    r" have) reached\b"
    r"|\b(?:can't|cannot|unable to) (?:take|answer|get to) (?:your|the) (?:call|phone)"
    r"|\bdeje (?:su|un) mensaje|\bhinterlassen sie|\bnach dem (?:ton|signal)|להשאיר הודעה|השאירו"
    r" הודעה"
)
_OFFER = re.compile(
    r"\?\s*$|^(?:\w+,? )?(?:would you|do you want|shall|should|can|could|may|want"
    r" me|soll|sollen|quiere|¿)\b"
)
_NAMING = re.compile(r"\b(?:[Cc]all|[Cc]ontact) me (?:[A-ZÁÉÍÓÚÄÖÜ]\w*|by)\b(?! at\b)")
_DAY_NAMES = re.compile(r"\b[Cc]all me (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day")
_REPORTED = re.compile(
    r"\bwhy (?:do|did|are|would)\b|\b(?:told|asked|says?|said|supposed|promised|tried|trying"
    r"|used) (?:\w+ ){0,2}to (?:call|phone|ring)\b"
)
_SAID_ONLY = re.compile(
    r"\b(?:said|says|promised|thought|figured)\b.{0,15}\b\w+(?:'d| would| was going to)\b"
)
_THANKS = re.compile(
    r"(?:\b(?:thanks|thank you|appreciate you|danke|gracias|merci)\b|תודה)[^,.]{0,25}$"
)
_CONDITION = re.compile(r"\bif\b")


def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


_PATTERNS = {
    Act.REFUSAL: _any_of(_REFUSAL),
    Act.REQUEST: _any_of(_REQUEST),
    Act.PROMISE: _any_of(_PROMISE),
    Act.OWN_CALL: _any_of(_OWN_CALL),
    Act.BOOKED: _any_of(_BOOKED),
}
_ORDER = {
    Speaker.CUSTOMER: (Act.REFUSAL, Act.REQUEST, Act.OWN_CALL),
    Speaker.AGENT: (Act.PROMISE, Act.BOOKED),
    Speaker.UNKNOWN: (Act.REFUSAL, Act.REQUEST, Act.OWN_CALL, Act.PROMISE, Act.BOOKED),
}


def is_greeting(text: str) -> bool:
    """An answering machine's announcement, whose "we will call you back" promises
    nobody anything.
    """
    return bool(_GREETING.search(text.lower()))


@lru_cache(maxsize=128)
def act_of(sentence: Sentence) -> tuple[Act, int] | None:
    """Returns what a sentence does, and where in it."""
    for act in _ORDER[sentence.speaker]:
        match = _PATTERNS[act].search(sentence.plain)
        if match and _holds(act, sentence, match.start()):
            is_offer = act is Act.PROMISE and _OFFER.search(sentence.plain)
            return (Act.OFFER if is_offer else act), match.start()
    return None


def _holds(act: Act, sentence: Sentence, at: int) -> bool:
    match act:
        case Act.REFUSAL:
            return not _NOT_A_REFUSAL.search(sentence.plain)
        case Act.REQUEST:
            named = _NAMING.search(sentence.text) and not _DAY_NAMES.search(sentence.text)
            reported = _REPORTED.search(sentence.plain) or _SAID_ONLY.search(sentence.plain)
            return not (named or reported or _THANKS.search(sentence.plain[:at]))
        case _:
            return True


def is_conditional(sentence: Sentence) -> bool:
    return bool(_CONDITION.search(sentence.plain))
