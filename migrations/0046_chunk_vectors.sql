-- Vectors stand apart from texts, in rows that a search reads from one index: exactly, whatever else
-- the table holds. An approximate index over all tenants loses a small tenant's rows among the
-- others' without notice. A chunk may have vectors of several models, which are never compared.
create table chunk_vectors (
    tenant_id uuid not null references tenants on delete cascade,
    chunk_id uuid not null references chunks on delete cascade,
    model text not null,
    dimension integer not null,
    -- When the call arrived, by which lists of calls are filtered.
    call_created_at timestamptz not null,
    call_id uuid not null,
    source text not null,
    embedding halfvec not null check (vector_dims(embedding) = dimension),
    primary key (chunk_id, model)
)
-- An index-only scan is one of pages that vacuum has seen.
with (autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_vacuum_scale_factor = 0.02);
-- A longer vector stands in its row, too, and is not fetched from a second table.
alter table chunk_vectors alter column embedding set storage plain;

insert into chunk_vectors
select
    chunks.tenant_id, chunks.id, chunks.model, chunks.dimension, calls.created_at, chunks.call_id,
    chunks.source, l2_normalize(chunks.embedding)::halfvec
from chunks
join calls on calls.id = chunks.call_id
where chunks.embedding is not null;

-- An entry of an index has at most 2,704 bytes.
create index chunk_vectors_short on chunk_vectors (tenant_id, model, dimension, call_created_at)
include (chunk_id, call_id, source, embedding)
where dimension <= 1200;
create index chunk_vectors_long on chunk_vectors (tenant_id, model, dimension, call_created_at)
where dimension > 1200;

alter table chunks drop column embedding;
select keep_tenants_apart('chunk_vectors');
