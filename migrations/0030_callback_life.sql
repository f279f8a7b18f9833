-- People work through callbacks. What they decide is stored in addition to what was read from the call.

alter table callbacks
    -- Counts the changes; each is a row of callback_changes.
    add column version integer not null default 1 check (version > 0),
    add column assignee_id uuid references users on delete set null,
    add column note text check (length(note) between 1 and 2000),
    add column tries integer not null default 0 check (tries >= 0),
    add column tried_at timestamptz,
    -- When a person said when to call. From then on no run changes the time or the status.
    add column decided_at timestamptz,
    -- When a person finished or cancelled it.
    add column settled_at timestamptz,
    -- Status and time as the newest run reads them, while a person's decision stands.
    add column machine jsonb,
    -- A person's value for a field: {"reason": {"value": "...", "at": ..., "by": ..., "by_id": ...}}.
    add column corrected jsonb not null default '{}',
    -- Where the caller's words stand in the transcript.
    add column phrase_turn integer check (phrase_turn >= 0),
    add column phrase_start_s double precision check (phrase_start_s >= 0);
update callbacks
set
    phrase_turn = found.turn,
    phrase_start_s = (
        select (turns -> found.turn ->> 'start_s')::double precision
        from transcripts
        where transcripts.call_id = callbacks.call_id
        order by version desc
        limit 1
    )
from (
    select distinct on (call_id) call_id, (value ->> 'turn')::integer as turn
    from insights
    where kind = 'callback'
    order by call_id, version desc
) as found
where found.call_id = callbacks.call_id and found.turn >= 0;

create index callbacks_open on callbacks (tenant_id, (coalesce(due_at, created_at)), id)
where status in ('scheduled', 'ambiguous');
create index callbacks_by_time on callbacks (tenant_id, (coalesce(due_at, created_at)), id);
create index callbacks_assignee on callbacks (assignee_id) where assignee_id is not null;
drop index callbacks_due;

-- Who changed a callback, when and how; `before` and `after` hold the changed fields only.
create table callback_changes (
    callback_id uuid not null references callbacks on delete cascade,
    version integer not null check (version > 0),
    tenant_id uuid not null references tenants on delete cascade,
    at timestamptz not null default now(),
    actor text not null check (actor in ('user', 'key', 'worker')),
    actor_id uuid,
    action text not null check (length(action) <= 40),
    before jsonb not null,
    after jsonb not null,
    comment text check (length(comment) <= 2000),
    primary key (callback_id, version)
);
create index callback_changes_tenant on callback_changes (tenant_id);

-- A person's values for fields of calls and leads, in the same form.
alter table calls add column corrected jsonb not null default '{}';
alter table leads add column corrected jsonb not null default '{}';

-- What a run reads from the call about when to call, and whether.
create function machine_reading(callback jsonb) returns jsonb language sql immutable as $$
    select jsonb_build_object(
        'status', callback -> 'status', 'due_at', callback -> 'due_at',
        'due_until', callback -> 'due_until', 'time_kind', callback -> 'time_kind',
        'candidates', callback -> 'candidates', 'rule', callback -> 'rule'
    );
$$;

-- What of a callback a person sees, without what is only kept for comparison.
create function seen_of_callback(callback jsonb) returns jsonb language sql immutable as $$
    select callback - '{id,tenant_id,call_id,version,machine,decided_at,settled_at,created_at}'::text[];
$$;

create function count_callback_version() returns trigger language plpgsql as $$
begin
    if seen_of_callback(to_jsonb(new)) is distinct from seen_of_callback(to_jsonb(old)) then
        new.version := old.version + 1;
    else
        new.version := old.version;
    end if;
    return new;
end
$$;

-- The transaction's setting `aftercall.acting` says who changes it; without one a worker does.
create function record_callback_change() returns trigger language plpgsql as $$
declare
    acting jsonb := nullif(current_setting('aftercall.acting', true), '')::jsonb;
    earlier jsonb := '{}';
    later jsonb := '{}';
    did text := coalesce(acting ->> 'action', case tg_op when 'INSERT' then 'created' else 'updated' end);
begin
    if tg_op = 'UPDATE' then
        if new.version = old.version then
            return null;
        end if;
        select jsonb_object_agg(now_has.key, seen_of_callback(to_jsonb(old)) -> now_has.key),
            jsonb_object_agg(now_has.key, now_has.value)
        into earlier, later
        from jsonb_each(seen_of_callback(to_jsonb(new))) as now_has
        where now_has.value is distinct from seen_of_callback(to_jsonb(old)) -> now_has.key;
    else
        later := jsonb_strip_nulls(seen_of_callback(to_jsonb(new)));
    end if;
    insert into callback_changes (
        callback_id, version, tenant_id, actor, actor_id, action, before, after, comment
    )
    values (
        new.id, new.version, new.tenant_id, coalesce(acting ->> 'actor', 'worker'),
        (acting ->> 'actor_id')::uuid, did, earlier, later, acting ->> 'comment'
    );
    insert into events (tenant_id, call_id, type, data)
    values (
        new.tenant_id, new.call_id, 'callback.changed',
        jsonb_build_object(
            'callback_id', new.id, 'version', new.version, 'action', did, 'status', new.status
        )
    );
    return null;
end
$$;
create trigger callbacks_version before update on callbacks
for each row execute function count_callback_version();
create trigger callbacks_history after insert or update on callbacks
for each row execute function record_callback_change();
