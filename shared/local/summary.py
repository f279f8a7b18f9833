"""Writes an extractive summary: the most important sentences in order, always with the call's
result.
"""

import math
import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from shared.domain.callback_time.phrases import time_spans
from shared.domain.insights import CallbackDetection, Lead, Summary
from shared.domain.transcript import Speaker
from shared.local.callback_acts import Languages, act_of
from shared.local.lexicons import READ
from shared.local.sentences import Sentence
from shared.local.summary_words import SummaryWords, words_in

_WORD = re.compile(r"[^\W\d_]{4,}")
_TELLING = re.compile(
    r"\b(?:need|want|interested|looking"
    r" for|problem|issue|broken|leak\w*|wrong|charge\w*|refund|cancel|order|price"
    r"|quote|cost|invoice|bill|delivery|appointment|booked|scheduled|help|because|urgent|necesito|quiero|problema|factura"
    r"|presupuesto|brauche|möchte|termin|rechnung|angebot)\b|צריך|רוצה|בעיה|חשבונית|תור"
)
_NEXT_STEP = re.compile(
    r"\b(?:will|i'll|we'll|he'll|she'll|they'll|you'll|going to|let me|see you|send|e-?mail"
    r" (?:it|you|me|them)"
    r"|schedule\w*|booked"
    r"|enviar\w*|les? (?:llam|envi)\w+|schicke\w*|rufen?|melden?)\b|נתקשר|אשלח|נשלח"
)
_FILLERS = (
    "that this with have your just like what about would could thanks thank okay yeah well from"
    " they there then been will when here good calling hello please email number name phone"
)
_FILLER_WORDS = frozenset(_FILLERS.split())
_KEY_POINTS = 4
_NEXT_STEPS = 3
_TITLE_LENGTH = 60
_POINT_LENGTH = 240


@dataclass(frozen=True, slots=True)
class Highlights:
    """A part's sentences for the summary with their scores, in the order in which they
    were said.
    """

    telling: tuple[tuple[float, Sentence], ...] = ()
    steps: tuple[Sentence, ...] = ()
    outcome: Sentence | None = None

    def then(self, later: "Highlights") -> "Highlights":
        """Merges two parts; a call's result is at its end."""
        telling = (*self.telling, *later.telling)
        chosen = set(sorted(telling, key=lambda each: -each[0])[: _KEY_POINTS - 1])
        return Highlights(
            tuple(each for each in telling if each in chosen),
            (*self.steps, *later.steps)[-_NEXT_STEPS:],
            later.outcome or self.outcome,
        )


def highlights(
    said: Sequence[Sentence], machine_turns: Collection[int], languages: Languages = READ
) -> Highlights:
    """Returns the important sentences, without the announcements of an answering machine."""
    sentences = [
        one for one in said if not (one.speaker is Speaker.AGENT and one.turn in machine_turns)
    ]
    if not sentences:
        return Highlights()
    counts = Counter(word for one in sentences for word in set(_content_words(one)))
    scored = ((_score(one, counts, languages), one) for one in sentences)
    telling = tuple((score, one) for score, one in scored if score > 0)
    steps = tuple(one for one in sentences if _is_next_step(one))
    return Highlights().then(Highlights(telling, steps, _outcome_sentence(sentences, languages)))


def summarize(
    found: Highlights, lead: Lead, callback: CallbackDetection, *, language: str | None
) -> Summary:
    """Returns the summary, with words of its own in `language`."""
    words = words_in(language)
    if found.outcome is None:
        return Summary(*words.empty)
    chosen = {one for _, one in found.telling} | {found.outcome}
    points = sorted(chosen, key=lambda one: (one.turn, one.start))
    return Summary(
        title=_title(points, lead, callback, words),
        text=_summary_text(points, found.outcome, words),
        key_points=tuple(_quoted_sentence(one, words) for one in points),
        next_steps=tuple(_quoted_sentence(one, words) for one in found.steps),
    )


def _content_words(one: Sentence) -> list[str]:
    return [word for word in _WORD.findall(one.plain) if word not in _FILLER_WORDS]


def _score(one: Sentence, counts: Counter[str], languages: Languages) -> float:
    """Scores a sentence: words that recur in the call, per square root of length; the caller's
    words count for more than the agent's.
    """
    words = _content_words(one)
    if not words:
        return 0.0
    weight: float = sum(1 + 0.3 * min(counts[word] - 1, 3) for word in set(words)) / math.sqrt(
        len(words)
    )
    weight += 1.5 * math.sqrt(len(_TELLING.findall(one.plain)))
    weight += 0.8 * bool(time_spans(one.text)) + 1.5 * bool(act_of(one, languages))
    return weight * (1.0 if one.speaker is Speaker.AGENT else 1.4)


def _outcome_sentence(sentences: Sequence[Sentence], languages: Languages) -> Sentence:
    """Returns the last sentence that settles something; without one, the last with any content."""
    ending = sentences[-max(4, len(sentences) // 3) :]
    settling = [one for one in ending if act_of(one, languages) or _is_next_step(one)]
    telling = [one for one in ending if len(_content_words(one)) > 1]
    return (settling or telling or list(sentences))[-1]


def _is_next_step(one: Sentence) -> bool:
    return bool(_content_words(one)) and bool(_NEXT_STEP.search(one.plain))


def _summary_text(points: Sequence[Sentence], outcome: Sentence, words: SummaryWords) -> str:
    sentences = [_quoted_sentence(one, words) for one in points if one is not outcome]
    return "\n".join([*sentences, f"{words.outcome}: {_quoted_sentence(outcome, words)}"])


def _quoted_sentence(one: Sentence, words: SummaryWords) -> str:
    return f"{words.speaker(one.speaker)}: {shortened(one.text, _POINT_LENGTH)}"


def _title(
    points: Sequence[Sentence], lead: Lead, callback: CallbackDetection, words: SummaryWords
) -> str:
    if lead.service:
        about = f"{lead.service[0].upper()}{lead.service[1:]}"
        named = words.about.replace("{about}", about).replace("{name}", lead.name or "")
        return shortened(named if lead.name else about, _TITLE_LENGTH)
    if callback.needed:
        named = words.call_back.replace("{name}", lead.name or "")
        return shortened(named if lead.name else words.asks_for_call, _TITLE_LENGTH)
    from_caller = [one for one in points if one.speaker is not Speaker.AGENT]
    return shortened((from_caller or list(points))[0].text.rstrip(".!? "), _TITLE_LENGTH)


def shortened(text: str, length: int) -> str:
    """Shortens a text between two words."""
    if len(text) <= length:
        return text
    return text[: length - 1].rsplit(" ", 1)[0].rstrip(",;: ") + "…"
