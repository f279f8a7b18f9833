-- What a target is: a receiver of Standard Webhooks, or a program that wants requests of its own.
alter table event_targets
    add column kind text not null default 'webhook'
        check (kind in ('webhook', 'slack', 'teams', 'email', 'template')),
    -- When the first delivery succeeded; of targets from before this migration, when one did.
    add column first_delivered_at timestamptz,
    -- Failures of all deliveries since the last success.
    add column failures_in_row integer not null default 0 check (failures_in_row >= 0),
    -- After several failures nothing is sent before then, so that a long queue is not tried for
    -- nothing.
    add column probe_at timestamptz;
update event_targets
set first_delivered_at = (
    select ended_at
    from event_deliveries
    where target_id = event_targets.id and status = 'delivered'
    limit 1
);

-- The request that a kind made of the body, without secrets. Null where the body was sent itself.
alter table event_delivery_bodies add column request text;
