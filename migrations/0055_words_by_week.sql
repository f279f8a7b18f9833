-- Words are looked up week by week, the newest first, so that a page of calls with a word that only
-- older calls have reads some weeks instead of every call that has it.

-- Written anew, because an update would leave the table twice as large.
alter table call_texts rename to undated_call_texts;
create table call_texts (
    call_id uuid primary key references calls on delete cascade,
    tenant_id uuid not null references tenants on delete cascade,
    words text not null,
    created_at timestamptz not null
);
insert into call_texts (call_id, tenant_id, words, created_at)
select call_id, undated_call_texts.tenant_id, words, created_at
from undated_call_texts
join calls on calls.id = call_id
order by created_at;
drop table undated_call_texts;
create index call_texts_tenant on call_texts (tenant_id);
select keep_tenants_apart('call_texts');

-- One number for a tenant and a week, so that the index has no more entries than one of tenants. Two
-- pairs may have the same number: the rows decide.
create function week_of_tenant(tenant uuid, moment timestamptz) returns bigint
language sql immutable parallel safe as $$
    select hashtextextended(
        tenant::text, floor(extract(epoch from moment at time zone 'UTC') / 604800)::bigint
    )
$$;
-- The index of a million calls is built in a third of the time.
set local maintenance_work_mem = '256MB';
create index call_texts_words on call_texts using gin (
    week_of_tenant(tenant_id, created_at), words gin_trgm_ops
);
-- The functions that write the words know no time.
create function date_call_text() returns trigger language plpgsql as $$
begin
    select created_at into new.created_at from calls where id = new.call_id;
    return new;
end
$$;
create trigger call_texts_dated before insert on call_texts for each row
when (new.created_at is null)
execute function date_call_text();

-- The newest calls with all `terms` before a place (exclusive). A term is `{"like": patterns}`, one of
-- which the words match, or `{"matches": expression}`. The words of a search are constants of each
-- statement, so that they are planned for. `calls_with_all_words` is the one of the release before.
create function newest_calls_with_words(
    tenant uuid, terms jsonb, since timestamptz, before timestamptz, before_id uuid, most integer
)
returns table (call_id uuid, created_at timestamptz)
language plpgsql volatile security definer rows 100 set enable_seqscan = off as $$
declare
    week constant interval = '7 days';
    -- A word that is not in the last weeks is looked for in more of them at once.
    most_weeks constant integer = 4;
    few constant integer = 2000;
    conditions text;
    oldest timestamptz;
    place timestamptz;
    weeks integer = 1;
    missing integer = most;
    found_now integer;
    plan jsonb;
    statement constant text =
        'select call_id, created_at from call_texts where tenant_id = $1 and created_at >= $2'
        ' and (created_at, call_id) < ($3, $4) and %s'
        ' order by created_at desc, call_id desc limit $5';
begin
    if not shows_tenant(tenant) then
        return;
    end if;
    select
        string_agg(
            case
                when term ? 'like' then format('words like any (%L)', array(
                    select jsonb_array_elements_text(term -> 'like')
                ))
                else format('words ~ %L', term ->> 'matches')
            end,
            ' and '
        )
    into conditions
    from jsonb_array_elements(terms) as each (term);
    select greatest(min(calls.created_at), since), least(max(calls.created_at), before)
    into oldest, place
    from calls
    where tenant_id = tenant;
    -- Of words that few calls of all tenants have, all calls are read at once.
    execute 'explain (format json) select from call_texts where ' || conditions into plan;
    if (plan -> 0 -> 'Plan' ->> 'Plan Rows')::float8 <= few then
        return query execute format(statement, conditions)
        using tenant, oldest, before, before_id, most;
        return;
    end if;
    -- The week of the oldest call may begin before it.
    while missing > 0 and place > oldest - week loop
        return query execute
            format(statement, 'week_of_tenant(tenant_id, created_at) = any ($6) and ' || conditions)
        using
            tenant, oldest, before, before_id, missing,
            array(
                select week_of_tenant(tenant, place - number * week)
                from generate_series(0, weeks - 1) as number
            );
        get diagnostics found_now = row_count;
        missing = missing - found_now;
        place = place - weeks * week;
        weeks = least(2 * weeks, most_weeks);
    end loop;
end
$$;
do $$ begin
    execute format(
        'alter function newest_calls_with_words set search_path = %I, pg_temp', current_schema()
    );
end $$;

-- Languages of a tenant's calls, those of deleted calls among them: no call is in any other.
create table call_languages (
    tenant_id uuid not null references tenants on delete cascade,
    language text not null,
    primary key (tenant_id, language)
);
insert into call_languages (tenant_id, language)
select distinct tenant_id, language
from calls
where language is not null;
select keep_tenants_apart('call_languages');
create function keep_call_language() returns trigger language plpgsql as $$
begin
    insert into call_languages (tenant_id, language)
    values (new.tenant_id, new.language)
    on conflict do nothing;
    return null;
end
$$;
create trigger calls_languages after insert on calls for each row
when (new.language is not null)
execute function keep_call_language();
create trigger calls_languages_changed after update of language on calls for each row
when (new.language is distinct from old.language and new.language is not null)
execute function keep_call_language();
