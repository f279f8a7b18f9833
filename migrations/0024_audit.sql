-- Who read and changed what. Entries hold ids, never content, and stay when what they name is gone.

create table audit_log (
    id bigint generated always as identity primary key,
    at timestamptz not null default now(),
    -- Null for what concerns no tenant, such as a wrong API key.
    tenant_id uuid,
    actor text not null check (actor in ('user', 'key', 'anonymous', 'worker', 'operator')),
    actor_id uuid,
    address text check (length(address) <= 100),
    action text not null check (length(action) <= 200),
    object text check (length(object) <= 200),
    outcome text not null check (outcome in ('done', 'refused', 'failed')),
    status smallint,
    -- Equal entries of the same moment are one.
    times integer not null default 1 check (times > 0),
    request_id text check (length(request_id) <= 64)
);
create index audit_log_tenant on audit_log (tenant_id, id desc);

-- The hash of each entry together with that of the one before it. What is changed or removed later
-- does not fit its hash any more.
create table audit_chain (
    position bigint primary key,
    entry_id bigint not null unique,
    hash bytea not null check (length(hash) = 32)
);

create function refuse_change_of_record() returns trigger language plpgsql as $$
begin
    -- Only entries past their retention go, and only with this setting.
    if tg_op = 'DELETE' and current_setting('aftercall.prune', true) = 'on' then
        return old;
    end if;
    raise exception 'the audit log is append-only';
end
$$;
create trigger audit_log_append_only before update or delete on audit_log
for each row execute function refuse_change_of_record();
create trigger audit_log_no_truncate before truncate on audit_log
for each statement execute function refuse_change_of_record();
create trigger audit_chain_append_only before update or delete on audit_chain
for each row execute function refuse_change_of_record();
create trigger audit_chain_no_truncate before truncate on audit_chain
for each statement execute function refuse_change_of_record();
