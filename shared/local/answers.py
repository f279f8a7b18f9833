"""Short answers: decides whether the caller confirms what the agent said."""

import re
from collections.abc import Sequence

from shared.domain.transcript import Speaker, Turn
from shared.local.lexicons import lexicons_of

_ANSWER_CHARS = 100
# "It is, yes", "speaking": a yes that is not the first word.
_RIGHT = re.compile(
    r"\b(?:yes|yep|yeah|correct|right|exactly|speaking|that's me|that's it|it is|sí|correcto"
    r"|exact[oa](?:mente)?|perfecto|ja|genau|richtig|stimmt|oui|exact(?:ement)?|tout à fait"
    r"|parfait|c'est ça|sì|esatt[oa](?:mente)?|giusto|sim|isso|exat[oa](?:mente)?"
    r"|o próprio|a própria|el mismo|la misma|lui-même|elle-même|in persona"
    r"|certo|klopt|inderdaad)\b|(?<!\w)(?:כן|נכון|نعم|صحيح|جي|जी|हाँ|सही)(?!\w)"
)


def is_confirmed(turns: Sequence[Turn], position: int, languages: Sequence[str]) -> bool:
    """Returns whether the turn after the agent's confirms it; "okay" confirms a question only."""
    following = turns[position + 1] if position + 1 < len(turns) else None
    if following is None or following.speaker is Speaker.AGENT:
        return False
    answer = following.text[:_ANSWER_CHARS].lower().replace("’", "'")
    words = [lexicon.calls for lexicon in lexicons_of(languages)]
    if any(each.no.search(answer) for each in words):
        return False
    if _RIGHT.search(answer):
        return True
    return "?" in turns[position].text and any(each.yes.search(answer) for each in words)
