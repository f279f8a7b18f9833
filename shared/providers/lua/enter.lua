-- May this ticket be sent, now or soon?
--   go      send it
--   wait    its place in the line is taken: sleep, then ask again with `reserved`
--   again   nothing is taken: sleep, then ask again
--   later   longer than `patience`: come back then

local tenants, workers, shares, returns = KEYS[5], KEYS[6], KEYS[7], KEYS[8]
local tenant, worker = next_text(), next_text()
local lease, patience, reserved, concurrency = next_number(), next_number(), next_number() == 1, next_number()
local configured, needs, remembered, owed = next_three(), next_three(), next_three(), next_three()

local LOOK_AGAIN, SLOT_LOOK_AGAIN, WORKER_GONE = 250000, 50000, 30000000
-- A 429 comes at once, an answer may take minutes.
local REFUSED_WITHIN = 5000000

-- A clock that was set back makes a time to come of the past, and everybody would be held up until then.
if tonumber(redis.call('HGET', limiter, 'seen') or 0) > now + window then
  redis.call('DEL', limiter, slots, breaker, sent, tenants, shares, returns)
end
redis.call('HSET', limiter, 'seen', string.format('%.0f', now))
redis.call('PEXPIRE', limiter, DAY_MS)

local limits = known_limits(configured, remembered)

redis.call('ZADD', workers, now, worker)
redis.call('ZREMRANGEBYSCORE', workers, '-inf', now - WORKER_GONE)
redis.call('PEXPIRE', workers, DAY_MS)

-- What this worker sent of its own share, while it could not ask here, counts from now on.
note_sent(now, owed)
for i = 1, 3 do
  if owed[i] > 0 and limits[i] > 0 then
    local ending = math.max(tonumber(redis.call('HGET', limiter, 'line' .. i) or 0), now)
    redis.call('HSET', limiter, 'line' .. i, string.format('%.0f', ending + owed[i] * interval(limits, i)))
  end
end

local function verdict(kind, wait, reason)
  return { kind, math.ceil(wait), reason, string.format('%.0f', now), redis.call('ZCARD', workers),
           limits[1], limits[2], limits[3] }
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

local function go_first(key, tells_within)
  if redis.call('HEXISTS', key, 'until') == 1 then
    redis.call('HSET', key, 'probe', ticket, 'probe_until', string.format('%.0f', now + tells_within))
  end
end

for _, closed in ipairs({ { 'open', breaker }, { 'paused', limiter } }) do
  local wait = kept_back(closed[2])
  if wait > 0 then
    return verdict(wait <= patience and 'again' or 'later', wait, closed[1])
  end
end

-- Tenants that asked in the last window share what was granted since the window began.
redis.call('ZADD', tenants, now, tenant)
redis.call('ZREMRANGEBYSCORE', tenants, '-inf', now - window)
redis.call('PEXPIRE', tenants, math.ceil(window / 500))
local active = redis.call('ZCARD', tenants)
local number = string.format('%.0f', math.floor(now / window))
local granted = redis.call('HMGET', shares, 'window', 'all', 'of:' .. tenant)
if granted[1] ~= number then
  redis.call('DEL', shares)
  redis.call('HSET', shares, 'window', number)
  redis.call('PEXPIRE', shares, math.ceil(window / 500))
  granted = { number, '0', '0' }
end
local above_share = active > 1 and tonumber(granted[3] or 0) * active > tonumber(granted[2] or 0)

redis.call('ZREMRANGEBYSCORE', slots, '-inf', now)
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
  go_first(limiter, REFUSED_WITHIN)
end

local function send()
  take_slot()
  note_sent(now, needs)
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
    return verdict(wait <= patience + (probes and 0 or own_time()) and 'wait' or 'later', wait, 'rate')
  end
  return send()
end

-- Where the line ends, for each limit; and how long this ticket takes of the one it waits for.
local wait, longest, fraction, awaited = 0, 0, 0, 0
local ends = redis.call('HMGET', limiter, 'line1', 'line2', 'line3')
local line = {}
for i = 1, 3 do
  if limits[i] > 0 and needs[i] > 0 then
    local taken = math.min(needs[i], limits[i]) * interval(limits, i)
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
    return verdict(full <= patience and 'again' or 'later', full, 'rate')
  end
end

if too_long then
  -- Those who come back later come one after another, and the tenants that have some share the pace. A little early,
  -- in time to take a place in the line. Much of what was taken in tokens will be given back.
  local kept = awaited == 2 and tonumber(redis.call('HGET', limiter, 'kept') or 1) or 1
  redis.call('ZREMRANGEBYSCORE', returns, '-inf', now)
  local earliest = now + math.max(wait * kept - 0.75 * patience, part)
  local at = math.max(tonumber(redis.call('ZSCORE', returns, tenant) or 0), earliest)
  at = math.min(at, now + 2 * window)
  redis.call('ZADD', returns, at, tenant)
  redis.call('ZADD', returns, at + longest * kept * redis.call('ZCARD', returns), tenant)
  redis.call('PEXPIRE', returns, math.ceil(window / 250))
  return verdict('later', at - now, 'rate')
end

for _, ending in ipairs(line) do
  redis.call('HSET', limiter, ending[1], string.format('%.0f', ending[2]))
end
-- Where no limit is known, requests are counted.
local granted_now = fraction > 0 and fraction or 1
redis.call('HINCRBYFLOAT', shares, 'all', granted_now)
redis.call('HINCRBYFLOAT', shares, 'of:' .. tenant, granted_now)
if wait > 0 then
  take_slot()
  return verdict('wait', wait, 'rate')
end
return send()
