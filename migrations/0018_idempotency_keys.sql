-- What a POST with an `Idempotency-Key` was answered, for as long as its sender may repeat it.
--
-- `token` is whoever carries the request out now, until `leased_until`; both give way when that process died. `answer`
-- is sealed, because it may hold an API key that is shown once; null where it was too large to be kept.
create table idempotency_keys (
    tenant_id uuid not null references tenants on delete cascade,
    route text not null check (length(route) between 1 and 200),
    key text not null check (length(key) between 1 and 255),
    token uuid not null,
    leased_until timestamptz,
    fingerprint bytea check (length(fingerprint) = 32),
    status smallint check (status between 200 and 299),
    answer bytea,
    -- An answer that tells of a call goes with it.
    call_id uuid references calls on delete cascade,
    expires_at timestamptz not null,
    primary key (tenant_id, route, key),
    check ((leased_until is null) = (fingerprint is not null)),
    check ((leased_until is null) = (status is not null))
);
create index idempotency_keys_expired on idempotency_keys (expires_at);
create index idempotency_keys_call on idempotency_keys (call_id) where call_id is not null;
