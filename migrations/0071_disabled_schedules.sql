-- A schedule that stops by itself is an event, too.
drop index events_of_schedules;
create index events_of_schedules on events (tenant_id, type, position)
where type in ('callback.reminder', 'schedule.due', 'schedule.disabled');
