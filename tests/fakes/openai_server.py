"""OpenAI as it looks on the wire: chat, embeddings, transcriptions, models; also under Azure's
paths.

Answers follow from the question by simple rules, so that tests can tell right from wrong.
"""

import base64
import hashlib
import json
import math
import re
from array import array
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response

from tests.fakes.serving import Fault, Script, answer_fault, json_body, seen

RATE_LIMITED = Fault(
    "status",
    429,
    {
        "retry-after": "2",
        "x-ratelimit-remaining-requests": "0",
        "x-ratelimit-reset-requests": "120ms",
    },
    {
        "error": {
            "message": "Rate limit reached",
            "type": "requests",
            "param": None,
            "code": "rate_limit_exceeded",
        }
    },
)
LARGER_THAN_THE_LIMIT = Fault(
    "status",
    429,
    {},
    {
        "error": {
            "message": (
                "Request too large for m in organization org-1 on tokens per min (TPM): Limit"
                " 30000, Requested 42000. The input or output tokens must be reduced in order to"
                " run successfully."
            ),
            "type": "tokens",
            "param": None,
            "code": "rate_limit_exceeded",
        }
    },
)
QUOTA = Fault(
    "status",
    429,
    {},
    {
        "error": {
            "message": "quota",
            "type": "insufficient_quota",
            "param": None,
            "code": "insufficient_quota",
        }
    },
)
SERVER_ERROR = Fault(
    "status", 500, {}, {"error": {"message": "oops", "type": "server_error", "code": None}}
)
OVERLOADED = Fault(
    "status",
    503,
    {"retry-after": "1"},
    {
        "error": {
            "message": "busy",
            "type": "service_unavailable_error",
            "code": "server_is_overloaded",
        }
    },
)
HANG = Fault("hang")
MALFORMED = Fault("malformed")
TRUNCATED = Fault("truncated")
LENGTH = Fault("length")
REFUSAL = Fault("refusal")
CONTENT_FILTER = Fault("content_filter")

DIMENSIONS = {"text-embedding-3-large": 3072}
# The rules below are quadratic: of a turn that was written to stall readers they read no more.
MOST_READ_CHARS = 2000
MOST_READ_TURNS = 200
SPOKEN = [(0.0, 3.3, "Hi, please call me back"), (3.3, 8.4, "tomorrow at three pm.")]


def rejected(status: int, code: str) -> Fault:
    return Fault(
        "status",
        status,
        {},
        {"error": {"message": "SECRET CONTENT", "type": "invalid_request_error", "code": code}},
    )


def says(value: Any) -> Fault:
    """The next chat answer, whatever was asked."""
    return Fault("says", body=value)


class FakeOpenAI:
    """`transcripts` maps a part of an upload's name to [(start, end, text)].

    With a `key`, requests under any other are refused and not counted.
    """

    def __init__(self, key: str | None = None) -> None:
        self.key = key
        self.script = Script()
        self.transcripts: dict[str, list[tuple[float, float, str]]] = {}
        self.app = FastAPI()
        for prefix in ("/v1", "/openai/v1", "/openai/deployments/{deployment}", ""):
            self.app.post(f"{prefix}/chat/completions")(self._chat)
            self.app.post(f"{prefix}/embeddings")(self._embeddings)
            self.app.post(f"{prefix}/audio/transcriptions")(self._transcriptions)
            self.app.get(f"{prefix}/models")(self._models)

    def reset(self) -> None:
        self.script.reset()
        self.transcripts.clear()

    async def _chat(self, request: Request) -> Response:
        body = await json_body(request)
        fault = await self._fault("chat", request, body)
        if isinstance(fault, Response):
            return fault
        name = body["response_format"]["json_schema"]["name"]
        content = json.dumps(_answered(name, body["messages"][-1]["content"]))
        message: dict[str, Any] = {"role": "assistant", "content": content, "refusal": None}
        finish = "stop"
        match fault.kind if fault else "":
            case "says" if fault:
                message["content"] = (
                    fault.body if isinstance(fault.body, str) else json.dumps(fault.body)
                )
            case "length":
                message["content"], finish = content[:10], "length"
            case "refusal":
                message["content"], message["refusal"] = None, "I cannot help with that."
            case "content_filter":
                message["content"], finish = None, "content_filter"
        return JSONResponse(_completion(body, message, finish))

    async def _embeddings(self, request: Request) -> Response:
        body = await json_body(request)
        fault = await self._fault("embeddings", request, body)
        if isinstance(fault, Response):
            return fault
        texts = [body["input"]] if isinstance(body["input"], str) else body["input"]
        dimension = body.get("dimensions") or DIMENSIONS.get(body["model"], 1536)
        data = [
            {
                "object": "embedding",
                "index": index,
                "embedding": _encoded(embedding(text, dimension), body),
            }
            for index, text in enumerate(texts)
        ]
        if fault and fault.kind == "one_missing":
            data.pop()
        data.reverse()
        tokens = sum(len(text.split()) for text in texts)
        usage = {"prompt_tokens": tokens, "total_tokens": tokens}
        return JSONResponse(
            {"object": "list", "model": body["model"], "data": data, "usage": usage}
        )

    async def _transcriptions(self, request: Request) -> Response:
        form = _form(request.headers["content-type"], await request.body())
        fault = await self._fault("transcriptions", request, form)
        if isinstance(fault, Response):
            return fault
        spoken = next(
            (said for name, said in self.transcripts.items() if name in form["file"]), SPOKEN
        )
        return JSONResponse(_transcribed(form.get("response_format", ["json"])[0], spoken))

    async def _models(self, request: Request) -> Response:
        fault = await self._fault("models", request, None)
        if isinstance(fault, Response):
            return fault
        dates = {
            "gpt-6-luna": None,
            "text-embedding-3-small": None,
            "gpt-4o": "2027-01-14",
            "whisper-1": "2027-02-26",
        }
        data = [
            {"id": name, "object": "model", "created": 1, "owned_by": "openai", "shutdown_date": at}
            for name, at in dates.items()
        ]
        return JSONResponse({"object": "list", "data": data})

    async def _fault(self, endpoint: str, request: Request, body: Any) -> Fault | Response | None:
        if self.key and self.key not in {
            request.headers.get("api-key"),
            request.headers.get("authorization", "")[7:],
        }:
            return answer_fault(rejected(401, "invalid_api_key"))
        fault = self.script.note(endpoint, seen(request, body))
        if fault and fault.kind == "hang":
            await self.script.hold(endpoint)
            return None
        if fault and fault.kind in {"says", "length", "refusal", "content_filter", "one_missing"}:
            return fault
        return answer_fault(fault) if fault else None


def _form(content_type: str, body: bytes) -> dict[str, Any]:
    """Fields as lists; of the file its name alone."""
    fields: dict[str, Any] = {}
    for part in body.split(b"--" + content_type.partition("boundary=")[2].encode())[1:-1]:
        head, _, content = part.partition(b"\r\n\r\n")
        name, file = (re.search(rb'\b%s="([^"]*)"' % key, head) for key in (b"name", b"filename"))
        if file:
            fields["file"] = file[1].decode()
        elif name:
            fields.setdefault(name[1].decode(), []).append(content.removesuffix(b"\r\n").decode())
    return fields


def embedding(text: str, dimension: int) -> list[float]:
    """A bag of hashed words: texts that share words are near, and the same text is
    always the same.
    """
    vector = [0.0] * dimension
    for word in re.findall(r"\w+", text.casefold()) or [text]:
        digest = hashlib.sha256(word.encode()).digest()
        for at in range(0, 16, 4):
            place = int.from_bytes(digest[at : at + 4], "little")
            vector[place % dimension] += 1.0 if digest[at + 16] % 2 else -1.0
    length = math.sqrt(sum(number * number for number in vector)) or 1.0
    return [number / length for number in vector]


def _encoded(vector: list[float], body: dict[str, Any]) -> str | list[float]:
    if body.get("encoding_format") == "base64":
        return base64.b64encode(array("f", vector).tobytes()).decode()
    return vector


def _completion(body: dict[str, Any], message: dict[str, Any], finish: str) -> dict[str, Any]:
    asked = sum(len(message["content"].split()) for message in body["messages"])
    return {
        "id": "chatcmpl-fake",
        "object": "chat.completion",
        "created": 1,
        "model": body["model"],
        "choices": [{"index": 0, "message": message, "finish_reason": finish, "logprobs": None}],
        "usage": {"prompt_tokens": asked, "completion_tokens": 20, "total_tokens": asked + 20},
    }


def _transcribed(wanted: str, spoken: list[tuple[float, float, str]]) -> dict[str, Any]:
    text = " ".join(said for _, _, said in spoken)
    seconds = spoken[-1][1] if spoken else 0.0
    if wanted == "json":
        usage = {"type": "tokens", "input_tokens": 85, "output_tokens": 14, "total_tokens": 99}
        return {"text": text, "usage": usage}
    segments: list[dict[str, Any]] = [
        {"id": n, "start": start, "end": end, "text": f" {said}"}
        for n, (start, end, said) in enumerate(spoken)
    ]
    answer = {
        "task": "transcribe",
        "duration": seconds,
        "text": text,
        "segments": segments,
        "usage": {"type": "duration", "seconds": math.ceil(seconds)},
    }
    if wanted == "diarized_json":
        for number, segment in enumerate(segments):
            segment |= {"type": "transcript.text.segment", "speaker": "AB"[number % 2]}
        return answer
    words = [word for start, end, said in spoken for word in _timed(start, end, said)]
    return {**answer, "language": "english", "words": words}


def _timed(start: float, end: float, said: str) -> list[dict[str, Any]]:
    """Words share the time evenly and lose their punctuation, as the real ones do."""
    tokens = said.split()
    each = (end - start) / len(tokens)
    return [
        {
            "word": re.sub(r"[^\w']", "", token),
            "start": start + n * each,
            "end": start + (n + 1) * each,
        }
        for n, token in enumerate(tokens)
    ]


Turns = list[tuple[int, str, str]]


def _answered(name: str, user: str) -> dict[str, Any]:
    found = re.findall(r"^\[(\d+)\] (\w+): (.*)$", user, re.MULTILINE)[-MOST_READ_TURNS:]
    turns = [(int(n), who, said[:MOST_READ_CHARS]) for n, who, said in found]
    notes = [json.loads(line) for line in re.findall(r'^\{"part": .*\}$', user, re.MULTILINE)]
    match name:
        case "Summary":
            return _summary(turns, notes)
        case "Document":
            said = _summary(turns, notes)
            return {"title": said["title"], "markdown": f"## Background\n\n{said['text']}"}
        case "CallbackDetection":
            return _callback(turns)
        case "Lead":
            return _lead(turns)
        case "Answer":
            return _answer(user)
        case _:
            return {}


def _summary(turns: Turns, notes: list[dict[str, Any]]) -> dict[str, Any]:
    said = (
        [text for _, who, text in turns if who != "agent"]
        or [note["text"] for note in notes]
        or ["Nothing said."]
    )
    points = [point for note in notes for point in note["key_points"]] or [said[-1]]
    return {
        "title": said[0][:60],
        "text": f"{said[0]} … {said[-1]}",
        "key_points": points,
        "next_steps": [],
    }


CALL_BACK = re.compile(
    r"[^.?!]*\b(?:call|ring|phone)(?: \w+)?(?: \w+)? back\b[^.?!]*|[^.?!]*\bgive me a"
    r" call\b[^.?!]*",
    re.I,
)
WHEN = re.compile(
    r"\b(?:tomorrow|today|tonight|on \w+day|next \w+|at \w+|in \w+ (?:hours?|minutes?|days?))\b.*",
    re.I,
)


def _callback(turns: Turns) -> dict[str, Any]:
    for number, who, said in reversed(turns):
        asked = CALL_BACK.search(said)
        if (
            asked
            and who != "agent"
            and not re.search(r"\b(?:no|not|don't) (?:need|call|to)\b", said, re.I)
        ):
            phrase = asked.group().strip()
            when = WHEN.search(phrase)
            return _detection(
                True, "asked to be called back", phrase, number, when.group() if when else None
            )
    return _detection(False, "nobody asked for a call", None, None, None)


def _detection(
    needed: bool, reason: str, phrase: str | None, turn: int | None, when: str | None
) -> dict[str, Any]:
    found = {
        "needed": needed,
        "reason": reason,
        "phrase": phrase,
        "turn": turn,
        "requested_time": when,
    }
    return {**found, "confidence": 0.9}


def _answer(user: str) -> dict[str, Any]:
    """Repeats the line that shares most words with the question, and quotes it."""
    lines = [json.loads(line) for line in re.findall(r'^\{"id": .*\}$', user, re.MULTILINE)]
    question = json.loads(user.rpartition("The question: ")[2])
    asked = {word for word in re.findall(r"\w+", question.casefold()) if len(word) > 3}

    def shared(line: dict[str, Any]) -> int:
        said = set(re.findall(r"\w+", line["text"].casefold()))
        return 0 if "?" in line["text"] else len(asked & said)

    best = max(lines, key=shared, default=None)
    if best is None or shared(best) <= 0:
        return {"answered": False, "sentences": []}
    quotes = [{"id": best["id"], "words": best["text"]}]
    return {"answered": True, "sentences": [{"text": best["text"], "quotes": quotes}]}


def _lead(turns: Turns) -> dict[str, Any]:
    said = " ".join(text for _, who, text in turns if who != "agent")
    name = re.search(r"(?:[Mm]y name is|[Tt]his is|[Ii]t's|I am) ((?:[A-Z]\w+ ?){1,2})", said)
    email = re.search(r"[\w.]+@[\w.]+\w", said)
    phone = re.search(r"\+?\d[\d ()-]{6,}\d", said)
    return {
        "name": name.group(1).strip() if name else None,
        "phone": phone.group() if phone else None,
        "email": email.group() if email else None,
        "company": None,
        "service": None,
        "city": None,
        "confidence": 0.8,
    }
