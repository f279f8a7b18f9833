-- What the scripts of the gate share: the clock, the arguments, and what a limiter's limits are now.
-- Times are microseconds, amounts are whole numbers: requests, tokens, milliseconds of audio.

-- The line of those who wait moves at this part of a limit, a little slower than the count below allows: so the count
-- seldom has to stop it. What was not used for up to a twentieth of a window is caught up on at once; vendors that count
-- by the second take such a burst.
local PACE, BURST = 0.965, 0.05
-- What was sent is counted in so many parts of a window, and so many parts longer than the window: between being let
-- through and arriving a request may be held up as long, two seconds in a minute. At this pace that costs nothing.
local PARTS, LATE_PARTS = 60, 2
local DAY_MS = 86400000

local limiter, slots, breaker, sent, begun, ended = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local argument = 0

local function next_text()
  argument = argument + 1
  return ARGV[argument]
end

local function next_number()
  return tonumber(next_text())
end

local function next_three()
  return { next_number(), next_number(), next_number() }
end

-- An empty time is now by this server's clock, which is the same for every worker.
local function clock()
  local given = next_number()
  if given then
    return given
  end
  local time = redis.call('TIME')
  return time[1] * 1000000 + time[2]
end

local now = clock()
local window = next_number()
local ticket = next_text()
local part = window / PARTS
local held_for = window + LATE_PARTS * part

local function whole(number)
  return string.format('%.0f', number)
end

-- An estimate is a limit that neither a header nor a setting names, learned from refusals (refusals.lua). It holds for a
-- while, then doubles every 2.5 seconds of a minute, and when eight times as much was not refused it is void. So
-- nothing that was learned once holds anybody back for longer than 12.5 seconds, unless it is refused again.
local FIRST_HOLD, DOUBLES, VOID_AT = window / 12, window / 24, 8

-- What the estimate allows now, and when it allows a fifth more; nil without one.
local function estimate(name)
  local found = redis.call('HMGET', limiter, name .. ':level', name .. ':hold', name .. ':at')
  if not found[1] then
    return nil
  end
  local level, growing_from = tonumber(found[1]), tonumber(found[3]) + tonumber(found[2])
  local grown = math.max(1, 2 ^ ((now - growing_from) / DOUBLES))
  if grown >= VOID_AT then
    return nil
  end
  return math.floor(level * grown), math.max(now, growing_from) + DOUBLES / 4
end

-- The smallest of what is configured, what the vendor said and what is estimated, 0 where nothing is known; and when an
-- estimate allows more.
local function known_limits(configured, remembered)
  local told = redis.call('HMGET', limiter, 'limit1', 'limit2', 'limit3', 'rate:kind')
  local limits = {}
  for i = 1, 3 do
    local said = tonumber(told[i] or remembered[i])
    if configured[i] > 0 and said > 0 then
      limits[i] = math.min(configured[i], said)
    else
      limits[i] = math.max(configured[i], said)
    end
  end
  local level, more_at = estimate('rate')
  if level then
    local i = tonumber(told[4])
    limits[i] = limits[i] > 0 and math.min(limits[i], level) or level
  end
  return limits, more_at
end

-- How long one unit takes at the pace of this limit.
local function interval(limits, i)
  return window / (PACE * math.max(1, limits[i]))
end

-- The line moves by what requests use in the mean, and what is set aside is what they use at most: this is the part.
local function typical_part()
  local kept = redis.call('HMGET', limiter, 'kept', 'kept_mean')
  return kept[1] and kept[2] / math.max(kept[1], 1e-6) or 1
end

-- How long an amount stands in the line.
local function time_in_line(limits, i, amount)
  return amount * (i == 2 and typical_part() or 1) * interval(limits, i)
end

-- What was sent in the last window: for each limit its parts, oldest first, and their sum. Below the three limits
-- stand the requests and tokens among it that were refused.
local REFUSED = 3
local function sent_lately()
  local lately = {}
  for kind = 1, REFUSED + 2 do
    lately[kind] = { sum = 0 }
  end
  local all = redis.call('HGETALL', sent)
  for i = 1, #all, 2 do
    local number, of = string.match(all[i], '^(%d+):(%d)$')
    if (tonumber(number) + 1) * part <= now - held_for then
      redis.call('HDEL', sent, all[i])
    else
      local kind, amount = lately[tonumber(of)], tonumber(all[i + 1])
      kind[#kind + 1] = { tonumber(number), amount }
      kind.sum = kind.sum + amount
    end
  end
  for _, kind in ipairs(lately) do
    table.sort(kind, function(a, b) return a[1] < b[1] end)
  end
  return lately
end

-- The part of a window, and the limit.
local function sent_in(at, i)
  return string.format('%.0f:%d', math.floor(at / part), i)
end

-- `total` counts what was accepted ever, for the pace between two refusals.
local function note_sent(at, amounts)
  for i = 1, 3 do
    if amounts[i] ~= 0 then
      redis.call('HINCRBY', sent, sent_in(at, i), amounts[i])
      redis.call('HINCRBY', limiter, 'total' .. i, amounts[i])
    end
  end
  redis.call('PEXPIRE', sent, math.ceil(held_for / 500))
end

local function reopen(key)
  redis.call('HDEL', key, 'until', 'probe', 'probe_until', 'failures', 'since')
end

local function is_probe(key)
  return redis.call('HGET', key, 'probe') == ticket
end
