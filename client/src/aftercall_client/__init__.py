"""A typed client of Aftercall: `Aftercall` for sync programs, `AsyncAftercall` for async ones."""

from aftercall_client import models, params, sent
from aftercall_client._async.client import AsyncAftercall
from aftercall_client._requests import OMIT, Omit
from aftercall_client._retrying import Retries
from aftercall_client._sync.client import Aftercall
from aftercall_client.chunks import AnswerChunk
from aftercall_client.errors import (
    AftercallError,
    AnswerFailed,
    BadRequest,
    BudgetSpent,
    Conflict,
    ConnectionFailed,
    Forbidden,
    InvalidAnswer,
    InvalidFields,
    NotFound,
    Problem,
    RateLimited,
    ServerFailed,
    StreamReset,
    TooLarge,
    Unauthorized,
    Unavailable,
    WebhookRejected,
    WrongField,
)
from aftercall_client.webhooks import unwrap

__all__ = [
    "OMIT",
    "Aftercall",
    "AftercallError",
    "AnswerChunk",
    "AnswerFailed",
    "AsyncAftercall",
    "BadRequest",
    "BudgetSpent",
    "Conflict",
    "ConnectionFailed",
    "Forbidden",
    "InvalidAnswer",
    "InvalidFields",
    "NotFound",
    "Omit",
    "Problem",
    "RateLimited",
    "Retries",
    "ServerFailed",
    "StreamReset",
    "TooLarge",
    "Unauthorized",
    "Unavailable",
    "WebhookRejected",
    "WrongField",
    "models",
    "params",
    "sent",
    "unwrap",
]
