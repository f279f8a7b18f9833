-- Writing a call costs less: every foreign key is one more look-up for each row, and every index one
-- more entry.

-- Rows that go with their call, their run or their chunk go with the tenant, too: the key to the
-- tenant was a second look-up for the same.
do $$
declare
    target regclass;
    key name;
begin
    for target, key in
        select conrelid::regclass, conname
        from pg_constraint
        where contype = 'f'
            and confrelid = 'tenants'::regclass
            and conrelid = any(
                array[
                    'call_fields', 'call_figures', 'call_texts', 'callback_changes', 'callbacks',
                    'chunk_vectors', 'chunks', 'documents', 'insights', 'job_steps', 'jobs',
                    'lead_calls', 'paid_answers', 'search_words', 'step_attempts', 'transcripts'
                ]::regclass[]
            )
    loop
        execute format('alter table %s drop constraint %I', target, key);
    end loop;
end
$$;

-- Runs are deleted with their call, or all runs of a call by their retention, which deletes their
-- events itself. Without an index, each deleted run was looked for in all events and deliveries.
alter table events drop constraint events_job_id_fkey;
alter table inbound_events drop constraint inbound_events_job_id_fkey;

-- A leg is found by its own index, whosever call it is.
drop index calls_sid;

-- Events of a tenant are found by position, those from before positions first.
drop index events_tenant;
drop index events_by_position;
create index events_by_position on events (tenant_id, position, id);

-- What a call is searched by changes with its status only when its run begins.
drop trigger calls_text on calls;
create trigger calls_text after update on calls for each row
when (
    new.status <> 'received'
    and (
        old.status = 'received'
        or (new.title, new.from_number, new.to_number, new.contact, new.corrected)
        is distinct from
        (old.title, old.from_number, old.to_number, old.contact, old.corrected)
    )
)
execute function refresh_own_call_text();

-- A summary changes the words of its call only, unless a person corrected the call's.
create function refresh_call_words(call uuid) returns void language sql as $$
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
create function refresh_call_fields(call uuid) returns void language sql as $$
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
create or replace function refresh_call_text(call uuid) returns void language plpgsql as $$
begin
    perform refresh_call_words(call);
    perform refresh_call_fields(call);
end
$$;
create function refresh_text_of_summary() returns trigger language plpgsql as $$
declare
    call uuid = case tg_op when 'DELETE' then old.call_id else new.call_id end;
begin
    perform refresh_call_words(call);
    if exists (
        select 1 from calls where id = call and corrected ?| array['title', 'summary']
    ) then
        perform refresh_call_fields(call);
    end if;
    return null;
end
$$;
drop trigger insights_text on insights;
drop trigger insights_text_gone on insights;
create trigger insights_text after insert on insights for each row
when (new.kind = 'summary') execute function refresh_text_of_summary();
create trigger insights_text_gone after delete on insights for each row
when (old.kind = 'summary') execute function refresh_text_of_summary();

-- The same words in two thirds of the time: lines and stems are told apart without patterns.
create or replace function words_of_passage(
    source text, passage text, speaker text, language text, contacts text[]
) returns tsvector language plpgsql immutable parallel safe as $$
declare
    stemmer regconfig = stemmer_of(language);
    -- No lexeme has a blank or a quote.
    begins text = ' ''~' || split_part(language, '-', 1) || ':';
    who text = speaker;
    -- Who says each of the lines.
    said text[] = array[speaker];
    lines text[] = '{}';
    line text;
    head text;
    colon integer;
    words text;
    found tsvector = '';
begin
    if source = 'transcript' then
        -- Who speaks a line is not part of its words.
        said = '{}';
        foreach line in array string_to_array(passage, E'\n') loop
            colon = strpos(line, ':');
            if substr(line, colon + 1, 1) = ' ' and colon > 0 then
                head = left(line, colon - 1);
                words = split_part(head, ' ', 1);
                if words in ('agent', 'customer', 'unknown')
                    and (head = words or length(head) - length(words) between 2 and 61)
                then
                    who = words;
                    line = substr(line, colon + 2);
                end if;
            end if;
            said = said || who;
            lines = lines || line;
        end loop;
        lines = string_to_array(plain_words(array_to_string(lines, E'\n')), E'\n');
    else
        lines = array[plain_words(replace(passage, E'\n', ' '))];
    end if;
    for place in 1 .. cardinality(lines) loop
        line = lines[place];
        words = to_tsvector('simple', line);
        if stemmer is not null then
            words = words || replace(' ' || to_tsvector(stemmer, line)::text, ' ''', begins);
        end if;
        found = found || setweight(
            words::tsvector,
            case said[place] when 'agent' then 'A' when 'customer' then 'B' else 'D' end::"char"
        );
    end loop;
    words = '';
    foreach line in array coalesce(contacts, '{}') loop
        -- Each begins with its weight.
        words = words || '''' || substr(line, 2) || ''':1' || left(line, 1) || ' ';
    end loop;
    return found || words::tsvector;
end
$$;

-- Calls that are recorded together are looked at together: none was deleted, and their languages are
-- known.
drop trigger calls_stay_deleted on calls;
drop trigger calls_languages on calls;
drop function refuse_erased_call;
create function refuse_erased_calls() returns trigger language plpgsql as $$
begin
    if exists (
        select 1
        from written
        where exists (
            select 1
            from erasures
            where erasures.tenant_id = written.tenant_id
                and erasures.source = written.source
                and erasures.external_id = written.external_id
            offset 0
        )
    ) then
        raise exception 'this call was deleted'
            using errcode = 'check_violation', constraint = 'calls_stay_deleted';
    end if;
    insert into call_languages (tenant_id, language)
    select distinct tenant_id, language
    from written
    where language is not null
    order by tenant_id, language
    on conflict do nothing;
    return null;
end
$$;
create trigger calls_stay_deleted after insert on calls
referencing new table as written
for each statement execute function refuse_erased_calls();
