"""All resources. Written by `make docs`; do not edit."""

from __future__ import annotations

from aftercall_client._sync.ask import Ask
from aftercall_client._sync.events import Events
from aftercall_client._sync.jobs import Jobs
from aftercall_client._sync.recordings import Recordings
from aftercall_client._sync.resources.agents import Agents
from aftercall_client._sync.resources.api_keys import ApiKeys
from aftercall_client._sync.resources.audit import Audit
from aftercall_client._sync.resources.auth import Auth
from aftercall_client._sync.resources.calendars import Calendars
from aftercall_client._sync.resources.callbacks import Callbacks
from aftercall_client._sync.resources.calls import Calls
from aftercall_client._sync.resources.contacts import Contacts
from aftercall_client._sync.resources.do_not_call import DoNotCall
from aftercall_client._sync.resources.elevenlabs_key import ElevenlabsKey
from aftercall_client._sync.resources.event_deliveries import EventDeliveries
from aftercall_client._sync.resources.event_targets import EventTargets
from aftercall_client._sync.resources.exports import Exports
from aftercall_client._sync.resources.health import Health
from aftercall_client._sync.resources.invitations import Invitations
from aftercall_client._sync.resources.leads import Leads
from aftercall_client._sync.resources.me import Me
from aftercall_client._sync.resources.missed_calls import MissedCalls
from aftercall_client._sync.resources.numbers import Numbers
from aftercall_client._sync.resources.operator import Operator
from aftercall_client._sync.resources.people import People
from aftercall_client._sync.resources.queue import Queue
from aftercall_client._sync.resources.schedules import Schedules
from aftercall_client._sync.resources.search import Search
from aftercall_client._sync.resources.tenant import Tenant
from aftercall_client._sync.resources.threads import Threads
from aftercall_client._sync.resources.transcripts import Transcripts
from aftercall_client._sync.resources.twilio_accounts import TwilioAccounts
from aftercall_client._sync.resources.usage import Usage
from aftercall_client._sync.resources.users import Users
from aftercall_client._sync.resources.views import Views
from aftercall_client._sync.resources.webhook_endpoints import WebhookEndpoints
from aftercall_client._sync.sender import Sender


class Resources:
    """What a client has."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self.agents = Agents(sender)
        self.api_keys = ApiKeys(sender)
        self.ask = Ask(sender)
        self.audit = Audit(sender)
        self.auth = Auth(sender)
        self.calendars = Calendars(sender)
        self.callbacks = Callbacks(sender)
        self.calls = Calls(sender)
        self.contacts = Contacts(sender)
        self.do_not_call = DoNotCall(sender)
        self.elevenlabs_key = ElevenlabsKey(sender)
        self.event_deliveries = EventDeliveries(sender)
        self.event_targets = EventTargets(sender)
        self.events = Events(sender)
        self.exports = Exports(sender)
        self.health = Health(sender)
        self.invitations = Invitations(sender)
        self.jobs = Jobs(sender)
        self.leads = Leads(sender)
        self.me = Me(sender)
        self.missed_calls = MissedCalls(sender)
        self.numbers = Numbers(sender)
        self.operator = Operator(sender)
        self.people = People(sender)
        self.queue = Queue(sender)
        self.recordings = Recordings(sender)
        self.schedules = Schedules(sender)
        self.search = Search(sender)
        self.tenant = Tenant(sender)
        self.threads = Threads(sender)
        self.transcripts = Transcripts(sender)
        self.twilio_accounts = TwilioAccounts(sender)
        self.usage = Usage(sender)
        self.users = Users(sender)
        self.views = Views(sender)
        self.webhook_endpoints = WebhookEndpoints(sender)
