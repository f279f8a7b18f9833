-- A lead's columns hold what counts: a person's correction, else the newest that its calls say.
create or replace function refresh_lead(lead uuid) returns void language sql as $$
    delete from leads
    where id = lead and not exists (select from lead_calls where lead_id = lead);
    update leads
    set
        name = case
            when corrected ? 'name' then corrected -> 'name' ->> 'value'
            else (
                select name
                from lead_calls
                where lead_id = lead and name is not null
                order by at desc, call_id desc
                limit 1
            )
        end,
        phone = case
            when corrected ? 'phone' then corrected -> 'phone' ->> 'value'
            else (
                select phone
                from lead_calls
                where lead_id = lead and phone is not null
                order by at desc, call_id desc
                limit 1
            )
        end,
        email = case
            when corrected ? 'email' then corrected -> 'email' ->> 'value'
            else (
                select said_email
                from lead_calls
                where lead_id = lead and said_email is not null
                order by at desc, call_id desc
                limit 1
            )
        end,
        company = case
            when corrected ? 'company' then corrected -> 'company' ->> 'value'
            else (
                select company
                from lead_calls
                where lead_id = lead and company is not null
                order by at desc, call_id desc
                limit 1
            )
        end,
        service = case
            when corrected ? 'service' then corrected -> 'service' ->> 'value'
            else (
                select service
                from lead_calls
                where lead_id = lead and service is not null
                order by at desc, call_id desc
                limit 1
            )
        end,
        city = case
            when corrected ? 'city' then corrected -> 'city' ->> 'value'
            else (
                select city
                from lead_calls
                where lead_id = lead and city is not null
                order by at desc, call_id desc
                limit 1
            )
        end,
        confidence = (
            select confidence
            from lead_calls
            where lead_id = lead
            order by at desc, call_id desc
            limit 1
        ),
        last_call_at = (
            select at
            from lead_calls
            where lead_id = lead
            order by at desc, call_id desc
            limit 1
        ),
        updated_at = now()
    where id = lead;
$$;

-- Leads are looked up by the number and address that count too.
create index leads_phone on leads (tenant_id, phone) where phone is not null;
create index leads_email on leads (tenant_id, lower(email)) where email is not null;
create index lead_calls_phone on lead_calls (tenant_id, phone) where phone is not null;
