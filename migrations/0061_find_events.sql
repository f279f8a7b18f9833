-- Deliveries that people look for, and the events of deleted calls, are few among many.
create index event_deliveries_failed on event_deliveries (tenant_id, queued_at desc, id desc)
where status = 'failed';
create index events_deleted_call on events ((data ->> 'call_id'))
where type = 'call.deleted';
