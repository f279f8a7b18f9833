"""Reads the rules by which fields of a tenant's contacts follow from their calls."""

from collections.abc import Mapping

from shared.db.pool import Connection
from shared.domain.contacts import ContactField, MergeRule
from shared.domain.ids import TenantId


async def find_contact_rules(
    conn: Connection, tenant_id: TenantId
) -> Mapping[ContactField, MergeRule]:
    return rules_of_row(
        await conn.fetchval("select contact_rules from tenants where id = $1", tenant_id) or {}
    )


def rules_of_row(stored: Mapping[str, str]) -> dict[ContactField, MergeRule]:
    """Returns the stored rules, without those of a later release."""
    return {
        ContactField(name): MergeRule(rule)
        for name, rule in stored.items()
        if name in set(ContactField) and rule in set(MergeRule)
    }
