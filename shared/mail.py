"""Sends mails through the installation's mail server."""

from email.message import EmailMessage

import aiosmtplib

from shared.errors import ProviderUnavailable
from shared.settings.mail import MailSettings


class Mailer:
    """Sends plain text, one connection for each mail."""

    def __init__(self, settings: MailSettings) -> None:
        self._settings = settings

    @property
    def is_configured(self) -> bool:
        return self._settings.host is not None

    async def send(self, to: str, subject: str, text: str) -> None:
        """Sends a mail. Raises ProviderUnavailable when the server does not accept it; nothing of
        the mail is in the error.
        """
        settings = self._settings
        message = EmailMessage()
        # A name in it may have line breaks, which no header can hold.
        one_line = " ".join(subject.split())
        message["From"], message["To"], message["Subject"] = settings.sender, to, one_line
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text)
        try:
            await aiosmtplib.send(
                message,
                hostname=settings.host,
                port=settings.port,
                username=settings.username,
                password=settings.password.get_secret_value() if settings.password else None,
                use_tls=settings.security == "tls",
                start_tls=settings.security == "starttls",
                timeout=settings.timeout_s,
            )
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            raise ProviderUnavailable(
                f"The mail server did not accept the mail ({type(error).__name__}); check SMTP_HOST"
                " and the other SMTP settings."
            ) from error
