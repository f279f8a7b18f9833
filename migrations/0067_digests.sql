-- Mails of a target that come once a day or week instead of with each event. Occurrences follow the
-- tenant's clock, so they are computed by the application.
alter table event_targets
    add column digest text check (digest in ('day', 'week')),
    add column digest_at time,
    -- 1 is Monday.
    add column digest_weekday smallint check (digest_weekday between 1 and 7),
    add column digest_next_at timestamptz,
    -- What is new since then is in the next one.
    add column digest_since timestamptz,
    add check (num_nulls(digest, digest_at, digest_weekday, digest_next_at, digest_since) in (0, 5));
create index event_targets_digest on event_targets (digest_next_at)
where digest_next_at is not null;
