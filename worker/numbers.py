"""Requests a call's numbers from Twilio once, if a recording's callback did not state them, and
stores the answer on the call.
"""

import structlog

from shared.db.call_status import add_notes, mark_numbers
from shared.db.recordings import Recording
from shared.db.webhook_endpoints import find_endpoint
from shared.errors import InvalidRequest, Permanent, Transient
from shared.vendors.twilio.webhook import parse_call_resource
from worker.run import Run, read_again

log = structlog.get_logger()

NO_NUMBERS = "Twilio knows no phone number of the other party."
NOT_ASKED = "Twilio did not answer the request for the numbers of the call."


async def know_numbers(run: Run) -> Run:
    """Returns the run with the call's numbers, if a login for Twilio exists; the call is processed
    without them otherwise.

    Raises LeaseLost and Unavailable.
    """
    recording = next((each for each in (*run.awaited, *run.recordings) if each.account_sid), None)
    call = run.call
    if recording is None or not (recording.account_sid and (call.call_sid or "").startswith("CA")):
        return run
    if call.from_number or call.to_number or NO_NUMBERS in call.notes:
        return run
    try:
        token = await _endpoint_token(run, recording)
        if token is None and not (
            recording.installation_owned and run.resources.twilio_recordings.is_configured
        ):
            return run
        body = await run.resources.twilio_recordings.call(
            recording.account_sid, call.call_sid or "", auth_token=token
        )
        found = parse_call_resource(body)
    except (Permanent, Transient, InvalidRequest) as error:
        log.warning("numbers of a call not known", error=type(error).__name__)
        async with run.checkpoints.fenced() as conn:
            await add_notes(conn, run.tenant.id, call.id, [NOT_ASKED])
        return run
    async with run.checkpoints.fenced() as conn:
        await mark_numbers(
            conn,
            run.tenant.id,
            call.id,
            from_number=found.from_number,
            to_number=found.to_number,
            direction=found.direction,
            outcome=found.outcome,
        )
        notes = [*found.notes, *([] if found.from_number or found.to_number else [NO_NUMBERS])]
        await add_notes(conn, run.tenant.id, call.id, notes)
    return await read_again(run)


async def _endpoint_token(run: Run, recording: Recording) -> str | None:
    """Returns the token of the endpoint at which the recording arrived; None for the installation's
    own URL. Raises the errors of the sealer.
    """
    if recording.installation_owned or not recording.endpoint_id:
        return None
    async with run.resources.database.connection(run.tenant.id) as conn:
        endpoint = await find_endpoint(conn, recording.endpoint_id)
    if endpoint is None or endpoint.tenant_id != run.tenant.id or not endpoint.secrets_sealed:
        return None
    return run.resources.sealer.open(endpoint.secrets_sealed[0], context=recording.endpoint_id)
