"""The resource event targets. Written by `make docs`; do not edit."""

from __future__ import annotations

import builtins
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from aftercall_client import models, params
from aftercall_client._answers import read
from aftercall_client._requests import OMIT, Omit, Request, given, segment
from aftercall_client._sync.sender import Sender


class EventTargets:
    """Requests about event targets."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def templates(self) -> models.TemplateList:
        """Returns the templates for the APIs of vendors, with the values that each needs."""
        answer = self._sender.send(Request("GET", "/api/event-target-templates"))
        return read(answer, models.TemplateList)

    def dry_run_new(
        self,
        *,
        target: params.NewTargetBodyParam,
        sequence: int | Omit | None = OMIT,
        sample: bool | Omit = OMIT,
        idempotency_key: str | None = None,
    ) -> models.DryRun:
        """Returns what a target would send for an event, without making it or sending anything.

        Args:
            target: The target, as it would be made.
            sequence: With the event of this number.
            sample: With the sample. Otherwise, and without `sequence`, it is the newest event
                that the target wants, and the sample when there is none.
        """
        answer = self._sender.send(
            Request(
                "POST",
                "/api/event-target-dry-runs",
                json=given(sequence=sequence, sample=sample, target=target),
                keyed=True,
                key=idempotency_key,
            )
        )
        return read(answer, models.DryRun)

    def dry_run(
        self,
        target_id: UUID | str,
        *,
        sequence: int | Omit | None = OMIT,
        sample: bool | Omit = OMIT,
        idempotency_key: str | None = None,
    ) -> models.DryRun:
        """Returns what a target would send for an event, without sending anything.

        Args:
            sequence: With the event of this number.
            sample: With the sample. Otherwise, and without `sequence`, it is the newest event
                that the target wants, and the sample when there is none.
        """
        answer = self._sender.send(
            Request(
                "POST",
                f"/api/event-targets/{segment(target_id)}/dry-run",
                json=given(sequence=sequence, sample=sample),
                keyed=True,
                key=idempotency_key,
            )
        )
        return read(answer, models.DryRun)

    def create(
        self,
        *,
        name: str,
        kind: Literal["webhook", "slack", "teams", "email", "template"] | Omit = OMIT,
        url: str | Omit | None = OMIT,
        template_id: str | Omit | None = OMIT,
        request: params.RequestTemplateParam | Omit | None = OMIT,
        email: params.MailBodyParam | Omit | None = OMIT,
        inputs: dict[str, Any] | Omit = OMIT,
        secrets: dict[str, Any] | Omit = OMIT,
        types: builtins.list[str] | Omit = OMIT,
        agent_ids: builtins.list[UUID | str] | Omit | None = OMIT,
        outcomes: builtins.list[models.CallOutcome] | Omit | None = OMIT,
        body: Literal["thin", "full"] | Omit | None = OMIT,
        secret: str | Omit | None = OMIT,
        credentials: params.BearerTokenParam
        | params.BasicPasswordParam
        | params.SecretHeaderParam
        | Omit
        | None = OMIT,
        idempotency_key: str | None = None,
    ) -> models.TargetWithSecret:
        """Creates a target. It gets the events from now on; a `webhook` gets them signed by
        Standard Webhooks. Events from before can be sent with `POST
        /api/event-targets/{target_id}/replay`.

        Args:
            name: What people call it.
            kind: What it is: `webhook`, a receiver of Standard Webhooks; `slack`, an incoming
                webhook of Slack; `teams`, a workflow of Microsoft Teams; `email`, mails to people
                of the team; `template`, any API, with a request of your own.
            url: Where the events are sent with POST: https, on the public internet.
                TARGET_ALLOW_HTTP and TARGET_ALLOW_PRIVATE of the installation allow more. Left
                out, it is that of the shipped template.
            template_id: A shipped template (`GET /api/event-target-templates`), of which
                kind, types, URL and request are taken unless they are given.
            request: What a `template` sends, with expressions such as {{ lead.phone }} in its
                texts.
            email: To whom an `email` sends, and when.
            inputs: Values that a `template` names as {{ input.name }}.
            secrets: Values that a `template` names as {{ secret.name }}. Not shown again.
            types: The events that it gets: types such as `call.ready`, and groups such as
                `callback`.
            agent_ids: Only calls of these agents; null for all. Events that are about no call
                are sent anyway.
            outcomes: Only calls that ended like this, as their sender says; null for all.
                Events that are about no call are sent anyway.
            body: `thin`: ids, times and states, and a link; `full`: also summary, person,
                callback, transcript and document. Left out, it is `thin` for a `webhook` and
                `full` for other kinds.
            secret: What deliveries are signed with: `whsec_` and the base64 of 24 to 64
                bytes. Left out, one is made. Only of a `webhook`.
            credentials: Sent in addition to the signature, for receivers that cannot check
                one. Not shown again.
        """
        answer = self._sender.send(
            Request(
                "POST",
                "/api/event-targets",
                json=given(
                    kind=kind,
                    name=name,
                    url=url,
                    template_id=template_id,
                    request=request,
                    email=email,
                    inputs=inputs,
                    secrets=secrets,
                    types=types,
                    agent_ids=agent_ids,
                    outcomes=outcomes,
                    body=body,
                    secret=secret,
                    credentials=credentials,
                ),
                keyed=True,
                key=idempotency_key,
            )
        )
        return read(answer, models.TargetWithSecret)

    def list(self) -> models.TargetList:
        """Returns the targets, without their secrets."""
        answer = self._sender.send(Request("GET", "/api/event-targets"))
        return read(answer, models.TargetList)

    def get(self, target_id: UUID | str) -> models.TargetBody:
        """Returns a target, without its secrets."""
        answer = self._sender.send(Request("GET", f"/api/event-targets/{segment(target_id)}"))
        return read(answer, models.TargetBody)

    def change(
        self,
        target_id: UUID | str,
        *,
        name: str | Omit | None = OMIT,
        url: str | Omit | None = OMIT,
        types: builtins.list[str] | Omit | None = OMIT,
        agent_ids: builtins.list[UUID | str] | Omit | None = OMIT,
        outcomes: builtins.list[models.CallOutcome] | Omit | None = OMIT,
        body: Literal["thin", "full"] | Omit | None = OMIT,
        credentials: params.BearerTokenParam
        | params.BasicPasswordParam
        | params.SecretHeaderParam
        | Omit
        | None = OMIT,
        request: params.RequestTemplateParam | Omit | None = OMIT,
        email: params.MailBodyParam | Omit | None = OMIT,
        inputs: dict[str, Any] | Omit | None = OMIT,
        secrets: dict[str, Any] | Omit | None = OMIT,
        enabled: bool | Omit | None = OMIT,
        skip_missed: bool | Omit = OMIT,
    ) -> models.TargetBody:
        """Changes a target. Deliveries that wait go to the new URL, with the new request.

        Args:
            name: What people call it.
            url: Where the events are sent with POST: https, on the public internet.
                TARGET_ALLOW_HTTP and TARGET_ALLOW_PRIVATE of the installation allow more.
            types: The events that it gets: types such as `call.ready`, and groups such as
                `callback`.
            agent_ids: Only calls of these agents; null for all. Events that are about no call
                are sent anyway.
            outcomes: Only calls that ended like this, as their sender says; null for all.
                Events that are about no call are sent anyway.
            body: `thin`: ids, times and states, and a link; `full`: also summary, person,
                callback, transcript and document.
            credentials: Sent in addition to the signature, for receivers that cannot check
                one. Not shown again.
            request: What a `template` sends, with expressions such as {{ lead.phone }} in its
                texts.
            email: To whom an `email` sends, and when.
            inputs: Values that a `template` names as {{ input.name }}.
            secrets: Values that a `template` names as {{ secret.name }}. Not shown again.
                Those that are not named stay as they are.
            enabled: False stops deliveries, which wait; true resumes them, with the events
                since then.
            skip_missed: With `enabled` true: begin with the next event, and drop what waited.
        """
        answer = self._sender.send(
            Request(
                "PATCH",
                f"/api/event-targets/{segment(target_id)}",
                json=given(
                    name=name,
                    url=url,
                    types=types,
                    agent_ids=agent_ids,
                    outcomes=outcomes,
                    body=body,
                    credentials=credentials,
                    request=request,
                    email=email,
                    inputs=inputs,
                    secrets=secrets,
                    enabled=enabled,
                    skip_missed=skip_missed,
                ),
            )
        )
        return read(answer, models.TargetBody)

    def delete(self, target_id: UUID | str) -> None:
        """Removes a target with its deliveries. What waits is not sent."""
        self._sender.send(Request("DELETE", f"/api/event-targets/{segment(target_id)}"))

    def rotate_secret(
        self,
        target_id: UUID | str,
        *,
        keep_previous_h: int | Omit = OMIT,
        idempotency_key: str | None = None,
    ) -> models.TargetWithSecret:
        """Makes a new secret, which is shown once. The previous one signs as well for some
        hours, so that no delivery is refused while the receiver is changed.

        Args:
            keep_previous_h: Hours for which the previous secret signs, too.
        """
        answer = self._sender.send(
            Request(
                "POST",
                f"/api/event-targets/{segment(target_id)}/secret",
                json=given(keep_previous_h=keep_previous_h),
                keyed=True,
                key=idempotency_key,
            )
        )
        return read(answer, models.TargetWithSecret)

    def remove_previous_secret(self, target_id: UUID | str) -> None:
        """Stops signing with the previous secret at once. Idempotent."""
        self._sender.send(
            Request("DELETE", f"/api/event-targets/{segment(target_id)}/previous-secret")
        )

    def test(
        self,
        target_id: UUID | str,
        *,
        type: Literal[
            "call.received",
            "call.updated",
            "call.ready",
            "call.partial",
            "call.failed",
            "call.deleted",
            "callback.changed",
            "callback.due",
            "callback.done",
            "callback.reminder",
            "lead.extracted",
            "lead.updated",
            "transcript.edited",
            "transcript.replaced",
            "document.generated",
            "embeddings.generated",
            "recording.pending",
            "recording.uploading",
            "recording.uploaded",
            "recording.transcribing",
            "recording.transcribed",
            "recording.doc_generating",
            "recording.completed",
            "recording.error",
            "recording.audio_deleted",
            "job.queued",
            "job.postponed",
            "job.succeeded",
            "job.failed",
            "job.cancelled",
            "budget.reached",
            "arrivals.missing",
            "event.stored",
            "endpoint.disabled",
            "schedule.due",
            "schedule.disabled",
            "webhook.test",
        ]
        | Omit
        | None = OMIT,
        idempotency_key: str | None = None,
    ) -> models.QueuedTest:
        """Sends the event `webhook.test`, or a sample of another type, to this target alone,
        whatever events it wants.

        Args:
            type: The type of the event. All but `webhook.test` are samples, with `data.test`
                and a call that does not exist. Left out, it is `webhook.test`, and for a
                `template` a sample of the first type that it wants, because `webhook.test` has
                nothing to fill in.
        """
        answer = self._sender.send(
            Request(
                "POST",
                f"/api/event-targets/{segment(target_id)}/test",
                json=given(type=type) or OMIT,
                keyed=True,
                key=idempotency_key,
            )
        )
        return read(answer, models.QueuedTest)

    def replay(
        self,
        target_id: UUID | str,
        *,
        since: datetime | str,
        until: datetime | str | Omit | None = OMIT,
        types: builtins.list[str] | Omit | None = OMIT,
        only_failed: bool | Omit = OMIT,
        idempotency_key: str | None = None,
    ) -> models.QueuedEvents:
        """Sends the events of a period again, or for the first time those from before the target
        was made. Each has the id that it had, so a receiver can tell a repeat. Events that
        retention has deleted are not sent, unless they were queued before.

        Args:
            since: Events from then on.
            until: Events before then; null for all until now.
            types: Only these types and groups.
            only_failed: Only those that could not be delivered; otherwise all that the target
                wants.
        """
        answer = self._sender.send(
            Request(
                "POST",
                f"/api/event-targets/{segment(target_id)}/replay",
                json=given(since=since, until=until, types=types, only_failed=only_failed),
                keyed=True,
                key=idempotency_key,
            )
        )
        return read(answer, models.QueuedEvents)
