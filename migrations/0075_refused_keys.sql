-- A key that the vendor refuses for a team's agent calls is tried again with growing pauses, by one
-- callback at a time, and at once when it is another key.
alter table agent_calling
    add column refused_at timestamptz,
    add column refusal text check (length(refusal) <= 100),
    add column refusals integer not null default 0,
    add column refused_key bytea,
    add column retry_at timestamptz,
    add check ((refused_at is null) = (refusals = 0) and (refused_at is null) = (retry_at is null));
