"""What people do with contacts: correct, note, opt out, merge, split, delete. Processing a call
again undoes none of it.
"""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

import asyncpg

from shared.db.contacts import insert_contact, lock_contacts, settle_contact
from shared.db.corrections import with_values
from shared.db.pool import Connection
from shared.domain.access import Actor
from shared.domain.contacts import KeyKind
from shared.domain.ids import CallId, ContactId, TenantId
from shared.errors import InvalidRequest, NotFound


async def correct_contact(
    conn: Connection,
    actor: Actor,
    contact_id: ContactId,
    values: Mapping[str, str | None],
    *,
    do_not_call: bool | None = None,
) -> None:
    """Stores a person's values, and whether the contact may be called. Raises NotFound."""
    contact = await _lock_contact(conn, actor.tenant_id, contact_id)
    corrected = with_values(contact["corrected"], actor, values)
    decision = contact["decision"]
    if do_not_call is not None and do_not_call != contact["do_not_call"]:
        decision = {
            "do_not_call": do_not_call,
            "at": datetime.now(UTC).isoformat(),
            "by": actor.kind,
            "by_id": str(actor.user_id or actor.key_id),
        }
    await _store(conn, actor.tenant_id, contact_id, corrected, decision)


async def undo_contact_correction(
    conn: Connection, tenant_id: TenantId, contact_id: ContactId, field: str
) -> None:
    """Returns a field to what the contact's calls say. Idempotent. Raises NotFound."""
    contact = await _lock_contact(conn, tenant_id, contact_id)
    corrected = {name: one for name, one in contact["corrected"].items() if name != field}
    await _store(conn, tenant_id, contact_id, corrected, contact["decision"])


async def merge_contacts(
    conn: Connection, tenant_id: TenantId, contact_id: ContactId, other_id: ContactId
) -> None:
    """Makes two contacts one: calls, numbers, addresses and corrections of the other move here;
    this one's corrections have priority. Where one of them is not to be called, both are not.
    Raises NotFound, InvalidRequest.
    """
    if contact_id == other_id:
        raise InvalidRequest(
            "A contact cannot be merged with itself.",
            fields=(("/body/contact_id", "must be another contact's id"),),
        )
    contact = await _lock_contact(conn, tenant_id, contact_id)
    other = await _lock_contact(conn, tenant_id, other_id)
    for table in ("contact_keys", "contact_calls"):
        await conn.execute(
            # The statement is built only from constants.
            f"update {table} set contact_id = $1 where contact_id = $2 and tenant_id = $3",  # noqa: S608
            contact_id,
            other_id,
            tenant_id,
        )
    await conn.execute("delete from contacts where id = $1 and tenant_id = $2", other_id, tenant_id)
    # That the one may be called again says nothing about the other's wish.
    barred = [each for each in (contact, other) if each["do_not_call"]]
    decisions = [each["decision"] for each in barred or (contact, other) if each["decision"]]
    decision = max(decisions, key=lambda one: datetime.fromisoformat(one["at"]), default=None)
    await _store(
        conn, tenant_id, contact_id, {**other["corrected"], **contact["corrected"]}, decision
    )


async def split_contact(
    conn: Connection,
    tenant_id: TenantId,
    contact_id: ContactId,
    *,
    numbers: Collection[str],
    emails: Collection[str],
    calls: Collection[CallId],
) -> ContactId:
    """Moves numbers and addresses with their calls, and single calls, to a new contact, which it
    returns. Later calls of these numbers and addresses are of the new contact. Corrections stay,
    and whether they may be called was decided for both. Raises NotFound, InvalidRequest.
    """
    contact = await _lock_contact(conn, tenant_id, contact_id)
    new_id = await insert_contact(conn, tenant_id)
    for kind, values, field in (
        (KeyKind.NUMBER, numbers, "numbers"),
        (KeyKind.EMAIL, emails, "emails"),
    ):
        moved = await conn.fetch(
            """
            update contact_keys
            set contact_id = $3
            where contact_id = $1 and tenant_id = $2 and kind = $4 and value = any($5)
            returning value
            """,
            contact_id,
            tenant_id,
            new_id,
            kind,
            list(values),
        )
        _require_all(len(moved), values, field)
    await conn.execute(
        """
        update contact_calls
        set contact_id = $3
        where contact_id = $1
            and tenant_id = $2
            and (number = any($4) or number is null and email = any($5))
        """,
        contact_id,
        tenant_id,
        new_id,
        list(numbers),
        list(emails),
    )
    singled = await conn.fetch(
        """
        update contact_calls
        set contact_id = $3, moved = true
        where contact_id = any(array[$1, $3]::uuid[]) and tenant_id = $2 and call_id = any($4)
        returning call_id
        """,
        contact_id,
        tenant_id,
        new_id,
        list(calls),
    )
    _require_all(len(singled), calls, "call_ids")
    await _require_calls(conn, tenant_id, contact_id, new_id)
    await _store(conn, tenant_id, new_id, {}, contact["decision"])
    await settle_contact(conn, tenant_id, contact_id)
    return new_id


async def delete_contact(conn: Connection, tenant_id: TenantId, contact_id: ContactId) -> None:
    """Deletes a contact; its calls stay. Raises NotFound."""
    await _lock_contact(conn, tenant_id, contact_id)
    await conn.execute(
        "delete from contacts where id = $1 and tenant_id = $2", contact_id, tenant_id
    )


async def _lock_contact(
    conn: Connection, tenant_id: TenantId, contact_id: ContactId
) -> asyncpg.Record:
    await lock_contacts(conn, tenant_id)
    contact = await conn.fetchrow(
        "select corrected, decision, do_not_call from contacts where id = $1 and tenant_id = $2",
        contact_id,
        tenant_id,
    )
    if contact is None:
        raise NotFound("There is no such contact.")
    return contact


async def _store(
    conn: Connection,
    tenant_id: TenantId,
    contact_id: ContactId,
    corrected: Mapping[str, Any],
    decision: Mapping[str, Any] | None,
) -> None:
    await conn.execute(
        "update contacts set corrected = $3, decision = $4 where id = $1 and tenant_id = $2",
        contact_id,
        tenant_id,
        corrected,
        decision,
    )
    await settle_contact(conn, tenant_id, contact_id)


def _require_all(found: int, given: Collection[object], field: str) -> None:
    if found < len(set(given)):
        raise InvalidRequest(
            "Not all of these are of this contact.",
            fields=((f"/body/{field}", "must be of this contact"),),
        )


async def _require_calls(conn: Connection, tenant_id: TenantId, *contacts: ContactId) -> None:
    """Raises InvalidRequest when one of the contacts has no call."""
    having = await conn.fetchval(
        """
        select count(distinct contact_id)
        from contact_calls
        where contact_id = any($2) and tenant_id = $1
        """,
        tenant_id,
        list(contacts),
    )
    if having < len(contacts):
        raise InvalidRequest(
            "Both contacts need a call: move some of the calls, and not all of them.",
            code="nothing_to_split",
        )
