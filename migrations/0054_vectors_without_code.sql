-- Each vector is in one index: that of the codes, or one of those that are searched exactly. The
-- previous migration is one of its own, because its lock would keep searches waiting for this one.
create index chunk_vectors_coded on chunk_vectors (tenant_id, model, dimension, call_created_at)
include (chunk_id, call_id, source, code)
where code is not null;
create index chunk_vectors_short_uncoded
on chunk_vectors (tenant_id, model, dimension, call_created_at)
include (chunk_id, call_id, source, embedding)
where code is null and dimension <= 1200;
create index chunk_vectors_long_uncoded
on chunk_vectors (tenant_id, model, dimension, call_created_at)
where code is null and dimension > 1200;
drop index chunk_vectors_short, chunk_vectors_long;
alter index chunk_vectors_short_uncoded rename to chunk_vectors_short;
alter index chunk_vectors_long_uncoded rename to chunk_vectors_long;
