-- Passages are found by their words as they are, by the stems of their language, and by the numbers
-- and addresses that were said in words. Who says a word is the weight of its position: A the
-- agent, B the customer, D others.

-- The stemmer of a language (ISO 639); null for languages without one.
create function stemmer_of(language text) returns regconfig
language sql immutable parallel safe as $$
    select case split_part(language, '-', 1)
        when 'ar' then 'arabic'::regconfig
        when 'ca' then 'catalan'::regconfig
        when 'da' then 'danish'::regconfig
        when 'de' then 'german'::regconfig
        when 'el' then 'greek'::regconfig
        when 'en' then 'english'::regconfig
        when 'es' then 'spanish'::regconfig
        when 'eu' then 'basque'::regconfig
        when 'fi' then 'finnish'::regconfig
        when 'fr' then 'french'::regconfig
        when 'ga' then 'irish'::regconfig
        when 'hi' then 'hindi'::regconfig
        when 'hu' then 'hungarian'::regconfig
        when 'hy' then 'armenian'::regconfig
        when 'id' then 'indonesian'::regconfig
        when 'it' then 'italian'::regconfig
        when 'lt' then 'lithuanian'::regconfig
        when 'nb' then 'norwegian'::regconfig
        when 'ne' then 'nepali'::regconfig
        when 'nl' then 'dutch'::regconfig
        when 'nn' then 'norwegian'::regconfig
        when 'no' then 'norwegian'::regconfig
        when 'pt' then 'portuguese'::regconfig
        when 'ro' then 'romanian'::regconfig
        when 'ru' then 'russian'::regconfig
        when 'sr' then 'serbian'::regconfig
        when 'sv' then 'swedish'::regconfig
        when 'ta' then 'tamil'::regconfig
        when 'tr' then 'turkish'::regconfig
        when 'yi' then 'yiddish'::regconfig
    end
$$;
create function weight_of(speaker text) returns "char" language sql immutable parallel safe as $$
    select case speaker when 'agent' then 'A' when 'customer' then 'B' else 'D' end::"char"
$$;
-- The parser reads signs, too: "-0142" is a number to it. What is typed is cut in the same way.
create function plain_words(words text) returns text language sql immutable parallel safe as $$
    select translate(
        searchable(words), E'!"#$%&''()*+,-./:;<=>?@[\\]^_`{|}~', repeat(' ', 32)
    )
$$;
drop function passages_with_words;
drop function passage_query;
alter table chunks drop column words;
drop function words_of_passage;

-- Stems are words such as '~en:boiler', which no other word is equal to.
create function words_of_passage(
    source text, passage text, speaker text, language text, contacts text[]
) returns tsvector language plpgsql immutable parallel safe as $$
declare
    stemmer regconfig = stemmer_of(language);
    begins text = '\1''~' || split_part(language, '-', 1) || ':';
    who text = speaker;
    line text;
    words tsvector;
    found tsvector = '';
begin
    -- Who speaks a line is not part of its words, and stands between two characters that texts do not
    -- have.
    if source = 'transcript' then
        passage = regexp_replace(
            passage, '(^|\n)(agent|customer|unknown)(?: [^:\n]{1,60})?: ', E'\\1\x01\\2\x01', 'g'
        );
    else
        passage = replace(passage, E'\n', ' ');
    end if;
    foreach line in array string_to_array(plain_words(passage), E'\n') loop
        if left(line, 1) = E'\x01' then
            who = split_part(line, E'\x01', 2);
            line = split_part(line, E'\x01', 3);
        end if;
        words = to_tsvector('simple', line);
        if stemmer is not null then
            words = (
                words::text
                || ' '
                || regexp_replace(
                    to_tsvector(stemmer, line)::text, '(^| )''', begins, 'g'
                )
            )::tsvector;
        end if;
        found = found || setweight(words, weight_of(who));
    end loop;
    -- Each begins with its weight.
    return found || coalesce(
        (
            select string_agg('''' || substr(contact, 2) || ''':1' || left(contact, 1), ' ')
            from unnest(contacts) as contact
        )::tsvector,
        ''
    );
end
$$;

-- Texts and words stand apart from rows, so that a page has room for the rows' next versions: marking
-- a chunk as indexed then writes no words to the index again.
alter table chunks set (toast_tuple_target = 256, fillfactor = 80);
alter table chunks
    -- Who says the first line, where it is the rest of one.
    add column speaker text,
    add column language text,
    -- Numbers and addresses as lexemes: '=' and a number, '#' and its last digits, '@' and an address.
    add column contacts text[],
    -- Since when it has this text: later pages of a search leave out what was written meanwhile.
    add column placed_at timestamptz not null default now();
update chunks
set language = coalesce(calls.language, tenants.language)
from calls
join tenants on tenants.id = calls.tenant_id
where calls.id = chunks.call_id and coalesce(calls.language, tenants.language) is not null;
alter table chunks
    add column words tsvector generated always as (
        words_of_passage(source, text, speaker, language, contacts)
    ) stored;
create index chunks_words on chunks using gin (tenant_id, words);

-- The words of a tenant's chunks, for a word that no passage has as it is typed. A word stands here for
-- three of the chunks that have it and goes with them, so that one that is deleted leaves it known; the
-- next chunk with the word takes its place.
create table search_words (
    tenant_id uuid not null references tenants on delete cascade,
    word text not null,
    chunk_id uuid not null references chunks on delete cascade,
    primary key (tenant_id, word, chunk_id)
);
create index search_words_chunk on search_words (chunk_id);
select keep_tenants_apart('search_words');

create function is_search_word(lexeme text) returns boolean
language sql immutable parallel safe as $$
    select length(lexeme) between 4 and 30 and lexeme !~ '[0-9~=#@]'
$$;
insert into search_words (tenant_id, word, chunk_id)
select tenant_id, word, id
from (
    select
        tenant_id, word, id,
        row_number() over (partition by tenant_id, word order by created_at desc) as place
    from chunks
    cross join lateral unnest(tsvector_to_array(words)) as said (word)
    where is_search_word(word)
) as numbered
where place <= 3;
create index search_words_like on search_words using gin (tenant_id, word gin_trgm_ops);

create function keep_search_words() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' then
        delete from search_words
        using before
        join written on written.id = before.id
        where search_words.chunk_id = before.id
            and before.text <> written.text
            and not search_words.word = any(tsvector_to_array(written.words));
    end if;
    insert into search_words (tenant_id, word, chunk_id)
    select tenant_id, word, id
    from (
        select
            written.tenant_id, said.word, written.id,
            row_number() over (partition by written.tenant_id, said.word) as place
        from written
        cross join lateral unnest(tsvector_to_array(written.words)) as said (word)
        where (tg_op = 'INSERT' or written.placed_at = now()) and is_search_word(said.word)
    ) as numbered
    where place <= 3
        and (
            select count(*)
            from search_words as known
            where known.tenant_id = numbered.tenant_id and known.word = numbered.word
        ) < 3
    on conflict do nothing;
    return null;
end
$$;
create trigger words_written after insert on chunks
referencing new table as written
for each statement execute function keep_search_words();
create trigger words_rewritten after update on chunks
referencing old table as before new table as written
for each statement execute function keep_search_words();

-- A search is a list of alternatives, each of them a list of terms (shared/domain/search_query.py).
create function lexeme_query(lexemes jsonb) returns tsquery language sql immutable as $$
    select coalesce(string_agg('''' || replace(lexeme, '''', '''''') || '''', ' | '), '')::tsquery
    from jsonb_array_elements_text(lexemes) as given (lexeme)
$$;
create function term_query(term jsonb, languages text[], exactly boolean) returns tsquery
language plpgsql stable as $$
declare
    wanted tsquery = lexeme_query(term -> 'lexemes');
    given text;
    language text;
    part tsquery;
begin
    for given in select plain_words(value) from jsonb_array_elements_text(term -> 'texts') loop
        part = phraseto_tsquery('simple', given);
        if (term ->> 'begins')::boolean and numnode(part) > 0 then
            part = (part::text || ':*')::tsquery;
        end if;
        wanted = wanted || part;
        continue when exactly or (term ->> 'quoted')::boolean or (term ->> 'excluded')::boolean;
        foreach language in array languages loop
            part = phraseto_tsquery(stemmer_of(language), given);
            wanted = wanted
                || regexp_replace(part::text, '(^| )''', '\1''~' || language || ':', 'g')::tsquery;
        end loop;
    end loop;
    if not exactly then
        wanted = wanted || lexeme_query(term -> 'instead');
    end if;
    return wanted;
end
$$;
create function passage_query(
    alternatives jsonb, languages text[], speaker text, exactly boolean
) returns tsquery language plpgsql stable as $$
declare
    whole tsquery = '';
    alternative jsonb;
    term jsonb;
    part tsquery;
    one tsquery;
begin
    for alternative in select value from jsonb_array_elements(alternatives) loop
        part = '';
        for term in select value from jsonb_array_elements(alternative) loop
            one = term_query(term, languages, exactly);
            if speaker is not null and numnode(one) > 0 then
                one = regexp_replace(
                    replace(one::text, ''':*', ''':*' || weight_of(speaker)::text),
                    '''(?=$|[ )])', ''':' || weight_of(speaker)::text, 'g'
                )::tsquery;
            end if;
            part = part && case when (term ->> 'excluded')::boolean then !! one else one end;
        end loop;
        whole = whole || part;
    end loop;
    return whole;
end
$$;

-- The languages with a stemmer of a tenant's passages, read by skipping through the index.
create function languages_of_calls(tenant uuid) returns text[]
language sql stable security definer as $$
    with recursive found (language) as (
        (
            select language
            from calls
            where tenant_id = tenant and language is not null
            order by language
            limit 1
        )
        union all
        select (
            select calls.language
            from calls
            where tenant_id = tenant and calls.language > found.language
            order by calls.language
            limit 1
        )
        from found
        where found.language is not null
    )
    select coalesce(array_agg(distinct split_part(given.language, '-', 1)), '{}')
    from (
        select language from found
        union select language from tenants where id = tenant
        union select answer_language from tenants where id = tenant
    ) as given
    where stemmer_of(given.language) is not null and shows_tenant(tenant)
$$;

-- Under a policy PostgreSQL uses no index for @@ and %, so the tables' owner runs these.
create function passages_with_words(tenant uuid, wanted tsquery)
returns table (chunk_id uuid, call_id uuid, source text, placed_at timestamptz)
language sql stable security definer rows 100 as $$
    select id, call_id, source, placed_at
    from chunks
    where tenant_id = tenant and words @@ wanted and shows_tenant(tenant)
$$;
create function words_like(tenant uuid, wanted text)
returns table (word text, similarity real)
-- Two swapped letters leave a word of five with a fifth of its trigrams.
language sql stable security definer rows 10 set pg_trgm.similarity_threshold = 0.2 as $$
    select distinct search_words.word, similarity(search_words.word, wanted)
    from search_words
    where tenant_id = tenant
        and search_words.word % wanted
        and abs(length(search_words.word) - length(wanted)) <= 2
        and shows_tenant(tenant)
    order by 2 desc, 1
    limit 200
$$;
do $$
declare function regproc;
begin
    foreach function in array array['languages_of_calls', 'passages_with_words', 'words_like']::regproc[]
    loop
        execute format(
            'alter function %s set search_path = %I, pg_temp', function, current_schema()
        );
    end loop;
end
$$;
