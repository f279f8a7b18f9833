-- Among very many vectors of a tenant, a search compares short codes of them first: a bit for each
-- number of a vector and each cut, set where the number is above the cut. The cuts of a tenant's
-- vectors are made once and stay, because codes are only comparable by the same cuts.
create table vector_cuts (
    tenant_id uuid not null references tenants on delete cascade,
    model text not null,
    dimension integer not null,
    cuts halfvec[] not null,
    made_at timestamptz not null default now(),
    primary key (tenant_id, model, dimension)
);
select keep_tenants_apart('vector_cuts');

create function vector_code(embedding halfvec, cuts halfvec[]) returns bit varying
language plpgsql immutable strict parallel safe as $$
declare
    code bit varying = '';
    cut halfvec;
begin
    foreach cut in array cuts loop
        code = code || binary_quantize(embedding - cut);
    end loop;
    return code;
end
$$;

-- A vector without a code is compared exactly.
alter table chunk_vectors add column code bit varying;
alter table chunk_vectors alter column code set storage plain;
