"""Recognizes a caller who wants no more calls: "take me off your list", "never call me again".

The rules are conservative: what is limited to a time, a place or a number, what is conditional or
reported, and what refuses one callback only is none. A person decides where they are wrong.
"""

import re
from collections.abc import Collection, Sequence

from shared.domain.insights import OptOut
from shared.domain.transcript import Speaker
from shared.local.sentences import Sentence

# Orders to the other side. Each language has the words of calls, and those of lists.
_WISHES = (
    # English
    r"(?:don'?t|do not|never|please stop|stop) (?:you )?(?:ever )?(?:call|phone|ring|contact)"
    r"(?:ing)?(?: (?:me|us|here|this number|this house|my (?:number|phone)))?"
    r"(?: back)? (?:again|any ?more|ever(?: again)?)",
    r"(?:please |just )?stop (?:calling|phoning|ringing|contacting)"
    r"(?: (?:me|us|here|this number|my (?:number|phone)))?(?=$|[.,!;]| please\b| and\b)",
    r"(?:take|get|remove|delete|strike) (?:me|us|my (?:number|name|phone number)|this number)"
    r" (?:off|from)(?: of)? (?:your|the|that|this|all your|any)"
    r" (?:(?:call|calling|contact|phone|telemarketing|marketing|sales) )?(?:lists?|database|records"
    r"|system)",
    r"put (?:me|us|my number|this number) on (?:your|the) (?:do[ -]not[ -]call|no[ -]call) list",
    r"(?:i|we) (?:don'?t|do not) want (?:you |you guys |anyone |anybody )?(?:to (?:call|contact)"
    r"(?: me| us)?|(?:any more |to get (?:any more )?)?(?:calls|phone calls) from you)"
    r"(?: ever)?(?: again| any ?more)",
    r"lose my number",
    # German
    r"(?:rufen?|ruf|kontaktieren) (?:sie )?(?:mich|uns|hier|diese nummer)? ?(?:bitte )?"
    r"(?:nie wieder|nicht mehr|nie mehr)(?: an)?",
    r"(?:nehmen|streichen|löschen|entfernen) sie (?:mich|uns|meine nummer|diese nummer) (?:bitte )?"
    r"(?:von|aus) (?:ihrer|der|ihren|allen) (?:\w*liste|\w*listen|datenbank|kartei)",
    r"hören sie (?:bitte )?(?:endlich )?auf,? (?:mich|uns|hier) anzurufen",
    r"(?:ich|wir) (?:möchte|will|wollen|möchten) (?:von ihnen )?(?:nicht mehr|nie wieder)"
    r" (?:von ihnen )?angerufen werden",
    # Spanish
    r"no (?:me|nos) (?:llame|llames|llamen|contacten) (?:más|nunca más|otra vez)",
    r"(?:deje|deja|dejen) de (?:llamarme|llamarnos|llamar)",
    r"(?:quíteme|quítenme|bórreme|bórrenme|elimíneme|sáqueme|sáquenme) de (?:su|la|sus)"
    r" (?:listas?|base de datos)",
    # French
    r"ne (?:m'appelez|nous appelez|me rappelez|me contactez|m'appelle) plus(?: jamais)?",
    r"(?:arrêtez|cessez) de (?:m'appeler|nous appeler|me contacter)",
    r"(?:retirez|enlevez|supprimez|effacez)(?:-moi|-nous| mon numéro) de (?:votre|vos|la)"
    r" (?:liste|listes|fichier|fichiers|base de données)",
)
_WISH = re.compile(r"(?<![\w'])(?:" + "|".join(_WISHES) + r")(?!\w)")
# What may stand between the beginning of a clause and an order.
# It is possessive, because each word is in one alternative only.
_POLITE = re.compile(
    r"(?:^|[.,;:!?\-–] ?|\b(?:and|so|but|und|also|y|et|then) )"
    r"(?:(?:please|just|so|and|well|okay|ok|look|listen|now|hey|no|yes|hello|hi|sir|ma'am|people"
    r"|(?:can|could|would|will) you|you (?:can|need to|must|have to|should)|you guys"
    r"|i (?:want|need) you to|i(?:'d| would) like you to|i said"
    r"|i(?: have|'ve)? (?:already )?(?:told|asked) you(?: \w+)? to"
    r"|bitte|können sie|könnten sie|por favor|puedes?|s'il vous plaît|merci de|pouvez-vous)"
    r"(?:[ ,]++|$))*+$"
)
# What limits an order to a time, a place, a number or a case.
_LIMITED = re.compile(
    r"\b(?:before|after|until|till|unless|yet|today|tonight|tomorrow|during|between|on (?:mon|tues"
    r"|wednes|thurs|fri|satur|sun)day|at (?:work|home|night|the office|lunch|\d|one|two|three|four"
    r"|five|six|seven|eight|nine|ten|eleven|twelve|noon|midnight)|while|when|if|so (?:early|late"
    r"|often|much)|this (?:early|late|week|morning|afternoon|evening)|in the (?:morning|afternoon"
    r"|evening)|about (?:this|that|it)|for (?:this|that|the|a|now|\w+day)"
    r"|from (?:that|another) number|by (?:that|my) name|instead"
    r"|on (?:my|that|the) (?:landline|work|mobile|cell|other)"
    r"|vor|nach|bis|heute|morgen|wenn|falls|während|bei der arbeit|im büro|abends|morgens|mittags"
    r"|so (?:früh|spät|oft)|unter der|antes|después|hasta|hoy|mañana|cuando|mientras|en el trabajo"
    r"|por la (?:mañana|noche|tarde)|avant|après|jusqu|aujourd|demain|quand|pendant|au travail"
    r"|le (?:matin|soir|midi)|si)\b"
)
# Of the sentence before the order: somebody else's words, or a case.
_REPORTED = re.compile(
    r"\b(?:if|unless|when|he|she|they|wife|husband|mother|somebody|someone|who|why|did|didn't|don't"
    r" have to|wenn|falls|er|warum|si|quand|cuando|elle|il)\b"
)
# "Stop calling me Bob."
_NAME = re.compile(r" (?:[A-Z]|names?\b)")


def find_opt_out(
    said: Sequence[Sentence], machine_turns: Collection[int], before: OptOut | None
) -> OptOut | None:
    """Returns the last wish for no more calls; `before` when these sentences hold none."""
    found = before
    for sentence in said:
        if sentence.speaker is Speaker.CUSTOMER and sentence.turn not in machine_turns:
            found = _wish_in(sentence) or found
    return found


def _wish_in(sentence: Sentence) -> OptOut | None:
    for match in _WISH.finditer(sentence.plain):
        leading = sentence.plain[: match.start()]
        clause = re.split(r"[.;!?]", leading)[-1]
        following = sentence.plain[match.end() :]
        if (
            _POLITE.search(leading)
            and not _REPORTED.search(clause)
            and not _LIMITED.search(following)
            and not _NAME.match(sentence.text[match.end() :])
        ):
            return OptOut(sentence.text, sentence.turn)
    return None
