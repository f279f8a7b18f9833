"""Sends a delivery as a mail, to people of the team."""

import asyncio
import json
from dataclasses import dataclass
from datetime import datetime

from shared.db.digests import find_digest
from shared.db.event_deliveries import ClaimedDelivery
from shared.db.event_targets import get_target
from shared.db.pool import Database
from shared.db.users import list_users
from shared.domain.digests import DIGEST, Digest
from shared.errors import ProviderRejected, ProviderTimeout
from shared.mail import Mailer
from shared.outgoing.expressions import NothingToSend
from shared.outgoing.http import Answer
from shared.outgoing.mails import Mail, MailPlace, digest_mail, event_mail
from shared.outgoing.recipients import allowed_recipients
from shared.outgoing.secrets import TargetSecrets
from shared.settings.load import Settings

# What a mail server answers when it takes a mail.
ACCEPTED = 250


@dataclass(frozen=True, slots=True)
class MailSender:
    """Makes and sends the mails of deliveries."""

    settings: Settings
    database: Database
    mailer: Mailer

    async def send(
        self, delivery: ClaimedDelivery, body: str, target: TargetSecrets
    ) -> tuple[Answer, str]:
        """Sends a mail; returns the server's answer and what the log shows of the mail. Raises
        NothingToSend, ProviderUnavailable, and ProviderRejected when it may go to no one.
        """
        if not self.mailer.is_configured:
            raise ProviderRejected(
                "The installation has no mail server (SMTP_HOST).", reason="no_mail_server"
            )
        async with self.database.connection(delivery.tenant_id) as conn:
            users = await list_users(conn, delivery.tenant_id)
        to = allowed_recipients(target.to, users, self.settings.targets)
        if not to:
            raise ProviderRejected(
                "None of its addresses belongs to a person of the team.", reason="no_recipient"
            )
        mail = await self._target_mail(delivery, body, to)
        timeout_s = self.settings.targets.timeout_s
        try:
            # SMTP_TIMEOUT_S is for each command; together they could outlast the claim, and the
            # mail would be sent twice.
            async with asyncio.timeout(timeout_s):
                accepted = await self.mailer.send(
                    mail.to, mail.subject, mail.text, html=mail.html, message_id=mail.message_id
                )
        except TimeoutError as error:
            raise ProviderTimeout(
                f"The mail server did not accept the mail within {timeout_s:g} s."
            ) from error
        # The lists of a digest are of many calls, and would outlive them in the log.
        text = None if delivery.event.type == DIGEST else mail.text
        shown = {"to": mail.to, "subject": mail.subject, "text": text}
        answer = Answer(ACCEPTED, f"accepted for {accepted} of {len(mail.to)} addresses", None)
        return answer, json.dumps(shown, ensure_ascii=False)

    async def _target_mail(self, delivery: ClaimedDelivery, body: str, to: tuple[str, ...]) -> Mail:
        event, zone, target_id = delivery.event, delivery.zone, delivery.target_id
        place = MailPlace(self.settings.runtime.public_base_url, self.settings.mail.sender)
        if event.type != DIGEST:
            return event_mail(
                json.loads(body),
                event.id,
                to=to,
                zone=zone,
                language=delivery.language,
                target_id=target_id,
                place=place,
            )
        async with self.database.transaction(delivery.tenant_id) as conn:
            target = await get_target(conn, delivery.tenant_id, target_id)
            digest = target.digest or Digest("day", event.occurred_at.time())
            facts = await find_digest(
                conn,
                delivery.tenant_id,
                target.where.agent_ids,
                since=datetime.fromisoformat(event.data["since"]),
                until=datetime.fromisoformat(event.data["until"]),
                period=digest.period,
            )
        if facts.is_empty:
            raise NothingToSend("nothing is due, and nothing is new")
        return digest_mail(
            facts,
            event.id,
            to=to,
            zone=zone,
            language=delivery.language,
            target_id=target_id,
            place=place,
        )
