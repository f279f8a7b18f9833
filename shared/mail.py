"""Sends mails through the installation's mail server."""

from collections.abc import Sequence
from email.message import EmailMessage

import aiosmtplib

from shared.errors import ProviderUnavailable
from shared.settings.mail import MailSettings


class Mailer:
    """Sends mails, one connection for each."""

    def __init__(self, settings: MailSettings) -> None:
        self._settings = settings

    @property
    def is_configured(self) -> bool:
        return self._settings.host is not None

    async def send(
        self,
        to: str | Sequence[str],
        subject: str,
        text: str,
        *,
        html: str | None = None,
        message_id: str | None = None,
    ) -> int:
        """Sends a mail, and returns for how many addresses it was accepted. `html` is the same for
        programs that show it. Raises ProviderUnavailable when the server does not accept it for
        any; nothing of the mail is in the error.
        """
        settings = self._settings
        recipients = [to] if isinstance(to, str) else [*to]
        message = EmailMessage()
        # A name in it may have line breaks, which no header can hold.
        one_line = " ".join(subject.split())
        message["From"], message["Subject"] = settings.sender, one_line
        message["To"] = ", ".join(recipients)
        message["Auto-Submitted"] = "auto-generated"
        if message_id:
            message["Message-ID"] = message_id
        message.set_content(text)
        if html:
            message.add_alternative(html, subtype="html")
        try:
            refused, _ = await aiosmtplib.send(
                message,
                recipients=recipients,
                hostname=settings.host,
                port=settings.port,
                username=settings.username,
                password=settings.password.get_secret_value() if settings.password else None,
                use_tls=settings.security == "tls",
                start_tls=settings.security == "starttls",
                timeout=settings.timeout_s,
            )
            return len(recipients) - len(refused)
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            raise ProviderUnavailable(
                f"The mail server did not accept the mail ({type(error).__name__}); check SMTP_HOST"
                " and the other SMTP settings."
            ) from error
