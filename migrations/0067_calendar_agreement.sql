-- A booking in an external calendar follows its callback, and the callback its booking: when to
-- compare both, and how often that failed since it last worked.
alter table callbacks
    add column calendar_look_at timestamptz,
    add column calendar_failures integer not null default 0 check (calendar_failures >= 0);
create index callbacks_of_calendars on callbacks (calendar_look_at)
where calendar_look_at is not null;
create index callbacks_by_reference on callbacks (reference) where reference is not null;

create or replace function seen_of_callback(callback jsonb) returns jsonb language sql immutable as $$
    select callback
        - '{id,tenant_id,call_id,version,machine,decided_at,settled_at,created_at,listed_at,in_time}'::text[]
        - '{due_reported,agent_decided_number,agent_look_at,calendar_look_at,calendar_failures}'::text[];
$$;

-- A moment later, so that an action that is taken back at once changes no calendar. A new booking
-- is compared shortly before it is due, in case a webhook of the calendar is lost.
create function look_at_calendar() returns trigger language plpgsql as $$
begin
    new.calendar_look_at := now() + interval '10 seconds';
    new.calendar_failures := 0;
    if tg_op = 'INSERT' or old.reference is null then
        new.calendar_look_at := greatest(
            new.calendar_look_at, new.due_at - interval '15 minutes'
        );
    end if;
    return new;
end
$$;
create trigger callbacks_calendar before update of status, due_at, due_until, reference
on callbacks for each row when (
    new.reference is not null
    and new.provider <> 'local'
    and (new.status, new.due_at, new.due_until, new.reference is null)
        is distinct from (old.status, old.due_at, old.due_until, old.reference is null)
)
execute function look_at_calendar();
create trigger callbacks_calendar_new before insert on callbacks
for each row when (new.reference is not null and new.provider <> 'local')
execute function look_at_calendar();
