-- Titles of calls and the people they are from are found as passages are, and as what they are; so
-- are summaries that a person corrected.
create table call_fields (
    id uuid primary key,
    tenant_id uuid not null references tenants on delete cascade,
    call_id uuid not null references calls on delete cascade,
    source text not null check (source in ('title', 'summary', 'lead')),
    text text not null,
    language text,
    contacts text[] not null,
    placed_at timestamptz not null default now(),
    words tsvector generated always as (
        words_of_passage(source, text, null, language, contacts)
    ) stored,
    unique (call_id, source)
);
create index call_fields_words on call_fields using gin (tenant_id, words);
create index call_fields_tenant on call_fields (tenant_id);
select keep_tenants_apart('call_fields');

-- The lexemes of a number as those of what is said (shared/local/said_contacts.py).
create function lexemes_of_number(number text) returns text[] language sql immutable as $$
    select coalesce(
        array_agg('D=' || digits) || array(
            select 'D#' || right(digits, size) from generate_series(7, length(digits) - 1) as size
        ),
        '{}'
    )
    from (select ltrim(digits_of(number), '0') as digits) as given
    where length(digits) between 3 and 15
    group by digits
$$;

create or replace function refresh_call_text(call uuid) returns void language sql as $$
    insert into call_texts (call_id, tenant_id, words)
    select
        calls.id, calls.tenant_id,
        concat_ws(
            E'\n',
            searchable(coalesce(calls.corrected -> 'title' ->> 'value', title)),
            searchable(
                coalesce(
                    calls.corrected -> 'summary' ->> 'value',
                    (
                        select left(value ->> 'text', 4000)
                        from insights
                        where call_id = calls.id and kind = 'summary'
                        order by version desc
                        limit 1
                    )
                )
            ),
            searchable(contact ->> 'name'), searchable(lead_calls.name),
            searchable(leads.corrected -> 'name' ->> 'value'),
            searchable(lead_calls.company), searchable(leads.corrected -> 'company' ->> 'value'),
            digits_of(from_number), digits_of(to_number), digits_of(contact ->> 'phone'),
            digits_of(lead_calls.phone), digits_of(leads.corrected -> 'phone' ->> 'value')
        )
    from calls
    left join lead_calls on lead_calls.call_id = calls.id
    left join leads on leads.id = lead_calls.lead_id
    where calls.id = call
    on conflict (call_id) do update
    set words = excluded.words
    where call_texts.words <> excluded.words;

    with facts as (
        select
            calls.id, calls.tenant_id, coalesce(calls.language, tenants.language) as language,
            coalesce(calls.corrected -> 'title' ->> 'value', title) as title,
            case
                when calls.corrected ?| array['title', 'summary']
                then coalesce(
                    calls.corrected -> 'summary' ->> 'value',
                    (
                        select value ->> 'text'
                        from insights
                        where call_id = calls.id and kind = 'summary'
                        order by version desc
                        limit 1
                    )
                )
            end as summary,
            coalesce(
                leads.corrected -> 'name' ->> 'value', lead_calls.name, contact ->> 'name'
            ) as name,
            coalesce(leads.corrected -> 'company' ->> 'value', lead_calls.company) as company,
            coalesce(
                leads.corrected -> 'phone' ->> 'value', lead_calls.phone, contact ->> 'phone',
                lead_calls.number
            ) as phone,
            coalesce(leads.corrected -> 'email' ->> 'value', lead_calls.said_email) as email,
            coalesce(leads.corrected -> 'service' ->> 'value', lead_calls.service) as service,
            coalesce(leads.corrected -> 'city' ->> 'value', lead_calls.city) as city
        from calls
        join tenants on tenants.id = calls.tenant_id
        left join lead_calls on lead_calls.call_id = calls.id
        left join leads on leads.id = lead_calls.lead_id
        where calls.id = call
    ),
    fields as (
        select facts.*, field.source, field.text, field.contacts
        from facts
        cross join lateral (
            values
                ('title', title, array[]::text[]),
                ('summary', summary, array[]::text[]),
                (
                    'lead', concat_ws(', ', name, company, phone, email, service, city),
                    lexemes_of_number(phone)
                )
        ) as field (source, text, contacts)
        where field.text <> ''
    ),
    gone as (
        delete from call_fields
        where call_id = call and source not in (select source from fields)
    )
    insert into call_fields (id, tenant_id, call_id, source, text, language, contacts)
    select
        md5(id || ':' || source)::uuid, tenant_id, id, source, text, language,
        coalesce(contacts, '{}')
    from fields
    on conflict (id) do update
    set text = excluded.text, language = excluded.language, contacts = excluded.contacts,
        placed_at = now()
    where (call_fields.text, call_fields.language, call_fields.contacts)
        is distinct from (excluded.text, excluded.language, excluded.contacts);
$$;
do $$ begin perform refresh_call_text(id) from calls where status <> 'received'; end $$;

-- The corrected summary stands in for what was indexed.
create or replace function passages_with_words(tenant uuid, wanted tsquery)
returns table (chunk_id uuid, call_id uuid, source text, placed_at timestamptz)
language sql stable security definer rows 100 as $$
    select id, call_id, source, placed_at
    from chunks
    where tenant_id = tenant
        and words @@ wanted
        and shows_tenant(tenant)
        and not (
            source = 'summary'
            and exists (
                select 1
                from call_fields
                where call_fields.call_id = chunks.call_id and call_fields.source = 'summary'
            )
        )
    union all
    select id, call_id, source, placed_at
    from call_fields
    where tenant_id = tenant and words @@ wanted and shows_tenant(tenant)
$$;
do $$ begin
    execute format(
        'alter function passages_with_words set search_path = %I, pg_temp', current_schema()
    );
end $$;
