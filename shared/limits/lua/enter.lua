-- May this ticket be sent, now or soon?
--   go      send it
--   wait    its place in the line is taken: sleep, then ask again with `reserved`
--   again   nothing is taken: sleep, then ask again
--   later   longer than `patience`: come back then

local tenants, workers, shares, returns = KEYS[7], KEYS[8], KEYS[9], KEYS[10]
local tenant, worker = next_text(), next_text()
local lease, patience, reserved, concurrency = next_number(), next_number(), next_number() == 1, next_number()
local configured, needs, remembered, owed = next_three(), next_three(), next_three(), next_three()
local strays = next_number()

local LOOK_AGAIN, SLOT_LOOK_AGAIN, WORKER_GONE = 250000, 50000, 30000000
-- An answer may take minutes, a 429 comes at once: within twice the time of the last one and a little, but at most this.
local REFUSED_WITHIN = 5000000
-- A thousand requests later, in at most ten seconds, nothing is held back any more.
local SLOWEST_RAMP, RAMP_DOUBLINGS = 1000000, 10
-- So many times more requests are asked to come back than there is room for: some come late, some find their room taken,
-- and room that no request asks for is lost.
local OVERBOOKED = 2

-- A clock that was set back makes a time to come of the past, and everybody would be held up until then.
if tonumber(redis.call('HGET', limiter, 'seen') or 0) > now + window then
  redis.call('DEL', limiter, slots, breaker, sent, begun, ended, tenants, shares, returns)
end
redis.call('HSET', limiter, 'seen', whole(now))
redis.call('PEXPIRE', limiter, DAY_MS)

local limits, more_at = known_limits(configured, remembered)
local room = estimate('room')
if room then
  concurrency = concurrency > 0 and math.min(concurrency, room) or room
end
-- The tokens that are asked for are what a request might use at most. Most use much less, and what is set aside for
-- nothing is used by nobody: so as much of it is set aside as was needed at most of late.
local kept = redis.call('HGET', limiter, 'kept')
if not reserved then
  needs[2] = math.ceil(needs[2] * tonumber(kept or 1))
end

redis.call('ZADD', workers, now, worker)
redis.call('ZREMRANGEBYSCORE', workers, '-inf', now - WORKER_GONE)
redis.call('PEXPIRE', workers, DAY_MS)

-- What this worker sent of its own share, while it could not ask here, counts from now on.
note_sent(now, owed)
for i = 1, 3 do
  if owed[i] > 0 and limits[i] > 0 then
    local ending = math.max(tonumber(redis.call('HGET', limiter, 'line' .. i) or 0), now)
    redis.call('HSET', limiter, 'line' .. i, whole(ending + owed[i] * interval(limits, i)))
  end
end

redis.call('ZREMRANGEBYSCORE', slots, '-inf', now)
for _ = 1, strays do
  redis.call('ZADD', slots, now + lease, next_text())
end

local function verdict(kind, wait, reason)
  return { kind, math.ceil(wait), reason, whole(now), redis.call('ZCARD', workers),
           limits[1], limits[2], limits[3], needs[2], redis.call('ZCARD', slots) }
end

-- Later, for want of room by the minute. An estimate has to be tried out as soon as it allows more.
local function later(wait)
  return verdict('later', more_at and math.min(wait, more_at - now) or wait, 'rate')
end

-- A vendor that fails or said 429 is closed until a time; then one ticket goes first. After a 429 the others follow
-- when it is answered, or was not refused soon.
local function kept_back(key)
  local state = redis.call('HMGET', key, 'until', 'probe', 'probe_until')
  if not state[1] then
    return 0
  end
  if now < tonumber(state[1]) then
    return tonumber(state[1]) - now
  end
  if not state[2] or state[2] == ticket then
    return 0
  end
  if now < tonumber(state[3]) then
    return LOOK_AGAIN
  end
  if key == limiter then
    reopen(limiter)
  end
  return 0
end

-- In this time a 429 would have come.
local function soon_refused()
  return 2 * tonumber(redis.call('HGET', limiter, 'refused_in') or REFUSED_WITHIN) + LOOK_AGAIN
end

local function go_first(key, tells_within)
  if redis.call('HEXISTS', key, 'until') == 1 then
    redis.call('HSET', key, 'probe', ticket, 'probe_until', whole(now + tells_within))
  end
end

for _, closed in ipairs({ { 'open', breaker }, { 'paused', limiter } }) do
  local wait = kept_back(closed[2])
  if wait > 0 then
    return verdict(wait <= patience and 'again' or 'later', wait, closed[1])
  end
end

-- After the one that goes first twice as many follow each time that a 429 would have come (slow start): all at once
-- would all be refused.
local function ramp()
  local began = redis.call('HMGET', limiter, 'ramp_at', 'ramp_total', 'total1')
  local doubles = math.min(soon_refused(), SLOWEST_RAMP)
  if reserved or not began[1] or now > tonumber(began[1]) + RAMP_DOUBLINGS * doubles then
    return 0
  end
  local followed = math.max(0, tonumber(began[3] or 0) - tonumber(began[2]))
  return tonumber(began[1]) + doubles * math.log(followed + 1) / math.log(2) - now
end

local ramping = ramp()
if ramping > 0 then
  return verdict(ramping <= patience and 'again' or 'later', ramping, 'paused')
end

-- Tenants that asked in the last window share what was granted since the window began.
redis.call('ZADD', tenants, now, tenant)
redis.call('ZREMRANGEBYSCORE', tenants, '-inf', now - window)
redis.call('PEXPIRE', tenants, math.ceil(window / 500))
local active = redis.call('ZCARD', tenants)
local number = whole(math.floor(now / window))
local granted = redis.call('HMGET', shares, 'window', 'all', 'of:' .. tenant)
if granted[1] ~= number then
  redis.call('DEL', shares)
  redis.call('HSET', shares, 'window', number)
  redis.call('PEXPIRE', shares, math.ceil(window / 500))
  granted = { number, '0', '0' }
end
local above_share = active > 1 and tonumber(granted[3] or 0) * active > tonumber(granted[2] or 0)

if concurrency > 0 and not redis.call('ZSCORE', slots, ticket) then
  -- Whoever had more than the others leaves a place for them.
  local free = above_share and math.min(active - 1, math.floor(concurrency / 4)) or 0
  if redis.call('ZCARD', slots) >= concurrency - free then
    return verdict('again', SLOT_LOOK_AGAIN, 'busy')
  end
end

-- How long until no window would hold more than the limit, by what was sent.
local function full_for()
  local wait, lately = 0, sent_lately()
  for i = 1, 3 do
    if limits[i] > 0 and needs[i] > 0 then
      local excess = lately[i].sum + math.min(needs[i], limits[i]) - limits[i]
      for _, oldest in ipairs(lately[i]) do
        if excess <= 0 then
          break
        end
        excess = excess - oldest[2]
        wait = math.max(wait, (oldest[1] + 1) * part + held_for - now)
      end
    end
  end
  return wait
end

local function take_slot()
  redis.call('ZADD', slots, now + lease, ticket)
  redis.call('PEXPIRE', slots, math.ceil(lease / 500))
  go_first(breaker, lease)
  if redis.call('HEXISTS', limiter, 'until') == 1 then
    redis.call('HSET', limiter, 'ramp_at', whole(now), 'ramp_total', redis.call('HGET', limiter, 'total1') or 0)
    go_first(limiter, math.min(soon_refused(), REFUSED_WITHIN))
  end
end

local function send()
  take_slot()
  note_sent(now, needs)
  redis.call('ZADD', begun, now, ticket)
  redis.call('PEXPIRE', begun, math.ceil(window / 500))
  return verdict('go', 0, '')
end

-- How long this ticket takes of the limit of which it takes most.
local function own_time()
  local fraction = 0
  for i = 1, 3 do
    if limits[i] > 0 then
      fraction = math.max(fraction, math.min(1, needs[i] / limits[i]))
    end
  end
  return fraction * window / PACE
end

if reserved then
  local wait = full_for()
  if wait > 0 then
    -- The line behind it leaves room for it meanwhile. Would it give up its place, smaller ones would fill all of the
    -- room before it comes back, every time. Everybody waits for a probe, which had better be another one then.
    local probes = is_probe(limiter) or is_probe(breaker)
    return wait <= patience + (probes and 0 or own_time()) and verdict('wait', wait, 'rate') or later(wait)
  end
  return send()
end

-- Where the line ends, for each limit; and how long this ticket takes of the one it waits for.
local wait, longest, fraction, awaited = 0, 0, 0, 0
local ends = redis.call('HMGET', limiter, 'line1', 'line2', 'line3')
local line = {}
for i = 1, 3 do
  if limits[i] > 0 and needs[i] > 0 then
    local taken = time_in_line(limits, i, math.min(needs[i], limits[i]))
    local from = math.max(tonumber(ends[i] or 0), now)
    if from - BURST * window - now > wait then
      wait, longest, awaited = from - BURST * window - now, taken, i
    end
    fraction = math.max(fraction, needs[i] / limits[i])
    line[#line + 1] = { 'line' .. i, from + taken }
  end
end

local too_long = wait > (above_share and patience / 2 or patience)
if not too_long and wait == 0 then
  local full = full_for()
  if full > 0 then
    return full <= patience and verdict('again', full, 'rate') or later(full)
  end
end

if too_long then
  -- Those who come back later come one after another, and the tenants that have some share the pace. A little early,
  -- in time to take a place in the line.
  redis.call('ZREMRANGEBYSCORE', returns, '-inf', now)
  local earliest = now + math.max(wait - 0.75 * patience, part)
  local at = math.max(tonumber(redis.call('ZSCORE', returns, tenant) or 0), earliest)
  at = math.min(at, now + 2 * window)
  if awaited == 2 and not kept then
    -- Most of what is set aside will be given back. Until the first answers show how much, the line says nothing about
    -- when there will be room.
    at = math.min(at, now + window / 12)
  elseif not more_at or at < more_at then
    redis.call('ZADD', returns, at, tenant)
    redis.call('ZADD', returns, at + longest / OVERBOOKED * redis.call('ZCARD', returns), tenant)
    redis.call('PEXPIRE', returns, math.ceil(window / 250))
  end
  return later(at - now)
end

for _, ending in ipairs(line) do
  redis.call('HSET', limiter, ending[1], whole(ending[2]))
end
-- Where no limit is known, requests are counted.
local granted_now = fraction > 0 and fraction or 1
redis.call('HINCRBYFLOAT', shares, 'all', granted_now)
redis.call('HINCRBYFLOAT', shares, 'of:' .. tenant, granted_now)
-- A place in the line is no call under way: it takes no slot.
return wait > 0 and verdict('wait', wait, 'rate') or send()
