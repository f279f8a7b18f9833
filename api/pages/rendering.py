"""Renders pages: who reads them, in which language and on which clock, and the headers that keep
other scripts out.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import cache
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import jinja2
from fastapi import Depends, Request
from fastapi.responses import HTMLResponse

from api.http.authentication import ActorDep
from api.http.resources import ResourcesDep
from api.pages import files, labels
from api.pages.document_html import document_html
from api.pages.languages import (
    LANGUAGES,
    Reader,
    catalogue,
    choose_language,
    duration,
    reader_of,
)
from api.pages.problem_words import problem_in, words_for_scripts
from api.routes.holidays import HolidaysBody
from api.routes.me import MeBody, read_me
from api.routes.tenant import TenantBody, read_tenant
from shared.domain.access import Permission
from shared.domain.business_hours import BusinessHours, Office
from shared.domain.ids import TenantId
from shared.domain.people import readable_number
from shared.domain.zones import find_zone

LANGUAGE_COOKIE = "aftercall_language"
ZONE_COOKIE = "aftercall_zone"
MOST_ACCEPTED_BYTES = 1000


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks at a page: the signed-in person, their team, language and clock."""

    me: MeBody
    tenant: TenantBody
    reader: Reader
    # Of a part of a page, which htmx puts in its place.
    partial: bool

    @property
    def tenant_id(self) -> TenantId:
        return self.me.tenant_id

    def next_morning(self, holidays: HolidaysBody) -> datetime:
        """Returns nine o'clock, on the team's clock, of its next working day after today."""
        team = self.tenant
        zone = find_zone(team.timezone) or ZoneInfo("UTC")
        hours = BusinessHours(team.opens, team.closes, frozenset(team.business_days))
        closed_days = frozenset(each.day for each in holidays.holidays)
        office = Office(hours, zone, team.country, closed_days)
        return office.morning_after(datetime.now(UTC), time(9))

    def may(self, permission: str) -> bool:
        return Permission(permission) in self.me.permissions


async def viewer_of(request: Request, actor: ActorDep, resources: ResourcesDep) -> Viewer:
    me = await read_me(actor, actor.tenant_id, resources)
    tenant = await read_tenant(actor.tenant_id, resources)
    return Viewer(
        me, tenant, reader_of_request(request, tenant.timezone), "hx-request" in request.headers
    )


ViewerDep = Annotated[Viewer, Depends(viewer_of)]


def reader_of_request(request: Request, zone: str | None = None) -> Reader:
    """Returns the reader by the cookies that the page's script sets and the browser's languages."""
    language = choose_language(
        request.cookies.get(LANGUAGE_COOKIE),
        request.headers.get("accept-language", "")[:MOST_ACCEPTED_BYTES],
    )
    return reader_of(language, (request.cookies.get(ZONE_COOKIE), zone))


def with_changes(request: Request, **changed: str) -> str:
    """Returns this page's address with other parameters; an empty one is left out."""
    given = {**request.query_params, **changed}
    return f"{request.url.path}?{urlencode({name: given[name] for name in given if given[name]})}"


def render(
    name: str,
    viewer: Viewer,
    facts: Mapping[str, Any],
    *,
    status: HTTPStatus = HTTPStatus.OK,
) -> HTMLResponse:
    """Renders a template for a signed-in person; of a part of a page only its block `content`."""
    return _answer(
        name,
        viewer.reader,
        {**facts, "viewer": viewer, "me": viewer.me, "tenant": viewer.tenant},
        status=status,
        partial=viewer.partial,
    )


def render_error(reader: Reader, detail: str, *, status: HTTPStatus, partial: bool) -> HTMLResponse:
    """Renders an error for anyone."""
    facts = {"detail": detail, "viewer": None}
    return _answer("error.html", reader, facts, status=status, partial=partial)


def render_account(reader: Reader, headers: Mapping[str, str]) -> HTMLResponse:
    """Renders the page on which people sign in."""
    html = _templates(reader.language).get_template("account.html").render({"reader": reader})
    return HTMLResponse(html, headers=dict(headers))


def render_shared(reader: Reader, facts: Mapping[str, Any]) -> HTMLResponse:
    """Renders a shared call for anyone who has its link."""
    return _answer("shared.html", reader, facts, status=HTTPStatus.OK, partial=False)


def render_shared_error(reader: Reader, status: HTTPStatus, *, is_missing: bool) -> HTMLResponse:
    """Renders why a link shows nothing."""
    return _answer(
        "shared_error.html", reader, {"is_missing": is_missing}, status=status, partial=False
    )


def _answer(
    name: str, reader: Reader, facts: Mapping[str, Any], *, status: HTTPStatus, partial: bool
) -> HTMLResponse:
    nonce = secrets.token_urlsafe(16)
    context = {**facts, "reader": reader, "nonce": nonce, "partial": partial}
    html = _templates(reader.language).get_template(name).render(context)
    policy = (
        "default-src 'none'; script-src 'self'; connect-src 'self'; media-src 'self' blob:;"
        f" img-src 'self' data:; style-src 'self' 'nonce-{nonce}'; manifest-src 'self';"
        " base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
    headers = {
        "Content-Security-Policy": policy,
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        # A shared computer's Back button shows nothing after signing out.
        "Cache-Control": "no-store",
        "Vary": "HX-Request",
    }
    return HTMLResponse(html, status_code=status, headers=headers)


@cache
def _templates(language: str) -> jinja2.Environment:
    templates = jinja2.Environment(
        loader=jinja2.PackageLoader("api", "templates/pages"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found = catalogue(language)
    # The extension adds this method when it is loaded.
    templates.install_gettext_callables(  # type: ignore[attr-defined]
        found.gettext, found.ngettext, newstyle=True
    )
    templates.globals.update(
        address=files.address,
        languages=LANGUAGES,
        duration=duration,
        labels=labels,
        problem_in=problem_in,
        words_for_scripts=words_for_scripts,
    )
    templates.filters["document"] = document_html
    templates.filters["readable"] = readable_number
    return templates
