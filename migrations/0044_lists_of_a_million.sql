-- Lists that stay quick at a million calls.

-- A filter by these columns is decided in the index. Its other entries are not read from the table,
-- so that a value which few calls have, or none, is looked for in all calls of a tenant at once.
-- The index replaces one, so that an arriving call costs no more.
drop index calls_newest;
create index calls_newest on calls (
    tenant_id, created_at desc, id desc, status, direction, language
);

-- Runs that ended badly are few among all runs.
create index jobs_ended_badly on jobs (tenant_id, status, created_at desc, id desc, kind)
where status in ('failed', 'cancelled');

-- A callback's place in lists. Under a policy, PostgreSQL looks a column up in an index, and not an
-- expression.
alter table callbacks
    add column listed_at timestamptz generated always as (coalesce(due_at, created_at)) stored;
drop index callbacks_open;
drop index callbacks_by_time;
create index callbacks_by_time on callbacks (tenant_id, listed_at, id);
create index callbacks_open on callbacks (tenant_id, listed_at, id)
where status in ('scheduled', 'ambiguous');
create index callbacks_by_status on callbacks (tenant_id, status, listed_at, id);
create index callbacks_windows on callbacks (tenant_id, due_until)
where status = 'scheduled' and due_until is not null;
-- It follows from what is compared.
create or replace function seen_of_callback(callback jsonb) returns jsonb language sql immutable as $$
    select callback
        - '{id,tenant_id,call_id,version,machine,decided_at,settled_at,created_at,listed_at}'::text[];
$$;

-- As for calls: who did what is decided in the index. What was done with one call is few entries of
-- a log that has one for every request.
drop index audit_log_tenant;
create index audit_log_tenant on audit_log (tenant_id, id desc, action, outcome, actor_id, at);
create index audit_log_object on audit_log (tenant_id, object, id desc) where object is not null;

-- The words of a search are constants of the statement, so that the planner sees how many calls have
-- them. A call has all `terms`, each of which is an array of patterns, and one of each. The tables'
-- owner runs it: under a policy, PostgreSQL uses no index for `like`. `calls_with_words` is the one
-- of the release before.
create function calls_with_all_words(tenant uuid, terms jsonb) returns setof uuid
language plpgsql stable security definer rows 1000 as $$
begin
    if not shows_tenant(tenant) then
        return;
    end if;
    return query execute (
        select
            format('select call_id from call_texts where tenant_id = %L', tenant)
            || string_agg(
                format(
                    ' and (%s)',
                    (
                        select string_agg(distinct format('words like %L', pattern), ' or ')
                        from jsonb_array_elements_text(term) as patterns (pattern)
                    )
                ),
                ''
            )
        from jsonb_array_elements(terms) as each (term)
    );
end
$$;
do $$
begin
    execute format(
        'alter function calls_with_all_words set search_path = %I, pg_temp', current_schema()
    );
end
$$;
