-- PostgreSQL hides the rows of other tenants from the application's role (row level security). The
-- tenant in force is the setting aftercall.tenant_id of the session: unset, no row is visible; the
-- greatest UUID stands for all tenants. Policies do not apply to the owner of the tables.

-- Each later table with rows of tenants calls this in its migration. The settings are read once
-- per statement, because they are subqueries.
create function keep_tenants_apart(target regclass, tenant name default 'tenant_id')
returns void language plpgsql as $$
begin
    execute format('alter table %s enable row level security', target);
    execute format(
        'create policy tenant_in_force on %s using ('
        '%I = (select nullif(current_setting(''aftercall.tenant_id'', true), '''')::uuid)'
        ' or (select current_setting(''aftercall.tenant_id'', true)'
        ' = ''ffffffff-ffff-ffff-ffff-ffffffffffff''))',
        target, tenant
    );
end
$$;
revoke execute on function keep_tenants_apart from public;

select keep_tenants_apart('tenants', 'id');
do $$
declare target regclass;
begin
    foreach target in array array[
        'agents', 'api_keys', 'audit_log', 'budget_reservations', 'call_texts', 'callback_changes',
        'callbacks', 'calls', 'chunks', 'documents', 'elevenlabs_keys', 'erased_senders',
        'erased_tenants', 'erasures', 'events', 'idempotency_keys', 'inbound_events', 'insights',
        'job_steps', 'jobs', 'lead_calls', 'leads', 'missed_calls', 'one_time_links',
        'paid_answers', 'past_run_steps', 'past_runs', 'recording_parts', 'recordings',
        'recovery_codes', 'sessions', 'spending', 'transcribed_audio', 'transcripts',
        'twilio_accounts', 'unused_events', 'usage_ledger', 'users', 'webhook_endpoints'
    ]::regclass[]
    loop
        perform keep_tenants_apart(target);
    end loop;
end
$$;

-- The chain goes over the entries of all tenants.
alter table audit_chain enable row level security;
create policy all_tenants on audit_chain using (
    (select current_setting('aftercall.tenant_id', true) = 'ffffffff-ffff-ffff-ffff-ffffffffffff')
);

-- The tables' owner runs the functions below, to which policies do not apply. They look up by
-- operators (lower, &&, like) for which PostgreSQL uses no index under a policy, and hide the rows of
-- other tenants themselves.
create function shows_tenant(tenant uuid) returns boolean language sql stable as $$
    select current_setting('aftercall.tenant_id', true)
        in (tenant::text, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
$$;

create function users_with_email(wanted text) returns setof uuid
language sql stable security definer rows 1 as $$
    select id from users where lower(email) = lower(wanted) and shows_tenant(tenant_id)
$$;

create function erasures_with_recordings(sids text[]) returns setof uuid
language sql stable security definer rows 10 as $$
    select id from erasures where recording_sids && sids and shows_tenant(tenant_id)
$$;

create function erasures_with_audio(stems text[]) returns setof uuid
language sql stable security definer rows 10 as $$
    select id from erasures where audio_stems && stems and shows_tenant(tenant_id)
$$;

create function calls_with_words(tenant uuid, patterns text[]) returns setof uuid
language sql stable security definer rows 100 as $$
    select call_id
    from unnest(patterns) as wanted (pattern)
    join call_texts on tenant_id = tenant and words like pattern
    where shows_tenant(tenant)
$$;

-- A plain column is compared by its index under a policy, the expression is not.
alter table calls
    add column current_outcome text
        generated always as (coalesce(corrected -> 'outcome' ->> 'value', outcome)) stored;
drop index calls_by_outcome;
create index calls_by_outcome on calls (tenant_id, current_outcome, created_at desc, id desc)
where current_outcome is not null;

-- The application's role cannot delete entries of the audit log in any other way, and none younger
-- than the shortest retention that can be set.
create function prune_audit_log(older_than_days integer, most integer) returns bigint
language plpgsql security definer as $$
declare pruned bigint;
begin
    perform set_config('aftercall.prune', 'on', true);
    delete from audit_log
    where id in (
        select entry_id
        from audit_chain
        join audit_log on audit_log.id = entry_id
        where at < now() - make_interval(days => greatest(older_than_days, 30))
        order by position
        limit most
    );
    get diagnostics pruned = row_count;
    perform set_config('aftercall.prune', 'off', true);
    return pruned;
end
$$;

-- Another role's temporary tables must not stand in for the tables of these functions.
do $$
declare function regproc;
begin
    foreach function in array array[
        'users_with_email', 'erasures_with_recordings', 'erasures_with_audio', 'calls_with_words',
        'prune_audit_log'
    ]::regproc[]
    loop
        execute format(
            'alter function %s set search_path = %I, pg_temp', function, current_schema()
        );
    end loop;
end
$$;
