-- Lists of calls that stay quick at a hundred thousand calls of one tenant, and a search in them.

create extension if not exists pg_trgm;
create extension if not exists btree_gin;

create index calls_by_status on calls (tenant_id, status, created_at desc, id desc);
create index calls_by_agent on calls (tenant_id, agent_id, created_at desc, id desc);
create index calls_from on calls (tenant_id, from_number, created_at desc, id desc)
where from_number is not null;
create index calls_to on calls (tenant_id, to_number, created_at desc, id desc)
where to_number is not null;
create index calls_by_outcome on calls (
    tenant_id, (coalesce(corrected -> 'outcome' ->> 'value', outcome)), created_at desc, id desc
)
where coalesce(corrected -> 'outcome' ->> 'value', outcome) is not null;
create index calls_by_language on calls (tenant_id, language, created_at desc, id desc)
where language is not null;

-- Without accents and in lower case, so that a search finds what is spelt otherwise.
create function searchable(words text) returns text language sql immutable as $$
    select lower(regexp_replace(normalize(words, NFKD), '[\u0300-\u036f]', '', 'g'));
$$;
create function digits_of(number text) returns text language sql immutable as $$
    select regexp_replace(number, '[^0-9]', '', 'g');
$$;

-- What a call is searched by: title, summary, names and numbers, one in each line.
create table call_texts (
    call_id uuid primary key references calls on delete cascade,
    tenant_id uuid not null references tenants on delete cascade,
    words text not null
);

create function refresh_call_text(call uuid) returns void language sql as $$
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
$$;
do $$ begin perform refresh_call_text(id) from calls; end $$;
create index call_texts_words on call_texts using gin (tenant_id, words gin_trgm_ops);
create index call_texts_tenant on call_texts (tenant_id);

create function refresh_own_call_text() returns trigger language plpgsql as $$
begin
    perform refresh_call_text(new.id);
    return null;
end
$$;
create function refresh_text_of_call() returns trigger language plpgsql as $$
begin
    perform refresh_call_text(case tg_op when 'DELETE' then old.call_id else new.call_id end);
    return null;
end
$$;
create function refresh_texts_of_lead() returns trigger language plpgsql as $$
begin
    perform refresh_call_text(call_id) from lead_calls where lead_id = new.id;
    return null;
end
$$;
-- A call is found once its run has begun: what a webhook waits for stays as short as it was.
create trigger calls_text after update on calls for each row
when (
    (new.status, new.title, new.from_number, new.to_number, new.contact, new.corrected)
    is distinct from
    (old.status, old.title, old.from_number, old.to_number, old.contact, old.corrected)
    and new.status <> 'received'
)
execute function refresh_own_call_text();
create trigger insights_text after insert on insights for each row
when (new.kind = 'summary') execute function refresh_text_of_call();
create trigger insights_text_gone after delete on insights for each row
when (old.kind = 'summary') execute function refresh_text_of_call();
create trigger lead_calls_text after insert or update on lead_calls for each row
execute function refresh_text_of_call();
create trigger leads_text after update on leads for each row
when (new.corrected is distinct from old.corrected) execute function refresh_texts_of_lead();
