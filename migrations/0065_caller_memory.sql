-- ElevenLabs asks at the start of a call, and proves itself by a secret in a header, which is another
-- one than that of its signatures.
alter table webhook_endpoints
    add column initiation_secret_sealed bytea,
    add column previous_initiation_secret_sealed bytea;
-- `agent_variables` are further variables of a team's agents, by name, with the values they get: an
-- answer must hold all that an agent defines. With `caller_language`, agents begin in the caller's.
alter table tenants
    add column agent_variables jsonb not null default '{}',
    add column caller_language boolean not null default false;
