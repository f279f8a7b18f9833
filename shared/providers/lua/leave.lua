-- A ticket is over: its slot is free, what it did not use goes back, and what the vendor said is kept for everybody.

local outcome, sent_at = next_text(), next_number()
local retry, failures_to_open, open_for = next_number(), next_number(), next_number()
local configured, taken, used, learned = next_three(), next_three(), next_three(), next_three()
local crowded = next_three()

-- Fewer requests in a window were not too many: the vendor had other reasons.
local WORTH_A_GUESS = 20

redis.call('ZREM', slots, ticket)
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
    local ending = tonumber(ends[i] or 0) + back[i] * interval(limits, i)
    -- Others than us use the same limit: the line starts when the vendor has room again.
    ending = math.max(ending, crowded[i] > 0 and now + crowded[i] or 0)
    if ends[i] or crowded[i] > 0 then
      redis.call('HSET', limiter, 'line' .. i, string.format('%.0f', ending))
    end
  end
end
if sent_at > 0 and sent_at > now - held_for then
  -- Of what a flush has made forgotten nothing goes back: others would send more for it than the limit.
  for i = 1, 3 do
    back[i] = math.max(back[i], -tonumber(redis.call('HGET', sent, sent_in(sent_at, i)) or 0))
  end
  note_sent(sent_at, back)
end

-- Which part of the tokens that are set aside is used in the end.
if sent_at > 0 and taken[2] > 0 then
  local kept = tonumber(redis.call('HGET', limiter, 'kept') or 1)
  redis.call('HSET', limiter, 'kept', math.min(1, 0.8 * kept + 0.2 * used[2] / taken[2]))
end

local function close(key, duration)
  local already = tonumber(redis.call('HGET', key, 'until') or 0)
  redis.call('HSET', key, 'until', string.format('%.0f', math.max(already, now + duration)))
  redis.call('HDEL', key, 'probe', 'probe_until')
  redis.call('PEXPIRE', key, DAY_MS)
end

-- Requests that were under way when the rate was cut tell nothing new, nor does one that was sent alone.
local function cut_rate()
  local cut_at = tonumber(redis.call('HGET', limiter, 'share_at') or 0)
  if sent_at <= cut_at or is_probe(limiter) then
    return
  end
  local share = share_now(guessed and math.huge or 1)
  redis.call('HSET', limiter, 'share', math.max(0.05, share * 0.7), 'share_at', string.format('%.0f', now))
  local requests = sent_lately()[1].sum
  if limits[1] == 0 and requests >= WORTH_A_GUESS then
    redis.call('HSET', limiter, 'guess', requests)
  end
end

local function vendor_answers()
  if is_probe(breaker) or redis.call('HEXISTS', breaker, 'until') == 0 then
    reopen(breaker)
  end
end

if outcome == 'limited' then
  vendor_answers()
  cut_rate()
  close(limiter, retry)
elseif outcome == 'failed' then
  local failures = redis.call('HINCRBY', breaker, 'failures', 1)
  redis.call('PEXPIRE', breaker, DAY_MS)
  if is_probe(breaker) or (failures >= failures_to_open and redis.call('HEXISTS', breaker, 'until') == 0) then
    close(breaker, open_for)
  end
elseif outcome == 'answered' then
  vendor_answers()
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
return 1
