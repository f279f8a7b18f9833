"""Reads the rules by which fields of a tenant's contacts follow from their calls."""

from collections.abc import Mapping

from shared.domain.contacts import ContactField, MergeRule


def rules_of_row(stored: Mapping[str, str]) -> dict[ContactField, MergeRule]:
    """Returns the stored rules, without those of a later release."""
    return {
        ContactField(name): MergeRule(rule)
        for name, rule in stored.items()
        if name in set(ContactField) and rule in set(MergeRule)
    }
