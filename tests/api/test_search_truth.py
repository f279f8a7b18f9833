"""A search knows what has just changed: calls are made ready, edited and deleted in random order.
After each change the next requests find exactly the calls that have the words.
"""

import random
from uuid import UUID

import pytest

from shared.domain.ids import JobId
from tests.api.test_search import calls_found, found, processed
from tests.support.people import Team
from worker.resources import Resources
from worker.runner import run_job

# No two have a stem in common, or differ in few letters.
WORDS = ("boiler", "radiator", "umbrella", "kitchen", "invoice", "puppy", "violin", "harbour")
CHANGES = 10


@pytest.mark.parametrize("seed", [2])
async def test_each_change_is_seen_by_the_next_search(
    team: Team, worker: Resources, seed: int
) -> None:
    chance = random.Random(seed)
    words_of: dict[str, set[str]] = {}
    versions: dict[str, int] = {}
    for number in range(CHANGES):
        words = set(chance.sample(WORDS, chance.randint(1, 3)))
        said = f"It is about the {' and the '.join(sorted(words))}."
        before: set[str] = set()
        match chance.choice(("make", "edit", "delete") if words_of else ("make",)):
            case "make":
                call_id = await processed(team, worker, f"conv_{number}", (("user", said),))
                words_of[call_id], versions[call_id] = words, 1
            case "edit":
                call_id = chance.choice(sorted(words_of))
                before = words_of[call_id]
                edited = await team.put(
                    f"/api/calls/{call_id}/transcript",
                    {
                        "turns": [{"speaker": "customer", "text": said}],
                        "base_version": versions[call_id],
                    },
                )
                assert edited.status_code == 202, edited.text
                await run_job(worker, JobId(UUID(edited.json()["job_id"])))
                words_of[call_id] = words
                versions[call_id] += 1
            case "delete":
                call_id = chance.choice(sorted(words_of))
                before = words_of.pop(call_id)
                deleted = await team.delete(f"/api/calls/{call_id}")
                assert deleted.status_code in (200, 202, 204), deleted.text
        for word in sorted(words | before):
            expected = {each for each, said_words in words_of.items() if word in said_words}
            # A plural is found by its stem only, and a misspelt word by the words of passages.
            for typed in (word, f"{word}s ", f"{word[:2]}{word[3:]} "):
                assert set(await calls_found(team, typed)) == expected, (number, typed)
    both = await found(team, " or ".join(WORDS), limit=50)
    assert both["calls_with_words"] == len(words_of)
