-- Rows of an installation that has run for two years, for benchmarks/million_calls.py. Everything
-- follows from the number of a call, the seed and the moment at which the two years end.
--
-- A line `-- rows of TABLE` begins a statement. :seed and :ends are replaced.

-- rows of functions
create function pg_temp.roll(n bigint, salt integer) returns float8 language sql immutable as $$
    select (hashint8extended(n * 1000 + salt, :seed) & 9007199254740991)::float8 / 9007199254740992
$$;
create function pg_temp.one_of(choices text[], chance float8) returns text
language sql immutable as $$
    select choices[1 + floor(chance * cardinality(choices))::integer]
$$;
-- A UUID version 7 of a moment.
create function pg_temp.id_at(moment timestamptz, kind text, n bigint) returns uuid
language sql stable as $$
    select (
        lpad(to_hex((extract(epoch from moment) * 1000)::bigint), 12, '0')
        || '7' || substr(md5(kind || n || ':seed'), 1, 3)
        || '8' || substr(md5(kind || n || ':seed'), 4, 15)
    )::uuid
$$;
create function pg_temp.ends() returns timestamptz language sql immutable as $$
    select ':ends'::timestamptz
$$;

-- rows of tenants
insert into tenants (id, name, timezone, country, language, created_at)
select id, 'Team ' || tenant, 'America/New_York', 'US', 'en', pg_temp.ends() - interval '800 days'
from made_tenants;
insert into users (id, tenant_id, email, role, name, created_at)
select
    pg_temp.id_at(pg_temp.ends() - interval '799 days', 'user', tenant * 10 + k), id,
    'user' || k || '.' || tenant || '@example.com',
    case k when 1 then 'owner' when 2 then 'admin' else 'member' end,
    pg_temp.one_of('{Ada,Ben,Cleo,Dan}', (k - 1) / 4.0), pg_temp.ends() - interval '799 days'
from made_tenants
cross join generate_series(1, 4) as k;
create temporary table made_agents as
select
    tenant, k, id as tenant_id, pg_temp.id_at(pg_temp.ends() - interval '799 days', 'agent', tenant * 100 + k) as id
from made_tenants
cross join lateral generate_series(0, case when size >= 1000 then 11 else 2 end) as k;
insert into agents (id, tenant_id, external_id, name, created_at)
select id, tenant_id, 'agent_' || tenant || '_' || k, 'Line ' || k, pg_temp.ends() - interval '799 days'
from made_agents;

-- rows of made
create temporary table made as
select
    n, tenant, tenant_id, i, size, created_at, pg_temp.id_at(created_at, 'call', n) as call_id,
    person, age,
    case when person is not null then '+1' || (2000000000 + tenant::bigint * 10000000 + person) end
        as number,
    case
        when (size - i) * 2000 < size then case when pg_temp.roll(n, 3) < 0.5 then 'received' else 'processing' end
        when pg_temp.roll(n, 3) < 0.010 then 'failed'
        when pg_temp.roll(n, 3) < 0.025 then 'partial'
        else 'ready'
    end as status,
    case
        when pg_temp.roll(n, 7) < 0.85 then 'elevenlabs'
        when pg_temp.roll(n, 7) < 0.95 then 'twilio'
        else 'upload'
    end as source,
    case
        when pg_temp.roll(n, 8) < 0.90 then 'inbound'
        when pg_temp.roll(n, 8) < 0.98 then 'outbound'
    end as direction,
    -- The last line of a team is called seldom.
    case
        when pg_temp.roll(n, 9) < 0.02 then null
        when size >= 1000 and i % 15000 = 7 then 11
        else floor((case when size >= 1000 then 11 else 3 end) * pg_temp.roll(n, 10) ^ 2)::integer
    end as line,
    pg_temp.one_of(
        '{boiler repair,boiler repair,boiler repair,leaking tap,blocked drain,new bathroom,roof check,'
        'heating plan,water meter,pipe insulation,pump service,garden tap}', pg_temp.roll(n, 11)
    ) as service,
    pg_temp.one_of(
        '{Portland,Salem,Eugene,Bend,Medford,Tigard,Albany,Corvallis,Ashland,Newport}', pg_temp.roll(n, 12)
    ) as city
from (
    select
        first_n + i - 1 as n, tenant, id as tenant_id, i, size,
        pg_temp.ends() - interval '730 days' * ((size - i + pg_temp.roll(first_n + i - 1, 1)) / size) as created_at,
        (size - i) / size::float8 as age,
        case
            when pg_temp.roll(first_n + i - 1, 4) < 0.04 then null
            when pg_temp.roll(first_n + i - 1, 5) < 0.01 then 0
            else 1 + floor(greatest(1, size / 4) * pg_temp.roll(first_n + i - 1, 6) ^ 1.5)::integer
        end as person
    from made_tenants
    cross join lateral generate_series(1, size) as i
) as counted;
alter table made add column name text, add column callback text, add column has_lead boolean;
update made
set
    name = case when person is not null then
        pg_temp.one_of(
            '{Maria,José,Anna,Peter,Zoë,Karim,Mei,Tom,Lena,Omar,Ruth,Ivan,Nora,Paul,Aisha,Felix,Grace,'
            'Hugo,Irene,Jack,Kira,Liam,Mona,Noah,Olga,Pia,Quinn,Rosa,Sven,Tara}',
            pg_temp.roll(tenant * 10000000::bigint + person, 20)
        ) || ' ' || pg_temp.one_of(
            '{Lopez,Müller,Smith,Garcia,Brown,Kim,Novak,Okafor,Rossi,Silva,Tanaka,Weber,Young,Zhang,Ali,'
            'Baker,Costa,Dubois,Evans,Fischer,Gomez,Hansen,Ito,Jones,Khan,Lee,Moreau,Nguyen,Olsen,Park,'
            'Quist,Reyes,Santos,Turner,Ueda,Vogel,Wright,Xu,Yilmaz,Zimmer}',
            pg_temp.roll(tenant * 10000000::bigint + person, 21)
        ) end,
    has_lead = person is not null and status in ('ready', 'partial') and pg_temp.roll(n, 22) < 0.6,
    callback = case
        when status <> 'ready' or pg_temp.roll(n, 23) >= 0.2 then null
        when pg_temp.roll(n, 24) < 0.700 then 'done'
        when pg_temp.roll(n, 24) < 0.750 then 'cancelled'
        when pg_temp.roll(n, 24) < 0.760 then 'ambiguous'
        when pg_temp.roll(n, 24) < 0.985 then 'overdue'
        when pg_temp.roll(n, 24) < 0.986 then 'due'
        else 'coming'
    end;
create index on made (created_at);
analyze made;

-- rows of calls
insert into calls (
    id, tenant_id, agent_id, source, external_id, status, direction, from_number, to_number, call_sid,
    started_at, duration_s, language, timezone, title, error, created_at, ready_at, outcome, corrected
)
select
    call_id, made.tenant_id, case when line is not null then made_agents.id end, source,
    'conv_' || md5('call' || n || ':seed'), status,
    direction, case when direction = 'outbound' then own else number end,
    case when direction = 'outbound' then number else own end,
    case when source = 'twilio' or pg_temp.roll(n, 30) < 0.3 then 'CA' || md5('leg' || n || ':seed') end,
    created_at - interval '4 minutes', round(20 + 400 * pg_temp.roll(n, 31)),
    case
        when pg_temp.roll(n, 32) < 0.85 then 'en'
        when pg_temp.roll(n, 32) < 0.95 then 'es'
        when pg_temp.roll(n, 32) < 0.999 then 'de'
        else 'fr'
    end, 'America/New_York',
    case when status in ('ready', 'partial') then initcap(service) || ' in ' || city end,
    case when status in ('failed', 'partial') then 'The model did not answer within 60 s.' end, created_at,
    case when status in ('ready', 'partial') then created_at + interval '40 seconds' end,
    case
        when pg_temp.roll(n, 33) < 0.15 then 'ended_by_agent'
        when pg_temp.roll(n, 33) < 0.23 then 'transferred'
        when pg_temp.roll(n, 33) < 0.28 then 'voicemail'
        when pg_temp.roll(n, 33) < 0.295 then 'no_answer'
        when pg_temp.roll(n, 33) < 0.3 then 'busy'
        when pg_temp.roll(n, 33) < 0.3002 then 'failed'
    end,
    case when status = 'ready' and pg_temp.roll(n, 34) < 0.005 then jsonb_build_object(
        'title', jsonb_build_object(
            'value', initcap(service) || ', corrected', 'at', created_at + interval '1 hour', 'by', 'user',
            'by_id', pg_temp.id_at(pg_temp.ends() - interval '799 days', 'user', made.tenant * 10 + 1)
        )
    ) else '{}' end
from made
join made_agents on made_agents.tenant = made.tenant and k = coalesce(line, 0)
cross join lateral (select '+1800' || lpad((made.tenant * 100 + k)::text, 7, '0') as own) as own
order by created_at;

insert into call_languages
select distinct tenant_id, language
from calls;

-- rows of insights
insert into insights (id, tenant_id, call_id, kind, model, prompt_version, value, created_at)
select
    pg_temp.id_at(created_at, kind, n), tenant_id, call_id, kind, 'local-rules', '3',
    case kind
        when 'summary' then jsonb_build_object(
            'title', initcap(service) || ' in ' || city,
            'text', coalesce(name, 'The caller') || ' asks about ' || service || ' in ' || city
            || case when n % 2 = 0 then ' and wants an appointment this week. ' else ' and about the price. ' end
            || case when n % 997 = 3 then 'A written quotation is needed. ' else '' end
            || case when n % 100003 = 17 then 'The chinchilla must stay warm. ' else '' end
            || case when age > 0.5 and n % 3 = 0 then 'The blizzard did it. ' else '' end
            || 'The agent notes the address and the access to the building, and says that somebody calls '
            || 'before the visit. ' || pg_temp.one_of(
                '{The invoice goes to the landlord.,The caller pays by card.,The key is with the neighbour.}',
                pg_temp.roll(n, 40)
            ),
            'key_points', jsonb_build_array(service, city), 'next_steps', jsonb_build_array('Call before the visit')
        )
        when 'callback' then jsonb_build_object(
            'needed', callback is not null, 'reason', 'The caller asks to be called back.', 'phrase', 'call me back',
            'turn', 2, 'requested_time', 'tomorrow at three', 'confidence', 0.9
        )
        else jsonb_build_object(
            'name', name, 'phone', number, 'service', service, 'city', city, 'confidence', 0.8,
            'unverified', case when n % 7 = 0 then '["city"]'::jsonb else '[]' end
        )
    end, created_at + interval '30 seconds'
from made
cross join unnest(array['summary', 'callback', 'lead']) as kind
where status in ('ready', 'partial')
    and case kind when 'summary' then true when 'callback' then callback is not null or n % 4 = 0 else has_lead end
order by created_at;

-- rows of leads
insert into lead_calls (call_id, tenant_id, lead_id, number, name, phone, company, service, city, confidence, at)
select
    call_id, tenant_id,
    pg_temp.id_at(pg_temp.ends() - interval '730 days', 'lead', tenant * 10000000::bigint + person),
    number, name, number, case when person % 3 = 0 then 'Company ' || person % 5000 end, service,
    case when person % 2 = 1 then city end, 0.8, created_at - interval '4 minutes'
from made
where has_lead
order by created_at;
insert into leads (
    id, tenant_id, name, phone, company, service, city, confidence, created_at, updated_at, last_call_at
)
select
    lead_id, tenant_id, max(name), max(phone), max(company), max(service), max(city), 0.8, min(at), max(at), max(at)
from lead_calls
group by lead_id, tenant_id
order by min(at);

-- rows of callbacks
insert into callbacks (
    id, tenant_id, call_id, status, due_at, due_until, timezone, timezone_source, candidates, rule, reason,
    phrase, phone, name, time_kind, version, assignee_id, note, settled_at, created_at, phrase_turn
)
select
    pg_temp.id_at(created_at, 'callback record', n), tenant_id, call_id,
    case when callback in ('done', 'cancelled', 'ambiguous') then callback else 'scheduled' end,
    case callback
        when 'ambiguous' then null
        when 'due' then pg_temp.ends() - interval '10 minutes'
        when 'coming' then pg_temp.ends() + interval '1 day' + interval '13 days' * pg_temp.roll(n, 50)
        when 'overdue' then least(
            created_at + interval '3 days' * pg_temp.roll(n, 50), pg_temp.ends() - interval '1 hour'
        )
        else created_at + interval '3 days' * pg_temp.roll(n, 50)
    end,
    case when callback = 'due' then pg_temp.ends() + interval '7 days' end,
    'America/New_York', 'tenant',
    case when callback = 'ambiguous' then array[created_at, created_at + interval '1 day'] else '{}' end,
    'clock time', 'The caller asks to be called back.', 'tomorrow at three', number, name,
    case callback when 'ambiguous' then 'ambiguous' when 'due' then 'window' else 'instant' end,
    case when callback in ('done', 'cancelled') then 2 else 1 end,
    case
        when pg_temp.roll(n, 51) < 0.05
        then pg_temp.id_at(pg_temp.ends() - interval '799 days', 'user', tenant * 10 + 1)
        when pg_temp.roll(n, 51) < 0.15
        then pg_temp.id_at(pg_temp.ends() - interval '799 days', 'user', tenant * 10 + 2)
    end,
    case when n % 11 = 0 then 'Ask for the meter.' end,
    case when callback in ('done', 'cancelled') then created_at + interval '2 days' end,
    created_at, 2
from made
where callback is not null
order by created_at;
update callbacks
set in_time = settled_at <= coalesce(due_until, due_at + interval '15 minutes')
where status = 'done';
insert into callback_changes (callback_id, version, tenant_id, at, actor, actor_id, action, before, after)
select
    id, each, tenant_id, coalesce(settled_at, created_at), case each when 1 then 'worker' else 'user' end,
    case each when 2 then assignee_id end,
    case each when 1 then 'created' else case status when 'done' then 'done' else 'cancel' end end,
    case each when 1 then '{}' else '{"status": "scheduled"}'::jsonb end, jsonb_build_object('status', status)
from callbacks
cross join lateral generate_series(1, version) as each;

-- rows of recordings
insert into recordings (
    id, tenant_id, call_id, status, size_bytes, sha256, media_type, duration_s, channels, audio_stem, audio_key,
    account_sid, recording_sid, speakers, speech_s, transcribed_s, offset_s, created_at, updated_at
)
select
    id, tenant_id, call_id, case status when 'failed' then 'error' else 'completed' end, 480000,
    sha256(id::text::bytea), 'audio/mpeg', round(20 + 400 * pg_temp.roll(n, 31)), 2, id::text, id || '.mp3',
    case when source = 'twilio' then 'AC' || md5(tenant::text) end,
    case when source = 'twilio' then 'RE' || md5('recording' || n || ':seed') end, '{customer,agent}', 100, 100, 0,
    created_at, created_at
from made
cross join lateral (select pg_temp.id_at(created_at, 'recording', n) as id) as named
where source <> 'elevenlabs'
order by created_at;
insert into recording_peaks (recording_id, tenant_id, audio_key, asked_at, made_at, per_s, duration_s, channels)
select
    id, tenant_id, audio_key, created_at, created_at, 10, duration_s,
    array[decode(repeat(md5(id::text), 60), 'hex'), decode(repeat(md5('2' || id), 60), 'hex')]
from recordings
where hashtext(id::text) % 10 = 0;

-- rows of transcripts
create temporary table spoken as
select
    t, case t % 2 when 0 then 'agent' else 'customer' end as speaker,
    case t % 2
        when 0 then 'Thank you for calling, what can we do about it today?'
        else 'It is in the yard, and someone should call me back tomorrow at three.'
    end as said
from generate_series(0, 15) as t;
create temporary table conversation as
select
    string_agg(speaker || ': ' || said, E'\n' order by t) as text,
    jsonb_agg(
        jsonb_build_object('speaker', speaker, 'text', said, 'start_s', t * 8, 'end_s', t * 8 + 7)
        order by t
    ) as turns,
    (
        select
            jsonb_agg(
                jsonb_build_object(
                    'text', word, 'start_s', t * 8 + place * 0.3, 'end_s', t * 8 + place * 0.3 + 0.25,
                    'speaker', speaker
                )
                order by t, place
            )
        from spoken
        cross join regexp_split_to_table(said, ' ') with ordinality as words (word, place)
    ) as words
from spoken;
insert into transcripts (id, tenant_id, call_id, origin, language, text, turns, words, created_at)
select
    pg_temp.id_at(created_at, 'transcript', n), tenant_id, call_id, source, 'en', text, turns,
    case when source = 'elevenlabs' then '[]' else words end, created_at
from made
cross join conversation
where status in ('ready', 'partial') and age < 0.05
order by created_at;
insert into documents (id, tenant_id, call_id, title, markdown, model, created_at)
select
    pg_temp.id_at(created_at, 'document', n), tenant_id, call_id, initcap(service) || ' in ' || city,
    E'## What happened\n\n' || name || ' asks about ' || service || E'.\n\n- Call before the visit\n', 'local-rules',
    created_at
from made
where status = 'ready' and age < 0.05 and name is not null
order by created_at;

-- rows of jobs
insert into jobs (
    id, tenant_id, call_id, kind, status, fence, lease_until, worker, attempts, not_before, woken_at, error,
    error_code, created_at, started_at, finished_at, lane, dismissed_at
)
select
    pg_temp.id_at(created_at, kind, n), tenant_id, call_id, kind,
    case
        when status = 'received' then 'queued'
        when status = 'processing' then 'running'
        when status in ('failed', 'partial') and kind = 'process_call'
        then case when n % 20 = 0 then 'cancelled' else 'failed' end
        else 'succeeded'
    end, 1, case when status = 'processing' then pg_temp.ends() + interval '1 day' end,
    case when status = 'processing' then 'worker-1' end, 1, created_at, created_at,
    case when status in ('failed', 'partial') and kind = 'process_call' then 'The model did not answer within 60 s.' end,
    case when status in ('failed', 'partial') and kind = 'process_call' then
        case when n % 20 = 0 then 'cancelled' when n % 3 = 0 then 'quarantined' else 'vendor_away' end end,
    created_at, case when status <> 'received' then created_at + interval '1 second' end,
    case when status not in ('received', 'processing') then created_at + interval '40 seconds' end,
    case when n % 50 = 0 then 'backfill' else 'live' end,
    case when status in ('failed', 'partial') and kind = 'process_call' and pg_temp.roll(n, 60) < 0.8
        then created_at + interval '1 day' end
from made
cross join unnest(array['process_call', 'attach_recording']) as kind
where kind = 'process_call' or (source = 'twilio' and status = 'ready' and n % 2 = 0)
order by created_at;
insert into job_steps (job_id, tenant_id, step, status, attempt, started_at, finished_at, error, error_code)
select
    jobs.id, jobs.tenant_id, step,
    case
        when jobs.status = 'succeeded' or place < 4 then 'done'
        when jobs.status = 'running' and place = 4 then 'running'
        when jobs.status = 'failed' and place = 4 then 'failed'
        else 'pending'
    end, 1, started_at + place * interval '3 seconds',
    case when jobs.status = 'succeeded' or place < 4 then started_at + (place + 1) * interval '3 seconds' end,
    case when jobs.status = 'failed' and place = 4 then jobs.error end,
    case when jobs.status = 'failed' and place = 4 then jobs.error_code end
from made
join jobs using (call_id)
cross join unnest(
    array['fetch_transcript', 'fetch_recording', 'transcribe', 'summarize', 'detect_callback', 'extract_lead',
    'schedule_callback', 'write_document', 'index_summary', 'index_document', 'index_transcript']
) with ordinality as steps (step, place)
where jobs.kind = 'process_call' and jobs.status <> 'queued' and (age < 0.05 or jobs.status <> 'succeeded')
order by jobs.created_at;

-- rows of usage_ledger
insert into usage_ledger (
    id, tenant_id, call_id, job_id, step, attempt, provider, model, input_tokens, cached_tokens, output_tokens,
    audio_s, cost_microusd, priced, outcome, created_at
)
select
    pg_temp.id_at(created_at, 'usage ' || place, n), tenant_id, call_id, pg_temp.id_at(created_at, 'process_call', n),
    step, 1, 'openai', model, tokens, 0, tokens / 10, audio_s, 400 + n % 900, true,
    case when n % 200 = 0 then 'failed' else 'answered' end, created_at + interval '20 seconds'
from made
cross join (
    values (1, 'summarize', 'gpt-5-mini', 1800, 0.0), (2, 'transcribe', 'gpt-4o-mini-transcribe', 0, 180.0)
) as asked (place, step, model, tokens, audio_s)
where status in ('ready', 'partial') and (place = 1 or source <> 'elevenlabs')
order by created_at;
insert into usage_sums
select
    tenant_id, (created_at at time zone 'UTC')::date,
    (created_at at time zone 'America/New_York')::date, provider, model, count(*), sum(input_tokens),
    sum(cached_tokens), sum(output_tokens), sum(audio_s), sum(cost_microusd),
    coalesce(sum(cost_microusd) filter (where outcome <> 'answered'), 0), bool_and(priced)
from usage_ledger
group by 1, 2, 3, 4, 5;
insert into spending (tenant_id, day, cost_microusd)
select tenant_id, day, sum(cost_microusd)
from usage_sums
group by 1, 2;
insert into transcribed_audio (tenant_id, day, seconds)
select tenant_id, day, sum(audio_s)
from usage_sums
where audio_s > 0
group by 1, 2;

-- rows of events
insert into events (tenant_id, call_id, job_id, type, data, created_at, position)
select
    tenant_id, call_id, pg_temp.id_at(created_at, 'process_call', n), type,
    case place when 2 then '{"fields": ["status"], "status": "processing"}'::jsonb else '{}' end,
    created_at + place * interval '10 seconds',
    row_number() over (order by created_at + place * interval '10 seconds', n)
from made
cross join lateral (
    values (1, 'call.received'), (2, 'call.updated'), (3, case status when 'failed' then 'call.failed' else 'call.ready' end)
) as happened (place, type)
where place = 1 or status not in ('received', 'processing')
order by created_at + place * interval '10 seconds', n;
select setval('event_positions', (select max(position) from events));
insert into inbound_events (
    id, tenant_id, source, event_type, event_key, agent_external_id, status, call_id, job_id, received_at
)
select
    pg_temp.id_at(created_at, 'inbound', n), tenant_id, source, 'post_call_transcription',
    md5('event' || n || ':seed'), 'agent_' || tenant || '_' || coalesce(line, 0), 'accepted', call_id,
    pg_temp.id_at(created_at, 'process_call', n), created_at
from made
where source = 'elevenlabs'
order by created_at;

-- rows of audit_log
insert into audit_log (at, tenant_id, actor, actor_id, address, action, object, outcome, status, request_id)
select
    created_at + interval '1 hour', tenant_id, 'user',
    pg_temp.id_at(pg_temp.ends() - interval '799 days', 'user', tenant * 10 + 1 + (n % 3)), '192.0.2.' || n % 200,
    pg_temp.one_of(
        array[
            'GET /api/calls/{call_id}', 'GET /api/calls/{call_id}/audio', 'PATCH /api/calls/{call_id}',
            'POST /api/callbacks/{callback_id}/done'
        ], pg_temp.roll(n, 70)
    ), call_id::text, case when n % 500 = 0 then 'refused' else 'done' end, case when n % 500 = 0 then 403 else 200 end,
    md5('request' || n)
from made
where created_at + interval '1 hour' < pg_temp.ends()
order by created_at;

-- rows of missed_calls
insert into missed_calls (tenant_id, source, listed, arrived, fetched, missing)
select id, source, 40, 39, 1, 0
from made_tenants
cross join unnest(array['elevenlabs', 'twilio']) as source;
update source_checks
set checked_at = pg_temp.ends();
insert into unused_events (id, tenant_id, source, kind, event_type, reason, key, body, size_bytes, received_at, last_at)
select
    gen_random_uuid(), id, 'elevenlabs', 'stored', 'post_call_transcription', 'It could not be read.',
    md5(tenant || ' ' || each), convert_to(repeat('{"unread": true} ', 60), 'UTF8'), 1020, pg_temp.ends(),
    pg_temp.ends() - each * interval '1 minute'
from (select tenant, id from made_tenants union all select 0, null) as owners
cross join generate_series(1, 200) as each;

-- rows of call_texts
insert into call_texts (call_id, tenant_id, created_at, words)
select
    calls.id, calls.tenant_id, calls.created_at,
    concat_ws(
        E'\n', searchable(coalesce(calls.corrected -> 'title' ->> 'value', title)), searchable(value ->> 'text'),
        searchable(lead_calls.name), searchable(lead_calls.company), digits_of(from_number), digits_of(to_number),
        digits_of(lead_calls.phone)
    )
from calls
left join insights on insights.call_id = calls.id and kind = 'summary'
left join lead_calls on lead_calls.call_id = calls.id
where status <> 'received'
order by calls.created_at;
