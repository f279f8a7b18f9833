-- A tenant's own key at ElevenLabs has its own comparison with the sender's list, so that one
-- tenant's key delays nobody else's. `failure` says why the last comparison did not finish.

alter table elevenlabs_keys
    add column due_at timestamptz not null default now(),
    add column fence bigint not null default 0,
    add column checked_at timestamptz,
    add column failure text,
    add column listed integer not null default 0,
    add column arrived integer not null default 0,
    add column fetched integer not null default 0,
    add column missing integer not null default 0;
create index elevenlabs_keys_due on elevenlabs_keys (due_at);
