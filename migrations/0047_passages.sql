-- What was said is found by its words: without accents and in lower case, as calls are by theirs.
-- Who speaks a line is not part of its words.
create function words_of_passage(source text, passage text) returns tsvector
language sql immutable parallel safe as $$
    select to_tsvector(
        'simple',
        searchable(
            case
                when source = 'transcript'
                then regexp_replace(
                    passage, '(^|\n)(agent|customer|unknown)( [^:\n]{1,60})?: ', '\1', 'g'
                )
                else passage
            end
        )
    )
$$;
alter table chunks
    add column words tsvector generated always as (words_of_passage(source, text)) stored;
create index chunks_words on chunks using gin (tenant_id, words);

-- Quoted words are a phrase, `-` excludes, `or` joins alternatives; the last word may be unfinished.
create function passage_query(typed text) returns tsquery language plpgsql immutable as $$
declare
    words text = searchable(typed);
    wanted tsquery = websearch_to_tsquery('simple', words);
begin
    if words ~ '[[:alnum:]]{3}$' and numnode(wanted) > 0 then
        return (wanted::text || ':*')::tsquery;
    end if;
    return wanted;
end
$$;

-- Under a policy PostgreSQL uses no index for @@, so the tables' owner runs this.
create function passages_with_words(tenant uuid, typed text)
returns table (chunk_id uuid, call_id uuid, source text, rank real)
language sql stable security definer rows 100 as $$
    select id, call_id, source, ts_rank_cd(words, wanted, 1)
    from passage_query(typed) as wanted
    join chunks on tenant_id = tenant and words @@ wanted
    where shows_tenant(tenant)
$$;
do $$ begin
    execute format(
        'alter function passages_with_words set search_path = %I, pg_temp', current_schema()
    );
end $$;
