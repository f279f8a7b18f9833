"""All resources. Written by `make docs`; do not edit."""

from __future__ import annotations

from aftercall_client._async.ask import AsyncAsk
from aftercall_client._async.events import AsyncEvents
from aftercall_client._async.jobs import AsyncJobs
from aftercall_client._async.recordings import AsyncRecordings
from aftercall_client._async.resources.agents import AsyncAgents
from aftercall_client._async.resources.api_keys import AsyncApiKeys
from aftercall_client._async.resources.audit import AsyncAudit
from aftercall_client._async.resources.auth import AsyncAuth
from aftercall_client._async.resources.calendars import AsyncCalendars
from aftercall_client._async.resources.callbacks import AsyncCallbacks
from aftercall_client._async.resources.calls import AsyncCalls
from aftercall_client._async.resources.contacts import AsyncContacts
from aftercall_client._async.resources.do_not_call import AsyncDoNotCall
from aftercall_client._async.resources.elevenlabs_key import AsyncElevenlabsKey
from aftercall_client._async.resources.event_deliveries import AsyncEventDeliveries
from aftercall_client._async.resources.event_targets import AsyncEventTargets
from aftercall_client._async.resources.exports import AsyncExports
from aftercall_client._async.resources.health import AsyncHealth
from aftercall_client._async.resources.invitations import AsyncInvitations
from aftercall_client._async.resources.leads import AsyncLeads
from aftercall_client._async.resources.me import AsyncMe
from aftercall_client._async.resources.missed_calls import AsyncMissedCalls
from aftercall_client._async.resources.numbers import AsyncNumbers
from aftercall_client._async.resources.operator import AsyncOperator
from aftercall_client._async.resources.people import AsyncPeople
from aftercall_client._async.resources.queue import AsyncQueue
from aftercall_client._async.resources.schedules import AsyncSchedules
from aftercall_client._async.resources.search import AsyncSearch
from aftercall_client._async.resources.tenant import AsyncTenant
from aftercall_client._async.resources.threads import AsyncThreads
from aftercall_client._async.resources.transcripts import AsyncTranscripts
from aftercall_client._async.resources.twilio_accounts import AsyncTwilioAccounts
from aftercall_client._async.resources.usage import AsyncUsage
from aftercall_client._async.resources.users import AsyncUsers
from aftercall_client._async.resources.views import AsyncViews
from aftercall_client._async.resources.webhook_endpoints import AsyncWebhookEndpoints
from aftercall_client._async.sender import AsyncSender


class AsyncResources:
    """What a client has."""

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender
        self.agents = AsyncAgents(sender)
        self.api_keys = AsyncApiKeys(sender)
        self.ask = AsyncAsk(sender)
        self.audit = AsyncAudit(sender)
        self.auth = AsyncAuth(sender)
        self.calendars = AsyncCalendars(sender)
        self.callbacks = AsyncCallbacks(sender)
        self.calls = AsyncCalls(sender)
        self.contacts = AsyncContacts(sender)
        self.do_not_call = AsyncDoNotCall(sender)
        self.elevenlabs_key = AsyncElevenlabsKey(sender)
        self.event_deliveries = AsyncEventDeliveries(sender)
        self.event_targets = AsyncEventTargets(sender)
        self.events = AsyncEvents(sender)
        self.exports = AsyncExports(sender)
        self.health = AsyncHealth(sender)
        self.invitations = AsyncInvitations(sender)
        self.jobs = AsyncJobs(sender)
        self.leads = AsyncLeads(sender)
        self.me = AsyncMe(sender)
        self.missed_calls = AsyncMissedCalls(sender)
        self.numbers = AsyncNumbers(sender)
        self.operator = AsyncOperator(sender)
        self.people = AsyncPeople(sender)
        self.queue = AsyncQueue(sender)
        self.recordings = AsyncRecordings(sender)
        self.schedules = AsyncSchedules(sender)
        self.search = AsyncSearch(sender)
        self.tenant = AsyncTenant(sender)
        self.threads = AsyncThreads(sender)
        self.transcripts = AsyncTranscripts(sender)
        self.twilio_accounts = AsyncTwilioAccounts(sender)
        self.usage = AsyncUsage(sender)
        self.users = AsyncUsers(sender)
        self.views = AsyncViews(sender)
        self.webhook_endpoints = AsyncWebhookEndpoints(sender)
