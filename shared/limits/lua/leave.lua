-- A ticket is over: its slot is free, what it did not use goes back, and what the vendor said is kept for everybody.

local outcome, sent_at, at_once = next_text(), next_number(), next_number()
local retry, failures_to_open, open_for = next_number(), next_number(), next_number()
local configured, taken, used, learned = next_three(), next_three(), next_three(), next_three()
local crowded, estimated_tokens = next_three(), next_number()

redis.call('ZREM', slots, ticket)
if outcome ~= 'answered' then
  redis.call('ZREM', begun, ticket)
end
for i = 1, 3 do
  if learned[i] > 0 then
    redis.call('HSET', limiter, 'limit' .. i, learned[i])
  end
end
local limits = known_limits(configured, { 0, 0, 0 })

local ends = redis.call('HMGET', limiter, 'line1', 'line2', 'line3')
local back = { 0, 0, 0 }
for i = 1, 3 do
  back[i] = used[i] - taken[i]
  if limits[i] > 0 then
    local ending = tonumber(ends[i] or 0) + used[i] * interval(limits, i) - time_in_line(limits, i, taken[i])
    -- Others than us use the same limit: the line starts when the vendor has room again.
    ending = math.max(ending, crowded[i] > 0 and now + crowded[i] + BURST * window or 0)
    if ends[i] or crowded[i] > 0 then
      redis.call('HSET', limiter, 'line' .. i, whole(ending))
    end
  end
end
if sent_at > 0 and sent_at > now - held_for then
  -- Of what a flush has made forgotten nothing goes back: others would send more for it than the limit.
  for i = 1, 3 do
    back[i] = math.max(back[i], -tonumber(redis.call('HGET', sent, sent_in(sent_at, i)) or 0))
  end
  -- The later requests of a sequence were sent at some time until now, and count from then on.
  local later = used[1] > 1 and math.max(0, used[1] - 1) or 0
  if later > 0 then
    back[1] = math.max(back[1] - later, -tonumber(redis.call('HGET', sent, sent_in(sent_at, 1)) or 0))
    note_sent(now, { later, 0, 0 })
  end
  note_sent(sent_at, back)
end

-- Which part of the estimated tokens is used: at most, where a larger one counts at once and smaller ones slowly, and in
-- the mean. The first answers count more, and before them all that was estimated is set aside.
if outcome == 'answered' and estimated_tokens > 0 then
  local part_used = math.min(1, used[2] / estimated_tokens)
  local kept = redis.call('HMGET', limiter, 'kept', 'kept_mean')
  local weight = math.max(0.02, 1 / (redis.call('HINCRBY', limiter, 'kept_of', 1) + 1))
  local function towards(value)
    return value + weight * (part_used - value)
  end
  redis.call('HSET', limiter, 'kept', math.max(part_used, towards(tonumber(kept[1] or 1))), 'kept_mean',
             towards(tonumber(kept[2] or 1)))
end

local function close(key, duration)
  local already = tonumber(redis.call('HGET', key, 'until') or 0)
  redis.call('HSET', key, 'until', whole(math.max(already, now + duration)))
  redis.call('HDEL', key, 'probe', 'probe_until')
  redis.call('PEXPIRE', key, DAY_MS)
end

local function vendor_answers()
  if is_probe(breaker) or redis.call('HEXISTS', breaker, 'until') == 0 then
    reopen(breaker)
  end
end

if outcome == 'limited' then
  vendor_answers()
  local pause = refused(used, sent_at, at_once, retry)
  if pause then
    close(limiter, pause)
  end
elseif outcome == 'failed' then
  local failures = redis.call('HINCRBY', breaker, 'failures', 1)
  redis.call('HSETNX', breaker, 'since', whole(now))
  redis.call('PEXPIRE', breaker, DAY_MS)
  if is_probe(breaker) or (failures >= failures_to_open and redis.call('HEXISTS', breaker, 'until') == 0) then
    close(breaker, open_for)
  end
elseif outcome == 'answered' then
  vendor_answers()
  note_answered_at_once(sent_at)
  if is_probe(limiter) then
    reopen(limiter)
  end
end

-- A probe that told nothing lets another one go.
for _, key in ipairs({ limiter, breaker }) do
  if is_probe(key) then
    redis.call('HDEL', key, 'probe', 'probe_until')
  end
end
redis.call('PEXPIRE', limiter, DAY_MS)
return math.max(0, tonumber(redis.call('HGET', limiter, 'until') or 0) - now)
