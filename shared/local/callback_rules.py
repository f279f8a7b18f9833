"""Decides from the course of a conversation whether the caller must be called back, and finds the
words that say when.

The state is the last agreement, and an offer without an answer. Each sentence changes it: an offer
is accepted or declined, a request is withdrawn, settled or answered in another way. The last state
is the result.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from shared.domain.insights import TimeQuote
from shared.domain.transcript import Speaker
from shared.local.agreed_times import Agreed, moved, repeats_time, with_other_clock, with_time
from shared.local.callback_acts import Act, Languages, act_of, says
from shared.local.callback_times import (
    TimeSpan,
    another_time_in,
    day_in,
    digits_only,
    is_excluded,
    is_mostly_time,
    when_in,
)
from shared.local.callback_words import ASKS_NUMBER, DROPPED, THANKS, VISIT, WELCOME, WRITTEN
from shared.local.lexicons import READ
from shared.local.sentences import Sentence, can_be_question

NEEDED = (Act.REQUEST, Act.PROMISE, Act.OFFER, Act.COMPLAINT)
_AGREED = (Act.REQUEST, Act.PROMISE, Act.OFFER)
_NEARBY_TURNS = 3
_NEIGHBOURS = 4
# While no time was agreed, one is expected for longer. A time is the matter of a sentence that
# begins with it, after at most so many characters.
_UNTIMED_TURNS, _FIRST_WORDS = 8, 8
# An offer without an answer expires after this many turns.
_OFFER_TURNS = 2
# Pieces of a telephone number follow one another with a word of the agent between them.
_PIECE_TURNS, _DIGITS_OF_PIECES = 2, 5
# An answer of three digits to the question for the number is its first piece.
_FIRST_PIECE = 2
# "A text is enough" refers to a call that was mentioned at most this many turns before; "never
# mind" to the previous turn.
_OTHER_WAY_TURNS, _WITHDRAWAL_TURNS, _DROPPED_TURNS = 4, 3, 7


_Timed = tuple[Sentence | None, TimeSpan | None]


@dataclass(frozen=True, slots=True)
class Course:
    """The state of a conversation: the last agreement, and an offer without an answer."""

    agreed: Agreed | None = None
    offered: Agreed | None = None


def follow(
    said: Sequence[Sentence],
    machine_turns: Collection[int],
    course: Course,
    languages: Languages = READ,
) -> Course:
    """Returns the state after the next part of a conversation."""
    for position, sentence in enumerate(said):
        if sentence.turn in machine_turns and sentence.speaker is not Speaker.CUSTOMER:
            continue
        course = _Step(said, position, languages).after(course)
    return course


@dataclass(frozen=True, slots=True)
class _Step:
    """One sentence with its neighbours, and its effect on the state."""

    said: Sequence[Sentence]
    position: int
    languages: Languages

    @property
    def sentence(self) -> Sentence:
        return self.said[self.position]

    def after(self, course: Course) -> Course:
        sentence = self.sentence
        offered = course.offered
        if offered and sentence.turn - offered.sentence.turn > _OFFER_TURNS:
            offered = None
        course = replace(course, offered=offered)
        found = act_of(sentence, self.languages)
        if found is None:
            return course if self._goes_on_with_number() else self._without_act(course)
        act, at = found
        match act:
            case Act.OFFER:
                return replace(course, offered=self._latest(act, at, course))
            case Act.OTHER_WAY | Act.WITHDRAWAL:
                return self._declined(course, act)
            case Act.SETTLED | Act.BOOKED:
                return self._settled(course, act)
            case Act.COMPLAINT:
                return course if course.agreed else Course(Agreed(act, sentence))
            case _:
                return self._agreed(course, act, at)

    def _says(self, words: str) -> bool:
        return says(self.languages, words, self.sentence.plain)

    def _latest(self, act: Act, at: int, course: Course) -> Agreed:
        own = self._own_time(at, act)
        # "Then she will call" means the agreed time, if there is one.
        is_timed = course.agreed is not None and course.agreed.span is not None
        timed = own if is_timed and own[1] is None else self._with_time_said_before(own)
        latest = Agreed(act, self.sentence, *timed)
        span = latest.span
        if span is None or not span.has_clock or span.has_part:
            return latest
        exact = (
            with_time(latest, one, found)
            for one, found in self._times_before(_UNTIMED_TURNS)
            if found.is_exact_form_of(span)
        )
        return next(exact, latest)

    def _agreed(self, course: Course, act: Act, at: int) -> Course:
        agreed = course.agreed
        if (
            act is Act.PROMISE
            and agreed
            and agreed.act is Act.OWN_CALL
            and self.sentence.turn == agreed.sentence.turn + 1
            and self._says("asks_when")
        ):
            # "My wife will call you." "And when does she call?"
            return course
        latest, offered = self._latest(act, at, course), course.offered
        if offered and act is Act.REQUEST and latest.span is None and offered.span:
            latest = replace(latest, timed=offered.timed, span=offered.span)
        if offered and act is Act.PROMISE and self.sentence.speaker is Speaker.AGENT:
            offered = None
        return Course(self._later_act(course.agreed, latest), None)

    def _without_act(self, course: Course) -> Course:
        sentence, agreed, offered = self.sentence, course.agreed, course.offered
        if offered and sentence.speaker is not Speaker.AGENT:
            return self._offer_answered(course, offered)
        if offered and sentence.turn > offered.sentence.turn and self._says("asks_when"):
            # The agent goes on as if the offer was accepted.
            return Course(self._later_act(agreed, offered))
        if agreed and agreed.act is Act.COMPLAINT and self._proposes_time():
            # "He never rang." "Would Tuesday at two suit you?"
            return replace(course, offered=Agreed(Act.OFFER, sentence, sentence, when_in(sentence)))
        if agreed and self._is_refused_by_agent(agreed):
            return Course(Agreed(Act.SETTLED, sentence))
        if not agreed:
            return course
        if instead := self._proposed_instead(agreed):
            later = moved(replace(agreed, act=Act.OFFER), sentence, instead)
        elif new := self._moved_to(agreed):
            later = moved(agreed, sentence, new)
        else:
            later = self._continued(agreed)
        return replace(course, agreed=later)

    def _goes_on_with_number(self) -> bool:
        """Recognizes "eight six", the last piece of a telephone number."""
        sentence = self.sentence
        before = self.said[max(0, self.position - _NEIGHBOURS) : self.position]
        pieces = [
            count
            for one in before
            if one.speaker is sentence.speaker
            and sentence.turn - one.turn <= _PIECE_TURNS
            and (count := digits_only(one.text))
        ]
        if any(one.turn == sentence.turn - 1 and ASKS_NUMBER.search(one.plain) for one in before):
            pieces.append(_FIRST_PIECE)
        digits = digits_only(sentence.text) if pieces else 0
        return bool(digits) and pieces[-1] + digits >= _DIGITS_OF_PIECES

    def _proposes_time(self) -> bool:
        sentence = self.sentence
        return (
            sentence.speaker is Speaker.AGENT
            and can_be_question(sentence)
            and when_in(sentence) is not None
            and (self._says("proposes") or self._says("asks_when"))
        )

    def _is_refused_by_agent(self, agreed: Agreed) -> bool:
        """Recognizes "Do you call me when it's in?" "No, just come by"."""
        sentence = self.sentence
        return (
            agreed.act is Act.REQUEST
            and can_be_question(agreed.sentence)
            and sentence.speaker is Speaker.AGENT
            and sentence.turn == agreed.sentence.turn + 1
            and self._says("no")
            and not self._says("yes")
            and (when_in(sentence) is None or bool(WRITTEN.search(sentence.plain)))
            and not WELCOME.search(sentence.plain)
        )

    def _declined(self, course: Course, act: Act) -> Course:
        """Recognizes a refusal: "A text is enough" and "never mind" refer to a call only if one was
        mentioned.
        """
        agreed, offered, sentence = course.agreed, course.offered, self.sentence
        if offered:
            return Course(replace(offered, act=act, sentence=sentence))
        if agreed and agreed.act in _AGREED:
            turns = _OTHER_WAY_TURNS if act is Act.OTHER_WAY else _WITHDRAWAL_TURNS
            if act is Act.WITHDRAWAL and DROPPED.search(sentence.plain):
                turns = len(self.said) if self._follows_time_of(agreed) else _DROPPED_TURNS
            if sentence.turn - agreed.sentence.turn <= turns and not self._says("condition"):
                return Course(Agreed(act, sentence))
        return self._without_act(course)

    def _follows_time_of(self, agreed: Agreed) -> bool:
        """Returns whether the agent has just said the agreed time once more."""
        before = self.said[max(0, self.position - _NEIGHBOURS) : self.position]
        return agreed.span is not None and any(
            found.repeats_clocks(agreed.span) or found.echoes(agreed.span)
            for one in before
            if one.turn == self.sentence.turn - 1 and (found := when_in(one))
        )

    def _settled(self, course: Course, act: Act) -> Course:
        agreed, sentence = course.agreed, self.sentence
        if agreed is None or agreed.act not in NEEDED:
            stands = act is Act.BOOKED or (act is Act.SETTLED and course.offered)
            return Course(Agreed(act, sentence)) if stands else replace(course, offered=None)
        if act is Act.SETTLED or agreed.act is Act.COMPLAINT:
            return Course(Agreed(act, sentence))
        # An appointment after a promise: the call itself may have been booked.
        is_call = (
            sentence.turn - agreed.sentence.turn <= 1
            or agreed.act is Act.REQUEST
            or not VISIT.search(sentence.plain)
        )
        return Course(agreed if is_call else Agreed(act, sentence))

    def _own_time(self, near: int, act: Act) -> _Timed:
        """Returns the time in the sentence itself, or in its neighbours of the same turn."""
        sentence = self.sentence
        span = when_in(sentence, near)
        if span or act not in NEEDED:
            return (sentence, span) if span else (None, None)
        around = self.said[max(0, self.position - _NEIGHBOURS) : self.position + _NEIGHBOURS + 1]
        neighbours = [
            one
            for one in around
            if one.turn == sentence.turn
            and one is not sentence
            and act_of(one, self.languages) is None
        ]
        timed = [
            (one, found)
            for one in neighbours
            if (found := when_in(one)) and found.weight > 1 and is_mostly_time(one, found)
        ]
        return timed[-1] if timed else (None, None)

    def _with_time_said_before(self, timed: _Timed) -> _Timed:
        """Completes a time from earlier words: "I'll call then", or "at two" after "tomorrow, but
        not before two".
        """
        span = timed[1]
        if span is None:
            return next(self._times_before(), timed) if self._says("then") else timed
        if span.has_day and not (span.has_clock or span.has_part):
            return next(self._agents_clock_of(span), timed)
        if span.has_day or not span.has_clock:
            return timed
        return next(
            (
                (one, found)
                for one, found in self._times_before(_UNTIMED_TURNS)
                if found.has_day and found.clocks == span.clocks
            ),
            timed,
        )

    def _agents_clock_of(self, span: TimeSpan) -> Iterator[_Timed]:
        """Yields the times that the agent repeated for a day: "then she'll call tomorrow"."""
        for one, found in self._times_before(_UNTIMED_TURNS):
            if one.speaker is Speaker.AGENT and found.has_clock and found.days == span.days:
                yield one, found

    def _times_before(self, turns: int = _NEARBY_TURNS) -> Iterator[tuple[Sentence, TimeSpan]]:
        turn = self.sentence.turn
        for one in reversed(self.said[max(0, self.position - 3 * turns) : self.position]):
            found = when_in(one)
            if turn - one.turn <= turns and found and found.weight > 1:
                yield one, found

    def _later_act(self, agreed: Agreed | None, latest: Agreed) -> Agreed:
        """Returns the later act; a repeated promise without a time keeps the time agreed before."""
        if agreed is None:
            return latest
        if latest.act is Act.OWN_CALL and agreed.act in _AGREED and self._says("condition"):
            return agreed
        if latest.act in _AGREED and agreed.act in _AGREED:
            if latest.span is None:
                return agreed
            return with_time(agreed, latest.timed or latest.sentence, latest.span)
        return latest

    def _offer_answered(self, course: Course, offered: Agreed) -> Course:
        answer = self.sentence
        span = another_time_in(answer, offered.span) or when_in(answer)
        counters = span is not None and self._says("proposes") and not self._says("refuses")
        if self._says("no") and not counters:
            return Course(replace(offered, act=Act.REFUSAL, sentence=answer))
        accepts = counters or span or self._says("yes") or self._says("asks_when")
        if not (accepts or THANKS.match(answer.plain)):
            return course
        accepted = self._later_act(course.agreed, offered)
        if span and not repeats_time(span, accepted):
            accepted = with_time(accepted, answer, span)
        return Course(accepted)

    def _continued(self, agreed: Agreed) -> Agreed:
        if agreed.act not in _AGREED:
            return agreed
        sentence, said, position = self.sentence, self.said, self.position
        asked = any(
            says(self.languages, "asks_when", one.plain)
            for one in said[max(0, position - 2) : position]
        )
        if (
            agreed.act is Act.PROMISE
            and sentence.turn - agreed.sentence.turn == 1
            and sentence.speaker is Speaker.CUSTOMER
            and (not when_in(sentence) or self._says("declines"))
            and self._says("no")
            and not self._goes_on_with_time()
        ):
            return replace(agreed, act=Act.REFUSAL, sentence=sentence)
        other = another_time_in(sentence, agreed.span)
        if other and sentence.speaker is Speaker.CUSTOMER and self._is_soon_after(agreed):
            return with_other_clock(agreed, sentence, other)
        span = when_in(sentence)
        if not span or not (self._is_soon_after(agreed) or asked or self._restates(agreed, span)):
            return agreed
        # "Can't it be earlier?"
        is_vague = agreed.span and span.weight == 1 and is_excluded(sentence, span)
        proposes = self._says("proposes") or self._proposes_another(agreed, span)
        settles = proposes and self._is_accepted()
        if not is_vague and (
            asked
            or settles
            or self._restates(agreed, span)
            or self._answers_with(agreed, span)
            or (agreed.span is None and self._is_time_given(span))
        ):
            return with_time(self._with_day_said_before(agreed, span), sentence, span)
        return agreed

    def _moved_to(self, agreed: Agreed) -> TimeSpan | None:
        """Returns the clock time in whose place the caller puts that of a call agreed before."""
        known, sentence = agreed.span, self.sentence
        if known is None or sentence.speaker is not Speaker.CUSTOMER:
            return None
        if not says(self.languages, "agreed_before", agreed.sentence.plain):
            return None
        if not self._is_soon_after(agreed):
            return None
        found = [when_in(sentence), another_time_in(sentence, known)]
        new = [one for one in found if one and one.has_clock and not one.repeats_clocks(known)]
        return new[-1] if new and not is_excluded(sentence, new[-1]) else None

    def _goes_on_with_time(self) -> bool:
        """Returns whether the turn goes on: "oh no, I'm picking the lad up. Half past"."""
        following = self.said[self.position + 1 : self.position + _NEIGHBOURS]
        return any(
            one.turn == self.sentence.turn and (span := when_in(one)) and is_mostly_time(one, span)
            for one in following
        )

    def _proposes_another(self, agreed: Agreed, span: TimeSpan) -> bool:
        """Returns whether the agent names another clock time, and little else."""
        return (
            self.sentence.speaker is Speaker.AGENT
            and span.has_clock
            and agreed.span is not None
            and not span.repeats_clocks(agreed.span)
            and is_mostly_time(self.sentence, span)
        )

    def _proposed_instead(self, refused: Agreed) -> TimeSpan | None:
        """Returns the accepted time of "Twelve, then?", behind "no, I'm at work then"."""
        is_next = refused.act is Act.REFUSAL and self.sentence.turn - refused.sentence.turn == 1
        span = when_in(self.sentence) if is_next else None
        proposes = span is not None and self._proposes_another(refused, span)
        return span if proposes and self._is_accepted() else None

    def _with_day_said_before(self, agreed: Agreed, span: TimeSpan) -> Agreed:
        """Adds the day of "tomorrow at ten", which was said before the call was agreed."""
        if agreed.span is not None or span.has_day:
            return agreed
        for one, found in self._times_before():
            day = day_in(one)
            if found.has_day and day and span.clocks and span.repeats_clocks(found):
                return replace(agreed, earlier=TimeQuote(one.text[day.start : day.end], one.turn))
        return agreed

    def _is_soon_after(self, agreed: Agreed) -> bool:
        last = max(agreed.sentence.turn, agreed.timed.turn if agreed.timed else 0)
        most = _UNTIMED_TURNS if agreed.span is None else _NEARBY_TURNS
        return self.sentence.turn - last <= most

    def _is_time_given(self, span: TimeSpan) -> bool:
        """Returns whether the sentence is there for its time: little else, or a day and a clock."""
        if is_excluded(self.sentence, span):
            return False
        if self.sentence.speaker is not Speaker.AGENT:
            accepts = span.has_clock and (span.has_day or self._says("yes"))
            if accepts or (span.weight > 1 and span.start <= _FIRST_WORDS):
                return True
        return span.weight > 1 and is_mostly_time(self.sentence, span)

    def _restates(self, agreed: Agreed, span: TimeSpan) -> bool:
        """Returns whether the agent repeats the time in full, as it will be written down."""
        sentence = self.sentence
        if sentence.speaker is not Speaker.AGENT or "?" in sentence.text:
            return False
        is_exact = agreed.span is not None and span.is_exact_form_of(agreed.span)
        if not is_exact and not (span.has_day and span.has_clock):
            return False
        if self._is_soon_after(agreed):
            return True
        known = agreed.span
        is_open = (
            known is None
            or not known.has_clock
            or (not known.has_day and span.repeats_clocks(known))
        )
        return is_open and not VISIT.search(sentence.plain)

    def _is_about_call(self, proposal: Sentence, agreed: Agreed) -> bool:
        """Returns whether the agent's words name a time for the call: behind a full agreement,
        little else than the time may stand there. "And does he leave at one today?" is no such.
        """
        found, known = when_in(proposal), agreed.span
        if found is None or known is None:
            return found is not None
        is_full = known.has_day and (known.has_clock or known.has_part)
        return (
            not is_full
            or is_mostly_time(proposal, found)
            or act_of(proposal, self.languages) is not None
        )

    def _answers_with(self, agreed: Agreed, span: TimeSpan) -> bool:
        """Returns whether the caller answers a time of the agent's with this one."""
        sentence = self.sentence
        before = self.said[max(0, self.position - _NEIGHBOURS) : self.position]
        return (
            sentence.speaker is Speaker.CUSTOMER
            and span.has_clock
            and (is_mostly_time(sentence, span) or self._says("yes"))
            and not self._says("no")
            and any(
                one.speaker is Speaker.AGENT
                and one.turn == sentence.turn - 1
                and (
                    self._is_about_call(one, agreed) or says(self.languages, "asks_when", one.plain)
                )
                for one in before
            )
        )

    def _is_accepted(self) -> bool:
        following = self.said[self.position + 1 : self.position + 4]
        answers = [one for one in following if one.turn > self.sentence.turn]
        return (
            bool(answers)
            and says(self.languages, "yes", answers[0].plain)
            and not says(self.languages, "no", answers[0].plain)
        ) or (bool(answers) and _echoes(self.sentence, answers[0]))


def _echoes(proposal: Sentence, answer: Sentence) -> bool:
    mine, theirs = when_in(proposal), when_in(answer)
    if not (mine and theirs) or answer.speaker is proposal.speaker:
        return False
    return theirs.echoes(mine) or (theirs.has_clock and theirs.repeats_clocks(mine))
