"""What problems and failures are called on pages in other languages: the API says them in English,
with a stable code each.
"""

from collections.abc import Mapping
from functools import cache
from typing import Final

from api.pages.languages import DEFAULT, Reader, catalogue
from shared.errors import AftercallError


def _(message: str) -> str:
    """Marks a message for translation (`make messages` collects it) and returns it unchanged."""
    return message


# Of requests that people make on pages; other codes are shown with the API's own words.
PROBLEM: Final = {
    "unknown_query_parameter": _("The address has something that this page does not know."),
    "invalid_cursor": _("This page of the list is not known. Begin at its start."),
    "speaker_by_words": _("What one side says is found by its words, not by meaning."),
    "too_many_calls": _("These are too many calls to compare them by meaning: add a filter."),
    "max_cost_required": _("The answer may cost more than usual."),
    "thread_full": _("Here is no room for more questions: begin a new one."),
    "elevenlabs_key_missing": _("The agent calls with a key of your team, and none is stored."),
    "nothing_to_split": _("One of the two contacts would be left without a call."),
    "snooze_out_of_range": _("A callback is snoozed until a moment within the next 30 days."),
    "time_out_of_range": _("A callback is at a time of the next two years."),
    "no_number": _(
        "This is no full telephone number. Type it with its area code, or begin it with + and the"
        " country code."
    ),
    "import_size": _("A list has 1 to 5000 numbers: split it."),
    "wrong_encoding": _("The file is not in UTF-8: save it as “CSV UTF-8”, and send it again."),
    "not_csv": _("The file is no table (CSV). Save it again, with a number in each row."),
    "unknown_user": _("This person is not in the team, is shut out, or may only read."),
    "unknown_agent": _("This agent is not one of the team."),
    "unreadable_schedule": _("This schedule cannot be read: change its action or its time zone."),
    "session_ended": _("Your session has ended. Sign in again."),
    "credentials_missing": _("Sign in first."),
    "wrong_password": _("The e-mail address or the password is wrong."),
    "password_required": _("This takes your password."),
    "sign_in_again": _("Sign in again first."),
    "second_factor_required": _("Type the code of your authenticator app."),
    "wrong_code": _("The code is wrong, too old or was used."),
    "link_used": _("This link was used or has expired."),
    "single_sign_on_failed": _("The sign-in provider did not confirm who you are. Try again."),
    "budget_spent": _("The team's budget is spent."),
    "minutes_spent": _("The team's minutes of transcription are spent."),
    "signup_closed": _("Signing up is closed here."),
    "not_allowed": _("Your role does not allow this."),
    "sharing_off": _("The team's settings do not allow links to calls."),
    "account_unknown": _(
        "No one invited this account of the sign-in provider. Ask an admin of your team."
    ),
    "not_found": _("It is not there, or not any more."),
    "no_audio": _("The recording is not here: not yet, or not any more."),
    "no_peaks": _("How loud the recording is cannot be read."),
    "not_transcribed": _("The call has no transcript yet."),
    "no_transcript": _("The call has no transcript yet."),
    "no_times": _("The transcript has no times, so there are no subtitles."),
    "unknown_version": _("The transcript has no such version."),
    "unknown_thread": _("These questions are not there any more."),
    "unknown_answer": _("This answer is not there any more."),
    "unknown_target": _("This target is not there any more."),
    "unknown_schedule": _("This schedule is not there any more."),
    "unknown_delivery": _("This delivery is not there any more."),
    "agent_taken": _("This agent is registered already."),
    "email_taken": _("This e-mail address already has an account."),
    "too_many_people": _("The team has as many people as one may have."),
    "view_exists": _("There is a view with this name already."),
    "too_many_views": _("There are as many views as one may have."),
    "last_owner": _("A team keeps at least one owner: make another person an owner first."),
    "audio_deleted": _("The recording was deleted."),
    "recording_in_work": _("The recording is being processed, or was."),
    "call_in_work": _("The call is being processed: try again when that is over."),
    "call_deleted": _("The call was deleted."),
    "no_recording": _("The call has no recording that could be transcribed again."),
    "nothing_to_redo": _("The call has no results yet that could be made again."),
    "version_conflict": _("Somebody has changed it meanwhile. Load the page again."),
    "too_many_holidays": _("The team has as many holidays as one may have."),
    "too_many_calendars": _("You have as many addresses as one may have: remove one first."),
    "callback_not_scheduled": _("The callback has no time, or is done or cancelled."),
    "callback_without_time": _("The callback has no time yet: decide or move it."),
    "not_due_by_then": _("The callback is not due before then: move it."),
    "callback_settled": _("The callback is done or cancelled already."),
    "not_a_candidate": _("This time is not one of those to choose from any more."),
    "target_changed": _("Somebody has changed this target at the same time."),
    "too_many_targets": _("The team has as many targets as one may have."),
    "too_many_schedules": _("The team has as many schedules as one may have: remove one first."),
    "schedule_over": _("This schedule never occurs again: change when it is due first."),
    "being_sent": _("It is being sent: wait a moment."),
    "nothing_to_reindex": _("All passages have vectors of the present model."),
    "reindex_running": _("The passages are being moved already."),
    "no_reindex": _("No passages are being moved."),
    "too_many_shares": _("The call has as many links as one may have."),
    "nothing_indexed": _("Nothing of the call can be searched, so it cannot be compared."),
    "not_indexed": _("The call cannot be searched yet."),
    "run_over": _("The run is over already."),
    "run_not_over": _("The run is not over yet."),
    "run_in_work": _("A worker is processing the run: stop it first, or wait."),
    "run_waiting": _("The run waits for its next try: stop it first."),
    "too_large": _("The file is too large."),
    "not_audio": _("This is no audio file, or one in a form that cannot be read."),
    "weak_password": _("This password is among those that are guessed first."),
    "too_many_attempts": _("Too many tries: wait a moment."),
    "too_many_open_runs": _("Too many calls of your team are waiting: try again later."),
    "too_many_questions": _("Too many questions are being answered: try again in a moment."),
    "too_many_sign_ins": _("Too many people are signing in at once: try again in a moment."),
    "too_much_work": _("Too much work is waiting: try again later."),
    # Of deliveries.
    "invalid_json": _("It is not JSON."),
    "secret_missing": _("No secret was sent with it."),
    "secret_mismatch": _("Its secret is wrong, or the URL is."),
    "signature_missing": _("It has no signature, or an incomplete one."),
    "signature_malformed": _("Its signature cannot be read."),
    "signature_unsupported": _("It is signed in a way that is not accepted here."),
    "signature_mismatch": _("Its signature does not fit: check the secret."),
    "signature_too_old": _("Its signature is too old, or from the future."),
    "no_secret_configured": _("No secret is set with which its signature could be checked."),
    "ownership_unproved": _("Nothing proves that the agent or account is this team's."),
    "database_away": _("The database does not answer. Try again in a moment."),
    "internal_error": _("An internal error occurred; it was logged."),
}
# The English words say more than these do, and follow them.
WITH_DETAIL: Final = {
    "invalid_request": _("That cannot be done so."),
    "invalid_fields": _("Something that was entered is not valid."),
    "conflict": _("That cannot be done now."),
    "template_failed": _("The template does not fit the event, or its request is too large."),
    "provider_refused": _("A vendor refused it."),
    "unavailable": _("This cannot be done right now."),
    "not_stored": _("A disk of the installation is full or cannot be written."),
    "not_ready": _("Something that is needed has not arrived yet."),
    "secret_unreadable": _("A stored secret cannot be decrypted with the present ENCRYPTION_KEY."),
    "work_failed": _("A process of this installation died or took too long."),
    "provider_unavailable": _("A vendor does not answer."),
    "provider_timeout": _("A vendor did not answer in time."),
    "provider_rate_limited": _("A vendor's limit is reached."),
    "provider_paused": _(
        "A vendor failed several times in a row and gets no requests for a while."
    ),
    "provider_account_refused": _("A vendor refuses this installation's account, key or model."),
    "provider_malformed": _("A vendor's answer cannot be read."),
    "booking_unknown": _("A booking was sent to a calendar, and its answer is lost."),
    # Of steps.
    "rate_limited": _("A vendor's limit is reached."),
    "timeout": _("A vendor did not answer in time."),
    "vendor_paused": _("A vendor failed several times in a row and gets no requests for a while."),
    "malformed_answer": _("A vendor's answer cannot be read."),
    "quota_exceeded": _("A vendor's account has no credit left."),
    "invalid_api_key": _("A vendor refuses this installation's account, key or model."),
    "permission_denied": _("A vendor refuses this installation's account, key or model."),
    "refused": _("A vendor refused it."),
    "recording_not_found": _("The recording is not where it should be."),
    "url_refused": _("The address of the recording is not allowed."),
    "address_refused": _("The address of the recording is not allowed."),
    "damaged": _("The recording is damaged."),
    "unreadable": _("The recording cannot be read."),
    "truncated": _("The recording or the answer is not complete."),
    "codec": _("The recording has a form that cannot be read."),
    "sample_rate": _("The recording has a form that cannot be read."),
    "too_many_channels": _("The recording has too many channels."),
    "larger_than_limit": _("The recording is too large."),
    "too_long": _("The recording is too long."),
    "empty": _("The recording is empty."),
    "missing": _("The recording is not here any more."),
    "nothing_to_transcribe": _("There is nothing to transcribe."),
    "no_source": _("The call has neither a recording nor a transcript."),
    "no_key": _("There is no key with which the transcript could be fetched."),
    "language_unsupported": _("The transcription does not know this language."),
    "content_filter": _("The model refused the content of the call."),
    "refusal": _("The model refused to answer."),
    "empty_text": _("The model wrote nothing."),
}


def problem_in(reader: Reader, code: str | None, detail: str) -> str:
    """Returns a problem or failure for people: the API's words in English; in other languages those
    of its code, with the API's behind them where they say more.
    """
    if reader.language == DEFAULT or code is None:
        return detail
    if code in WITH_DETAIL:
        return f"{reader.gettext(WITH_DETAIL[code])} ({detail})" if detail else detail
    return reader.gettext(PROBLEM[code]) if code in PROBLEM else detail


def error_in(reader: Reader, error: AftercallError) -> str:
    return problem_in(reader, error.code, str(error))


@cache
def _words_for_scripts(language: str) -> Mapping[str, str]:
    found = catalogue(language)
    return {
        **{code: found.gettext(text) for code, text in PROBLEM.items()},
        **{code: f"{found.gettext(text)} ({{detail}})" for code, text in WITH_DETAIL.items()},
    }


def words_for_scripts(reader: Reader) -> Mapping[str, str]:
    """Returns words by code for the scripts of a page, with a place for the API's own; none in
    English.
    """
    return {} if reader.language == DEFAULT else _words_for_scripts(reader.language)
