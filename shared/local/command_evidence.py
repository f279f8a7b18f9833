"""Adds up what makes a sentence an order to the machine that reads the call.

No single word does: callers speak of computers, of notes and of what has to be written. A sentence
that speaks of several of these at once is about the analysis of the call, not about the matter.
"""

import re

from shared.domain.transcript import Speaker
from shared.local.command_concepts import SENT, SOUGHT_BEFORE
from shared.local.command_topics import Topic, topics_in
from shared.local.sentences import Sentence

_WEIGHTS = {
    Topic.READER: 2.0,
    Topic.ADDRESSED: 1.5,
    Topic.MACHINE: 1.0,
    Topic.RECORD_AT: 1.5,
    Topic.RECORD: 1.0,
    Topic.HEADED: 2.0,
    Topic.COMMANDER: 2.0,
    Topic.CONVERSATION: 1.5,
    Topic.LABEL: 0.75,
    Topic.OVERWRITE: 1.5,
    Topic.FIELD_SET: 2.0,
    Topic.BOX: 1.0,
    Topic.FIELD: 1.0,
    Topic.DIRECTIVE: 1.0,
    Topic.AUTHORITY: 1.0,
    Topic.PRETENCE: 1.5,
    Topic.CALLER: 1.0,
    Topic.ENCODED: 2.0,
    Topic.RECITED: 1.0,
}
# Agents say what they will note, and read records back.
_ENOUGH, _ENOUGH_OF_AGENT = 3.0, 4.0
_ABOUT_THE_ANALYSIS = (
    Topic.RECORD,
    Topic.RECORD_AT,
    Topic.HEADED,
    Topic.COMMANDER,
    Topic.CONVERSATION,
    Topic.OVERWRITE,
    Topic.READER,
    Topic.MACHINE,
    Topic.ADDRESSED,
    Topic.FIELD_SET,
    Topic.BOX,
    Topic.ENCODED,
)
_COMMANDS = frozenset(
    (
        Topic.DIRECTIVE,
        Topic.PRETENCE,
        Topic.FIELD_SET,
        Topic.ENCODED,
        Topic.HEADED,
        Topic.COMMANDER,
        Topic.LABEL,
        Topic.OVERWRITE,
    )
)
_OTHERS = tuple(topic for topic in Topic if topic not in _ABOUT_THE_ANALYSIS)
_SPELT = re.compile(r"(?<!\w)\w(?:[ -]\w){2,}(?!\w)")


def is_about_the_analysis(sentence: Sentence) -> bool:
    """Returns whether a sentence orders what the analysis of the call has to say."""
    plain = _SPELT.sub(lambda word: re.sub("[ -]", "", word[0]), sentence.plain)
    about = set(topics_in(plain, _ABOUT_THE_ANALYSIS))
    if not about:
        return False
    topics = about.union(topics_in(plain, _OTHERS))
    if SENT.search(plain):
        # "The report has to be signed, can you send me a copy?"
        topics.discard(Topic.RECORD)
    if Topic.READER in topics and SOUGHT_BEFORE.search(plain):
        topics.discard(Topic.READER)
    if Topic.HEADED in topics:
        topics.discard(Topic.ADDRESSED)
    enough = _ENOUGH_OF_AGENT if sentence.speaker is Speaker.AGENT else _ENOUGH
    return sum(map(_WEIGHTS.__getitem__, topics)) >= enough and not topics.isdisjoint(_COMMANDS)
