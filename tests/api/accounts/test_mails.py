"""Invitations and links to new passwords go out by mail; without a mail server they are shown."""

import re
from collections.abc import AsyncIterator
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from aiosmtpd.smtp import SMTP, Envelope, Session

from cli.people import setup_link
from shared.mail import Mailer
from shared.settings.load import Settings
from shared.settings.mail import MailSettings
from tests.conftest import ApiFactory
from tests.support.people import sign_up
from tests.support.ports import unused_port
from tests.support.processes import until


class Mailbox(Sink):  # type: ignore[misc]
    """Accepts everything."""

    def __init__(self) -> None:
        super().__init__()
        self.mails: list[EmailMessage] = []

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        mail = message_from_bytes(content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 OK"

    def links(self) -> list[str]:
        return [re.findall(r"https?://\S+", str(mail.get_content()))[0] for mail in self.mails]


@pytest.fixture
async def mailbox() -> AsyncIterator[tuple[Mailbox, str]]:
    """A mail server, and its port."""
    mailbox = Mailbox()
    port = unused_port()
    controller = Controller(mailbox, hostname="127.0.0.1", port=port, ready_timeout=20)
    controller.start()
    yield mailbox, str(port)
    controller.stop()


async def test_an_invitation_and_a_new_password_are_mailed(
    open_api: ApiFactory, mailbox: tuple[Mailbox, str]
) -> None:
    received, port = mailbox
    async with open_api(
        SMTP_HOST="127.0.0.1",
        SMTP_PORT=port,
        SMTP_SECURITY="none",
        PUBLIC_BASE_URL="https://calls.example.com",
    ) as client:
        team = await sign_up(client, "owner@example.com", "North\r\nBcc: all@example.com")
        invited = (await team.post("/api/invitations", {"email": "new@example.com"})).json()
        assert (invited["mailed"], invited["link"]) == (True, None)
        (mail,) = received.mails
        assert (mail["To"], mail["Bcc"]) == ("new@example.com", None)
        (link,) = received.links()
        assert link.startswith("https://calls.example.com/account#join=")
        body = {"token": link.partition("=")[2], "password": "copper kettle on the stairs"}
        assert (await client.post("/api/auth/join", json=body)).status_code == 201

        for email in ("nobody@example.com", "New@Example.com"):
            answer = await client.post("/api/auth/forgot-password", json={"email": email})
            assert (answer.status_code, answer.content) == (202, b"")
        await until(lambda: _count(received), lambda count: count == 2)
        assert received.mails[1]["To"] == "new@example.com"
        body = {"token": received.links()[1].partition("=")[2], "password": "a new kettle here"}
        assert (await client.post("/api/auth/reset-password", json=body)).status_code == 204


async def _count(mailbox: Mailbox) -> int:
    return len(mailbox.mails)


async def test_without_a_mail_server_that_answers_the_link_is_shown(open_api: ApiFactory) -> None:
    async with open_api(
        SMTP_HOST="127.0.0.1", SMTP_PORT="1", SMTP_SECURITY="none", SMTP_TIMEOUT_S="5"
    ) as client:
        team = await sign_up(client, "owner@example.com", "North")
        invited = (await team.post("/api/invitations", {"email": "new@example.com"})).json()
        assert invited["mailed"] is False
        assert invited["link"].startswith("http://127.0.0.1:3001/account#join=")
        answer = await client.post("/api/auth/forgot-password", json={"email": "owner@example.com"})
        assert answer.status_code == 202
        assert (await team.get("/api/me")).status_code == 200


async def test_nobody_is_flooded_with_mails(
    open_api: ApiFactory, mailbox: tuple[Mailbox, str]
) -> None:
    received, port = mailbox
    async with open_api(SMTP_HOST="127.0.0.1", SMTP_PORT=port, SMTP_SECURITY="none") as client:
        await sign_up(client, "owner@example.com", "North")
        for _ in range(10):
            await client.post("/api/auth/forgot-password", json={"email": "owner@example.com"})
        await until(lambda: _count(received), lambda count: count == 3)
        team = await sign_up(client, "last@example.com", "South")
        await team.post("/api/invitations", {"email": "new@example.com"})
        assert [mail["To"] for mail in received.mails][3:] == ["new@example.com"]


async def test_open_signup_answers_the_same_for_taken_and_free_addresses(
    open_api: ApiFactory, mailbox: tuple[Mailbox, str], settings: Settings
) -> None:
    received, port = mailbox
    first = (await setup_link(settings)).url.partition("=")[2]
    async with open_api(
        SIGNUP_OPEN="true",
        SMTP_HOST="127.0.0.1",
        SMTP_PORT=port,
        SMTP_SECURITY="none",
        PUBLIC_BASE_URL="https://calls.example.com",
    ) as client:
        assert (await client.get("/api/auth/offers")).json()["signup"] == "mail"
        body = {"password": "nine green umbrellas", "tenant_name": "North"}
        made = await client.post(
            "/api/auth/signup", json={**body, "email": "taken@example.com", "setup_token": first}
        )
        assert made.status_code == 201, made.text
        answers = [
            await client.post("/api/auth/signup-link", json={"email": email})
            for email in ("taken@example.com", "free@example.com")
        ]
        assert {(each.status_code, each.content) for each in answers} == {(202, b"")}
        direct = [
            await client.post("/api/auth/signup", json={**body, "email": email})
            for email in ("taken@example.com", "free@example.com")
        ]
        assert {(each.status_code, each.json()["code"]) for each in direct} == {
            (403, "signup_by_mail")
        }
        await until(lambda: _count(received), lambda count: count == 2)
        links = {
            str(mail["To"]): link
            for mail, link in zip(received.mails, received.links(), strict=True)
        }
        assert links["taken@example.com"] == "https://calls.example.com/account"
        token = links["free@example.com"].partition("#setup=")[2]
        others = await client.post(
            "/api/auth/signup", json={**body, "email": "taken@example.com", "setup_token": token}
        )
        assert (others.status_code, others.json()["code"]) == (401, "link_used")
        joined = await client.post(
            "/api/auth/signup", json={**body, "email": "Free@example.com", "setup_token": token}
        )
        assert joined.status_code == 201, joined.text


async def test_no_link_is_mailed_where_signup_is_closed(
    open_api: ApiFactory, mailbox: tuple[Mailbox, str]
) -> None:
    received, port = mailbox
    async with open_api(SIGNUP_OPEN="", SMTP_HOST="127.0.0.1", SMTP_PORT=port) as client:
        answer = await client.post("/api/auth/signup-link", json={"email": "a@example.com"})
    assert (answer.status_code, received.mails) == (403, [])


async def test_a_line_break_in_a_name_does_not_keep_a_mail_back(
    mailbox: tuple[Mailbox, str],
) -> None:
    received, port = mailbox
    settings = MailSettings.model_validate(
        {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": port, "SMTP_SECURITY": "none"}
    )
    await Mailer(settings).send("ann@example.com", "No events to C\nR M", "text")
    assert [mail["Subject"] for mail in received.mails] == ["No events to C R M"]
