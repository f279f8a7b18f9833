-- The order in which events became visible. Ids are given out before a transaction commits, so a
-- reader that goes by ids misses those of a slow one. A position is given to a committed event, by
-- one process at a time. Events from before have none to be read by.

create sequence event_positions;
alter table events add column position bigint default 0;
alter table events alter column position set default null;
alter sequence event_positions owned by events.position;
create index events_without_position on events (id) where position is null;
create index events_by_position on events (tenant_id, position) where position > 0;

-- Reports what changed of a call. The end of a run reports its status itself.
create function report_call_change() returns trigger language plpgsql as $$
declare
    changed text[];
begin
    select array_agg(now_has.key order by now_has.key) into changed
    from jsonb_each(
        jsonb_build_object(
            'title', new.title, 'from_number', new.from_number, 'to_number', new.to_number,
            'direction', new.direction, 'outcome', new.outcome, 'language', new.language,
            'duration_s', new.duration_s, 'agent_id', new.agent_id, 'started_at', new.started_at,
            'status', new.status
        )
    ) as now_has
    join jsonb_each(
        jsonb_build_object(
            'title', old.title, 'from_number', old.from_number, 'to_number', old.to_number,
            'direction', old.direction, 'outcome', old.outcome, 'language', old.language,
            'duration_s', old.duration_s, 'agent_id', old.agent_id, 'started_at', old.started_at,
            'status', old.status
        )
    ) as before_had on before_had.key = now_has.key
    where now_has.value is distinct from before_had.value
        and (
            now_has.key <> 'status'
            or new.status in ('received', 'processing')
            or not exists (select 1 from jobs where call_id = new.id)
        );
    if changed is not null then
        insert into events (tenant_id, call_id, type, data)
        values (
            new.tenant_id, new.id, 'call.updated',
            jsonb_build_object('fields', to_jsonb(changed), 'status', new.status)
        );
    end if;
    return null;
end
$$;
create trigger calls_reported after update on calls for each row
when (
    (
        new.title, new.from_number, new.to_number, new.direction, new.outcome, new.language,
        new.duration_s, new.agent_id, new.started_at, new.status
    )
    is distinct from
    (
        old.title, old.from_number, old.to_number, old.direction, old.outcome, old.language,
        old.duration_s, old.agent_id, old.started_at, old.status
    )
)
execute function report_call_change();
