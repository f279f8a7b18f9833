-- Whose calls the installation's own URLs receive is proved, not named. An agent without a claim
-- belongs to its tenant's own URLs only.

alter table agents
    add column claimed_by text
        check (claimed_by in ('own_id', 'sole_tenant', 'vendor_key', 'operator')),
    add column claimed_at timestamptz,
    add constraint agents_claim_whole check ((claimed_by is null) = (claimed_at is null));
-- Until now the first tenant that registered an id received its calls; an operator can move them.
update agents
set claimed_by = case when external_id = id::text then 'own_id' else 'operator' end,
    claimed_at = created_at
where id in (
    select distinct on (external_id) id
    from agents
    order by external_id, created_at, id
);
drop index agents_external;
create unique index agents_claim on agents (external_id) where claimed_by is not null;

alter table twilio_accounts
    add column claimed_by text not null default 'operator'
        check (claimed_by in ('sole_tenant', 'vendor_key', 'operator'));
alter table twilio_accounts alter column claimed_by drop default;

-- A tenant's own key at ElevenLabs, encrypted. It proves whose an agent is, and reads this
-- tenant's conversations.
create table elevenlabs_keys (
    tenant_id uuid primary key references tenants on delete cascade,
    key_sealed bytea not null,
    created_at timestamptz not null default now()
);
