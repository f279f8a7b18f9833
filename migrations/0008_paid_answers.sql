-- Answers that are paid for, until the step that asked is done.

-- `asked` is the hash of everything that determines the answer, `answer` what was read of it, as JSON.
create table paid_answers (
    tenant_id uuid not null references tenants on delete cascade,
    call_id uuid not null references calls on delete cascade,
    step text not null,
    asked bytea not null check (length(asked) = 32),
    answer bytea not null,
    created_at timestamptz not null default now(),
    primary key (call_id, step, asked)
);
create index paid_answers_tenant on paid_answers (tenant_id);
