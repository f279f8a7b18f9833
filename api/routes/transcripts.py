"""Corrections of a call's transcript. Every version is stored, and results that depend on it are
produced again.
"""

import asyncio
import re
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Annotated, Literal, Self

from fastapi import Path, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    Strict,
    StringConstraints,
    model_validator,
)

from api.http.authentication import ActorDep
from api.http.bodies import JsonBody, described_body, read_json
from api.http.fields import Count, Language
from api.http.parameters import CallInPath
from api.http.permissions import ReaderDep, WriterDep
from api.http.problems import responses
from api.http.resources import ResourcesDep
from api.http.router import Router
from api.http.schemas import AcceptedBody
from api.routes.calls import TranscriptBody
from shared.db.call_status import mark_spoken_in
from shared.db.calls import get_call, lock_call
from shared.db.events import insert_event
from shared.db.inbound import Receipt
from shared.db.jobs.jobs import find_job_of_call
from shared.db.pool import Connection
from shared.db.transcripts import find_current, get_turns, get_version, insert_edited, list_versions
from shared.domain.access import Actor
from shared.domain.editing import edited, has_same_times
from shared.domain.ids import CallId
from shared.domain.steps import MADE_OF_TRANSCRIPT
from shared.domain.transcript import Speaker, Turn
from shared.domain.transcript_bounds import LONGEST_TURN, MOST_TURNS
from shared.domain.transcript_changes import (
    MOST_CHANGES,
    Change,
    TurnChange,
    changes_between,
)
from shared.domain.visible import UNSEEN
from shared.errors import Conflict
from shared.intake.runs import start_again
from shared.queue.queue import Wakeup

router = Router(tags=["results"], prefix="/api/calls/{call_id}")

EDIT_MAX_BYTES = 4 * 2**20
MOST_VERSIONS = 2**31 - 1
# Senders' texts contain tabs and line breaks, and a version that was read can be sent back.
_CONTROL = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
SPOKEN = rf"^[^{_CONTROL}]*[^{UNSEEN}][^{_CONTROL}]*$"


def _spoken_text(text: str) -> str:
    if not re.search(f"[^{UNSEEN}]", text):
        raise ValueError("must contain text")
    if re.search(f"[{_CONTROL}]", text):
        raise ValueError("must hold no control characters but tabs and line breaks")
    return text


Spoken = Annotated[
    str,
    StringConstraints(max_length=LONGEST_TURN),
    AfterValidator(_spoken_text),
    Field(json_schema_extra={"minLength": 1, "pattern": SPOKEN}),
]


Seconds = Annotated[float, Strict(), Field(ge=0, le=7 * 86400, allow_inf_nan=False)]


VersionInPath = Annotated[int, Path(ge=1, le=MOST_VERSIONS, description="The version's number.")]


class EditedTurn(JsonBody):
    """What one speaker says without a break."""

    speaker: Speaker = Field(description="Who speaks.")
    text: Spoken = Field(description="What is said.")
    start_s: Seconds | None = Field(
        None, description="When it begins, in seconds from the start of the call."
    )
    end_s: Seconds | None = Field(
        None,
        description="When it ends, in seconds from the start of the call; not before `start_s`.",
    )
    label: Annotated[str, StringConstraints(pattern=r"^[\w -]{1,20}$")] | None = Field(
        None, description="Distinguishes voices while their speaker is unknown; else not stored."
    )

    @model_validator(mode="after")
    def _times_run_forwards(self) -> Self:
        if self.start_s is not None and self.end_s is not None and self.end_s < self.start_s:
            raise ValueError("a turn must not end before it begins")
        return self


class TranscriptEdit(JsonBody):
    """The whole transcript as it should be."""

    turns: Annotated[list[EditedTurn], Field(min_length=1, max_length=MOST_TURNS)] = Field(
        description="Every turn, in the order in which they begin."
    )
    language: Language | None = Field(
        None, description="The language spoken (ISO 639), if it was wrong."
    )
    base_version: Annotated[Count, Field(ge=1, le=MOST_VERSIONS)] | None = Field(
        None,
        description=(
            "The version that was corrected; a conflict (409) if it is not the current one any"
            " more."
        ),
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        starts = [
            (number, turn.start_s)
            for number, turn in enumerate(self.turns)
            if turn.start_s is not None
        ]
        for (_, earlier), (number, later) in pairwise(starts):
            if later < earlier:
                raise ValueError(
                    f"turns must be in the order of their beginnings, and turn {number} begins"
                    " before the one before it"
                )
        return self

    def as_turns(self) -> tuple[Turn, ...]:
        """Returns the turns. A turn with a name needs no label."""
        return tuple(
            Turn(
                turn.speaker,
                turn.text,
                turn.start_s,
                turn.end_s,
                turn.label if turn.speaker is Speaker.UNKNOWN else None,
            )
            for turn in self.turns
        )


class VersionBody(BaseModel):
    """A version of a transcript, without its text."""

    model_config = ConfigDict(from_attributes=True)

    version: int = Field(description="The version's number, from 1.")
    origin: str = Field(description="The sender or the model that made this version, or `edited`.")
    created_at: datetime = Field(description="When it was made.")
    language: str | None = Field(description="The language spoken (ISO 639, such as `en`).")
    turn_count: int = Field(description="How many turns it has.")
    actor: Literal["user", "key"] | None = Field(
        description=(
            "Who edited it: a person or an API key; null for a version that was not edited, or was"
            " before this was stored."
        )
    )
    actor_id: str | None = Field(description="The id of the user or key.")
    actor_name: str | None = Field(description="Their name; null if they are gone.")


class WordsBody(BaseModel):
    """Words of a turn that differs."""

    model_config = ConfigDict(from_attributes=True)

    change: Change = Field(description="Whether they are in both versions, or in one of them.")
    text: str = Field(description="The words, with the spaces after them.")


class TurnChangeBody(BaseModel):
    """A turn that differs between two versions."""

    before: int | None = Field(
        description="Its number in the earlier version, from 0; null if it is not in that one."
    )
    after: int | None = Field(
        description="Its number in the later version, from 0; null if it is not in that one."
    )
    speaker_before: Speaker | None = Field(description="Who spoke in the earlier version.")
    speaker: Speaker | None = Field(description="Who speaks in the later version.")
    start_s: float | None = Field(
        description="When it begins, in seconds from the start of the call; null if unknown."
    )
    words: list[WordsBody] = Field(
        description="All of its words: those in both versions, in the earlier, and in the later."
    )


class TranscriptChanges(BaseModel):
    """What differs between two versions of a transcript."""

    version: int = Field(description="The later version.")
    since: int = Field(description="The version that it was compared with.")
    changes: list[TurnChangeBody] = Field(
        description=f"The turns that differ, in their order, at most {MOST_CHANGES}."
    )
    left_out: int = Field(description="How many more turns differ.")
    same_turns: int = Field(
        description="How many turns have the same speaker and words; their times may differ."
    )


class VersionList(BaseModel):
    """Every version of a transcript."""

    versions: list[VersionBody] = Field(description="The versions, newest first.")


@router.put(
    "/transcript",
    status_code=202,
    response_model=AcceptedBody,
    responses={
        200: {"model": AcceptedBody, "description": "The transcript says this already"},
        **responses(404, 409),
    },
    openapi_extra=described_body(TranscriptEdit),
)
async def put_transcript(
    call_id: CallInPath,
    request: Request,
    actor: ActorDep,
    tenant_id: WriterDep,
    resources: ResourcesDep,
) -> Response:
    """Stores a new version and produces all results that depend on it again; the audio is not
    transcribed again.

    It is a conflict while the call is being processed, and when `base_version` is not the current
    one.
    """
    edit = await read_json(request, TranscriptEdit, max_bytes=EDIT_MAX_BYTES)
    async with resources.database.transaction(tenant_id) as conn:
        receipt, wakeup = await _store_edit(conn, actor, call_id, edit)
    if wakeup:
        resources.wakeups.send(wakeup)
    answer = AcceptedBody.of(receipt, base_url=resources.settings.runtime.public_base_url)
    headers = {"Location": answer.status_url} if answer.status_url else None
    return JSONResponse(answer.model_dump(mode="json"), 202 if wakeup else 200, headers=headers)


async def _store_edit(
    conn: Connection, actor: Actor, call_id: CallId, edit: TranscriptEdit
) -> tuple[Receipt, Wakeup | None]:
    """Stores an edit. Sends no wakeup when nothing changes, so that a repeated edit is harmless in
    any state of the call.
    """
    tenant_id = actor.tenant_id
    await lock_call(conn, tenant_id, call_id)
    current = await find_current(conn, tenant_id, call_id)
    if current is None:
        raise Conflict(
            "The call has no transcript yet that could be corrected.", code="no_transcript"
        )
    before = current.transcript
    # This runs in a thread, because finding a day of words in their turns takes a second.
    after = await asyncio.to_thread(edited, before, edit.as_turns(), language=edit.language)
    if (after.turns, after.language) == (before.turns, before.language):
        job = await find_job_of_call(conn, tenant_id, call_id)
        return Receipt(call_id, job.id if job else None), None
    if edit.base_version not in (None, current.version):
        raise Conflict(
            f"The transcript is at version {current.version} now, not at {edit.base_version}: read"
            " it again, and repeat the correction.",
            code="version_conflict",
        )
    job_id, wakeup = await start_again(conn, tenant_id, call_id, MADE_OF_TRANSCRIPT)
    same_times = has_same_times(before, after)
    version = await insert_edited(
        conn, tenant_id, call_id, after, same_times=same_times, actor=actor
    )
    if edit.language:
        await mark_spoken_in(conn, tenant_id, call_id, edit.language)
    await insert_event(
        conn,
        tenant_id,
        "transcript.edited",
        call_id=call_id,
        job_id=job_id,
        data={"version": version},
    )
    return Receipt(call_id, job_id), wakeup


@router.get("/transcripts", responses=responses(404))
async def get_versions(
    call_id: CallInPath, tenant_id: ReaderDep, resources: ResourcesDep
) -> VersionList:
    """Returns the versions, newest first; none while the call is not transcribed."""
    async with resources.database.connection(tenant_id) as conn:
        await get_call(conn, tenant_id, call_id)
        versions = await list_versions(conn, tenant_id, call_id)
    return VersionList(versions=[VersionBody.model_validate(version) for version in versions])


@router.get("/transcripts/{version}", responses=responses(404))
async def read_version(
    call_id: CallInPath,
    version: VersionInPath,
    tenant_id: ReaderDep,
    resources: ResourcesDep,
) -> TranscriptBody:
    """Returns one version with its text."""
    async with resources.database.connection(tenant_id) as conn:
        await get_call(conn, tenant_id, call_id)
        return TranscriptBody.of(await get_version(conn, tenant_id, call_id, version))


@router.get("/transcripts/{version}/changes", responses=responses(404))
async def read_changes(
    call_id: CallInPath,
    version: VersionInPath,
    tenant_id: ReaderDep,
    resources: ResourcesDep,
    since: Annotated[
        int | None,
        Query(
            ge=1,
            le=MOST_VERSIONS,
            description="The version to compare with; without it the one before.",
        ),
    ] = None,
) -> TranscriptChanges:
    """Returns what differs between two versions of the transcript: turns, and words in them."""
    earlier = version - 1 if since is None else since
    async with resources.database.connection(tenant_id) as conn:
        await get_call(conn, tenant_id, call_id)
        after = await get_turns(conn, tenant_id, call_id, version)
        before = await get_turns(conn, tenant_id, call_id, earlier)
    # A day of words takes a second.
    found = await asyncio.to_thread(changes_between, before, after)
    return TranscriptChanges(
        version=version,
        since=earlier,
        changes=[_change_body(each, before, after) for each in found.turns],
        left_out=found.left_out,
        same_turns=found.same,
    )


def _change_body(
    change: TurnChange, before: Sequence[Turn], after: Sequence[Turn]
) -> TurnChangeBody:
    old = None if change.before is None else before[change.before]
    new = None if change.after is None else after[change.after]
    return TurnChangeBody(
        before=change.before,
        after=change.after,
        speaker_before=old.speaker if old else None,
        speaker=new.speaker if new else None,
        start_s=next((turn.start_s for turn in (new, old) if turn), None),
        words=[WordsBody.model_validate(words) for words in change.words],
    )
