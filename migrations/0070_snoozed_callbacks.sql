-- A snoozed callback is not due, reported or called before `snoozed_until`. When the caller wanted it
-- stays as it is, and a change of that or of the status ends the snooze.
alter table callbacks add column snoozed_until timestamptz;
create index callbacks_snoozed on callbacks (tenant_id, snoozed_until)
where status = 'scheduled' and snoozed_until is not null;

-- `due_reported` is the moment that was reported: the callback's time, or the end of its snooze.
create index callbacks_to_report_at on callbacks ((greatest(due_at, snoozed_until)))
where status = 'scheduled' and due_reported is distinct from greatest(due_at, snoozed_until);
drop index callbacks_to_report;

-- Its name comes before `callbacks_version`, which compares what the row is afterwards. A time that
-- was reported is not reported again because its snooze is over.
create function end_snooze() returns trigger language plpgsql as $$
begin
    if new.due_at = old.due_at and new.due_reported > new.due_at then
        new.due_reported := new.due_at;
    end if;
    new.snoozed_until := null;
    return new;
end
$$;
create trigger callbacks_snooze before update of status, due_at, due_until, snoozed_until
on callbacks for each row when (
    old.snoozed_until is not null
    and (
        new.snoozed_until is null
        or (new.status, new.due_at, new.due_until)
            is distinct from (old.status, old.due_at, old.due_until)
    )
)
execute function end_snooze();
