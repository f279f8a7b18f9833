-- The parser takes every sign outside of ASCII for a letter: the words of "¿cuánto?", “refund” and 50€
-- were found with their signs only, and counts left them out. Signs end a word now, marks within one are
-- left out, and letters that are two are written so. A text in a script without blanks is words of one
-- character each, which a search finds in a row.
create or replace function plain_words(words text) returns text
language sql immutable parallel safe as $$
    select case
        -- Most texts have nothing of this.
        when octet_length(words) = length(words)
        then regexp_replace(lower(words), '[!-/:-@\[-`{-~]+', ' ', 'g')
        else regexp_replace(
            regexp_replace(
                regexp_replace(
                    replace(replace(replace(replace(
                        translate(searchable(words), 'ıøłđð', 'ioldd'),
                        'œ', 'oe'), 'æ', 'ae'), 'ß', 'ss'), 'þ', 'th'),
                    '[\u00ad\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u065f\u0670'
                    '\u200b-\u200f\u2060\ufeff]+',
                    '', 'g'
                ),
                '[!-/:-@\[-`{-~\u0080-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u00d7\u00f7'
                '\u0589\u05be\u05c0\u05c3\u05f3\u05f4\u060c\u061b\u061f\u066a-\u066d\u06d4\u0964\u0965'
                '\u2000-\u206f\u20a0-\u20cf\u2100-\u214f\u2190-\u2bff\u2e00-\u2e7f\u3000-\u3004'
                '\u3008-\u3020\u3030\u3099-\u309c\u30fb\ufe00-\ufe6f\uff01-\uff20\uff3b-\uff40'
                '\uff5b-\uff65\U0001f000-\U0001faff]+',
                ' ', 'g'
            ),
            '([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff'
            '\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])',
            ' \1 ', 'g'
        )
    end
$$;

-- Words of the texts that have such characters are written again.
create function has_signs_or_scripts(words text) returns boolean
language sql immutable parallel safe as $$
    select octet_length(words) <> length(words)
        and lower(words) <> plain_words(words)
        and words ~ '[ıøłđðœæßþ\u00a0-\u00bf\u00d7\u0590-\u06ff\u0964\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2000-\u2e7f\u2e80-\U0003ffff]'
$$;
delete from search_words where word ~ '[^a-z\u00c0-\u1fff]';
update chunks set text = text where has_signs_or_scripts(text);
update call_fields set text = text where has_signs_or_scripts(text);
insert into search_words (tenant_id, word, chunk_id)
select tenant_id, word, id
from (
    select
        tenant_id, word, id,
        row_number() over (partition by tenant_id, word order by created_at desc) as place
    from chunks
    cross join lateral unnest(tsvector_to_array(words)) as said (word)
    where has_signs_or_scripts(text) and is_search_word(word)
) as numbered
where place <= 3
on conflict do nothing;
drop function has_signs_or_scripts;
