-- What the scripts of the gate share: the clock, the arguments, and what a limiter's limits are now.
-- Times are microseconds, amounts are whole numbers: requests, tokens, milliseconds of audio.

-- Of a limit, what is granted in a window; and the part of a window that may be granted at once.
local PACE, BURST = 0.95, 0.01
-- What was sent is counted in so many parts of a window, and so many parts longer than the window: between being let
-- through and arriving a request may be held up as long, two seconds in a minute. At this pace that costs nothing.
local PARTS, LATE_PARTS = 60, 2
local DAY_MS = 86400000

local limiter, slots, breaker, sent = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
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

-- Whether nobody told the limit of requests, and it is what had been sent when a 429 came.
local guessed = false

-- After a 429 the rate is cut, and grows back by a twentieth of the limit in each window; a guessed limit, beyond.
local function share_now(most)
  local cut = redis.call('HMGET', limiter, 'share', 'share_at')
  if not cut[1] then
    return 1
  end
  return math.min(most, tonumber(cut[1]) + 0.05 * (now - tonumber(cut[2])) / window)
end

-- The smaller of what is configured and what the vendor said; 0 is unknown.
local function known_limits(configured, remembered)
  local learned = redis.call('HMGET', limiter, 'limit1', 'limit2', 'limit3', 'guess')
  local limits = {}
  for i = 1, 3 do
    local told = tonumber(learned[i] or remembered[i])
    if configured[i] > 0 and told > 0 then
      limits[i] = math.min(configured[i], told)
    else
      limits[i] = math.max(configured[i], told)
    end
  end
  if limits[1] == 0 and learned[4] then
    guessed = true
    limits[1] = math.ceil(tonumber(learned[4]) * share_now(math.huge))
  end
  return limits
end

-- How long one unit takes at the pace of this limit.
local function interval(limits, i)
  local share = (guessed and i == 1) and 1 or share_now(1)
  return window / (PACE * math.max(1, limits[i] * share))
end

-- What was sent in the last window: for each limit its parts, oldest first, and their sum.
local function sent_lately()
  local lately = { { sum = 0 }, { sum = 0 }, { sum = 0 } }
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

local function note_sent(at, amounts)
  for i = 1, 3 do
    if amounts[i] ~= 0 then
      redis.call('HINCRBY', sent, sent_in(at, i), amounts[i])
    end
  end
  redis.call('PEXPIRE', sent, math.ceil(held_for / 500))
end

local function reopen(key)
  redis.call('HDEL', key, 'until', 'probe', 'probe_until', 'failures')
end

local function is_probe(key)
  return redis.call('HGET', key, 'probe') == ticket
end
