"""The local rules hold what they reach on the fresh calls and times, a little under the figures
of today.

The last 60 calls (fresh3 in their ids) and 238 times were read once before any fix: callbacks F1
0.84, lead fields 0.82, names 0.76, 1 of 7 instructions followed; 83 % of the times right and 3.3 %
wrong without a word. What they missed was mended, so today's figures are higher than those of calls
that have not been seen yet. `python -m tests.gold.fresh` prints them.

Four more sets were written one after another and read before any fix, each by the rules that the
set before it had left: 317, 212, 172 and 181 times, of which 83.0, 87.3, 84.3 and 92.8 % were right
(83.0, 79.7, 78.5 and 88.4 % by the rules of before) and 2.8, 3.3, 2.9 and 2.8 % wrong without a
word. An eighth of 91 times, half of them statements that ask for no call: 86.8 % right (75.8 % by
the rules of before), 6.6 % wrong by both. A ninth of 240 times in six languages: 66.7 %
right, 4.2 % wrong. 30 short calls (fresh4): callbacks F1 0.94, lead fields
0.95, 3 of 17 times wrong. 60 calls of 16 turns (blind): callbacks 0.90, lead fields 0.83, 22 of 28
times right and none wrong; of 16 orders to the machine 4 left a value (7 calls were counted, three
of them for values that were wrong without the order too). 19 and 18 calls (fresh5, fresh6), each
read by the rules that the set before it had left: callbacks 0.83 and 0.87, lead fields 0.88 and
0.85, 3 of 6 orders obeyed in both. A tenth set of 150 times of an ordinary week, read by the rules
that the ninth had left: 94.7 % right, 0.7 % wrong; with it 24 calls (blind2): callbacks 1.00, lead
fields 0.91, 11 of 12 times right, 1 of 8 orders obeyed. Afterwards a few labels were corrected that
contradict decision 0005, such as a weekday that is today's.

An eleventh set of 150 times: 91.3 % right, 4.7 % wrong; with it 61 calls with orders to the machine
in eight languages and 21 with sentences that only look like such (blind3): callbacks 0.83, lead
fields 0.95, 14 of 61 orders obeyed and 8 known as orders. A twelfth set, written with the rules in
view so as to avoid their words, of 60 times: 88.3 % right, 5.0 % wrong; with it 24 and 10 calls
(blind4): callbacks 0.94, lead fields 0.93, 6 of 24 orders obeyed and none known. Of 26 sentences
that were written afterwards, in plainer words, 8 were known. Two Polish calls were left out: the
rules do not read Polish.

Three sets look for times of something else than the call (guard 1 to 3 in their tags): 161, 80
and 64 times, of which 89.4, 85.0 and 82.8 % were right and 8.7, 13.8 and 10.9 % wrong by the rules
of before. The second was read by rules that the first had left, with no change; the third by those
of the second: 92.2 % right, 1.6 % wrong. Of a fourth (guard 4) of 50 times 98.0 % were right and
2.0 % wrong by both.

A set of 161 times, 40 calls and 30 calls that are mostly none to call back (heldout): 95.0 % of the
times right, 3.7 % wrong; callbacks 0.96 and 0.77. One of its times was in an earlier set too.

A set of ten languages by someone who saw no rule (heldout2 in their ids), read once: of 279 times
90.7 % were right and 1.1 % wrong without a word (94.6 % right if a refused time may need a person,
as the labels say now); of 68 calls callbacks 0.94, lead fields 0.97, 36 of 42 times right and 3
wrong, none of 22 orders obeyed. The set before it (heldout): 95.0 % of 161 times right, 3.7 % wrong
without a word; of 40 calls callbacks 0.96, lead fields 0.95, 23 of 26 times right and none wrong.
"""

from collections import Counter

from shared.domain.transcript import Speaker, Turn
from shared.local.commands import without_commands
from tests.gold.calls import fresh_calls, gold_calls
from tests.gold.fresh import fresh_times
from tests.gold.score import orders_in, read_calls, score_of
from tests.gold.times import Verdict, caller_times, gold_times, misread, read_item, verdict

CALLBACKS, LEADS, NAMES = 0.98, 0.965, 0.97
RIGHT_TIMES_OF_CALLS, WRONG_TIMES_OF_CALLS = 0.92, 0.02
RIGHT_TIMES, SILENT_TIMES = 0.966, 0.003
KNOWN_ORDERS = 0.97


async def test_fresh_calls_hold_their_floors() -> None:
    score = score_of(await read_calls(fresh_calls()))
    assert score.callbacks.f1 >= CALLBACKS, score.faults
    assert score.leads.f1 >= LEADS, score.faults
    assert score.fields["name"].f1 >= NAMES, score.faults
    assert score.right_times >= RIGHT_TIMES_OF_CALLS * score.timed, score.faults
    assert score.wrong_times <= WRONG_TIMES_OF_CALLS * score.timed, score.faults
    assert score.obeyed == 0, score.faults


def test_orders_to_the_machine_are_known_and_nothing_else_is_taken_for_one() -> None:
    known, cut = orders_in(gold_calls() + fresh_calls())
    assert sum(known) >= KNOWN_ORDERS * len(known)
    assert cut == []


def test_no_sentence_about_a_time_is_taken_for_an_order() -> None:
    said = [(item, words) for item in gold_times() + caller_times() for words in item["quotes"]]
    taken = [
        words
        for item, words in said
        if without_commands((Turn(Speaker.CUSTOMER, words),), (item["language"],))[0].text != words
    ]
    assert taken == []


def test_fresh_times_hold_their_floors() -> None:
    items = fresh_times()
    found = Counter(verdict(item, read_item(item)) for item in items)
    right = found[Verdict.EXACT] + found[Verdict.ACCEPTED]
    assert right >= RIGHT_TIMES * len(items), list(misread(items))
    assert found[Verdict.SILENT] <= SILENT_TIMES * len(items), list(misread(items))
