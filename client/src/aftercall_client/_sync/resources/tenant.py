"""The resource tenant. Written by `make docs`; do not edit."""

from __future__ import annotations

import builtins
from datetime import date
from typing import Any, Literal

from aftercall_client import models
from aftercall_client._answers import read
from aftercall_client._requests import OMIT, Omit, Request, given, segment
from aftercall_client._sync.sender import Sender


class Tenant:
    """Requests about tenant."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def calling_rules(self) -> models.CallingStateBody:
        """Returns whether the team's voice agent calls back, when it may, and whether its key
        works.
        """
        answer = self._sender.send(Request("GET", "/api/tenant/agent-calling"))
        return read(answer, models.CallingStateBody)

    def set_calling_rules(
        self,
        *,
        mode: models.CallingMode | Omit = OMIT,
        agent_id: str | Omit = OMIT,
        phone_number_id: str | Omit = OMIT,
        line: Literal["twilio", "sip_trunk"] | Omit = OMIT,
        countries: builtins.list[str] | Omit = OMIT,
        earliest: str | Omit = OMIT,
        latest: str | Omit = OMIT,
        max_tries: int | Omit = OMIT,
        pause_min: int | Omit = OMIT,
        late_h: int | Omit = OMIT,
        daily_limit: int | Omit = OMIT,
    ) -> models.CallingStateBody:
        """Sets them. Needs a key of the team's own workspace at ElevenLabs, which may place
        calls and read conversations.

        Args:
            mode: `off`: people make all callbacks. `ask`: the agent calls after a person
                approved each call. `auto`: it calls by itself, except a number that only the
                caller named.
            agent_id: The agent's id at ElevenLabs.
            phone_number_id: The id at ElevenLabs of the number that it calls from.
            line: How that number is connected.
            countries: The countries (ISO 3166) whose numbers it may call.
            earliest: From when on it may call, on the clock of the person who is called;
                08:00 at the earliest. The team's business hours count, too.
            latest: Until when; 21:00 at the latest.
            max_tries: How often it tries to reach a person.
            pause_min: Minutes between two tries.
            late_h: Hours after a callback's time from which on people decide.
            daily_limit: Calls that it may place within 24 hours.
        """
        answer = self._sender.send(
            Request(
                "PUT",
                "/api/tenant/agent-calling",
                json=given(
                    mode=mode,
                    agent_id=agent_id,
                    phone_number_id=phone_number_id,
                    line=line,
                    countries=countries,
                    earliest=earliest,
                    latest=latest,
                    max_tries=max_tries,
                    pause_min=pause_min,
                    late_h=late_h,
                    daily_limit=daily_limit,
                ),
            )
        )
        return read(answer, models.CallingStateBody)

    def get(self) -> models.TenantBody:
        """The team's settings."""
        answer = self._sender.send(Request("GET", "/api/tenant"))
        return read(answer, models.TenantBody)

    def delete(
        self, *, name: str, password: str | Omit | None = OMIT, code: str | Omit | None = OMIT
    ) -> models.TenantDeleted:
        """Deletes the tenant with everything that belongs to it.

        Args:
            name: The tenant's name, repeated.
            password: The owner's password. A user without a password leaves it out, and sends
                the authenticator's `code`, or signs in again within 5 minutes before.
            code: The code of the authenticator app, or a recovery code, if the account has an
                app.
        """
        answer = self._sender.send(
            Request("DELETE", "/api/tenant", json=given(name=name, password=password, code=code))
        )
        return read(answer, models.TenantDeleted)

    def change(
        self,
        *,
        name: str | Omit | None = OMIT,
        timezone: str | Omit | None = OMIT,
        opens: str | Omit | None = OMIT,
        closes: str | Omit | None = OMIT,
        business_days: builtins.list[int] | Omit | None = OMIT,
        callback_delay_s: int | Omit | None = OMIT,
        overdue_after_s: int | Omit | None = OMIT,
        skipped_steps: builtins.list[
            Literal[
                "fetch_transcript",
                "fetch_recording",
                "summarize",
                "detect_callback",
                "extract_lead",
                "write_document",
                "index_transcript",
                "index_summary",
                "index_document",
                "schedule_callback",
            ]
        ]
        | Omit
        | None = OMIT,
        vocabulary: builtins.list[str] | Omit | None = OMIT,
        language: str | Omit | None = OMIT,
        answer_language: str | Omit | None = OMIT,
        audio_retention_days: int | Omit | None = OMIT,
        call_retention_days: int | Omit | None = OMIT,
        transcript_retention_days: int | Omit | None = OMIT,
        document_retention_days: int | Omit | None = OMIT,
        insight_retention_days: int | Omit | None = OMIT,
        run_retention_days: int | Omit | None = OMIT,
        event_retention_days: int | Omit | None = OMIT,
        budget_day_microusd: int | Omit | None = OMIT,
        budget_month_microusd: int | Omit | None = OMIT,
        transcribe: bool | Omit | None = OMIT,
        country: str | Omit | None = OMIT,
        sharing_allowed: bool | Omit | None = OMIT,
        contact_rules: dict[str, models.MergeRule] | Omit | None = OMIT,
        caller_memory: bool | Omit | None = OMIT,
        caller_language: bool | Omit | None = OMIT,
        agent_variables: dict[str, Any] | Omit | None = OMIT,
    ) -> models.TenantBody:
        """Changes the given settings and leaves the others; runs that start later use them.

        Args:
            name: The team's name.
            timezone: The team's IANA time zone, in which business hours are and callers'
                times are read.
            opens: When the team begins to call people back, on the clock of `timezone`.
            closes: When the team stops calling people back, on the clock of `timezone`; after
                `opens`.
            business_days: The days on which the team calls people back; Monday is 0.
            callback_delay_s: Seconds from a call to its callback if the caller names no time.
            overdue_after_s: Seconds after its time until which a callback at an instant is
                due and can be done in time; then it is overdue. Callbacks that are done keep what
                they were.
            skipped_steps: Steps that are left out of every run; `transcribe` cannot be one,
                see the field of that name.
            vocabulary: Names and terms to listen for.
            language: The language (ISO 639) assumed of calls that do not say theirs; null
                detects it.
            answer_language: The language (ISO 639) that summaries and documents are written
                in; null is the call's own. Messages to targets are in it too, or in `language`
                without it: in German, Spanish or English.
            audio_retention_days: Days from a call's arrival after which its audio is deleted;
                null leaves it to the installation (AUDIO_RETENTION_DAYS), which by default keeps
                audio as long as its call.
            call_retention_days: Days from a call's arrival after which it is deleted with its
                results; null leaves it to the installation (CALL_RETENTION_DAYS), which by
                default keeps calls until a user deletes them.
            transcript_retention_days: Days from a call's arrival after which its transcripts,
                with the parts of them in the search index, are deleted, before the call itself
                is; null keeps them as long as the call.
            document_retention_days: Days from a call's arrival after which its documents are
                deleted, before the call itself is; null keeps them as long as the call.
            insight_retention_days: Days from a call's arrival after which its summary and the
                detected callback and lead, not the scheduled callback and lead, are deleted,
                before the call itself is; null keeps them as long as the call.
            run_retention_days: Days from a call's arrival after which its ended runs are
                deleted, before the call itself is; null keeps them as long as the call.
            event_retention_days: Days after which an event is deleted; null keeps it as long
                as its call.
            budget_day_microusd: Micro-dollars (1,000,000 are one US dollar) for vendors in a
                UTC day; null is without limit. A request that may exceed it is not sent, and its
                step fails.
            budget_month_microusd: Micro-dollars (1,000,000 are one US dollar) for vendors in
                a UTC month; null is without limit. A request that may exceed it is not sent, and
                its step fails.
            transcribe: False keeps recordings without transcribing them, unless their agent
                says otherwise. One of them is transcribed all the same with POST
                /api/job/{job_id}/retry and `"from_step": "transcribe"`.
            country: The country (ISO 3166, two letters) whose public holidays the team does
                not work on; null keeps none.
            sharing_allowed: Whether links may show calls to people without an account; false
                ends all such links for good.
            contact_rules: How fields of contacts follow from their calls: `fill`, the first
                value stays; `overwrite`, the newest one replaces it; `keep_both`, all are kept. A
                contact follows a changed rule at its next call. What is left out stays as it is.
            caller_memory: Whether ElevenLabs' agents get the caller's name, last summary and
                open callback at the start of a call.
            caller_language: Whether the agent begins in the caller's language, where it is
                stored; its settings in ElevenLabs must allow to override the language.
            agent_variables: Further dynamic variables of the team's agents, with the values
                that they get at the start of a call: the answer must hold all that an agent
                defines.
        """
        answer = self._sender.send(
            Request(
                "PATCH",
                "/api/tenant",
                json=given(
                    name=name,
                    timezone=timezone,
                    opens=opens,
                    closes=closes,
                    business_days=business_days,
                    callback_delay_s=callback_delay_s,
                    overdue_after_s=overdue_after_s,
                    skipped_steps=skipped_steps,
                    vocabulary=vocabulary,
                    language=language,
                    answer_language=answer_language,
                    audio_retention_days=audio_retention_days,
                    call_retention_days=call_retention_days,
                    transcript_retention_days=transcript_retention_days,
                    document_retention_days=document_retention_days,
                    insight_retention_days=insight_retention_days,
                    run_retention_days=run_retention_days,
                    event_retention_days=event_retention_days,
                    budget_day_microusd=budget_day_microusd,
                    budget_month_microusd=budget_month_microusd,
                    transcribe=transcribe,
                    country=country,
                    sharing_allowed=sharing_allowed,
                    contact_rules=contact_rules,
                    caller_memory=caller_memory,
                    caller_language=caller_language,
                    agent_variables=agent_variables,
                ),
            )
        )
        return read(answer, models.TenantBody)

    def holidays(self) -> models.HolidaysBody:
        """Returns the days on which the team calls no one back. The public holidays of its
        `country` are not listed.
        """
        answer = self._sender.send(Request("GET", "/api/tenant/holidays"))
        return read(answer, models.HolidaysBody)

    def set_holiday(self, day: date | str, *, name: str) -> None:
        """Makes a day a holiday, or changes its name. Callbacks from now on are set to the next
        business day, unless the caller names an exact time on it; those that are set already
        stay.

        Args:
            name: What the day is called, for people.
        """
        self._sender.send(
            Request("PUT", f"/api/tenant/holidays/{segment(day)}", json=given(name=name))
        )

    def remove_holiday(self, day: date | str) -> None:
        """Makes a holiday an ordinary day again, for callbacks from now on."""
        self._sender.send(Request("DELETE", f"/api/tenant/holidays/{segment(day)}"))
