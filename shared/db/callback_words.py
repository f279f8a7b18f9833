"""Whom to call back and why, as people corrected it: the reason is the callback's own, name and
number are those of its person. Everything that shows or sends them reads them here.
"""

# Columns of `callbacks` that are joined by OF_PERSON.
REASON = """
    case
        when callbacks.corrected ? 'reason' then callbacks.corrected -> 'reason' ->> 'value'
        else callbacks.reason
    end
"""
NAME = """
    case
        when leads.corrected ? 'name' then leads.name
        else coalesce(callbacks.name, leads.name)
    end
"""
PHONE = """
    case
        when leads.corrected ? 'phone' then leads.phone
        else coalesce(callbacks.phone, leads.phone)
    end
"""
OF_PERSON = """
    left join lead_calls on lead_calls.call_id = callbacks.call_id
    left join leads on leads.id = lead_calls.lead_id
"""
