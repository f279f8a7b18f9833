"""Pinecone's data plane in memory, and as much of its control plane as finds an index by name."""

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response

from tests.fakes.serving import Fault, Script, answer_fault, json_body, seen

RATE_LIMITED = Fault(
    "status", 429, {"retry-after": "3"}, {"code": 8, "message": "slow down", "details": []}
)
SERVER_ERROR = Fault("status", 500, {}, {"code": 13, "message": "oops", "details": []})
UNAVAILABLE = Fault("status", 503)
UNAUTHORIZED = Fault(
    "status", 401, {}, {"error": {"code": "UNAUTHENTICATED", "message": "Invalid API key"}}
)
QUOTA = Fault("status", 403, {}, {"error": {"code": "QUOTA_EXCEEDED", "message": "quota"}})
HANG = Fault("hang")
MALFORMED = Fault("malformed")
TRUNCATED = Fault("truncated")

Record = dict[str, Any]


class FakePinecone:
    def __init__(self, dimension: int = 8) -> None:
        self.script = Script()
        self.dimension = dimension
        self.namespaces: dict[str, dict[str, Record]] = {}
        self.app = FastAPI()
        self.app.post("/vectors/upsert")(self._upsert)
        self.app.post("/query")(self._query)
        self.app.post("/vectors/delete")(self._delete)
        self.app.get("/vectors/fetch")(self._fetch)
        self.app.post("/describe_index_stats")(self._stats)
        self.app.get("/indexes/{name}")(self._describe)

    def reset(self) -> None:
        self.script.reset()
        self.namespaces.clear()

    async def _upsert(self, request: Request) -> Response:
        body = await json_body(request)
        if fault := await self._fault("upsert", request, body):
            return fault
        if any(len(vector["values"]) != self.dimension for vector in body["vectors"]):
            return JSONResponse(
                {"code": 3, "message": "Vector dimension does not match", "details": []}, 400
            )
        space = self.namespaces.setdefault(body.get("namespace", ""), {})
        space.update({vector["id"]: vector for vector in body["vectors"]})
        return JSONResponse({"upsertedCount": len(body["vectors"])})

    async def _query(self, request: Request) -> Response:
        body = await json_body(request)
        if fault := await self._fault("query", request, body):
            return fault
        space = self.namespaces.get(body.get("namespace", ""), {})
        kept = [
            record
            for record in space.values()
            if _passes(record["metadata"], body.get("filter") or {})
        ]
        scored = sorted(
            ((_cosine(body["vector"], one["values"]), one) for one in kept),
            key=lambda pair: -pair[0],
        )
        matches = [
            {"id": one["id"], "score": score, "values": [], "metadata": one["metadata"]}
            for score, one in scored[: body["topK"]]
        ]
        return JSONResponse(
            {"matches": matches, "namespace": body.get("namespace", ""), "usage": {"readUnits": 1}}
        )

    async def _delete(self, request: Request) -> Response:
        body = await json_body(request)
        if fault := await self._fault("delete", request, body):
            return fault
        namespace = body.get("namespace", "")
        if namespace not in self.namespaces:
            return JSONResponse({"code": 5, "message": "Namespace not found", "details": []}, 404)
        for one in body["ids"]:
            self.namespaces[namespace].pop(one, None)
        return JSONResponse({})

    async def _fetch(self, request: Request) -> Response:
        if fault := await self._fault("fetch", request, None):
            return fault
        namespace = request.query_params.get("namespace", "")
        space = self.namespaces.get(namespace, {})
        found = {one: space[one] for one in request.query_params.getlist("ids") if one in space}
        return JSONResponse({"vectors": found, "namespace": namespace, "usage": {"readUnits": 1}})

    async def _stats(self, request: Request) -> Response:
        if fault := await self._fault("stats", request, None):
            return fault
        counts = {name: {"vectorCount": len(space)} for name, space in self.namespaces.items()}
        total = sum(map(len, self.namespaces.values()))
        stats = {
            "namespaces": counts,
            "dimension": self.dimension,
            "indexFullness": 0,
            "totalVectorCount": total,
        }
        return JSONResponse({**stats, "metric": "cosine", "vectorType": "dense"})

    async def _describe(self, request: Request, name: str) -> Response:
        if fault := await self._fault("describe", request, None):
            return fault
        field = {"type": "dense_vector", "dimension": self.dimension, "metric": "cosine"}
        described = {
            "name": name,
            "host": f"http://{request.headers['host']}",
            "schema": {"fields": {"_values": field}},
            "deployment": {"deployment_type": "managed", "cloud": "aws", "region": "us-east-1"},
            "deletion_protection": "disabled",
            "status": {"ready": True, "state": "Ready"},
        }
        return JSONResponse(described)

    async def _fault(self, endpoint: str, request: Request, body: Any) -> Response | None:
        fault = self.script.note(endpoint, seen(request, body))
        if fault is None:
            return None
        if fault.kind == "hang":
            await self.script.hold(endpoint)
            return None
        return answer_fault(fault)


def _passes(metadata: dict[str, Any], wanted: dict[str, Any]) -> bool:
    return all(_holds(metadata.get(name), test) for name, test in wanted.items())


def _holds(value: Any, test: Any) -> bool:
    tests = test if isinstance(test, dict) else {"$eq": test}
    checks: dict[str, Callable[[Any], bool]] = {
        "$eq": lambda other: value == other,
        "$ne": lambda other: value != other,
        "$in": lambda others: value in others,
        "$nin": lambda others: value not in others,
    }
    return all(checks[operator](other) for operator, other in tests.items())


def _cosine(left: list[float], right: list[float]) -> float:
    lengths = sum(a * a for a in left) ** 0.5 * sum(b * b for b in right) ** 0.5
    return sum(a * b for a, b in zip(left, right, strict=True)) / (lengths or 1.0)
