"""Every `code` of a problem document: the closed list on which programs may rely."""

# Each status with its codes and their meanings. The examples show the first code of a status.
CODES: dict[int, dict[str, str]] = {
    400: {
        "invalid_request": (
            "The request contradicts itself or has a value that cannot be stored; see `detail`."
        ),
        "invalid_json": "The body is not JSON, or not a JSON object.",
        "unknown_query_parameter": "The query has a parameter that this route does not know.",
        "repeated_query_parameter": "The query repeats a parameter that may be given once.",
        "invalid_cursor": "The `cursor` or `Last-Event-ID` is not from this API.",
        "speaker_by_words": "What one side says is found by its words, not by meaning.",
        "too_many_calls": "The filters select too many calls to compare them by meaning.",
        "max_cost_required": (
            "The answer may cost more than questions do without a limit: send `max_cost_microusd`."
        ),
        "thread_full": "The thread has the most questions that one may have: begin a new one.",
        "template_failed": "The template does not fit the event, or its request is too large.",
        "too_many_events": "The period has too many events to send again at once.",
        "cost_above_limit": "The answer may cost more than `max_cost_microusd`.",
        "unknown_step": "`from_step` is no step of this kind of job.",
        "nothing_to_split": "The split would leave one of the two contacts without a call.",
        "elevenlabs_key_missing": "The agent calls with a key of the team, and none is stored.",
        "snooze_out_of_range": "A callback is snoozed until a moment within the next 30 days.",
        "time_out_of_range": (
            "A callback is at a time of the next two years, or of the day that has just passed."
        ),
        "no_number": (
            "This is no full telephone number: it lacks its area code, or its country code while"
            " the team has no `country`, or could be two numbers."
        ),
        "import_size": "An import has no row, or more than 5000; split it.",
        "wrong_encoding": "The file is not in UTF-8; save it as `CSV UTF-8`.",
        "not_csv": "The file cannot be read as a table; `detail` says why.",
        "no_person": "`me` means the signed-in person, and an API key is none.",
        "unknown_user": (
            "The user is not in the team, is disabled, or is a viewer, who cannot act on callbacks."
        ),
        "unknown_agent": "The agent is not one of the team.",
        "unreadable_schedule": (
            "The schedule is not one that this version can read; change its action or time zone."
        ),
        "unknown_host": "The request names a host that is not this installation.",
        "bad_request": "The bytes are not a valid HTTP/1.1 request.",
        "broken_off": "The connection ended before the request was complete.",
    },
    401: {
        "credentials_missing": "No credential was sent.",
        "invalid_token": "The access token is wrong or too old; log in again.",
        "invalid_api_key": "The API key is wrong or was revoked.",
        "session_ended": "The session has ended or expired, or its account is disabled.",
        "wrong_password": "The e-mail address or the password is wrong.",
        "password_required": "This takes the password of who is signed in.",
        "sign_in_again": "This takes a sign-in of the last minutes, from who has no password.",
        "second_factor_required": "The password is right; send the authenticator's `code` too.",
        "wrong_code": "The authenticator's code is wrong, too old or was used.",
        "link_used": "The one-time link was used, has expired or is not complete.",
        "single_sign_on_failed": "The sign-in provider did not confirm who this is.",
        "secret_missing": "A webhook has no secret in its headers.",
        "secret_mismatch": "A webhook's secret is wrong, or its URL is.",
        "signature_missing": "A webhook has no signature, or an incomplete one.",
        "signature_malformed": "A webhook's signature cannot be read.",
        "signature_unsupported": "A webhook is signed in a way that is not accepted here.",
        "signature_mismatch": "A webhook's signature is not that of its body.",
        "signature_too_old": "A webhook's signature is too old, or from the future.",
        "no_secret_configured": "No secret is set to check a webhook's signature with.",
        "unauthorized": "Sign in: the queue's page takes HTTP Basic.",
    },
    402: {"budget_spent": "The tenant's budget for vendors is spent."},
    403: {
        "signup_closed": "Signing up is closed on this installation.",
        "signup_by_mail": "Signing up takes a link that is mailed.",
        "ownership_unproved": "Nothing proves that the agent or account is this tenant's.",
        "not_allowed": "The role or the key's scopes do not include this.",
        "sharing_off": "The team's settings do not allow links to calls.",
        "csrf_token_required": "A browser's request lacks `X-CSRF-Token`, or has a wrong one.",
        "account_unknown": "No user or invitation has this account of the sign-in provider.",
        "metrics_token_required": "The metrics require METRICS_TOKEN.",
        "form_expired": "A form of the queue's page is too old; load the page again.",
    },
    404: {
        "not_found": "It does not exist, or belongs to another tenant.",
        "no_such_route": "There is nothing at this address.",
        "no_audio": "The recording has no audio here: not yet, or not any more.",
        "no_peaks": "The recording's loudness cannot be read; see `detail`.",
        "unknown_version": "The transcript has no such version.",
        "unknown_thread": "There is no such thread of this person or key.",
        "unknown_answer": "There is no such answer of this person or key, or not any more.",
        "not_transcribed": "The call has no transcript yet that could be a file.",
        "no_times": "The transcript has no times, so there are no subtitles.",
        "unknown_event": "There is no such event, or it is the step of a job.",
        "unknown_target": "There is no such target of events.",
        "unknown_schedule": "There is no such schedule.",
        "unknown_delivery": "There is no such delivery.",
        "unknown_twilio_account": "No tenant has registered this Twilio account.",
    },
    405: {
        "method_not_allowed": (
            "The address does not accept this method; `Allow` lists the accepted ones."
        )
    },
    408: {
        "body_too_slow": "The body did not arrive in time.",
        "head_too_slow": "The head of the request did not arrive in time.",
    },
    409: {
        "agent_taken": "The agent id is registered already.",
        "account_taken": "The Twilio account is registered already.",
        "invalid_account_sid": "This is not the SID of a Twilio account.",
        "email_taken": "The e-mail address has an account already.",
        "too_many_people": "The tenant has as many people as one may have.",
        "view_exists": "The person or team has a view of the list with this name.",
        "too_many_views": "The person or team has as many views as one may have.",
        "last_owner": "A tenant keeps at least one owner who can sign in.",
        "second_factor_on": "An authenticator app is in use already; remove it first.",
        "second_factor_off": "No authenticator app is being set up.",
        "not_uploaded": "The recording's audio has to be uploaded first.",
        "audio_deleted": "The recording's audio was deleted.",
        "recording_in_work": "The recording is being processed, or was.",
        "call_in_work": "The call is being processed; try again when that is over.",
        "call_deleted": "The call was deleted and cannot be restored.",
        "no_transcript": "The call has no transcript yet.",
        "no_recording": "The call has no recording that could be transcribed again.",
        "nothing_to_redo": "The call has no results yet that could be produced again.",
        "version_conflict": (
            "The transcript or callback has changed: `base_version` is not its current version."
        ),
        "too_many_holidays": "The team has as many holidays as one may have.",
        "too_many_calendars": "The person has too many calendar addresses; delete one first.",
        "callback_not_scheduled": "The callback has no time, or is done or cancelled.",
        "callback_without_time": "The callback has no time to snooze; decide or move it.",
        "not_due_by_then": "The callback is not due before the end of the snooze; move it.",
        "callback_settled": "The callback is done or cancelled.",
        "not_a_candidate": "The time is not among the callback's candidates.",
        "wrong_kind_of_target": "A target of this kind has no such secret or credentials.",
        "target_changed": "The target was changed by someone else at the same time.",
        "too_many_targets": "The tenant has as many targets of events as one may have.",
        "too_many_schedules": "The team has as many schedules as one may have; delete one first.",
        "schedule_over": "The schedule never occurs again; change its `cron` first.",
        "being_sent": "The delivery is being sent; wait a moment.",
        "nothing_to_reindex": "All passages have vectors of the present model.",
        "reindex_running": "Passages are being embedded again already.",
        "no_reindex": "No passages are being embedded again.",
        "too_many_shares": "The call has as many links as one may have.",
        "nothing_indexed": "Nothing of the call is indexed, so it cannot be compared.",
        "not_indexed": "The call is not indexed yet.",
        "idempotency_key_in_use": (
            "A request with the same `Idempotency-Key` is being executed; repeat it later."
        ),
        "idempotency_answer_not_kept": (
            "The request was executed, and its response is not available any more."
        ),
        "run_over": "The run is over, and cannot be cancelled.",
        "run_not_over": "The run is not over, and cannot be tried again.",
        "run_in_work": "A worker is processing the run; cancel it first, or wait.",
        "run_waiting": ("The run waits for a retry; cancel it first to change its options."),
        "from_step_required": "The run succeeded: name the first step to repeat in `from_step`.",
    },
    413: {"too_large": "The body is larger than this route accepts."},
    414: {"address_too_long": "The request's address is too long."},
    415: {
        "json_required": "The body has to be JSON, sent as `application/json`.",
        "not_audio": "The upload is not audio, or has an unsupported compression.",
    },
    416: {"range_not_satisfiable": "The `Range` is outside the recording."},
    422: {
        "invalid_fields": (
            "The request does not match this route's schema; `errors` lists the wrong fields."
        ),
        "weak_password": "The password is among those that are guessed first.",
        "idempotency_key_reused": "The `Idempotency-Key` was used with another request.",
    },
    429: {
        "too_many_attempts": "Too many attempts or requests; `Retry-After` says when to go on.",
        "too_many_open_runs": "This tenant has too many open runs; send the request again later.",
    },
    431: {"head_too_large": "The head of the request is too large."},
    500: {"internal_error": "A fault of this installation, which was logged."},
    502: {"provider_refused": ("A vendor refuses the request permanently; `detail` says why.")},
    503: {
        "unavailable": "This cannot be done right now.",
        "booking_unknown": "A booking was sent to a calendar, and its answer is lost.",
        "database_away": "The database cannot be reached, or accepts no writes.",
        "too_much_work": "More work is open than the installation accepts; try again later.",
        "too_many_connections": "All connections are in use.",
        "too_many_requests_in_work": "Too many requests are being answered at once.",
        "too_many_streams": "Too many streams of events are open, or the process is ending.",
        "too_many_questions": "Too many questions are being answered at once.",
        "too_many_sign_ins": "Too many people are signing in at once.",
        "service_unavailable": (
            "Too much data is arriving at once, and this request was slower than the others."
        ),
        "not_stored": "A disk of the installation cannot store the data now.",
        "not_ready": "Required data has not arrived yet.",
        "secret_unreadable": (
            "A stored secret cannot be decrypted with this installation's ENCRYPTION_KEY."
        ),
        "work_failed": "A process of this installation died while it worked on the request.",
        "provider_unavailable": "A vendor does not answer.",
        "provider_timeout": "A vendor did not answer in time.",
        "provider_rate_limited": "A vendor's limit is reached.",
        "provider_paused": (
            "A vendor failed several times in a row and gets no requests for a while."
        ),
        "provider_account_refused": "A vendor refuses this installation's account, key or model.",
        "provider_malformed": "A vendor's answer cannot be read.",
    },
}


def all_codes() -> set[str]:
    return {code for codes in CODES.values() for code in codes}


def meaning_of(code: str) -> str | None:
    """Returns what a code means, for people; None for one that is not in the list."""
    return next((codes[code] for codes in CODES.values() if code in codes), None)


def as_table() -> str:
    """Returns the list as a table in Markdown."""
    rows = [
        f"| {status} | `{code}` | {meaning} |"
        for status, codes in CODES.items()
        for code, meaning in codes.items()
    ]
    return "\n".join(("| Status | `code` | Meaning |", "|---|---|---|", *rows))
