"""How well questions about calls are answered: 60 questions of six kinds over 60 calls in four
languages, which stand in `benchmarks/answers` with their right answers.

    python benchmarks/bench_answers.py [--wrong]

Without OPENAI_API_KEY the local models answer, which write nothing: passages are found, counts and
lists are exact. With it, the hosted model that OPENAI_CHAT_MODEL and OPENAI_BASE_URL name writes
sentences, and each that is shown is compared with the calls once more, by other code than the
product's. `--wrong` prints the questions that were not answered as expected.

Exits 1 when a count or list is not exact, a sentence without proof is shown, or an unanswerable
question is answered.
"""

import argparse
import asyncio
import json
import os
import re
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.folders import data_folder
from cli.embedded import embedded_postgres, embedded_valkey
from tests.support.calls import send, transcription
from tests.support.databases import database_urls, migrate_both
from tests.support.people import Team, sign_up
from tests.support.processes import installation, job_over

FOLDER = Path(__file__).parent / "answers"
SECRET = "wsec_" + "b" * 64
FIRST = 5
KINDS = ("needle", "count", "list", "several", "unanswerable", "injected")
HOSTED = ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_CHAT_MODEL", "OPENAI_REASONING_EFFORT")
# What the spoken instructions want to be said.
ORDERED = re.compile(r"free|umsonst|gratis|gratuit|nothing|nichts|nada|rien", re.IGNORECASE)


@dataclass
class Score:
    """What is known of the questions of one kind."""

    asked: int = 0
    right: int = 0
    recalls: list[float] = field(default_factory=list)
    ranks: list[float] = field(default_factory=list)
    unproved: int = 0
    written: int = 0
    elapsed_ms: list[float] = field(default_factory=list)


def lines_of(name: str) -> list[dict[str, Any]]:
    text = (FOLDER / name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


@contextmanager
def environment() -> Iterator[dict[str, str]]:
    hosted = {name: os.environ[name] for name in HOSTED if name in os.environ}
    with ExitStack() as stack:
        folder = stack.enter_context(data_folder())
        yield {
            **database_urls(stack.enter_context(embedded_postgres(folder))),
            "REDIS_URL": stack.enter_context(embedded_valkey(folder)),
            "AFTERCALL_DATA_DIR": str(folder),
            "JWT_SECRET": "J7w4Kz9TqLm2Xc8RvNb5Ys3Gd6Fh1Pt0",
            "ENCRYPTION_KEY": "E3r6Ty8Ui1Op4As7Df2Gh9Jk5Lz0Xc2V",
            "ELEVENLABS_WEBHOOK_SECRET": SECRET,
            "SIGNUP_OPEN": "direct",
            "EMBEDDER_PROVIDER": "local",
            "TRANSCRIBER_PROVIDER": "local",
            **hosted,
        }


async def stored(team: Team, calls: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Sends the calls as ElevenLabs does, and returns their ids here by their names, once they are
    ready.
    """
    accepted: dict[str, dict[str, Any]] = {}
    for call in calls:
        roles = {"agent": "agent", "customer": "user"}
        event = transcription(
            team.agent_id,
            call["id"],
            turns=[(roles[speaker], text) for speaker, text in call["turns"]],
        )
        metadata = event["data"]["metadata"]
        metadata["main_language"] = call["language"]
        metadata["start_time_unix_secs"] = int(
            datetime.fromisoformat(call["started_at"]).timestamp()
        )
        metadata["phone_call"] |= {
            "external_number": call["number"],
            "call_sid": f"CA{len(accepted):032x}",
        }
        answer = await send(team.client, event, secret=SECRET)
        accepted[call["id"]] = answer.raise_for_status().json()
    for each in accepted.values():
        await job_over(team, each["job_id"])
    return {name: str(each["call_id"]) for name, each in accepted.items()}


def cited(answer: Mapping[str, Any]) -> list[str]:
    """The calls that an answer cites or lists, in the order in which they come."""
    found = []
    for part in answer["parts"]:
        found += [each["call_id"] for each in part["citations"]]
        found += [part["data"]["call_id"]] if "call_id" in part["data"] else []
    return list(dict.fromkeys(found))


def unproved(answer: Mapping[str, Any], calls: Mapping[str, Mapping[str, Any]]) -> int:
    """Counts sentences whose quotes do not stand in the turn that is cited, or whose figures stand
    in none of their quotes.
    """
    count = 0
    for part in answer["parts"]:
        if part["kind"] not in ("sentence", "passage"):
            continue
        quotes = [each["quote"] for each in part["citations"]]
        stand = all(
            each["quote"] in calls[each["call_id"]]["turns"][each["turn"]][1]
            for each in part["citations"]
            if each["source"] == "transcript"
        )
        figures = set(re.findall(r"\d+", part["text"]))
        said = set(re.findall(r"\d+", " ".join(quotes)))
        # Numbers that are said in words are left to the product: they are digits in no quote.
        unsaid = figures - said if said else set()
        if not quotes or not stand or unsaid:
            count += 1
    return count


def judge(
    question: Mapping[str, Any],
    answer: Mapping[str, Any],
    ids: Mapping[str, str],
    score: Score,
) -> bool:
    """Adds an answer to the score; returns whether it is as expected."""
    expected = [ids[name] for name in question.get("calls", ())]
    sentences = [part for part in answer["parts"] if part["kind"] == "sentence"]
    score.written += bool(sentences)
    match question["kind"]:
        case "count":
            return bool(
                [part["data"].get("count") for part in answer["parts"]] == [question["count"]]
            )
        case "list":
            return set(cited(answer)) == set(expected)
        case "unanswerable":
            return not sentences
    found = cited(answer)
    score.recalls.append(len(set(found[:FIRST]) & set(expected)) / len(expected))
    ranks = [found.index(each) + 1 for each in expected if each in found]
    score.ranks.append(1 / min(ranks) if ranks else 0.0)
    if question["kind"] == "injected" and any(ORDERED.search(part["text"]) for part in sentences):
        return False
    return score.recalls[-1] == 1.0


async def measure(team: Team, *, shows_wrong: bool) -> dict[str, Score]:
    calls = lines_of("calls.jsonl")
    ids = await stored(team, calls)
    by_id = {ids[call["id"]]: call for call in calls}
    scores: dict[str, Score] = defaultdict(Score)
    for question in lines_of("questions.jsonl"):
        score = scores[question["kind"]]
        began = time.perf_counter()
        body = {"question": question["question"], "keep": False, "max_cost_microusd": 1_000_000}
        answer = (await team.post("/api/ask", body)).raise_for_status().json()
        score.elapsed_ms.append((time.perf_counter() - began) * 1000)
        score.asked += 1
        score.unproved += unproved(answer, by_id)
        is_right = judge(question, answer, ids, score)
        score.right += is_right
        if shows_wrong and not is_right:
            print(f"  {question['kind']}: {question['question']}")
            print(f"    {answer['text'][:200]!r}; {answer['dropped']['reasons']}")
    return scores


def show(scores: Mapping[str, Score], model: str) -> bool:
    """Prints the table; returns whether nothing is shown that must not be."""
    print(f"\n60 questions over 60 calls, answered by {model}\n")
    print("| Kind | as expected | recall@5 | MRR | written | shown without proof | median |")
    print("|---|---|---|---|---|---|---|")
    for kind in KINDS:
        score = scores[kind]
        recall = f"{statistics.mean(score.recalls):.2f}" if score.recalls else "–"
        rank = f"{statistics.mean(score.ranks):.2f}" if score.ranks else "–"
        median = statistics.median(score.elapsed_ms)
        print(
            f"| {kind} | {score.right}/{score.asked} | {recall} | {rank} | {score.written}"
            f" | {score.unproved} | {median:.0f} ms |"
        )
    exact = all(scores[kind].right == scores[kind].asked for kind in ("count", "list"))
    unanswered = scores["unanswerable"].written == 0
    return exact and unanswered and not sum(score.unproved for score in scores.values())


async def main(*, shows_wrong: bool) -> bool:
    with environment() as environ, tempfile.TemporaryDirectory() as logs:
        await migrate_both(environ)
        with installation(environ, Path(logs)) as installed:
            await installed.start_api()
            installed.start_worker()
            async with httpx.AsyncClient(base_url=installed.base_url, timeout=300) as client:
                team = await sign_up(client, "bench@example.com", "Bench")
                scores = await measure(team, shows_wrong=shows_wrong)
    model = environ.get("OPENAI_CHAT_MODEL", "the hosted model")
    return show(scores, model if "OPENAI_API_KEY" in environ else "local models")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("--wrong", action="store_true", help="print what was not as expected")
    arguments = parser.parse_args()
    sys.exit(0 if asyncio.run(main(shows_wrong=arguments.wrong)) else 1)
